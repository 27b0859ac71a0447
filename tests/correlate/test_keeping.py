"""What became of a promise."""

from __future__ import annotations

import pytest

from forensics.correlate.keeping import Outcome, kept
from forensics.correlate.promises import promises
from forensics.model import Event, Ticket
from tests.correlate.making import START, at, change, move, ticket

ENVIRONMENTS = ("staging", "production")
BY_HAND = change("production", "3000", "10000", kind="live_edit", id="hand")


def outcome(
    text: str, later: tuple[Event, ...] = (), hours: float = 24, tickets: tuple[Ticket, ...] = (), about: Event = BY_HAND
) -> Outcome:
    (promise,) = promises(text, START, ENVIRONMENTS)
    return kept(promise, START, about, (about, *later), ENVIRONMENTS, at(hours), tickets)


@pytest.mark.parametrize(
    ("later", "hours", "state", "by"),
    [
        ((), 24, "open", ()),
        ((), 24 * 30, "broken", ()),
        ((change("staging", "3000", "10000", 20, id="s"),), 24 * 30, "kept", ("s",)),
        ((change("staging", "3000", "5000", 20, id="s"),), 24 * 30, "broken", ()),
        ((change("staging", "3000", "10000", 20, id="s", setting="other"),), 24 * 30, "broken", ()),
        ((change("staging", "3000", "10000", 24 * 40, id="s"),), 24, "open", ()),
    ],
)
def test_carrying_on_is_kept_where_the_value_arrives(later: tuple[Event, ...], hours: float, state: str, by: tuple[str, ...]) -> None:
    found = outcome("prod first, staging tomorrow", later, hours)
    assert (found.state, found.by) == (state, by)
    assert found.left == (() if state == "kept" else ("staging",))


def test_carrying_on_without_a_day_stays_open() -> None:
    assert outcome("will roll it out to the rest after the release", hours=24 * 365).state == "open"


def test_what_was_there_and_is_gone_does_not_count_as_arrived() -> None:
    earlier = (change("staging", None, "10000", -90, id="a"), change("staging", "10000", "3000", -80, id="b"))
    assert outcome("prod first, staging tomorrow", earlier).state == "open"


def test_making_permanent_is_kept_by_a_commit_and_not_by_a_ticket() -> None:
    text = "will file a ticket to make it permanent"
    filed = ticket("PAY-412", "make it permanent", hours=1)
    assert outcome(text, tickets=(filed,)).why == "PAY-412 was filed; the value is not written down"
    written = change("production", "3000", "10000", 30, id="git")
    assert outcome(text, (written,), 48, (filed,)) == Outcome("kept", "the value was written down", ("git",))


def test_making_permanent_is_broken_by_what_overwrites_it_or_by_a_ticket_closed_in_vain() -> None:
    text = "will file a ticket to make it permanent"
    lost = change("production", "10000", "3000", 900, id="deploy")
    assert outcome(text, (lost,), 1000).by == ("deploy",)
    closed = ticket("PAY-412", "permanent", hours=1, moves=(move("1", 50, "status", "To Do", "Done"),))
    assert outcome(text, hours=60, tickets=(closed,)).state == "broken"
    assert outcome(text, hours=40, tickets=(closed,)).state == "open"


@pytest.mark.parametrize(
    ("later", "hours", "state"),
    [
        ((), 24, "open"),
        ((), 24 * 30, "broken"),
        ((change("production", "10000", "3000", 90, id="back"),), 24 * 30, "kept"),
        ((change("staging", "10000", "3000", 90, id="back"),), 24 * 30, "broken"),
    ],
)
def test_what_was_temporary_is_kept_once_it_is_gone(later: tuple[Event, ...], hours: float, state: str) -> None:
    assert outcome("this is temporary, until Friday", later, hours).state == state


def test_a_scope_holds_as_long_as_nobody_else_gets_the_value() -> None:
    arrived = change("staging", "3000", "10000", 30, id="s")
    assert outcome("this is for production only").state == "kept"
    assert outcome("this is for production only", (arrived,), 40).by == ("s",)
    assert outcome("same value everywhere please").left == ("staging",)
    assert outcome("same value everywhere please", (arrived,), 40).state == "kept"
    assert outcome("staging stays at 3000").state == "kept"
    assert outcome("staging stays at 3000", (arrived,), 40).by == ("s",)
