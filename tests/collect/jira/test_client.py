"""A living Jira, Cloud and Data Center, gives the same evidence: whole, literal, and only what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.credentials import JiraCredentials, Secret
from forensics.collect.jira.client import Jira, open_jira
from forensics.collect.jira.identify import identify
from forensics.collect.jira.jql import is_ticket_key, keys_query, quoted, text_query
from forensics.collect.retrying import Asker, Policy

from .fake_server import EMAIL, TOKEN, FakeJira, Fault, history, issue

BOTH = pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "datacenter"])
ONCE = Policy(attempts=1, attempt_seconds=5.0, total_seconds=20.0)


@contextmanager
def _opened(fake: FakeJira) -> Iterator[Jira]:
    with fake:
        jira = open_jira(JiraCredentials(fake.url, Secret(TOKEN, "test"), EMAIL if fake.cloud else None), Asker(ONCE))
        assert isinstance(jira, Jira), jira
        yield jira


@BOTH
def test_a_search_keeps_what_literally_holds_the_word(cloud: bool) -> None:
    fake = FakeJira(cloud=cloud, issues=[issue(1, "PAY_TIMEOUT"), issue(2, "pay_timeout=5"), issue(3, "pay timeout")], loose=["PAY-3"])
    with _opened(fake) as jira:
        answer = jira.search(["PAY_TIMEOUT"])
    assert [ticket.key for ticket in answer.tickets] == ["PAY-1", "PAY-2"]
    assert answer.told == "the search of Jira named 3, of which 2 literally contain it"
    assert answer.tickets[0].url == f"{fake.url}/browse/PAY-1"


@BOTH
def test_a_word_in_a_comment_that_the_results_leave_out_counts(cloud: bool) -> None:
    late = issue(1, comments=30)
    late["comments"][-1]["body"] = "PAY_TIMEOUT was meant"
    with _opened(FakeJira(cloud=cloud, issues=[late], page=7)) as jira:
        answer = jira.search(["PAY_TIMEOUT"])
    (ticket,) = answer.tickets
    assert len(ticket.comments) == 30
    assert ticket.comments[0].author is not None
    assert ticket.comments[0].author.active is False
    assert ticket.unread == ()


@BOTH
@pytest.mark.parametrize("number", [1, 12])
@pytest.mark.parametrize("bulkfetch", [True, False])
def test_changelogs_are_whole_and_oldest_first(cloud: bool, number: int, bulkfetch: bool) -> None:
    fake = FakeJira(cloud=cloud, page=25, issues=[issue(n, "PAY_TIMEOUT", changes=61) for n in range(1, number + 1)], bulkfetch=bulkfetch)
    with _opened(fake) as jira:
        answer = jira.search(["PAY_TIMEOUT"])
    assert len(answer.tickets) == number
    for ticket in answer.tickets:
        assert [move.after for move in ticket.moves] == [f"S{n}" for n in range(1, 62)]
        assert ticket.unread == ()
    assert answer.gaps == ()


@pytest.mark.parametrize(
    "stamp",
    [str, lambda at: int(datetime.fromisoformat(at).timestamp()), lambda at: int(datetime.fromisoformat(at).timestamp() * 1000)],
    ids=["text", "seconds", "milliseconds"],
)
def test_bulk_changelogs_write_their_times_in_three_ways(stamp: Any) -> None:
    with _opened(FakeJira(issues=[issue(n, "PAY_TIMEOUT", changes=50) for n in range(12)], stamp=stamp)) as jira:
        answer = jira.search(["PAY_TIMEOUT"])
    assert answer.tickets[0].moves[0].time == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_changelog_that_stays_cut_is_said_on_the_ticket() -> None:
    fake = FakeJira(issues=[issue(1, "PAY_TIMEOUT", changes=61)], faults=[Fault("/changelog", 403)])
    with _opened(fake) as jira:
        answer = jira.search(["PAY_TIMEOUT"])
    assert answer.tickets[0].unread == ("changelog 40 of 61",)
    assert "changelog of PAY-1: answered 403" in answer.gaps[0].why


@BOTH
def test_the_window_bounds_the_search_by_a_day_more_on_either_side(cloud: bool) -> None:
    fake = FakeJira(cloud=cloud, issues=[issue(n, "PAY_TIMEOUT") for n in range(1, 20)])  # alive on the 2nd to the 20th of March
    with _opened(fake) as jira:
        answer = jira.search(["PAY_TIMEOUT"], datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 3, 12, tzinfo=UTC))
    assert [ticket.key for ticket in answer.tickets] == ["PAY-8", "PAY-9", "PAY-10", "PAY-11"]


def _silent(found: list[Any]) -> list[Any]:
    return ["no" for _ in found] if found and isinstance(found[0], str) else found


@BOTH
@pytest.mark.parametrize("explains", [True, False])
def test_tickets_by_key_survive_unknown_ones(cloud: bool, explains: bool) -> None:
    fake = FakeJira(cloud=cloud, issues=[issue(n) for n in range(1, 70)], remote={"PAY-1": ["https://wiki.corp.example/x"]})
    if not explains:
        found = fake._found
        fake._found = lambda query: _silent(found(query))  # type: ignore[method-assign]
    keys = ["pay-1", "UTF-8", *(f"PAY-{n}" for n in range(2, 70)), "NOPE-77", "PAY-999", "not a key", 'X-1") OR key in ("Y-1']
    with _opened(fake) as jira:
        answer = jira.fetch(keys)
    assert len(answer.tickets) == 69
    assert answer.missing == ("UTF-8", "NOPE-77", "PAY-999")
    assert {link for ticket in answer.tickets for link in ticket.links} == {"https://wiki.corp.example/x"}
    assert [gap.why.partition(" of ")[0] for gap in answer.gaps] == ["remote links were asked for the first 50"]


@BOTH
def test_a_key_that_moved_leads_to_the_ticket_of_today(cloud: bool) -> None:
    moved = issue(5) | {"old_keys": ["OLD-3"]}
    moved["histories"] = [history(1, "2026-03-01T10:00:00.000+0000", "Key", "OLD-3", "PAY-5")]
    with _opened(FakeJira(cloud=cloud, issues=[moved])) as jira:
        answer = jira.fetch(["OLD-3"])
    assert [ticket.key for ticket in answer.tickets] == ["PAY-5"]
    assert answer.missing == ()


@BOTH
def test_only_existing_projects_have_tickets(cloud: bool) -> None:
    names = [f"P{n}" for n in range(120)]
    with _opened(FakeJira(cloud=cloud, projects=names)) as jira:
        assert jira.projects().keys == set(names)


def test_a_word_that_cannot_be_asked_asks_nothing() -> None:
    with _opened(FakeJira(issues=[issue(1)])) as fake:
        assert fake.search([]).tickets == fake.search([" "]).tickets == ()


@BOTH
def test_doctor_says_who_and_what(cloud: bool) -> None:
    with FakeJira(cloud=cloud) as fake:
        told = identify(JiraCredentials(fake.url, Secret(TOKEN, "test"), EMAIL if cloud else None), Asker(ONCE))
    assert told.usable
    assert told.product == ("cloud" if cloud else "datacenter")
    assert any(("Jira Cloud 1001" if cloud else "Jira Data Center 9.12.7") in sentence for sentence in told.sentences)
    assert any("We are Ada there" in sentence for sentence in told.sentences)


@pytest.mark.parametrize(
    ("fake", "said"),
    [
        (FakeJira(faults=[Fault("search", 410)]), "Issues can't be searched: answered 410 (Jira Cloud has shut this service"),
        (FakeJira(faults=[Fault("myself", 403)]), "read:jira-work"),
        (FakeJira(projects=[]), "sees no project at all"),
        (FakeJira(projects=[]), "Browse Projects in no project"),
        (FakeJira(faults=[Fault("serverInfo", 404)]), "there is no Jira at this address"),
        (FakeJira(faults=[Fault("project/search", 403)]), "ticket keys can't be told from other words"),
        (FakeJira(faults=[Fault("mypermissions", 500)]), "What we may read can't be asked: answered 500"),
        (FakeJira(faults=[Fault("myself", 200, body=b"{}")]), "names no account"),
    ],
)
def test_doctor_says_what_is_missing_and_how_to_mend_it(fake: FakeJira, said: str) -> None:
    with fake:
        told = identify(JiraCredentials(fake.url, Secret(TOKEN, "test"), EMAIL), Asker(ONCE))
    assert not told.usable
    assert any(said in sentence for sentence in told.sentences), told.sentences


def test_doctor_notices_credentials_of_the_other_product() -> None:
    with FakeJira(cloud=True) as cloud, FakeJira(cloud=False) as server:
        without = identify(JiraCredentials(cloud.url, Secret(TOKEN, "test")), Asker(ONCE))
        with_email = identify(JiraCredentials(server.url, Secret(TOKEN, "test"), EMAIL), Asker(ONCE))
    assert any("No e-mail address is set" in sentence for sentence in without.sentences)
    assert any("JIRA_PAT" in sentence for sentence in with_email.sentences)


# JQL


def test_a_word_is_escaped_for_both_layers() -> None:
    assert text_query(["A_B"]) == r'(text ~ "\"A_B\"" OR text ~ "A_B*") ORDER BY created ASC, key ASC'
    assert text_query(["a:b"]) == r'(text ~ "\"a\\:b\"" OR text ~ "a\\:b*") ORDER BY created ASC, key ASC'
    assert text_query(['say "x" \\']) == r'(text ~ "\"say \\\"x\\\" \\\\\"") ORDER BY created ASC, key ASC'


def _unquoted(text: str) -> str:
    """What a JQL parser makes of a string; an error where it ends early."""
    letters = iter(text[1:-1])
    out = []
    for letter in letters:
        assert letter != '"'
        out.append(next(letters) if letter == "\\" else letter)
    return "".join(out)


@pytest.mark.law
@given(st.text(max_size=20))
def test_no_word_leaves_its_string(word: str) -> None:
    plain = "".join(letter if letter.isprintable() else " " for letter in word)
    assert _unquoted(quoted(word)) == plain
    if word.strip():
        clauses = text_query([word]).removesuffix(" ORDER BY created ASC, key ASC")[1:-1]
        assert clauses.startswith("text ~ ")


@pytest.mark.parametrize("text", ["PAY-0", "PAY-01", "1A-1", "PAY-", "PAY-1 ", 'PAY-1"', "Ä-1", "PAY-" + "1" * 30, "PAY-1\n"])
def test_what_can_be_a_ticket_key(text: str) -> None:
    assert is_ticket_key("PAY-1")
    assert is_ticket_key("A1_B-20")
    assert not is_ticket_key(text)


def test_keys_that_got_no_answer_are_not_called_missing() -> None:
    with _opened(FakeJira(issues=[issue(1)], faults=[Fault("search", 503)])) as jira:
        answer = jira.fetch(["PAY-1", "PAY-2"])
    assert (answer.tickets, answer.missing) == ((), ())
    assert "tickets by key: answered 503" in answer.gaps[0].why


def test_keys_are_asked_for_by_name() -> None:
    assert keys_query(["PAY-1", "OPS-2"]) == 'key in ("PAY-1", "OPS-2") ORDER BY created ASC, key ASC'
