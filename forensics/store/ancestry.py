"""The ancestry in the index of history: which commits there are, with their times and parents."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence

from forensics.collect.git.ancestry import Ancestry

from .chain import Chain, Damaged, schema
from .parts import joined, taken_apart

SCHEMA = schema("ancestry")
_MOST_BATCHES = 32
_NONE = -1


def load(connection: sqlite3.Connection, generation: bytes, width: int) -> Ancestry:
    """All that is known; `width`: the bytes of an object id. Raises Damaged."""
    whole = Ancestry()
    for body in Chain(connection, "ancestry", generation).bodies()[0]:
        try:
            _take(whole, body, width)
        except ValueError as trouble:
            raise Damaged(str(trouble)) from None
    return whole


def add(connection: sqlite3.Connection, generation: bytes, ancestry: Ancestry, rows: Sequence[int], width: int) -> None:
    """Adds the commits in some rows, parents before children, but for those that are there already. Within the caller's transaction."""
    chain = Chain(connection, "ancestry", generation)
    known = load(connection, generation, width)
    row_of = known.rows()
    before = len(row_of)
    place_of = [-1] * len(ancestry.commits)  # row → row here
    for row in rows:
        oid = ancestry.commits[row]
        if oid in row_of:
            continue
        found = []
        for parent in ancestry.parents[row]:
            place = place_of[parent]
            found.append(place if place >= 0 else row_of.get(ancestry.commits[parent], -1))
        if found and min(found) < 0:
            continue  # a parent that another process has taken away in between leaves its children out, too
        place_of[row] = row_of[oid] = len(known.commits)
        known.commits.append(oid)
        known.times.append(ancestry.times[row])
        known.parents.append(tuple(found))
    if len(row_of) == before:
        return
    chain.add(chain.last_digest(), packed(known, before, width))
    if chain.count() > _MOST_BATCHES:
        chain.replace(packed(known, 0, width))


def packed(ancestry: Ancestry, start: int, width: int) -> bytes:
    """The rows from `start` on: ids as raw bytes, times, each commit's first parent, and of merges the further ones."""
    firsts, merges, others = array("i"), array("I"), array("I")
    for row in range(start, len(ancestry.commits)):
        parents = ancestry.parents[row]
        firsts.append(parents[0] if parents else _NONE)
        for parent in parents[1:]:
            merges.append(row)
            others.append(parent)
    oids = bytes.fromhex("".join(ancestry.commits[start:]))
    parts = (oids, ancestry.times[start:].tobytes(), firsts.tobytes(), merges.tobytes(), others.tobytes())
    return joined(parts)


def _take(whole: Ancestry, body: bytes, width: int) -> None:
    """Adds the rows of `packed`. ValueError for anything else."""
    parts = taken_apart(body, 5)
    text = parts[0].hex()
    times, firsts, merges, others = array("q"), array("i"), array("I"), array("I")
    for column, part in zip((times, firsts, merges, others), parts[1:], strict=True):
        column.frombytes(part)
    before, count = len(whole.commits), len(firsts)
    if len(text) != 2 * width * count or len(times) != count or len(merges) != len(others):
        raise ValueError("columns of different lengths")
    if max(max(firsts, default=0), max(others, default=0)) >= before + count or min(firsts, default=_NONE) < _NONE:
        raise ValueError("a parent has no row")
    whole.commits += [text[at : at + 2 * width] for at in range(0, len(text), 2 * width)]
    whole.times += times
    whole.parents += [(parent,) if parent >= 0 else () for parent in firsts]
    for row, parent in zip(merges, others, strict=True):
        if row < before:
            raise ValueError("a parent of a commit that was there before")
        whole.parents[row] = (*whole.parents[row], parent)
