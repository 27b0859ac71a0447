"""The commits of the index of history: which files each changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from forensics.collect.git.recalled import Recalled
from forensics.model import FileChange

from .chain import Chain, Damaged, schema
from .columns import Columns, Growing, packed, recalled, together, unpacked

SCHEMA = schema("batches")
# A trace after each commit makes a small batch each time; so many are put together to one.
_MOST_BATCHES = 32


def load(connection: sqlite3.Connection, generation: bytes) -> tuple[Columns, bytes]:
    """All rows, and the digest of the last batch. Damaged where a batch is not the one that was written."""
    bodies, digest = Chain(connection, "batches", generation).bodies()
    try:
        batches = [unpacked(body) for body in bodies]
    except ValueError as trouble:
        raise Damaged(str(trouble)) from None
    return (together(batches) if batches else Columns()), digest


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
    chain = Chain(connection, "batches", generation)
    locked()
    columns, digest = load(connection, generation)
    growing = Growing.of(recalled(columns, width))
    del columns
    batches = growing.batches(oids, changes)
    while (batch := next(batches, None)) is not None:
        digest = chain.add(digest, packed(batch))
        connection.execute("COMMIT")
        locked()
        if chain.last_digest() != digest:
            columns, digest = load(connection, generation)
            growing = Growing.of(recalled(columns, width))
            batches = growing.batches(oids, changes)
    if chain.count() > _MOST_BATCHES:
        chain.replace(packed(load(connection, generation)[0]))
    connection.execute("COMMIT")


def known(connection: sqlite3.Connection, generation: bytes, width: int) -> Recalled:
    """All rows as values. Raises Damaged."""
    return recalled(load(connection, generation)[0], width)
