"""What people said: messages, tickets with their comments and moves, and the accounts that said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forensics.model.times import check_utc


@dataclass(frozen=True, slots=True)
class Account:
    """One account in one system, as that system shows it. `active` False: deactivated when the source was read (not at any
    earlier moment); None: the source doesn't say. `email` is None where the system keeps it back."""

    source: Literal["git", "slack", "jira"]
    id: str
    name: str
    handle: str | None = None
    email: str | None = None
    active: bool | None = None
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message. `ts` is its id within the channel and stays text; `thread` is the ts of the thread's first message, its own
    where it is that one. `text` is plain text: mentions, links and attachments spelled out; `links` the URLs in it, as written."""

    channel: str
    channel_id: str
    ts: str
    time: datetime
    text: str
    author: Account | None = None
    thread: str | None = None
    links: tuple[str, ...] = ()
    url: str | None = None
    edited_at: datetime | None = None
    deleted: bool = False

    def __post_init__(self) -> None:
        check_utc(self.time, self.edited_at)

    @property
    def id(self) -> str:
        return f"slack:{self.channel_id}/{self.ts}"


@dataclass(frozen=True, slots=True)
class Comment:
    id: str
    time: datetime | None
    text: str
    author: Account | None = None

    def __post_init__(self) -> None:
        check_utc(self.time)


@dataclass(frozen=True, slots=True)
class TicketMove:
    """One field of a ticket that was changed: `status` from In Progress to In Review. `bulk`: many tickets were moved so by one
    account within a minute, so that nobody chose it for this one."""

    id: str
    time: datetime
    field: str
    before: str | None
    after: str | None
    author: Account | None = None
    bulk: bool = False

    def __post_init__(self) -> None:
        check_utc(self.time)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket, its texts plain. `unread` says what of it could not be had (`comments 50 of 61`), each in a few words."""

    key: str
    project: str
    kind: str
    status: str
    summary: str
    description: str
    created: datetime | None
    updated: datetime | None = None
    creator: Account | None = None
    assignee: Account | None = None
    resolution: str | None = None
    status_category: str | None = None
    labels: tuple[str, ...] = ()
    sprints: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    other_texts: tuple[tuple[str, str], ...] = ()
    comments: tuple[Comment, ...] = ()
    moves: tuple[TicketMove, ...] = ()
    url: str | None = None
    unread: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_utc(self.created, self.updated)
