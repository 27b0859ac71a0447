"""The store of what people said: written by a sync in whole steps, read by a trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, Self, TypeVar

from forensics.collect.jira.literal import texts_of
from forensics.keys import Key
from forensics.model import Account, Message, Ticket

from .directory import Directory
from .index import Index, form_of
from .masking import Mask
from .messages import Messages, thread_key
from .schema import StoreError, connect, told
from .terms import choices_for
from .tickets import Tickets
from .times import micros, moment_of
from .windows import Covered

Source = Literal["slack", "jira"]
T = TypeVar("T")
_IN_CHANNEL = "place IN (SELECT id FROM places WHERE source = 'slack' AND place = ?)"


@dataclass(frozen=True, slots=True)
class Wrote:
    """What one or several writings brought: items that are new, that have a new version, and that are gone."""

    new: int = 0
    changed: int = 0
    gone: int = 0

    def __add__(self, other: Wrote) -> Wrote:
        return Wrote(self.new + other.new, self.changed + other.changed, self.gone + other.gone)


@dataclass(slots=True)
class Store:
    """Made by `open_store`; a context manager. Every method raises StoreError, one sentence, where the file lets it down.

    Writings belong into `with store.step():`, which is one transaction: all of it is noted, or nothing. `at` is always the moment at
    which the source was as it is written, never that of the writing.
    """

    path: Path
    index: Literal["fts5", "plain"]
    _connection: sqlite3.Connection
    _mask: Mask | None
    _directory: Directory
    _messages: Messages
    _tickets: Tickets

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    # --- writing

    @contextmanager
    def step(self) -> Iterator[None]:
        """One transaction, waiting for its turn where another process writes; taken back whole where anything raises inside."""
        if self._mask is None:
            raise StoreError(f"The store {self.path} was opened for reading only.")
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                self._directory.forget()
                raise

    def put_messages(self, messages: Iterable[Message], at: datetime) -> Wrote:
        """Write messages, masked; the same twice is once, other words are a new version."""
        return _counted(self._messages.put(message, micros(at), self._for_writing) for message in messages)

    def put_tickets(self, tickets: Iterable[Ticket], at: datetime) -> Wrote:
        """Likewise tickets, with their comments and moves."""
        return _counted(self._tickets.put(ticket, micros(at), self._for_writing) for ticket in tickets)

    def put_accounts(self, accounts: Iterable[Account], at: datetime) -> None:
        """Accounts that need not have said anything."""
        for account in accounts:
            self._directory.number_of(account, micros(at))

    def bury_messages(
        self, channel: tuple[str, str], between: tuple[datetime, datetime], present: Iterable[Message], at: datetime,
        threads: Iterable[str] | None = None,
    ) -> Wrote:  # fmt: skip
        """Tombstones for what a complete reading of a channel (id, name) did not find any more: see Messages.bury."""
        place = self._directory.place("slack", *channel)
        return Wrote(gone=self._messages.bury(place, micros(between[0]), micros(between[1]), present, micros(at), threads))

    def suspect_tickets(self, project: str, first: datetime, last: datetime, at: datetime) -> None:
        """Mark tickets that a reading should have shown by now: see Tickets.suspect."""
        self._tickets.suspect(self._directory.place("jira", project, project), micros(first), micros(last), micros(at))

    def bury_tickets(self, project: str, at: datetime) -> Wrote:
        """Tombstones for a project's suspects, at the end of a complete reading."""
        return Wrote(gone=self._tickets.bury(self._directory.place("jira", project, project), micros(at)))

    def note_window(self, window: Covered) -> None:
        """Note that a stretch was read. A complete one takes the place of what it holds and was read before it; stretches that touch,
        of one reading, become one."""
        place = self._directory.place(window.source, window.place, window.name)
        first, last, at = micros(window.first), micros(window.last), micros(window.read_at)
        if first >= last:
            return
        if window.complete:
            self._connection.execute(
                "DELETE FROM windows WHERE place = ? AND first >= ? AND last <= ? AND read_at <= ?", (place, first, last, at)
            )
        alike = (place, first, last, at, window.complete)
        touching = "place = ? AND last >= ? AND first <= ? AND read_at = ? AND complete = ?"
        low, high = self._connection.execute(f"SELECT min(first), max(last) FROM windows WHERE {touching}", alike).fetchone()
        self._connection.execute(f"DELETE FROM windows WHERE {touching}", alike)
        first, last = min(first, low or first), max(last, high or last)
        self._connection.execute("INSERT INTO windows VALUES (?, ?, ?, ?, ?)", (place, first, last, at, window.complete))

    def note_unit(self, source: str, unit: str, digest: bytes) -> None:
        """Note that a file was read whole, by the digest of its bytes."""
        self._connection.execute("INSERT OR REPLACE INTO units VALUES (?, ?, ?)", (source, unit, digest))

    @property
    def _for_writing(self) -> Mask:
        if self._mask is None:
            raise StoreError(f"The store {self.path} was opened for reading only.")
        return self._mask

    # --- reading

    def knows_unit(self, source: str, unit: str, digest: bytes) -> bool:
        """Whether a file of these very bytes was read whole."""
        with told(self.path):
            found = self._connection.execute("SELECT digest FROM units WHERE source = ? AND unit = ?", (source, unit)).fetchone()
            return found is not None and found[0] == digest

    def messages_about(
        self, sought: Key | Sequence[str], after: datetime | None = None, before: datetime | None = None
    ) -> tuple[Message, ...]:
        """The messages, by time, that may hold a key in any spelling, or one of several words: candidates, to be looked at literally.

        An older version of an edited message comes as a message of its own with the same id; what is gone has `deleted` set, and its
        words. `after` and `before` include themselves.
        """
        bounds, parameters = _between("time", after, before)
        return self._about(sought, self._messages.index, bounds, parameters, self._messages.where, lambda one: (one.text, *one.links))

    def tickets_about(
        self, sought: Key | Sequence[str], after: datetime | None = None, before: datetime | None = None
    ) -> tuple[Ticket, ...]:
        """Likewise tickets, by creation: those that lived between the two times, in their newest versions, the ones that are gone
        included; bulk moves are marked as far as the store knows them."""
        bounds = ["superseded IS NULL"]
        parameters: list[int] = []
        if after is not None:
            bounds.append("coalesce(updated, created, 0) >= ?")
            parameters.append(micros(after))
        if before is not None:
            bounds.append("coalesce(created, 0) <= ?")
            parameters.append(micros(before))
        found = self._about(sought, self._tickets.index, bounds, parameters, self._tickets.where, lambda one: (one.key, *texts_of(one)))
        with told(self.path):
            return self._tickets.with_bulk_marked(found)

    def _about(
        self, sought: Key | Sequence[str], index: Index, bounds: list[str], parameters: list[int],
        where: Callable[..., Iterator[T]], texts: Callable[[T], Iterable[str]],
    ) -> tuple[T, ...]:  # fmt: skip
        with told(self.path):
            choices = choices_for(sought)
            if choices:
                question, asked = index.candidates(choices)
                return tuple(where(" AND ".join([*bounds, f"id IN ({question})"]), (*parameters, *asked)))
            if choices is not None:
                return ()
            wanted = [word.casefold() for word in (sought.spellings if isinstance(sought, Key) else sought) if word]
            everything = where(" AND ".join([*bounds, "1"]), parameters)
            return tuple(one for one in everything if any(word in text.casefold() for text in texts(one) for word in wanted))

    def thread(self, channel_id: str, ts: str) -> tuple[Message, ...]:
        """The messages of a thread, by time: the first one's `ts`, or that of any reply's thread. Older versions are left out."""
        with told(self.path):
            key = thread_key(ts)
            first = "time = ? AND ts IS NULL" if isinstance(key, int) else "ts = ?"
            begun = self._messages.where(f"{_IN_CHANNEL} AND {first} AND superseded IS NULL", (channel_id, key))
            replies = self._messages.where(f"{_IN_CHANNEL} AND thread = ? AND superseded IS NULL", (channel_id, key))
            found = {message.ts: message for message in (*begun, *replies)}
            return tuple(sorted(found.values(), key=lambda message: (message.time, message.ts)))

    def around(self, channel_id: str, after: datetime, before: datetime) -> tuple[Message, ...]:
        """What was said in a channel between two times, by time, in its newest versions."""
        with told(self.path):
            condition = f"{_IN_CHANNEL} AND time BETWEEN ? AND ? AND superseded IS NULL"
            return tuple(self._messages.where(condition, (channel_id, micros(after), micros(before))))

    def versions(self, message: Message) -> tuple[Message, ...]:
        """All versions of a message, the current one last."""
        with told(self.path):
            condition = f"{_IN_CHANNEL} AND time = ?"
            order = "superseded IS NULL, coalesce(edited_at, 0), superseded, id"
            found = self._messages.where(condition, (message.channel_id, micros(message.time)), order)
            return tuple(one for one in found if one.ts == message.ts)

    def tickets_by_key(self, keys: Iterable[str]) -> tuple[Ticket, ...]:
        """The tickets of these keys, by creation; a former key leads to the ticket of today."""
        with told(self.path):
            found: dict[str, Ticket] = {}
            for key in dict.fromkeys(key.upper() for key in keys):
                condition = "(key = ? OR id IN (SELECT ticket FROM former_keys WHERE key = ?)) AND superseded IS NULL"
                found.update((ticket.key, ticket) for ticket in self._tickets.where(condition, (key, key)))
            ordered = sorted(found.values(), key=lambda ticket: (ticket.created is not None, ticket.created, ticket.key))
            return self._tickets.with_bulk_marked(ordered)

    def ticket_versions(self, key: str) -> tuple[Ticket, ...]:
        """All versions of a ticket, the current one last."""
        with told(self.path):
            return tuple(self._tickets.where("key = ?", (key,), "superseded IS NULL, coalesce(updated, 0), superseded, id"))

    def gone_tickets(self) -> frozenset[str]:
        """The keys of the tickets that vanished."""
        with told(self.path):
            return frozenset(row[0] for row in self._connection.execute("SELECT key FROM tickets WHERE gone_at IS NOT NULL"))

    def window(self, source: Source) -> tuple[Covered, ...]:
        """What was read of a source, by channel or project and time."""
        with told(self.path):
            rows = self._connection.execute(
                "SELECT source, places.place, name, first, last, read_at, complete FROM windows JOIN places ON places.id = windows.place "
                "WHERE source = ? ORDER BY places.place, first, last, read_at",
                (source,),
            ).fetchall()
            return tuple(
                Covered(where, place, name, moment_of(first), moment_of(last), moment_of(at), bool(complete))
                for where, place, name, first, last, at, complete in rows
            )

    def accounts(self) -> tuple[Account, ...]:
        """Every account that was seen, as it was read last."""
        with told(self.path):
            return self._directory.accounts()

    def projects(self) -> frozenset[str]:
        """The keys of the projects that tickets were seen of, former ones included."""
        with told(self.path):
            return frozenset(row[0] for row in self._connection.execute("SELECT place FROM places WHERE source = 'jira'"))


