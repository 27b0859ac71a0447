"""What was said → the judge's statements: each with what it speaks of, what it promises, and in which manner it says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from forensics.correlate.languages.tones import asks, tones
from forensics.correlate.promises import Promise, promises
from forensics.correlate.spoken import spoken_environments
from forensics.correlate.wording import names_key
from forensics.judge.said import Naming, Said, Vow
from forensics.model import Event, Promised, Ticket

if TYPE_CHECKING:
    from forensics.correlate.evidence import Said as Text
    from forensics.correlate.linking import LinkFound

_CLOSED = ("done", "closed", "resolved", "complete", "fixed", "fertig", "erledigt", "terminé", "concluído", "完了")


@dataclass(frozen=True, slots=True)
class Around:
    """What statements are held against: the changes and live edits, the environments, the key's spellings, the tickets by key."""

    changes: tuple[Event, ...]
    environments: tuple[str, ...]
    spellings: tuple[str, ...]
    tickets: Mapping[str, Ticket]
    as_of: datetime


def statements(texts: Iterable[Text], found: Sequence[LinkFound], around: Around) -> tuple[tuple[Said, ...], tuple[Promised, ...]]:
    """Every text that is linked to a change or names the key, and the promises in those that are linked, by time and id."""
    by_id = {change.id: change for change in around.changes}
    about: dict[str, list[tuple[str, float]]] = {}
    of_tickets: dict[str, list[str]] = {}
    for one in found:
        if one.to in by_id:
            about.setdefault(one.source, []).append((one.to, one.strength))
        elif one.to.startswith("jira:"):
            of_tickets.setdefault(one.source, []).append(one.to.removeprefix("jira:"))
    told: list[Said] = []
    promised: list[Promised] = []
    for text in texts:
        times = [time for time in text.times if time <= around.as_of]
        named = names_key(text.text, around.spellings)
        if not times or (text.id not in about and not (named and named.enough)):
            continue
        links = tuple(sorted(about.get(text.id, ()), key=lambda link: (-link[1], link[0])))
        tickets = [around.tickets[text.ticket]] if text.ticket and text.ticket in around.tickets else []
        tickets = tickets or [around.tickets[key] for key in of_tickets.get(text.id, ()) if key in around.tickets]
        vows = tuple(_vows(text, min(times), by_id[links[0][0]] if links else None, tickets, around, promised))
        told.append(_said(text, min(times), links, vows, around))
    return tuple(sorted(told, key=lambda one: (one.time, one.event))), tuple(promised)


def _said(text: Text, time: datetime, links: tuple[tuple[str, float], ...], vows: tuple[Vow, ...], around: Around) -> Said:
    ticket = around.tickets.get(text.ticket or "")
    closed, in_bulk = _closed(ticket, around.as_of) if ticket else (False, False)
    return Said(
        event=text.id,
        time=time,
        kind=text.kind,
        text=text.text,
        about=links,
        names=_naming(text.text, around.spellings),
        environments=tuple(dict.fromkeys(one.environment for one in spoken_environments(text.text, around.environments))),
        vows=vows,
        tones=tones(text.text),
        ticket=text.ticket,
        closed=closed,
        in_bulk=in_bulk,
        thread=text.thread or text.id,
        left=text.author is not None and text.author.active is False,
        asks=asks(text.text),
    )


def _naming(text: str, spellings: Sequence[str]) -> Naming:
    named = names_key(text, spellings)
    if named is None or not named.enough:
        return "no"
    return "key" if named.spelled else "words"


def _closed(ticket: Ticket, as_of: datetime) -> tuple[bool, bool]:
    """Whether a ticket is closed at a moment, and whether by a move of many tickets at once."""
    moved = [move for move in ticket.moves if move.field.casefold() in ("status", "resolution") and move.time <= as_of]
    status = (moved[-1].after or "") if moved else ticket.status
    return any(word in status.casefold() for word in _CLOSED), bool(moved) and moved[-1].bulk


def _vows(
    text: Text, time: datetime, about: Event | None, tickets: Sequence[Ticket], around: Around, promised: list[Promised]
) -> Iterator[Vow]:
    from forensics.correlate.keeping import kept  # here, as commits' messages are read without

    for one in promises(text.text, time, around.environments):
        due = one.due.at if one.due else None
        if one.kind == "scope" or about is None:
            yield Vow(one.kind, one.quote, one.reach, one.environments, due)
            continue
        change = _spoken_of(about, text, time, one, around)
        outcome = kept(one, time, change, around.changes, around.environments, around.as_of, tickets)
        promised.append(Promised(text.id, one.kind, one.quote, outcome.state, outcome.why, outcome.by, outcome.left))
        yield Vow(one.kind, one.quote, one.reach, one.environments, due, outcome.state, outcome.left)


def _spoken_of(change: Event, text: Text, time: datetime, promise: Promise, around: Around) -> Event:
    """The change that a promise is about: of a fix in an environment that the words name, that environment's own, though only
    another's was written down."""
    named = tuple(dict.fromkeys(one.environment for one in spoken_environments(text.text, around.environments)))
    where = named[0] if len(named) == 1 else None
    if promise.kind not in ("permanent", "temporary") or where is None or where == change.environment:
        return change
    return replace(change, id=text.id, environment=where, source="slack" if text.kind == "message" else "jira", time=time, before=None)


def commit_said(event: str, message: str, time: datetime, environments: Sequence[str], spellings: Sequence[str]) -> Said:
    """A commit's message as a statement about its own change."""
    found = promises(message, time, environments)
    vows = tuple(Vow(one.kind, one.quote, one.reach, one.environments, one.due.at if one.due else None) for one in found)
    return Said(
        event=event,
        time=time,
        kind="commit",
        text=message,
        about=((event, 1.0),),
        names=_naming(message, spellings),
        environments=tuple(dict.fromkeys(one.environment for one in spoken_environments(message, environments))),
        vows=vows,
        tones=tones(message),
        thread=event,
        asks=asks(message),
    )
