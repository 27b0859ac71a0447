"""One issue of any product and version is one ticket; what isn't there is said; moves that nobody chose are marked."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.jira.moves import mark_bulk, read_moves
from forensics.collect.jira.people import read_account
from forensics.collect.jira.reading import former_keys, read_issue
from forensics.collect.jira.times import day_first, read_local_time, read_time
from forensics.model import Account, Ticket, TicketMove

ADA = {"accountId": "712020:ada", "accountType": "atlassian", "displayName": "Ada", "active": True}
BOB = {"name": "bob", "key": "JIRAUSER10100", "displayName": "Bob", "emailAddress": "bob@corp.example", "active": False}
CLOUD: dict[str, Any] = {
    "id": "10001", "key": "PAY-7", "self": "https://corp.atlassian.net/rest/api/3/issue/10001",
    "names": {"customfield_10042": "Root cause", "customfield_10043": "Stage"},
    "fields": {
        "summary": "Raise the  timeout", "issuetype": {"name": "Bug"}, "project": {"key": "PAY"}, "labels": ["ops", 5],
        "status": {"name": "In Review", "statusCategory": {"key": "indeterminate"}}, "resolution": None,
        "created": "2026-03-01T10:00:00.000+0100", "updated": "2026-03-02T10:00:00.000+0100", "creator": ADA, "assignee": None,
        "description": {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "to 10s"}]}]},
        "environment": "prod", "components": [{"name": "gateway"}],
        "customfield_10020": [{"id": 3, "name": "Sprint 9", "state": "closed", "boardId": 1}],
        "customfield_10042": {"type": "doc", "content": [{"type": "text", "text": "slow bank"}]},
        "customfield_10043": {"value": "prod", "child": {"value": "eu"}},
        "customfield_10044": "0|i02m2f:", "customfield_10045": {"displayName": "Ada", "accountId": "712020:ada"}, "customfield_10046": 5.0,
        "parent": {"key": "PAY-1"}, "subtasks": [{"key": "PAY-8"}],
        "issuelinks": [{"type": {"inward": "is blocked by", "outward": "blocks"}, "inwardIssue": {"key": "OPS-2"}}],
        "comment": {"comments": [{"id": "1", "author": ADA, "body": {"type": "doc", "content": [{"type": "text", "text": "hi"}]},
                                  "created": "2026-03-01T12:00:00.000+0100"}], "total": 3},
    },
    "changelog": {"total": 61, "histories": [
        {"id": "20", "created": "2026-03-02T10:00:00.000+0100", "author": ADA, "items": [
            {"field": "status", "fromString": "Open", "toString": "In Review"}, {"field": "assignee", "from": "712020:bob", "to": None}]},
        {"id": "9", "created": "2026-03-01T10:00:00.000+0100", "author": None, "items": [
            {"field": "Key", "fromString": "OLD-3", "toString": "PAY-7"}]}]},
    "remotelinks": [{"object": {"url": "https://wiki.corp.example/x", "title": "x"}}],
}  # fmt: skip


def test_a_cloud_issue_is_read_whole_and_says_what_it_lacks() -> None:
    ticket = read_issue(CLOUD)
    assert ticket is not None
    assert (ticket.key, ticket.kind, ticket.status, ticket.status_category) == ("PAY-7", "Bug", "In Review", "indeterminate")
    assert (ticket.summary, ticket.description) == ("Raise the timeout", "to 10s")
    assert ticket.created == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert ticket.sprints == ("Sprint 9",)
    assert ticket.labels == ("ops",)
    assert ticket.links == ("is blocked by OPS-2", "child of PAY-1", "parent of PAY-8", "https://wiki.corp.example/x")
    assert ticket.other_texts == (("Environment", "prod"), ("Components", "gateway"), ("Root cause", "slow bank"), ("Stage", "prod, eu"))
    assert ticket.comments[0].text == "hi"
    assert ticket.unread == ("comments 1 of 3", "changelog 2 of 61")
    assert ticket.url == "https://corp.atlassian.net/browse/PAY-7"
    assert [(move.field, move.before, move.after) for move in ticket.moves] == [
        ("Key", "OLD-3", "PAY-7"), ("status", "Open", "In Review"), ("assignee", "712020:bob", None)]  # fmt: skip
    assert len({move.id for move in ticket.moves}) == 3
    assert former_keys(ticket) == ("OLD-3",)


def test_scoped_tokens_work_at_another_host_than_people_do() -> None:
    ticket = read_issue(CLOUD | {"self": "https://api.atlassian.com/ex/jira/1-2/rest/api/3/issue/10001"}, site="https://corp.atlassian.net/")
    assert ticket is not None
    assert ticket.url == "https://corp.atlassian.net/browse/PAY-7"


def test_a_data_center_issue_with_a_sprint_of_the_old_form() -> None:
    sprint = "com.atlassian.greenhopper.service.sprint.Sprint@1f2e[id=3,rapidViewId=1,state=CLOSED,name=Sprint 9, late,startDate=<null>]"
    fields = {"summary": "x", "description": "*to* 10s", "creator": BOB, "customfield_10007": [sprint],
              "comment": {"comments": [], "total": 0}, "created": "2026-03-01T10:00:00.000+0000"}  # fmt: skip
    home = "https://jira.corp.example/jira"
    ticket = read_issue({"key": "PAY-7", "self": f"{home}/rest/api/2/issue/1", "fields": fields, "changelog": {"histories": []}})
    assert ticket is not None
    assert ticket.sprints == ("Sprint 9, late",)
    assert ticket.other_texts == ()
    assert ticket.creator == Account("jira", "JIRAUSER10100", "Bob", handle="bob", email="bob@corp.example", active=False)
    assert (ticket.project, ticket.description, ticket.unread) == ("PAY", "to 10s", ())
    assert ticket.url == f"{home}/browse/PAY-7"


@pytest.mark.parametrize(
    ("raw", "account"),
    [
        (None, None),
        ({}, None),
        ({"accountId": "unknown", "displayName": "Former user", "active": False}, Account("jira", "unknown", "Former user", active=False)),
        ({"accountId": "712020:r", "accountType": "app", "displayName": "Automation", "active": True},
         Account("jira", "712020:r", "Automation", active=True, bot=True)),
        ({"name": "jo"}, Account("jira", "jo", "jo", handle="jo")),
    ],
)  # fmt: skip
def test_accounts_of_every_kind(raw: Any, account: Account | None) -> None:
    assert read_account(raw) == account


def test_what_could_not_be_read_is_said() -> None:
    readable = {"created": "2026-03-01T10:00:00.000+0000", "items": [{"field": "status", "toString": "Open"}]}
    histories = [{"created": None, "items": []}, 5, readable]
    fields = {"created": "soon", "updated": "2026-03-01T10:00:00"}
    ticket = read_issue({"key": "PAY-1", "fields": fields, "changelog": {"histories": histories}})
    assert ticket is not None
    assert len(ticket.moves) == 1
    assert ticket.unread == (
        "comments not included",
        "2 changes of the changelog",
        "the time of created",
        "the time zone of its times: taken as UTC",
    )


@pytest.mark.parametrize("raw", [None, 5, [], {}, {"key": "PAY-1"}, {"fields": {}}, {"key": 5, "fields": {}}, {"key": " ", "fields": {}}])
def test_no_issue_is_no_ticket(raw: Any) -> None:
    assert read_issue(raw) is None


def _anything(value: Any) -> Any:
    return st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.just(value), max_size=2) | st.just({"name": value})


FIELDS = ["summary", "description", "issuetype", "status", "project", "created", "creator", "assignee", "labels", "comment", "issuelinks",
          "customfield_1", "parent", "subtasks", "worklog", "environment", "components"]  # fmt: skip


ODD = _anything({"comments": [{"body": 5}], "state": 1, "name": 2})


@pytest.mark.law
@given(st.dictionaries(st.sampled_from(FIELDS), ODD), _anything({"items": [{"field": 1}]}))
def test_no_issue_breaks_the_reading(fields: dict[str, Any], rest: Any) -> None:
    raw = {"key": "PAY-1", "fields": fields, "changelog": {"histories": rest}, "remotelinks": rest, "self": rest, "names": rest}
    assert isinstance(read_issue(raw), Ticket)
    assert isinstance(read_issue(raw | {"changelog": rest}), Ticket)


@pytest.mark.parametrize("written", ["2026-02-25T16:38:58.000+0000", "2026-02-25T17:38:58.000+0100", "2026-02-25T16:38:58Z", 1772037538,
                                     1772037538000, 1772037538.0, "Wed, 25 Feb 2026 16:38:58 +0000"])  # fmt: skip
def test_every_form_of_a_time_is_the_same_moment(written: Any) -> None:
    assert read_time(written) == datetime(2026, 2, 25, 16, 38, 58, tzinfo=UTC)


NO_TIMES: list[Any] = [None, True, "", "soon", "2026-02-25", "2026-02-25T16:38:58", float("nan"), 10**30, "9" * 100, [], "Wed, 99"]


@pytest.mark.parametrize("written", NO_TIMES)
def test_no_time_is_made_up(written: Any) -> None:
    assert read_time(written) is None


@pytest.mark.parametrize(
    ("written", "days_first", "wanted"),
    [
        ("25/Feb/26 4:38 PM", False, datetime(2026, 2, 25, 16, 38)),
        ("25/Feb/26 12:00 AM", False, datetime(2026, 2, 25)),
        ("25/Mär/26 16:38", False, datetime(2026, 3, 25, 16, 38)),
        ("25/févr./26 16:38", False, datetime(2026, 2, 25, 16, 38)),
        ("6/21/2025 16:14", False, datetime(2025, 6, 21, 16, 14)),
        ("21/6/2025 16:14", True, datetime(2025, 6, 21, 16, 14)),
        ("21.06.2025 16:14:05", True, datetime(2025, 6, 21, 16, 14, 5)),
        ("2025-06-21 16:14", False, datetime(2025, 6, 21, 16, 14)),
        ("2025-06-21T16:14:00.000+0200", False, datetime(2025, 6, 21, 14, 14)),
        ("21/Nix/26", False, None), ("31/Feb/26", False, None), ("13:00 PM", False, None),
        ("25/Feb/26 13:38 PM", False, None), ("", False, None),
    ],
)  # fmt: skip
def test_the_times_of_a_csv_export(written: str, days_first: bool, wanted: datetime | None) -> None:
    assert read_local_time(written, days_first=days_first) == (wanted and wanted.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("dates", "told"),
    [(["5/6/2025", "13/6/2025"], True), (["5/6/2025", "5/13/2025"], False), (["5/6/2025"], None), ([], None)],
)
def test_day_and_month_are_told_apart_by_the_dates_themselves(dates: list[str], told: bool | None) -> None:
    assert day_first(dates) is told


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _moved(number: int, seconds: float, *, by: str = "ada", field: str = "status", before: str = "Open", after: str = "Closed") -> Ticket:
    move = TicketMove("1:0", NOON + timedelta(seconds=seconds), field, before, after, Account("jira", by, by))
    ticket = read_issue({"key": f"PAY-{number}", "fields": {}})
    assert ticket is not None
    return dataclasses.replace(ticket, moves=(move,))


def _marks(*tickets: Ticket) -> list[bool]:
    return [ticket.moves[0].bulk for ticket in mark_bulk(tickets)]


def test_three_tickets_moved_alike_within_a_minute_are_a_bulk_move() -> None:
    assert _marks(_moved(1, 0), _moved(2, 30), _moved(3, 60)) == [True] * 3
    assert _marks(_moved(1, 0), _moved(2, 30), _moved(3, 61)) == [False] * 3
    assert _marks(_moved(1, 0), _moved(2, 1)) == [False] * 2
    assert _marks(_moved(1, 0), _moved(1, 1), _moved(1, 2)) == [False] * 3
    assert _marks(_moved(1, 0), _moved(2, 1), _moved(3, 2, by="bob")) == [False] * 3
    assert _marks(_moved(1, 0), _moved(2, 1), _moved(3, 2, after="Done")) == [False] * 3
    assert _marks(_moved(1, 0), _moved(2, 30), _moved(3, 60), _moved(4, 110), _moved(5, 300)) == [True, True, True, False, False]
    assert _marks(_moved(1, 0), _moved(2, 30), _moved(3, 60), _moved(4, 90), _moved(5, 120)) == [True] * 5


def test_a_sprint_closed_moves_tickets_whose_lists_differ() -> None:
    lists = [("S1", "S1, S2"), ("S0, S1", "S0, S1, S2"), ("S1", "S1, S2")]
    assert _marks(*(_moved(n, n, field="Sprint", before=before, after=after) for n, (before, after) in enumerate(lists))) == [True] * 3
    assert _marks(*(_moved(n, n, field="Sprint", before="S1", after=f"S1, S{n + 2}") for n in range(3))) == [False] * 3


@pytest.mark.law
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 300)), max_size=14), st.randoms())
def test_a_bulk_move_is_one_whatever_the_order(moves: list[tuple[int, int]], chance: Any) -> None:
    tickets = [_moved(number, seconds) for number, seconds in moves]
    wanted = [any(len({n for n, at in moves if start <= at <= start + 60}) >= 3 and start <= seconds <= start + 60
                  for start in range(-60, 301)) for _, seconds in moves]  # fmt: skip
    assert _marks(*tickets) == wanted
    order = list(range(len(moves)))
    chance.shuffle(order)
    assert _marks(*(tickets[place] for place in order)) == [wanted[place] for place in order]


@pytest.mark.parametrize(
    ("metadata", "bulk"),
    [
        ({"type": "automation:rule-execution", "generator": {"id": "5"}}, True),
        ({"generator": {"type": "com.atlassian.automation"}}, True),
        ({"cause": {"id": "post-function"}}, True),
        ({"type": "github:commit", "actor": {"id": "ada", "type": "user"}}, False),
        ({"actor": 5}, False), ([], False), (None, False),
    ],
)  # fmt: skip
def test_what_a_rule_moved_nobody_chose(metadata: Any, bulk: bool) -> None:
    moves, unread = read_moves([{"id": "1", "created": "2026-03-01T10:00:00.000+0000", "author": ADA, "historyMetadata": metadata,
                                 "items": [{"field": "status", "fromString": "A", "toString": "B"}]}])  # fmt: skip
    assert (moves[0].bulk, unread) == (bulk, 0)