def open_store(path: Path, fingerprint_key: bytes | None = None, plain_index: bool = False) -> Store:
    """The store at `path`. With the user's `fingerprint_key` (of forensics.fingerprints) it can be written, and is made where it
    isn't there; without, it is only read. `plain_index`: a new store does without FTS5.

    StoreError, one sentence, where there is none, it can't be made or read, or a newer version wrote it.
    """
    connection = connect(path, fingerprint_key is not None, plain_index)
    mask = None if fingerprint_key is None else Mask(fingerprint_key)
    with told(path):
        form = form_of(connection)
    directory = Directory(connection, mask)
    messages = Messages(connection, directory, Index(connection, "messages", form))
    return Store(path, form, connection, mask, directory, messages, Tickets(connection, directory, Index(connection, "tickets", form)))


def _counted(outcomes: Iterable[str]) -> Wrote:
    wrote = Wrote()
    for outcome in outcomes:
        if outcome == "new":
            wrote = replace(wrote, new=wrote.new + 1)
        elif outcome == "changed":
            wrote = replace(wrote, changed=wrote.changed + 1)
    return wrote


def _between(column: str, after: datetime | None, before: datetime | None) -> tuple[list[str], list[int]]:
    bounds: list[str] = []
    parameters: list[int] = []
    for moment, sign in ((after, ">="), (before, "<=")):
        if moment is not None:
            bounds.append(f"{column} {sign} ?")
            parameters.append(micros(moment))
    return bounds, parameters
