"""The index of terms: FTS5's where SQLite has it, else a plain table; both give the ids whose texts may hold what is sought."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from .terms import Choice, fts_query, terms_of


@dataclass(frozen=True, slots=True)
class Index:
    """The index of one table, `name`: `messages` or `tickets`. Versions are rows of their own, so that nothing is ever taken out."""

    connection: sqlite3.Connection
    name: str
    form: Literal["fts5", "plain"]

    def add(self, id: int, texts: Iterable[str]) -> None:
        """Make the row `id` findable by the terms of its texts."""
        found = sorted({term for text in texts for term in terms_of(text)})
        if self.form == "fts5":
            self.connection.execute(f"INSERT INTO {self.name}_terms (rowid, terms) VALUES (?, ?)", (id, " ".join(found)))
        else:
            self.connection.executemany(f"INSERT OR IGNORE INTO {self.name}_terms VALUES (?, ?)", [(term, id) for term in found])

    def candidates(self, choices: Sequence[Choice]) -> tuple[str, list[str]]:
        """An SQL question for the ids of the rows that hold one of the choices, and its parameters."""
        if self.form == "fts5":
            return f"SELECT rowid FROM {self.name}_terms WHERE {self.name}_terms MATCH ?", [fts_query(choices)]
        asked: list[str] = []
        parameters: list[str] = []
        for choice in choices:
            parts = []
            for place, term in enumerate(choice.terms):
                if choice.open_ended and place == len(choice.terms) - 1:
                    parts.append(f"SELECT id FROM {self.name}_terms WHERE term >= ? AND term < ?")
                    parameters += [term, term + "\U0010ffff"]
                else:
                    parts.append(f"SELECT id FROM {self.name}_terms WHERE term = ?")
                    parameters.append(term)
            asked.append(f"SELECT id FROM ({' INTERSECT '.join(parts)})")
        return " UNION ".join(asked), parameters


def form_of(connection: sqlite3.Connection) -> Literal["fts5", "plain"]:
    """Which form of index a store was made with."""
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'messages_terms'").fetchone()
    return "fts5" if "fts5" in sql.lower() else "plain"
