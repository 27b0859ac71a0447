"""A ticket as the store writes it, packed JSON, and back; and the digest by which two of them are the same."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from forensics.model import Account, Comment, Ticket, TicketMove

from .times import maybe_micros, maybe_moment, moment_of

_PLAIN = ("key", "project", "kind", "status", "summary", "description", "resolution", "status_category", "url")
_LISTS = ("labels", "sprints", "links", "other_texts", "unread")


def packed(ticket: Ticket, number_of: Callable[[Account | None], int | None]) -> bytes:
    """The ticket with each account as its number."""
    return zlib.compress(_json(_told(ticket, number_of)), 6)


def unpacked(content: bytes, account: Callable[[int | None], Account | None]) -> Ticket:
    """The ticket of `packed`."""
    told = json.loads(zlib.decompress(content))
    return Ticket(
        **{name: told[name] for name in _PLAIN},
        labels=tuple(told["labels"]),
        sprints=tuple(told["sprints"]),
        links=tuple(told["links"]),
        unread=tuple(told["unread"]),
        other_texts=tuple((name, text) for name, text in told["other_texts"]),
        created=maybe_moment(told["created"]),
        updated=maybe_moment(told["updated"]),
        creator=account(told["creator"]),
        assignee=account(told["assignee"]),
        comments=tuple(Comment(id, maybe_moment(time), text, account(author)) for id, time, text, author in told["comments"]),
        moves=tuple(
            TicketMove(id, moment_of(time), field, before, after, account(author), bulk)
            for id, time, field, before, after, author, bulk in told["moves"]
        ),
    )


def digest_of(ticket: Ticket) -> bytes:
    """The same for the same ticket, whoever is deactivated meanwhile, whatever moved beside it, and whatever of it was unread."""
    moves = tuple(replace(move, bulk=False) for move in ticket.moves)
    told = _told(replace(ticket, unread=(), moves=moves), lambda account: None if account is None else account.id)
    return hashlib.sha256(_json(told)).digest()[:16]


def _told(ticket: Ticket, author: Callable[[Account | None], Any]) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(ticket, name) for name in (*_PLAIN, *_LISTS)}
    told |= {"created": maybe_micros(ticket.created), "updated": maybe_micros(ticket.updated)}
    told |= {"creator": author(ticket.creator), "assignee": author(ticket.assignee)}
    told["comments"] = [(one.id, maybe_micros(one.time), one.text, author(one.author)) for one in ticket.comments]
    told["moves"] = [
        (one.id, maybe_micros(one.time), one.field, one.before, one.after, author(one.author), one.bulk) for one in ticket.moves
    ]
    return told


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "surrogatepass")
