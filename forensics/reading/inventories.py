"""Finds where the entries of file versions stand, and which of their values are equal, whatever the key."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from forensics.keys import canon, in_single_bytes, keypath, steps
from forensics.model import Entry, Parsed, Scope
from forensics.model.inventory import KINDS, Edit, Inventory, Row
from forensics.parse import parse
from forensics.parse.piecewise import Piecewise
from forensics.reading.open_names import OpenNames
from forensics.reading.sharing import Read, shared

if TYPE_CHECKING:
    from forensics.collect.git import Repository

_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
_WORTH_SHARING = 300  # each is parsed
# So many versions of a file of so many bytes are sooner read piece by piece than each as a whole.
_WORTH_PIECES, _LONG = 8, 8_000
# A version of more entries than this is left to be read.
_MOST_ENTRIES = 100_000
# Of a batch whose versions differ by more rows than this the further versions are left to be read.
_MOST_EDITED = 2_000_000
# What KeyGate looks for: runs of letters and digits, in lower case.
_RUNS = re.compile(rb"[a-z0-9]+")
_LETTERS = bytes(byte if chr(byte).isascii() and chr(byte).isalnum() else 32 for byte in bytes(range(256)).lower())


def read_inventories(repository: Repository, path_of: Mapping[str, str], progress: Callable[[str, int, int], None]) -> Iterator[Inventory]:
    """The inventories of versions, by blob the path of each. Those that can't be had are in none of them."""
    yield from shared(repository, _reader, path_of, progress, _WORTH_SHARING)


def _reader() -> Read[Inventory]:
    return partial(inventory_of, files=Piecewise())


def inventory_of(path_of: Mapping[str, str], blobs: Iterable[tuple[str, bytes | None]], files: Piecewise | None = None) -> Inventory:
    """The inventory of some versions, by blob the path of each. One that could not be had (None) is left out. `files`: what remembers
    those that were read before."""
    batch, files = Batch(), files or Piecewise()
    untold: dict[str, str] = {}
    versions = Counter(path_of.values())
    for oid, content in blobs:
        if content is None:
            continue
        in_pieces = versions[path_of[oid]] >= _WORTH_PIECES and len(content) >= _LONG
        parsed = (files.parse if in_pieces else parse)(path_of[oid], content)
        if len(parsed.entries) > _MOST_ENTRIES or not batch.add(oid, path_of[oid], parsed, content):
            untold[oid] = path_of[oid]
    return batch.inventory(untold)


@dataclass(slots=True)
class Batch:
    """What was read so far. Of a version only that is looked at in which it differs from the one before it."""

    versions: dict[str, str] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    degraded: dict[str, str] = field(default_factory=dict)
    _paths: dict[tuple[str, ...], int] = field(default_factory=dict)
    _scopes: dict[Scope | None, int] = field(default_factory=dict)
    _said: dict[tuple[str | None, str], int] = field(default_factory=dict)
    _rows: dict[tuple[int, int, int, int, int], int] = field(default_factory=dict)
    _last: tuple[Sequence[Entry], array[int]] = ((), array("I"))
    _edited: int = 0
    _open: OpenNames = field(default_factory=OpenNames)
    _open_at: int = 0  # how much was known as secret when the names of the last version were looked at
    _runs: dict[tuple[str, ...], frozenset[bytes]] = field(default_factory=dict)
    _spoken: set[bytes] = field(default_factory=set)  # the runs in the paths of the last version, and maybe more

    def add(self, oid: str, path: str, parsed: Parsed, content: bytes) -> bool:
        """Adds a version; False where something in it has a name that is none to be kept, or the batch has become too large."""
        entries, (others, numbers) = parsed.entries, self._last
        before = _alike(others, entries)
        after = _alike(others[before:][::-1], entries[before:][::-1], from_end=True)
        changed = entries[before : len(entries) - after]
        self._open.learn(changed)
        looked_at = parsed if self._open.literals != self._open_at else Parsed(changed, parsed.degraded)
        if self._edited > _MOST_EDITED or not self._open.holds(looked_at):
            return False
        self._open_at = self._open.literals
        unwritten = self._unwritten(entries, changed, content)
        kept = max(after - 1, 0)  # the gap above the first that stays may be another
        line = entries[before - 1].line if before else 0
        shift = entries[-kept].line - others[-kept].line if kept else 0
        rows = array("I", self._numbers(entries[before : len(entries) - kept], line))
        self.versions[oid] = path
        self.edits.append(Edit(before, kept, line, shift, rows, unwritten))
        self._last = entries, numbers[:before] + rows + numbers[len(numbers) - kept :]
        self._edited += len(rows)
        if parsed.degraded is not None:
            self.degraded[oid] = parsed.degraded
        return True

    def _unwritten(self, entries: Sequence[Entry], changed: Sequence[Entry], content: bytes) -> tuple[int, ...]:
        """The numbers of the paths that are not plainly written in a file: in escapes, say."""
        bare = in_single_bytes(content)
        there = set(bare.translate(_LETTERS).split())
        self._spoken.update(*(self._runs_in(entry.path) for entry in changed))
        missing = self._spoken - there
        if missing:
            folded = bare.lower()
            missing = {run for run in missing if run not in folded}
        if not missing:
            return ()
        paths = dict.fromkeys(entry.path for entry in entries)
        self._spoken = set().union(*map(self._runs_in, paths))
        return tuple(self._paths.setdefault(path, len(self._paths)) for path in paths if not missing.isdisjoint(self._runs_in(path)))

    def _runs_in(self, path: tuple[str, ...]) -> frozenset[bytes]:
        runs = self._runs.get(path)
        if runs is None:
            words = _RUNS.findall(keypath(path).encode("utf-8", "surrogatepass").lower())
            runs = self._runs[path] = frozenset(word for word in words if not word.isdigit())  # list places stand in no file
        return runs

    def _numbers(self, entries: Sequence[Entry], line: int) -> Iterator[int]:
        """The numbers of entries' rows; `line`: that of the entry above the first."""
        paths, scopes, said, rows = self._paths, self._scopes, self._said, self._rows
        kinds = _KIND_NUMBERS
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
    segments = {segment for path in paths for segment in path}
    whole = {segment: canon(segment) for segment in segments}
    ends = {segment: "".join(map(canon, steps((segment,)))) for segment in segments}
    found = {"".join(map(ends.__getitem__, path)) for path in paths} | {"".join(map(whole.__getitem__, path)) for path in paths}
    return "\n".join(sorted(found))


def _alike(some: Sequence[Entry], others: Sequence[Entry], from_end: bool = False) -> int:
    """How many entries are the same at the beginning of both, their lines included; `from_end`: their lines as seen from the first."""
    further = others[0].line - some[0].line if from_end and some and others else 0
    count = 0
    for one, other in zip(some, others, strict=False):
        if one is not other and not (
            one.line + further == other.line
            and one.path == other.path
            and one.value == other.value
            and one.comment == other.comment
            and one.kind == other.kind
            and one.scope == other.scope
        ):
            break
        count += 1
    return count
