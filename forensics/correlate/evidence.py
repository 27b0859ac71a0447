"""Messages, tickets and comments in one form: a text, who said it, when, and what it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forensics.model import Account, Comment, Message, Ticket


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said. `times`: when it was, and for a ticket when anything happened to it; none where the source gives no time."""

    id: str
    kind: Literal["message", "ticket", "comment"]
    text: str
    times: tuple[datetime, ...]
    author: Account | None = None
    ticket: str | None = None
    thread: str | None = None
    related: tuple[str, ...] = ()


def ticket_id(key: str) -> str:
    return f"jira:{key}"


def comment_id(key: str, comment: Comment) -> str:
    return f"jira:{key}/comment/{comment.id}"


def thread_id(message: Message) -> str | None:
    return f"slack:{message.channel_id}/{message.thread}" if message.thread else None


def said(messages: Iterable[Message], tickets: Iterable[Ticket]) -> tuple[Said, ...]:
    """Everything said, once, by id. Of a deleted message there is nothing to read."""
    found: dict[str, Said] = {}
    for message in messages:
        if not message.deleted:
            found[message.id] = _message(message)
    for ticket in tickets:
        for one in _ticket(ticket):
            found[one.id] = one
    return tuple(found[id] for id in sorted(found))


def _message(message: Message) -> Said:
    missing = [link for link in message.links if link not in message.text]
    return Said(message.id, "message", "\n".join([message.text, *missing]), (message.time,), message.author, thread=thread_id(message))


def _ticket(ticket: Ticket) -> Iterator[Said]:
    happened = [ticket.created, *(move.time for move in ticket.moves if not move.bulk), *(comment.time for comment in ticket.comments)]
    others = [text for _, text in ticket.other_texts]
    text = "\n".join([ticket.summary, ticket.description, *others])
    times = tuple(sorted({time for time in happened if time is not None}))
    yield Said(ticket_id(ticket.key), "ticket", text, times, ticket.creator, ticket=ticket.key, related=ticket.links)
    for comment in ticket.comments:
        at = (comment.time,) if comment.time else ()
        yield Said(comment_id(ticket.key, comment), "comment", comment.text, at, comment.author, ticket=ticket.key)
