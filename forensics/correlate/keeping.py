"""Whether a promise was kept, by what changed afterwards and what became of its ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from forensics.correlate.promises import Promise
from forensics.model import Event, Ticket
from forensics.reconstruct.equivalence import same

Kept = Literal["kept", "open", "broken"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a promise: `by` are the ids of the events that kept or broke it, `left` the environments it has not reached."""

    state: Kept
    why: str
    by: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def kept(
    promise: Promise,
    said_at: datetime,
    about: Event,
    changes: Sequence[Event],
    environments: Sequence[str],
    as_of: datetime,
    tickets: Sequence[Ticket] = (),
    grace: timedelta = timedelta(days=3),
) -> Outcome:
    """What became of a promise about a change, as far as is known at `as_of`.

    `changes`: the setting's changes in all environments (those about other settings are passed over); `environments`: those that have
    it. `tickets`: those linked to the promise. A promise with a day is broken `grace` after it, not sooner; one without stays open
    until something keeps or undoes it.
    """
    ours = [one for one in changes if one.setting == about.setting and one.time <= as_of]
    ordered = sorted(ours, key=lambda one: (one.time, one.environment or "", one.id))
    late = promise.due is not None and promise.due.at is not None and as_of > promise.due.at + grace
    if promise.kind == "carry_on":
        others = promise.environments or tuple(name for name in environments if name != about.environment)
        return _reached(tuple(name for name in others if name != about.environment), about, ordered, late, said_at)
    if promise.kind == "permanent":
        return _written(about, ordered, tickets, late, said_at, as_of)
    if promise.kind == "temporary":
        return _taken_back(about, ordered, late, said_at)
    return _within_reach(promise, about, ordered, environments)


def _state_of(environment: str, ordered: Sequence[Event]) -> Event | None:
    """The last change of an environment."""
    return next((one for one in reversed(ordered) if one.environment == environment), None)


def _has_got(environment: str, about: Event, ordered: Sequence[Event]) -> Event | None:
    """The change that gave the environment the value, after the change that is spoken of, or before it where it still stands."""
    since = next(
        (one for one in ordered if one.environment == environment and one.time >= about.time and same(one.after, about.after)), None
    )
    now = _state_of(environment, ordered)
    return since or (now if now is not None and same(now.after, about.after) else None)


def _reached(others: tuple[str, ...], about: Event, ordered: Sequence[Event], late: bool, said_at: datetime) -> Outcome:
    """Each environment has got the value since, or had it already and has it still."""
    got = {name: _has_got(name, about, ordered) for name in others}
    left = tuple(name for name, one in got.items() if one is None)
    by = tuple(one.id for one in got.values() if one is not None)
    if not others:
        return Outcome("open", "there is no other environment that it could go to")
    if not left:
        return Outcome("kept", f"{_listed(others)} {'has' if len(others) == 1 else 'have'} the value", by)
    undone = _state_of(about.environment or "", [one for one in ordered if one.time > max(said_at, about.time)])
    if undone is not None and same(undone.after, about.before) and not by:
        return Outcome("open", "the change itself was taken back", (undone.id,), left)
    if late:
        return Outcome("broken", f"the day has passed and {_listed(left)} never got the value", by, left)
    return Outcome("open", f"{_listed(left)} {'has' if len(left) == 1 else 'have'} not got the value", by, left)


def _written(about: Event, ordered: Sequence[Event], tickets: Sequence[Ticket], late: bool, said_at: datetime, as_of: datetime) -> Outcome:
    """The value was written to the repository for the environment afterwards; a filed ticket alone keeps nothing."""
    here = [one for one in ordered if one.environment == about.environment and one.time >= about.time and one.id != about.id]
    written = next((one for one in here if one.source == "git" and same(one.after, about.after)), None)
    if about.source == "git" and written is None and about.kind == "change":
        written = about if said_at <= about.time else None
    lost = next((one for one in here if not same(one.after, about.after)), None)
    if written is not None and (lost is None or written.time <= lost.time):
        return Outcome("kept", "the value was written down", (written.id,))
    if lost is not None:
        return Outcome("broken", "the value was overwritten before it was written down", (lost.id,), _only(about.environment))
    filed = [one for one in tickets if one.created is None or one.created <= as_of]
    closed = [one.key for one in filed if _closed_by(one, as_of)]
    if closed:
        return Outcome("broken", f"{_listed(closed)} was closed and the value is not written down", (), _only(about.environment))
    if late:
        return Outcome("broken", "the day has passed and the value is not written down", (), _only(about.environment))
    note = f"{_listed([one.key for one in filed])} was filed; " if filed else ""
    return Outcome("open", f"{note}the value is not written down", (), _only(about.environment))


def _closed_by(ticket: Ticket, as_of: datetime) -> bool:
    """Closed at that time, as far as its moves show; without any, as it stands."""
    moved = [move for move in ticket.moves if move.field.casefold() in ("status", "resolution") and move.time <= as_of]
    words = ("done", "closed", "resolved", "complete", "fixed")
    if moved:
        return any(word in (moved[-1].after or "").casefold() for word in words)
    return not ticket.moves and (ticket.status_category or ticket.status).casefold() in words


def _taken_back(about: Event, ordered: Sequence[Event], late: bool, said_at: datetime) -> Outcome:
    since = [one for one in ordered if one.environment == about.environment and one.time > max(about.time, said_at)]
    back = next((one for one in since if same(one.after, about.before)), None)
    if back is not None:
        return Outcome("kept", "the value before it is back", (back.id,))
    other = next((one for one in since if not same(one.after, about.after)), None)
    if other is not None:
        return Outcome("kept", "it has made way for another value", (other.id,))
    if late:
        return Outcome("broken", "the day has passed and the value is still there", (), _only(about.environment))
    return Outcome("open", "the value is still there", (), _only(about.environment))


def _within_reach(promise: Promise, about: Event, ordered: Sequence[Event], environments: Sequence[str]) -> Outcome:
    """`everywhere` is kept once all have it; `only` and `on purpose` as long as nobody else has got it; `first` while others wait; `held`
    as long as those that are meant have not got it."""
    meant = set(promise.environments or _only(about.environment))
    got = {name: one for name in environments if (one := _state_of(name, ordered)) is not None and same(one.after, about.after)}
    if promise.reach == "everywhere":
        left = tuple(name for name in environments if name not in got)
        by = tuple(one.id for one in got.values())
        return Outcome("open" if left else "kept", f"{_listed(left)} without it" if left else "all have it", by, left)
    held = promise.reach == "held"
    spread = {name: one for name, one in got.items() if (name in meant) == held and one.time > about.time}
    if promise.reach == "first":
        left = tuple(name for name in environments if name not in got)
        return Outcome(
            "kept" if spread and not left else "open", "the others followed" if not left else f"{_listed(left)} still to come", (), left
        )
    if spread:
        return Outcome("broken", f"{_listed(list(spread))} got it too", tuple(one.id for one in spread.values()))
    return Outcome("kept", "none of them has got it" if held else "no other environment has got it since")


def _only(environment: str | None) -> tuple[str, ...]:
    return (environment,) if environment else ()


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
