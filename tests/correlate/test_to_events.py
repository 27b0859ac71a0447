"""Talk as events of the report."""

from __future__ import annotations

from dataclasses import replace

from forensics.correlate.linking import LinkFound
from forensics.correlate.to_events import talk_events
from forensics.model import Account, Comment, Event, Link
from tests.correlate.making import BO, MARA, at, message, move, ticket

KEY = ("GATEWAY_TIMEOUT_MS",)
GONE = Account("jira", "mlind", "Mara Lind", active=False)


def events(messages=(), tickets=(), found=(), hours: float = 10_000) -> dict[str, Event]:  # type: ignore[no-untyped-def]
    told = talk_events(messages, tickets, found, KEY, ("production", "staging"), at(hours))
    assert list(told) == sorted(told, key=lambda event: (event.time, event.id))
    return {event.id: event for event in told}


def test_a_linked_message_is_an_event_and_other_talk_is_not() -> None:
    linked, other = message("raised it on prod " + "x" * 400, 1, MARA), message("lunch?", 2, BO)
    found = events((linked, other), found=(LinkFound(linked.id, "prod", "it names the commit", 0.97),))
    (one,) = found.values()
    assert (one.kind, one.source, one.environment, one.actor, one.ref) == ("message", "slack", "production", "Mara Lind", "#ops")
    assert len(one.title) == 300
    assert one.links == (Link("prod", "it names the commit", 0.97),)


def test_what_names_the_key_is_an_event_without_a_link() -> None:
    assert len(events((message("gatewayTimeoutMs is 3s?", 1), message("the gateway and its timeout", 2)))) == 1


def test_nothing_is_told_that_was_said_later() -> None:
    assert events((message("GATEWAY_TIMEOUT_MS", 5),), hours=4) == {}


def test_a_tickets_moves_are_events_and_its_comments_where_they_speak_of_it() -> None:
    moves = (
        move("1", 3, "assignee", None, "Mara Lind"),
        move("2", 4, "status", "In Progress", "Done"),
        move("3", 5, "status", "Done", "To Do"),
        move("4", 5, "Rank", "1", "2"),
    )
    comments = (
        Comment("7", at(4), "GATEWAY_TIMEOUT_MS is merged", GONE),
        Comment("8", at(4), "+1", BO),
        Comment("9", None, "GATEWAY_TIMEOUT_MS"),
    )
    one = ticket("PAY-1", "Raise GATEWAY_TIMEOUT_MS", hours=1, moves=moves, comments=comments, creator=MARA, unread=("comments 3 of 5",))
    found = events(tickets=(one,))
    assert [event.kind for event in found.values()] == ["ticket", "ticket_change", "ticket_comment", "ticket_change", "ticket_change"]
    assert [event.title for event in found.values() if event.kind == "ticket_change"] == [
        "PAY-1 assigned to Mara Lind",
        "PAY-1 closed (In Progress → Done)",
        "PAY-1 reopened (Done → To Do)",
    ]
    assert found["jira:PAY-1"].notes == ("status To Do", "assigned to nobody", "not read: comments 3 of 5")
    assert found["jira:PAY-1/comment/7"].notes == ("the Jira account is deactivated now; since when is not known",)


def test_moves_of_many_tickets_by_one_account_within_a_minute_are_marked() -> None:
    swept = [ticket(f"PAY-{n}", "GATEWAY_TIMEOUT_MS", moves=(move("1", 9 + n / 3600, "status", "To Do", "In Review"),)) for n in range(15)]
    alone = ticket("PAY-99", "GATEWAY_TIMEOUT_MS", moves=(move("1", 9, "status", "To Do", "In Review", BO),))
    found = events(tickets=(*swept, alone))
    assert found["jira:PAY-3/move/1"].notes == ("moved with 14 others within a minute",)
    assert found["jira:PAY-99/move/1"].notes == ()


def test_links_to_talk_that_is_left_out_are_left_out() -> None:
    later = replace(message("x", 9), channel_id="C9")
    one = message("GATEWAY_TIMEOUT_MS as said", 1)
    found = events((one, later), found=(LinkFound(one.id, later.id, "it links to the message", 0.97),), hours=5)
    assert found[one.id].links == ()
