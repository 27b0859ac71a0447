"""Accounts and places (channels, projects): written once, spoken of by number."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import cast

from forensics.model import Account

from .masking import Mask

Place = tuple[str, str, str]  # source, id there, name


@dataclass(slots=True)
class Directory:
    """What is known is kept in memory; `forget` after a transaction that was taken back."""

    connection: sqlite3.Connection
    mask: Mask | None
    _accounts: dict[Account, tuple[int, int]] = field(default_factory=dict)
    _by_number: dict[int, Account] = field(default_factory=dict)
    _places: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def forget(self) -> None:
        self._accounts.clear()
        self._by_number.clear()
        self._places.clear()

    def number_of(self, account: Account | None, at: int) -> int | None:
        """The account's number, written where it is new. Of its states of activity the one read last counts; bots post under many
        names with one id, so that each name is a row."""
        if account is None or self.mask is None:
            return None
        known = self._accounts.get(account)
        if known is not None and known[1] >= at:
            return known[0]
        masked = self.mask.account(account)
        found = self.connection.execute(
            "SELECT id, active, seen_at FROM accounts "
            "WHERE source = ? AND account = ? AND name = ? AND handle IS ? AND email IS ? AND bot = ?",
            (masked.source, masked.id, masked.name, masked.handle, masked.email, masked.bot),
        ).fetchone()
        if found is None:
            inserted = self.connection.execute(
                "INSERT INTO accounts (source, account, name, handle, email, active, bot, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (masked.source, masked.id, masked.name, masked.handle, masked.email, masked.active, masked.bot, at),
            )
            number = cast(int, inserted.lastrowid)
        else:
            number, active, seen_at = found
            if at >= seen_at:
                fresh = active if masked.active is None else masked.active
                self.connection.execute("UPDATE accounts SET active = ?, seen_at = ? WHERE id = ?", (fresh, at, number))
                self._by_number.pop(number, None)
            at = max(at, seen_at)
        self._accounts[account] = (number, at)
        return number

    def account(self, number: int | None) -> Account | None:
        if number is None:
            return None
        if number not in self._by_number:
            row = self.connection.execute(
                "SELECT source, account, name, handle, email, active, bot FROM accounts WHERE id = ?", (number,)
            ).fetchone()
            self._by_number[number] = _account(row)
        return self._by_number[number]

    def accounts(self) -> tuple[Account, ...]:
        """Each account as it was read last, by source and id."""
        rows = self.connection.execute(
            "SELECT source, account, name, handle, email, active, bot FROM accounts ORDER BY source, account, seen_at, id"
        )
        latest = {(row[0], row[1]): _account(row) for row in rows}
        return tuple(latest.values())

    def place(self, source: str, place: str, name: str) -> int:
        """The number of a channel or project, written where it is new, or has a new name."""
        known = self._places.get((source, place))
        if known is not None and known[1] == name:
            return known[0]
        self.connection.execute(
            "INSERT INTO places (source, place, name) VALUES (?, ?, ?) ON CONFLICT (source, place) DO UPDATE SET name = excluded.name",
            (source, place, name),
        )
        (number,) = self.connection.execute("SELECT id FROM places WHERE source = ? AND place = ?", (source, place)).fetchone()
        self._places[source, place] = (number, name)
        return int(number)

    def places(self) -> dict[int, Place]:
        return {row[0]: (row[1], row[2], row[3]) for row in self.connection.execute("SELECT id, source, place, name FROM places")}


def _account(row: tuple[str, str, str, str | None, str | None, int | None, int]) -> Account:
    source, id, name, handle, email, active, bot = row
    return Account(source, id, name, handle, email, None if active is None else bool(active), bool(bot))  # type: ignore[arg-type]
