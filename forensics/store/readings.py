"""What was read of a key in file versions, in the index of history: which hold nothing, and what the others hold.

A file version is a row of the index's commits (a path with a blob), so that what stands here is true of it for ever. Where any value
of a key would be masked in a report, nothing of what its versions hold is kept, and they are read each time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from forensics.collect.git.recalled import Recalled
from forensics.hits import Hit
from forensics.model import Scope
from forensics.redact import Redactor

from . import plain
from .chain import Damaged

SCHEMA = """
    CREATE TABLE readings (
      id INTEGER PRIMARY KEY, mark BLOB NOT NULL UNIQUE, parsers BLOB NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL)
"""
UNREAD, NOTHING, SOMETHING = 0, 1, 2
_MOST_KEYS = 500
Found = tuple[tuple[Hit, ...], str | None]


@dataclass(slots=True)
class Readings:
    """Of one key: a state for each file version, and what those with SOMETHING hold: hits, and why they may be incomplete."""

    states: bytearray = field(default_factory=bytearray)
    found: dict[int, Found] = field(default_factory=dict)
    secret: bool = False

    def of(self, versions: Recalled, path_of: Mapping[str, str]) -> tuple[set[str], dict[str, Found]]:
        """Of the blobs asked for, each read as a file of its path: those that hold nothing, and what others hold."""
        nothing: set[str] = set()
        held: dict[str, Found] = {}
        for row, (state, where, blob) in enumerate(zip(self.states, versions.version_paths, versions.blobs, strict=False)):
            if state == UNREAD or path_of.get(blob) != versions.paths[where]:
                continue
            if state == NOTHING:
                nothing.add(blob)
            elif row in self.found:
                held[blob] = self.found[row]
        return nothing, held

    def add(self, versions: Recalled, read: Mapping[str, tuple[str, Found]], private: bool = False) -> None:
        """Blobs that were read as files of a path, by blob: the path, and what was found. `private`: nothing of that may be kept."""
        self.states.extend(bytes(len(versions.blobs) - len(self.states)))
        self.secret = self.secret or private or keeps_secret((path, found) for path, found in read.values() if found[0] or found[1])
        for row, (where, blob) in enumerate(zip(versions.version_paths, versions.blobs, strict=True)):
            known = read.get(blob)
            if known is None or known[0] != versions.paths[where]:
                continue
            hits, degraded = known[1]
            if hits or degraded:
                self.states[row] = SOMETHING
                self.found[row] = hits, degraded
            else:
                self.states[row] = NOTHING
        if self.secret:
            self.states = self.states.replace(bytes([SOMETHING]), bytes([UNREAD]))
            self.found.clear()


def keeps_secret(read: Iterable[tuple[str, Found]]) -> bool:
    """Whether a report would mask any part of what was found. Each text is looked at by itself and under every name it goes by."""
    redactor = Redactor(bytes(32))  # only whether it masks counts here, never what it puts there
    seen: set[tuple[str, str, str]] = set()
    for path, (hits, degraded) in read:
        if degraded and redactor.text(degraded) != degraded:
            return True
        for hit in hits:
            told = hit.keypath, hit.value or "", hit.comment
            if told not in seen:
                seen.add(told)
                if _is_masked(redactor, path, hit):
                    return True
    return False


def _is_masked(redactor: Redactor, path: str, hit: Hit) -> bool:
    value, name = hit.value or "", hit.keypath
    names = (name, f"{path}#{name}", hit.path[-1] if hit.path else "")
    texts = (value, name, hit.comment, f"{names[2]}={value}", f"{names[2]}: {value}")
    return any(redactor.value(one, value) != value for one in names) or any(redactor.text(text) != text for text in texts)


def are_there(connection: sqlite3.Connection, mark: bytes) -> bool:
    """Whether something was kept of the key of a mark."""
    return connection.execute("SELECT 1 FROM readings WHERE mark = ?", (mark,)).fetchone() is not None


def load(connection: sqlite3.Connection, generation: bytes, mark: bytes) -> Readings:
    """What is known of the key of a mark. Raises Damaged."""
    row = connection.execute("SELECT digest, body FROM readings WHERE mark = ?", (mark,)).fetchone()
    if row is None:
        return Readings()
    if _digest(generation, mark, row[1]) != row[0]:
        raise Damaged("what was read of a key is damaged")
    return unpacked(row[1])


def keep(connection: sqlite3.Connection, generation: bytes, mark: bytes, parsers: bytes, readings: Readings) -> None:
    """Writes it; what other parsers read goes, and of too many keys the ones unwritten for longest."""
    body = packed(readings)
    connection.execute("DELETE FROM readings WHERE parsers <> ?", (parsers,))
    connection.execute(
        "INSERT OR REPLACE INTO readings (mark, parsers, digest, body) VALUES (?, ?, ?, ?)",
        (mark, parsers, _digest(generation, mark, body), body),
    )
    connection.execute("DELETE FROM readings WHERE id NOT IN (SELECT id FROM readings ORDER BY id DESC LIMIT ?)", (_MOST_KEYS,))


def _digest(generation: bytes, mark: bytes, body: bytes) -> bytes:
    return blake2b(generation + mark + body, digest_size=16).digest()


def packed(readings: Readings) -> bytes:
    """Hits that differ by their line alone are written once."""
    known: dict[Hit, int] = {}
    rows = [
        (row, degraded, tuple((known.setdefault(hit.on(0), len(known)), hit.line) for hit in hits))
        for row, (hits, degraded) in readings.found.items()
    ]
    whole = (bytes(readings.states), readings.secret, [_plain(hit) for hit in known], rows)
    return plain.packed(whole)


def unpacked(body: bytes) -> Readings:
    """The readings of `packed`. Raises Damaged."""
    try:
        states, secret, hits, rows = plain.unpacked(body)
        known = [_hit(*one) for one in hits]
        found = {row: (tuple(known[number].on(line) for number, line in some), degraded) for row, degraded, some in rows}
    except (TypeError, ValueError, IndexError) as trouble:
        raise Damaged(str(trouble)) from None
    return Readings(bytearray(states), found, bool(secret))


def _plain(hit: Hit) -> tuple[Any, ...]:
    scope = None if hit.scope is None else (hit.scope.only, hit.scope.but)
    return hit.path, hit.value, hit.kind, hit.tier, hit.comment, hit.repeated, scope


def _hit(path: Sequence[str], value: str | None, kind: Any, tier: Any, comment: str, repeated: bool, scope: Any) -> Hit:
    return Hit(tuple(path), value, 0, kind, tier, comment, repeated, None if scope is None else Scope(*scope))
