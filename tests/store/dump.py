"""What a store holds, without what may differ between two ways to the same end: numbers of rows, and when a source was read."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from forensics.store import open_store
from forensics.store.ticket_text import unpacked
from forensics.store.windows import joined


def dump(path: Path) -> dict[str, list[Any]]:
    """Every version of everything, the accounts, the windows, and what the index finds, each in an order of its own."""
    with open_store(path) as store:
        connection = store._connection
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        account = store._directory.account
        messages = connection.execute(
            "SELECT source, places.place, time, ts, thread, author, text, links, url, edited_at, gone_at IS NULL, superseded IS NULL "
            "FROM messages JOIN places ON places.id = messages.place"
        ).fetchall()
        tickets = connection.execute("SELECT content, gone_at IS NULL, superseded IS NULL, missed_at IS NULL FROM tickets").fetchall()
        windows: dict[tuple[str, str, bool], list[Any]] = {}
        for one in (*store.window("slack"), *store.window("jira")):
            windows.setdefault((one.source, one.place, one.complete), []).append((one.first, one.last))
        words = ["timeout", "PAYMENT_GATEWAY_TIMEOUT_MS", "said", "issue", "changed", "S1"]
        return {
            "messages": sorted(((*row[:5], account(row[5]), *row[6:]) for row in messages), key=repr),
            "tickets": sorted(((unpacked(row[0], account), *row[1:]) for row in tickets), key=repr),
            "accounts": sorted(store.accounts(), key=repr),
            "windows": sorted((place, joined(spans)) for place, spans in windows.items()),
            "found": [sorted(map(repr, (*store.messages_about([word]), *store.tickets_about([word])))) for word in words],
        }


def tables(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%terms%'")]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
