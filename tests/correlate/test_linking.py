"""Which talk is linked to which change, by which rule, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.correlate.linking import LinkFound, Sought, link
from forensics.correlate.rules import COMMIT_NAMED, PULL_REQUEST_BY_NUMBER, TICKET_IN_SUBJECT, Rule, Witness, together
from forensics.model import Comment, Event, Message, Ticket
from tests.correlate.making import BO, MARA, at, change, commit, message, ticket

OID = "3f2a91c07d5be8642f10a9c3d7e5b86042a1f9cd"
PROD = change("production", "3000", "10000", oid=OID, id="prod")
SOUGHT = Sought(spellings=("PAYMENT_GATEWAY_TIMEOUT_MS",), environments=("production", "staging"), commits={OID: commit(OID, "longer")})


def links(
    messages: tuple[Message, ...] = (), tickets: tuple[Ticket, ...] = (), changes: tuple[Event, ...] = (PROD,), sought: Sought = SOUGHT
) -> dict[tuple[str, str], LinkFound]:
    return {(one.source, one.to): one for one in link(changes, messages, tickets, sought)}


def subject(text: str, parents: int = 1) -> Sought:
    return replace(SOUGHT, commits={OID: commit(OID, text, parents=parents)})


@pytest.mark.parametrize(
    ("text", "parents", "rule"),
    [
        ("PAY-412: longer timeout", 1, "the commit names the ticket"),
        ("longer timeout\n\nfor PAY-412", 1, "below its subject"),
        ("Merge branch 'pay-412-timeout'", 2, "the branch or pull request names the ticket"),
        ("Merge pull request #8 from acme/x\n\nPAY-412 longer timeout", 2, "the branch or pull request names the ticket"),
    ],
)
def test_a_commit_is_linked_to_the_ticket_it_names_at_any_distance_in_time(text: str, parents: int, rule: str) -> None:
    found = links(tickets=(ticket("PAY-412", "whatever", hours=-9000),), sought=subject(text, parents=parents))
    assert rule in found["jira:PAY-412", "prod"].rule
    assert found["jira:PAY-412", "prod"].strength >= 0.85


def test_a_message_is_linked_to_the_commit_and_the_pull_request_that_it_names() -> None:
    sought = subject("longer timeout (#731)")
    named, numbered, other = message(f"out: {OID[:8]}", 5000), message("#731 is in", 6000), message("#732 is in", 7000)
    found = links((named, numbered, other), sought=sought)
    assert found[named.id, "prod"].rule == "it names the commit"
    assert found[numbered.id, "prod"].rule == "it names the pull request's number"
    assert (other.id, "prod") not in found


def test_what_names_a_linked_ticket_is_linked_by_it_and_less_strongly() -> None:
    sought = subject("PAY-412: longer timeout")
    speaks = message("PAY-412 is on its way", 400)
    comment = Comment("9", at(500), "and done", BO)
    related = ticket("PAY-500", "another", hours=-900, links=("PAY-412",))
    found = links((speaks,), (ticket("PAY-412", "whatever", hours=-900, comments=(comment,)), related), sought=sought)
    direct = found["jira:PAY-412", "prod"].strength
    assert found[speaks.id, "jira:PAY-412"].rule == "it names the ticket"
    assert found["jira:PAY-412/comment/9", "jira:PAY-412"].strength == 1.0
    assert 0.5 < found[speaks.id, "prod"].strength < direct
    assert 0.5 < found["jira:PAY-412/comment/9", "prod"].strength < direct
    assert found["jira:PAY-500", "jira:PAY-412"].rule == "the tickets are linked"
    assert ("jira:PAY-500", "prod") not in found  # two steps of doubt come to less than is sought for


def test_key_and_value_in_words_near_the_change_are_linked_and_far_from_it_are_not() -> None:
    near = message("bumped the gateway timeout on prod to 10s, errors are gone", 0.2, MARA)
    far = message("bumped the gateway timeout on prod to 10s, errors are gone", 24 * 40, MARA, channel="C2")
    found = links((near, far))
    assert found[near.id, "prod"].rule == "it names the key and the value in words"
    assert found[near.id, "prod"].strength > 0.8
    assert (far.id, "prod") not in found


@pytest.mark.parametrize(
    "text",
    [
        "lunch at 12?",
        "the gateway on staging is down",
        "raised the pool to 10 on prod",
        "rotated the gateway's certificate",
        "10s until the demo",
    ],
)
def test_other_talk_of_the_hour_is_not_linked(text: str) -> None:
    assert links((message(text, 0.2, BO),)) == {}


def test_the_environment_that_is_named_gets_the_link() -> None:
    staging = change("staging", "3000", "10000", hours=1, oid="b" * 40, id="stg")
    told = message("PAYMENT_GATEWAY_TIMEOUT_MS is 10000 on staging now", 1.1)
    found = links((told,), changes=(PROD, staging))
    assert found[told.id, "stg"].strength > 0.8
    assert found[told.id, "stg"].strength > (found[told.id, "prod"].strength if (told.id, "prod") in found else 0) + 0.1


def test_a_reply_is_linked_by_its_thread_and_the_authors_more() -> None:
    root = message("set PAYMENT_GATEWAY_TIMEOUT_MS to 10000 on production", 0.1, BO)
    reply, own = message("thanks", 0.2, BO, thread=root.ts), message("and it holds", 300, MARA, thread=root.ts)
    found = links((root, reply, own))
    assert found[reply.id, "prod"].rule == "it is in the thread of a message that is linked"
    assert found[own.id, "prod"].rule.startswith("the change's author wrote it")
    assert found[own.id, "prod"].strength > found[reply.id, "prod"].strength


def test_the_same_person_makes_a_link_more_likely() -> None:
    text = "gateway timeout raised to 10s"
    mine, others = message(text, 1, MARA), message(text, 1, BO, channel="C2")
    found = links((mine, others))
    assert found[mine.id, "prod"].strength > found[others.id, "prod"].strength


def test_deleted_messages_say_nothing() -> None:
    assert links((replace(message(f"{OID}", 1), deleted=True),)) == {}


def test_rules_of_one_witness_count_once_and_others_together() -> None:
    id_twice = together([Witness(COMMIT_NAMED, 0.97), Witness(PULL_REQUEST_BY_NUMBER, 0.8)])
    assert id_twice == ("it names the commit", 0.97)
    both = together([Witness(COMMIT_NAMED, 0.9), Witness(TICKET_IN_SUBJECT, 0.9)])
    assert both[1] == 0.99
    assert both[0] == "it names the commit; the commit names the ticket"


@pytest.mark.law
@given(
    st.lists(st.builds(Witness, st.builds(Rule, st.sampled_from("abc"), st.just(0.5), st.sampled_from("xyz")), st.floats(0, 1)), min_size=1)
)
def test_more_witnesses_never_make_a_link_weaker(witnesses: list[Witness]) -> None:
    strength = together(witnesses)[1]
    assert max(one.strength for one in witnesses) - 0.001 <= strength <= 1
    assert together(witnesses[:-1] or witnesses)[1] <= strength
    assert together(list(reversed(witnesses))) == together(witnesses)


_TALK = (
    message("bumped the gateway timeout on prod to 10s", 0.2, MARA),
    message(f"see {OID[:9]} and PAY-412", 5, BO),
    message("PAYMENT_GATEWAY_TIMEOUT_MS again", 7, BO, channel="C2"),
    message("thanks", 0.3, BO, thread=message("", 0.2).ts),
)


@pytest.mark.law
@settings(deadline=None)
@given(st.permutations(_TALK), st.permutations((ticket("PAY-412", "gateway timeout"), ticket("PAY-2", "other"))))
def test_the_order_of_what_was_said_changes_nothing(messages: list[Message], tickets: list[Ticket]) -> None:
    sought = subject("PAY-412: longer timeout")
    expected = link((PROD,), _TALK, (ticket("PAY-412", "gateway timeout"), ticket("PAY-2", "other")), sought)
    assert expected
    assert link((PROD,), messages, tickets, sought) == expected
