"""A ticket's changelog as moves, and which of them nobody chose for the one ticket: bulk changes, automations, sprints closed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from forensics.model import Ticket, TicketMove

from .people import read_account
from .times import read_time

_BULK_TICKETS = 3
_BULK_WITHIN = timedelta(seconds=60)
_AUTOMATION = re.compile(r"automation|scheduled|post-?function", re.IGNORECASE)


def read_moves(histories: Iterable[Any]) -> tuple[tuple[TicketMove, ...], int]:
    """A changelog's entries as moves in the order of time, and how many entries couldn't be read (no time, not of the form).

    Takes both orders and both forms: `histories` of `expand=changelog` (newest first) and `values`/`changeHistories` of Cloud's
    changelog services (oldest first). One entry may change several fields: each is a move of its own.
    """
    moves: list[TicketMove] = []
    unread = 0
    for history in histories:
        found = tuple(_moves(history)) if isinstance(history, dict) else ()
        unread += not found
        moves += found
    return tuple(sorted(moves, key=lambda move: (move.time, _order(move.id)))), unread


def _order(identity: str) -> tuple[int, str]:
    head = identity.partition(":")[0]
    return (int(head) if head.isascii() and head.isdigit() and len(head) < 20 else 0), identity


def _moves(history: Mapping[str, Any]) -> Iterator[TicketMove]:
    time, steps = read_time(history.get("created")), history.get("items")
    if time is None or not isinstance(steps, list):
        return
    author, automatic = read_account(history.get("author")), _automatic(history.get("historyMetadata"))
    identity = str(history.get("id") or int(time.timestamp()))
    for number, step in enumerate(steps):
        if isinstance(step, dict) and isinstance(step.get("field"), str):
            before, after = _shown(step, "from"), _shown(step, "to")
            yield TicketMove(f"{identity}:{number}", time, step["field"], before, after, author, bulk=automatic)


def _shown(step: Mapping[str, Any], side: str) -> str | None:
    """The shown text (`fromString`, `toString`), or where the site gives none its own name for the value."""
    for field in (f"{side}String", side):
        value = step.get(field)
        if isinstance(value, str) and value:
            return value
    return None


def _automatic(metadata: Any) -> bool:
    """Whether `historyMetadata` says that a rule made the change: a type, generator, actor or cause that is an automation."""
    if not isinstance(metadata, dict):
        return False
    told = [metadata.get("type"), metadata.get("activityDescription")]
    for part in ("generator", "actor", "cause"):
        inner = metadata.get(part)
        told += [inner.get("type"), inner.get("id")] if isinstance(inner, dict) else []
    return any(isinstance(word, str) and _AUTOMATION.search(word[:500]) for word in told)


def mark_bulk(tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """The tickets, with `bulk` set on every move that one account made on three or more of them within 60 seconds.

    The same move: the same field, from and to; for a sprint, whose list differs from ticket to ticket, the same sprint put in
    and taken out. What is marked already stays marked. The tickets' order is kept.
    """
    keys = [ticket.key for ticket in tickets]
    groups: dict[tuple[str, ...], list[tuple[datetime, int, int]]] = {}
    for number, ticket in enumerate(tickets):
        for place, move in enumerate(ticket.moves):
            if move.author is not None:
                groups.setdefault((move.author.id, move.field, *_step(move)), []).append((move.time, number, place))
    marked: dict[int, set[int]] = {}
    for moves in groups.values():
        if len(moves) >= _BULK_TICKETS:
            for number, place in _crowded(sorted(moves), keys):
                marked.setdefault(number, set()).add(place)
    return tuple(_with_bulk(ticket, marked.get(number)) for number, ticket in enumerate(tickets))


def _step(move: TicketMove) -> tuple[str, str]:
    if move.field != "Sprint":
        return move.before or "", move.after or ""
    before, after = (set(filter(None, (name.strip() for name in (text or "").split(",")))) for text in (move.before, move.after))
    return ", ".join(sorted(before - after)), ", ".join(sorted(after - before))


def _crowded(moves: Sequence[tuple[datetime, int, int]], keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Those moves that lie in a stretch of 60 seconds with three different tickets. Each is looked at twice, however many there are."""
    start = marked_to = 0
    inside: dict[str, int] = {}
    for end, (time, number, _) in enumerate(moves):
        inside[keys[number]] = inside.get(keys[number], 0) + 1
        while time - moves[start][0] > _BULK_WITHIN:
            gone = keys[moves[start][1]]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            start += 1
        if len(inside) >= _BULK_TICKETS:
            for _, ticket, place in moves[max(start, marked_to) : end + 1]:
                yield ticket, place
            marked_to = end + 1


def _with_bulk(ticket: Ticket, places: set[int] | None) -> Ticket:
    if not places:
        return ticket
    moves = (dataclasses.replace(move, bulk=True) if place in places else move for place, move in enumerate(ticket.moves))
    return dataclasses.replace(ticket, moves=tuple(moves))
