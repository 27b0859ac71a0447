"""The commits of the index of history: batches of rows, each vouched for by a digest that goes on from the one before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from hashlib import blake2b

from forensics.collect.git.recalled import Recalled
from forensics.model import FileChange

from .columns import Columns, Growing, packed, recalled, together, unpacked

SCHEMA = "CREATE TABLE batches (number INTEGER PRIMARY KEY, digest BLOB NOT NULL, body BLOB NOT NULL)"
# A trace after each commit makes a small batch each time; so many are put together to one.
_MOST_BATCHES = 32


class Damaged(Exception):
    """What the file holds is not what was written into it."""


def load(connection: sqlite3.Connection, generation: bytes) -> tuple[Columns, bytes]:
    """All rows, and the digest of the last batch. Damaged where a batch is not the one that was written."""
    digest, batches = generation, []
    for said, body in connection.execute("SELECT digest, body FROM batches ORDER BY number"):
        digest = chained(digest, body) if isinstance(body, bytes) else b""
        if digest != said:
            raise Damaged("a batch of commits is damaged")
        try:
            batches.append(unpacked(body))
        except ValueError as trouble:
            raise Damaged(str(trouble)) from None
    return (together(batches) if batches else Columns()), digest


def last_digest(connection: sqlite3.Connection, generation: bytes) -> bytes:
    found = connection.execute("SELECT digest FROM batches ORDER BY number DESC LIMIT 1").fetchone()
    return generation if found is None else bytes(found[0])


def chained(digest: bytes, body: bytes) -> bytes:
    return blake2b(digest + body, digest_size=16).digest()


def add(
    connection: sqlite3.Connection,
    generation: bytes,
    oids: Sequence[str],
    changes: Sequence[FileChange],
    width: int,
    locked: Callable[[], None],
) -> None:
    """Adds commits with their changes, a transaction for each batch: a process that is killed leaves whole batches.

    `locked` begins a transaction; other processes may have added rows of their own before each.
    """
    locked()
    columns, digest = load(connection, generation)
    growing = Growing.of(recalled(columns, width))
    del columns
    batches = growing.batches(oids, changes)
    while (batch := next(batches, None)) is not None:
        body = packed(batch)
        digest = chained(digest, body)
        connection.execute("INSERT INTO batches (digest, body) VALUES (?, ?)", (digest, body))
        connection.execute("COMMIT")
        locked()
        if last_digest(connection, generation) != digest:
            columns, digest = load(connection, generation)
            growing = Growing.of(recalled(columns, width))
            batches = growing.batches(oids, changes)
    _put_together(connection, generation)
    connection.execute("COMMIT")


def _put_together(connection: sqlite3.Connection, generation: bytes) -> None:
    (count,) = connection.execute("SELECT count(*) FROM batches").fetchone()
    if count <= _MOST_BATCHES:
        return
    columns, _ = load(connection, generation)
    body = packed(columns)
    connection.execute("DELETE FROM batches")
    connection.execute("INSERT INTO batches (digest, body) VALUES (?, ?)", (chained(generation, body), body))


def known(connection: sqlite3.Connection, generation: bytes, width: int) -> Recalled:
    """All rows as values. Raises Damaged."""
    return recalled(load(connection, generation)[0], width)
