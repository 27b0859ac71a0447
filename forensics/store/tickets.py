"""Tickets in the store: each version a row with its comments and moves, the newest current; what vanished stays as a tombstone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forensics.collect.jira import former_keys, mark_bulk
from forensics.collect.jira.literal import texts_of
from forensics.model import Ticket

from .directory import Directory
from .index import Index
from .masking import Mask
from .messages import Outcome
from .ticket_text import digest_of, packed, unpacked
from .times import maybe_micros, micros

_MINUTE = 60_000_000
_MOST_NEIGHBOURS = 5_000
_AT_ONCE = 500


@dataclass(slots=True)
class Tickets:
    connection: sqlite3.Connection
    directory: Directory
    index: Index

    def put(self, ticket: Ticket, at: int, mask: Mask) -> Outcome:
        """Write a ticket as a source showed it at the moment `at`.

        The same again is once. Another content is a new version: the current one where it was updated later, or is as whole and was
        read later. A ticket that came under a former key is the same ticket, and its row there an old version.
        """
        place = self.directory.place("jira", ticket.project, ticket.project)
        row = self.connection.execute(
            "SELECT id, updated, unread, state_at, digest, content FROM tickets WHERE key = ? AND superseded IS NULL", (ticket.key,)
        ).fetchone()
        masked = mask.ticket(ticket)
        if row is not None and not masked.moves and any(why.startswith("changelog") for why in masked.unread):
            # CSV and XML hold no changelog: what one that did has told of the past stays true.
            masked = replace(masked, moves=unpacked(row[5], self.directory.account).moves)
        digest, updated, unread = digest_of(masked), maybe_micros(masked.updated), len(masked.unread)
        if row is None:
            self._insert(place, masked, digest, at)
            return "new"
        id, had_updated, had_unread, state_at, had_digest, _ = row
        if at >= state_at:
            self.connection.execute("UPDATE tickets SET state_at = ?, missed_at = NULL, gone_at = NULL WHERE id = ?", (at, id))
        if digest == had_digest:
            return "same"
        if (updated or 0, -unread, at) >= (had_updated or 0, -had_unread, state_at):
            self._supersede(id, at)
            if not self._revive(masked.key, digest, at):
                self._insert(place, masked, digest, at)
            return "changed"
        if (updated or 0) == (had_updated or 0) or self._versions(masked.key, digest):
            return "same"
        self._insert(place, masked, digest, at, superseded=state_at)
        return "changed"

    def _insert(self, place: int, ticket: Ticket, digest: bytes, at: int, superseded: int | None = None) -> None:
        content = packed(ticket, lambda account: self.directory.number_of(account, at))
        cursor = self.connection.execute(
            "INSERT INTO tickets (place, key, created, updated, digest, content, unread, state_at, superseded) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (place, ticket.key, maybe_micros(ticket.created), maybe_micros(ticket.updated), digest, content, len(ticket.unread), at,
             superseded),
        )  # fmt: skip
        id = cursor.lastrowid
        assert id is not None
        self.index.add(id, (ticket.key, *texts_of(ticket)))
        if superseded is None:
            times = {micros(move.time) for move in ticket.moves}
            self.connection.executemany("INSERT OR IGNORE INTO ticket_moves VALUES (?, ?)", [(time, id) for time in sorted(times)])
            for former in former_keys(ticket):
                self.connection.execute("INSERT OR IGNORE INTO former_keys VALUES (?, ?)", (former, id))
                for (old,) in self.connection.execute(
                    "SELECT id FROM tickets WHERE key = ? AND created IS ? AND superseded IS NULL", (former, maybe_micros(ticket.created))
                ).fetchall():
                    self._supersede(old, at)

    def _supersede(self, id: int, at: int) -> None:
        self.connection.execute("UPDATE tickets SET superseded = ?, missed_at = NULL, gone_at = NULL WHERE id = ?", (at, id))

    def _versions(self, key: str, digest: bytes) -> list[int]:
        rows = self.connection.execute("SELECT id FROM tickets WHERE key = ? AND digest = ? AND superseded IS NOT NULL", (key, digest))
        return [row[0] for row in rows]

    def _revive(self, key: str, digest: bytes, at: int) -> bool:
        for id in self._versions(key, digest):
            self.connection.execute("UPDATE tickets SET superseded = NULL, state_at = ? WHERE id = ?", (at, id))
            return True
        return False

    def suspect(self, place: int, first: int, last: int, at: int) -> None:
        """Mark those updated in `first` ≤ time < `last` that a reading at `at`, which has come past them, did not show. They are gone,
        or were updated meanwhile and come later."""
        self.connection.execute(
            "UPDATE tickets SET missed_at = ? WHERE place = ? AND updated >= ? AND updated < ? AND superseded IS NULL "
            "AND gone_at IS NULL AND missed_at IS NULL AND state_at < ?",
            (at, place, first, last, at),
        )

    def bury(self, place: int, at: int) -> int:
        """Make tombstones of a project's suspects, now that the reading has come to its end."""
        return self.connection.execute(
            "UPDATE tickets SET gone_at = ?, state_at = ?, missed_at = NULL "
            "WHERE place = ? AND missed_at IS NOT NULL AND superseded IS NULL",
            (at, at, place),
        ).rowcount

    def where(self, condition: str, parameters: Iterable[Any], order: str = "created, key, id") -> Iterator[Ticket]:
        rows = self.connection.execute(f"SELECT content FROM tickets WHERE {condition} ORDER BY {order}", tuple(parameters)).fetchall()
        return (unpacked(row[0], self.directory.account) for row in rows)

    def with_bulk_marked(self, tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
        """The tickets with `bulk` set on moves that many tickets of the store made together (see collect.jira.mark_bulk)."""
        keys = {ticket.key for ticket in tickets}
        times = sorted({micros(move.time) for ticket in tickets for move in ticket.moves})
        near: dict[int, None] = {}
        for time in times:
            rows = self.connection.execute(
                "SELECT ticket FROM ticket_moves WHERE time BETWEEN ? AND ? LIMIT ?", (time - _MINUTE, time + _MINUTE, _MOST_NEIGHBOURS)
            )
            near.update((row[0], None) for row in rows)
            if len(near) > _MOST_NEIGHBOURS:
                break
        others = [ticket for ticket in self._numbered(list(near)) if ticket.key not in keys]
        return mark_bulk((*tickets, *others))[: len(tickets)]

    def _numbered(self, numbers: Sequence[int]) -> Iterator[Ticket]:
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            yield from self.where(f"id IN ({', '.join('?' * len(part))}) AND superseded IS NULL", part)
