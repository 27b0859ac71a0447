"""Where the entries of file versions stand, in the index of history: no value, nor anything made of one.

A batch stands in a row: its versions, the letters of its names, and the rest, which is opened only for a key of such letters.
"""

from __future__ import annotations

import sqlite3
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from forensics.collect.git.recalled import Recalled
from forensics.model import Scope
from forensics.model.inventory import Edit, Inventory, Row

from .chain import Damaged
from .parts import joined, taken_apart
from .plain import packed, unpacked

SCHEMA = """
    CREATE TABLE inventories (
      number INTEGER PRIMARY KEY, parsers BLOB NOT NULL, digest BLOB NOT NULL, versions BLOB NOT NULL, names BLOB NOT NULL,
      body_digest BLOB NOT NULL, body BLOB NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some versions, by blob the path of each; which of them are degraded, and why; and what is kept of their entries. `body` None: no
    name in them was wanted."""

    versions: Mapping[str, str]
    degraded: Mapping[str, str]
    body: bytes | None

    def inventory(self) -> Inventory | None:
        """What is kept, as it was, but for names. Raises Damaged."""
        return None if self.body is None else _unpacked(self.body, self.versions, self.degraded)


@dataclass(frozen=True, slots=True)
class Learned:
    """A batch to be kept, its versions as the index of one `generation` numbers them."""

    generation: bytes
    versions: bytes
    names: bytes
    body: bytes

    @classmethod
    def of(cls, generation: bytes, numbers: Mapping[tuple[str, str], int], inventory: Inventory) -> Learned | None:
        """None where one of the versions has no number (by path and blob)."""
        try:
            both = inventory.versions, inventory.untold
            told, untold = (array("I", [numbers[path, oid] for oid, path in some.items()]) for some in both)
        except KeyError:
            return None
        degraded = [inventory.degraded.get(oid) for oid in inventory.versions] if inventory.degraded else []
        names = zlib.compress(inventory.names.encode("utf-8", "surrogatepass"), 1)
        return cls(generation, joined((told.tobytes(), untold.tobytes(), packed(degraded))), names, _packed(inventory))


def numbers_of(versions: Recalled) -> dict[tuple[str, str], int]:
    """The number of each version, by path and blob."""
    paths = versions.paths
    return {(paths[where], blob): number for number, (where, blob) in enumerate(zip(versions.version_paths, versions.blobs, strict=True))}


def add(connection: sqlite3.Connection, generation: bytes, parsers: bytes, some: Iterable[Learned]) -> None:
    """Writes batches; those that other parsers read go, and those of which another process has written all versions are left out."""
    connection.execute("DELETE FROM inventories WHERE parsers <> ?", (parsers,))
    known = covered(connection, generation, parsers)
    for one in some:
        told, untold, _ = _versions(one.versions)
        if one.generation == generation and not known.issuperset((*told, *untold)):
            digests = _digest(generation, parsers, one.versions, one.names), _digest(generation, one.versions, one.body)
            connection.execute(
                "INSERT INTO inventories (parsers, digest, versions, names, body_digest, body) VALUES (?, ?, ?, ?, ?, ?)",
                (parsers, digests[0], one.versions, one.names, digests[1], one.body),
            )


def covered(connection: sqlite3.Connection, generation: bytes, parsers: bytes) -> set[int]:
    """The numbers of the versions that are in any batch, told or not. Raises Damaged."""
    found: set[int] = set()
    for _, versions, _ in _heads(connection, generation, parsers):
        told, untold, _ = _versions(versions)
        found.update(told, untold)
    return found


def load(
    connection: sqlite3.Connection,
    generation: bytes,
    parsers: bytes,
    rows: Recalled,
    path_of: Mapping[str, str],
    is_wanted: Callable[[str], bool],
) -> list[Batch]:
    """The batches that hold any of some versions (by blob, the path of each); `is_wanted` is asked of their names. Raises Damaged."""
    found: list[Batch] = []
    for number, versions, names in _heads(connection, generation, parsers):
        numbers, _, why = _versions(versions)
        if max(numbers, default=0) >= len(rows.blobs):
            continue  # another process has added to both since
        told = {rows.blobs[one]: rows.paths[rows.version_paths[one]] for one in numbers}
        if not any(path_of.get(oid) == path for oid, path in told.items()):
            continue
        degraded = {oid: one for oid, one in zip(told, why, strict=False) if one is not None}
        body: bytes | None = None
        if is_wanted(zlib.decompress(names).decode("utf-8", "surrogatepass")):
            digest, body = connection.execute("SELECT body_digest, body FROM inventories WHERE number = ?", (number,)).fetchone()
            if _digest(generation, versions, body) != digest:
                raise Damaged("an inventory is damaged")
        found.append(Batch(told, degraded, body))
    return found


def _heads(connection: sqlite3.Connection, generation: bytes, parsers: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each batch's number, versions and names."""
    heads = connection.execute("SELECT number, digest, versions, names FROM inventories WHERE parsers = ?", (parsers,)).fetchall()
    for number, digest, versions, names in heads:
        if _digest(generation, parsers, versions, names) != digest:
            raise Damaged("the versions of an inventory are damaged")
        yield number, versions, names


def _versions(raw: bytes) -> tuple[array[int], array[int], list[str | None]]:
    """The numbers of those that are told and of those that are not; and of the former why they are degraded, where any is."""
    try:
        told, untold, degraded = taken_apart(raw, 3)
        return array("I", told), array("I", untold), unpacked(degraded)
    except ValueError as trouble:
        raise Damaged(str(trouble)) from None


def _digest(*parts: bytes) -> bytes:
    return blake2b(b"".join(parts), digest_size=16).digest()


def _packed(inventory: Inventory) -> bytes:
    scopes = [None if scope is None else (scope.only, scope.but) for scope in inventory.scopes]
    edits = [(edit.before, edit.after, edit.line, edit.shift, edit.rows.tobytes(), tuple(edit.unwritten)) for edit in inventory.edits]
    columns = [array("i", [row[place] for row in inventory.rows]).tobytes() for place in range(len(Row._fields))]
    return packed((list(inventory.paths), scopes, columns, edits))


def _unpacked(body: bytes, versions: Mapping[str, str], degraded: Mapping[str, str]) -> Inventory:
    try:
        paths, scopes, columns, edits = unpacked(body)
        return Inventory(
            versions,
            [Edit(before, after, line, shift, array("I", rows), more) for before, after, line, shift, rows, more in edits],
            [tuple(path) for path in paths],
            [None if scope is None else Scope(*scope) for scope in scopes],
            list(map(Row, *(array("i", column) for column in columns))),
            degraded,
            "",
            {},
        )
    except (TypeError, ValueError) as trouble:
        raise Damaged(str(trouble)) from None
