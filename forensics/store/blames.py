"""What `git blame` said of lines, in the index of history: of a commit it says the same for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from .chain import Damaged

SCHEMA = "CREATE TABLE blames (id INTEGER PRIMARY KEY, place BLOB NOT NULL UNIQUE, digest BLOB NOT NULL, said BLOB NOT NULL)"
_MOST = 10_000
Line = tuple[str, str, int]  # a commit, a file as it has it, and a line of it


def load(connection: sqlite3.Connection, generation: bytes, lines: Iterable[Line]) -> dict[Line, str]:
    """What is known of some lines: the commit that is blamed for each. Raises Damaged."""
    found: dict[Line, str] = {}
    for line in lines:
        place = _place(line)
        row = connection.execute("SELECT digest, said FROM blames WHERE place = ?", (place,)).fetchone()
        if row is not None:
            if not isinstance(row[1], bytes) or _digest(generation, place, row[1]) != row[0]:
                raise Damaged("what was said of a line is damaged")
            found[line] = row[1].hex()
    return found


def keep(connection: sqlite3.Connection, generation: bytes, said: Mapping[Line, str]) -> None:
    """Writes it; of too many the oldest go."""
    for line, oid in said.items():
        place, raw = _place(line), bytes.fromhex(oid)
        connection.execute(
            "INSERT OR REPLACE INTO blames (place, digest, said) VALUES (?, ?, ?)", (place, _digest(generation, place, raw), raw)
        )
    connection.execute("DELETE FROM blames WHERE id <= (SELECT max(id) FROM blames) - ?", (_MOST,))


def _place(line: Line) -> bytes:
    return blake2b(repr(line).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _digest(generation: bytes, place: bytes, said: bytes) -> bytes:
    return blake2b(generation + place + said, digest_size=16).digest()
