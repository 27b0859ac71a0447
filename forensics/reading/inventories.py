"""Finds where the entries of file versions stand, and which of their values are equal, whatever the key."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forensics.keys import canon, in_single_bytes, keypath, steps
from forensics.model import Entry, Parsed, Scope
from forensics.model.inventory import KINDS, Edit, Inventory, Row
from forensics.parse import parse
from forensics.reading.open_names import OpenNames
from forensics.reading.sharing import Read, shared

if TYPE_CHECKING:
    from forensics.collect.git import Repository

_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
_WORTH_SHARING = 300  # each is parsed
# A version of more entries than this is left to be read.
_MOST_ENTRIES = 100_000
# Of a batch whose versions differ by more rows than this the further versions are left to be read.
_MOST_EDITED = 2_000_000
# What KeyGate looks for.
_RUNS = re.compile(rb"[a-z0-9]+")


def read_inventories(repository: Repository, path_of: Mapping[str, str], progress: Callable[[str, int, int], None]) -> Iterator[Inventory]:
    """The inventories of versions, by blob the path of each. Those that can't be had are in none of them."""
    yield from shared(repository, _reader, path_of, progress, _WORTH_SHARING)


def _reader() -> Read[Inventory]:
    return inventory_of


def inventory_of(path_of: Mapping[str, str], blobs: Iterable[tuple[str, bytes | None]]) -> Inventory:
    """The inventory of some versions, by blob the path of each. One that could not be had (None) is left out."""
    batch = Batch()
    untold: dict[str, str] = {}
    for oid, content in blobs:
        if content is None:
            continue
        parsed = parse(path_of[oid], content)
        if len(parsed.entries) > _MOST_ENTRIES or not batch.add(oid, path_of[oid], parsed, content):
            untold[oid] = path_of[oid]
    return batch.inventory(untold)


@dataclass(slots=True)
class Batch:
    """What was read so far."""

    versions: dict[str, str] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    degraded: dict[str, str] = field(default_factory=dict)
    _paths: dict[tuple[str, ...], int] = field(default_factory=dict)
    _scopes: dict[Scope | None, int] = field(default_factory=dict)
    _said: dict[tuple[str | None, str], int] = field(default_factory=dict)
    _rows: dict[tuple[int, int, int, int, int], int] = field(default_factory=dict)
    _last: tuple[bytes, Sequence[Entry]] = (b"", ())
    _edited: int = 0
    _open: OpenNames = field(default_factory=OpenNames)
    _runs: dict[tuple[str, ...], frozenset[bytes]] = field(default_factory=dict)

    def add(self, oid: str, path: str, parsed: Parsed, content: bytes) -> bool:
        """Adds a version; False where something in it has a name that is none to be kept, or the batch has become too large."""
        entries = parsed.entries
        self._open.learn(entries)
        if self._edited > _MOST_EDITED or not self._open.holds(parsed):
            return False
        ids = array("I", self._numbers(entries)).tobytes()
        was, others = self._last
        before = _alike(was, ids) // 4
        after = _alike(was[4 * before :][::-1], ids[4 * before :][::-1]) // 4
        line = entries[before - 1].line if before else 0
        shift = entries[-after].line - others[-after].line if after else 0
        rows = _array(ids[4 * before : len(ids) - 4 * after])
        self.versions[oid] = path
        self.edits.append(Edit(before, after, line, shift, rows, self._unwritten(entries, content)))
        self._last = ids, entries
        self._edited += len(rows)
        if parsed.degraded is not None:
            self.degraded[oid] = parsed.degraded
        return True

    def _unwritten(self, entries: Sequence[Entry], content: bytes) -> tuple[int, ...]:
        """The numbers of the paths that are not plainly written in a file: in escapes, or with what stands in no file."""
        folded = in_single_bytes(content).lower()
        there = set(_RUNS.findall(folded))
        found: list[int] = []
        for path in dict.fromkeys(entry.path for entry in entries):
            runs = self._runs.get(path)
            if runs is None:
                runs = self._runs[path] = frozenset(_RUNS.findall(keypath(path).encode("utf-8", "surrogatepass").lower()))
            if not runs <= there and not all(run in there or run.isdigit() or run in folded for run in runs):
                found.append(self._paths[path])
        return tuple(found)

    def _numbers(self, entries: Sequence[Entry]) -> Iterator[int]:
        paths, scopes, said, rows = self._paths, self._scopes, self._said, self._rows
        kinds = _KIND_NUMBERS
        line = 0
        for entry in entries:
            row = (
                paths.setdefault(entry.path, len(paths)),
                kinds[entry.kind],
                scopes.setdefault(entry.scope, len(scopes)),
                said.setdefault((entry.value, entry.comment), len(said)),
                entry.line - line,
            )
            line = entry.line
            yield rows.setdefault(row, len(rows))

    def inventory(self, untold: Mapping[str, str]) -> Inventory:
        rows = [Row(*row) for row in self._rows]
        names = _names_of(self._paths)
        return Inventory(self.versions, self.edits, tuple(self._paths), tuple(self._scopes), rows, self.degraded, names, untold)


def _names_of(paths: Iterable[tuple[str, ...]]) -> str:
    """The letters of paths as keys.canon has them, with the objects that they stand in and without."""
    found = {"".join(map(canon, steps(path))) for path in paths} | {canon(keypath(path)) for path in paths}
    return "\n".join(sorted(found))


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes of two texts of numbers are the same at their beginning, as far as these are whole numbers."""
    least, most = 0, min(len(one), len(other)) // 4
    while least < most:
        middle = (least + most + 1) // 2
        if one[: 4 * middle] == other[: 4 * middle]:
            least = middle
        else:
            most = middle - 1
    return 4 * least


def _array(raw: bytes) -> array[int]:
    made: array[int] = array("I")
    made.frombytes(raw)
    return made
