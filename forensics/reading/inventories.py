"""Finds where the entries of file versions stand, and which of their values are equal, whatever the key."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from forensics.keys import canon, in_single_bytes, steps
from forensics.model import Entry, Parsed, Scope
from forensics.model.inventory import KINDS, Edit, Inventory, Row
from forensics.parse import parse
from forensics.parse.piecewise import WORTH_PIECES, Piecewise
from forensics.reading.open_names import OpenNames
from forensics.reading.sharing import Read, shared

if TYPE_CHECKING:
    from forensics.collect.git import Repository

_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
_WORTH_SHARING = 300  # each is parsed
# So many versions of a long file are sooner read piece by piece than each as a whole.
_MANY = 12
# A version of more entries than this is left to be read.
_MOST_ENTRIES = 100_000
# Of a batch whose versions differ by more rows than this the further versions are left to be read.
_MOST_EDITED = 2_000_000
# What KeyGate looks for: runs of letters and digits, in lower case.
_RUNS = re.compile(rb"[a-z0-9]+")
_LETTERS = bytes(byte if chr(byte).isascii() and chr(byte).isalnum() else 32 for byte in bytes(range(256)).lower())


def read_inventories(repository: Repository, path_of: Mapping[str, str], progress: Callable[[str, int, int], None]) -> Iterator[Inventory]:
    """The inventories of versions, by blob the path of each. Those that can't be had are in none of them."""
    return shared(repository, _reader, path_of, progress, _WORTH_SHARING)


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
        in_pieces = versions[path_of[oid]] >= _MANY and len(content) >= WORTH_PIECES
        parsed = (files.parse if in_pieces else parse)(path_of[oid], content)
        if len(parsed.entries) > _MOST_ENTRIES or not batch.add(oid, path_of[oid], parsed, content):
            untold[oid] = path_of[oid]
    return batch.inventory(untold)


@dataclass(slots=True)
class Batch:
    """What was read so far. Of a version only that is looked at in which it differs from the one before it; of rows that are open by what
    is known as secret, nothing."""

    versions: dict[str, str] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    degraded: dict[str, str] = field(default_factory=dict)
    _paths: dict[tuple[str, ...], int] = field(default_factory=dict)
    _runs: list[frozenset[bytes]] = field(default_factory=list)  # by path
    _scopes: dict[Scope | None, int] = field(default_factory=dict)
    _said: dict[tuple[str | None, str], int] = field(default_factory=dict)
    _rows: dict[tuple[int, int, int, int, int], int] = field(default_factory=dict)
    _path_of: list[int] = field(default_factory=list)  # by row
    _last: tuple[str, Sequence[Entry], array[int]] = ("", (), array("I"))
    _edited: int = 0
    _open: OpenNames = field(default_factory=OpenNames)
    _open_at: int = 0  # how much was known as secret when the names of the last version were looked at
    _open_rows: set[int] = field(default_factory=set)  # by what is known now
    _spoken: set[bytes] = field(default_factory=set)  # the runs in the paths of the last version, and maybe more

    def add(self, oid: str, path: str, parsed: Parsed, content: bytes) -> bool:
        """Adds a version; False where something in it has a name that is none to be kept, or the batch has become too large."""
        if self._edited > _MOST_EDITED:
            return False
        entries, (last, others, numbers) = parsed.entries, self._last
        before = _alike(others, entries)
        after = _alike(others[before:][::-1], entries[before:][::-1], from_end=True)
        kept = max(after - 1, 0)  # the gap above the first that stays may be another
        line = entries[before - 1].line if before else 0
        known = len(self._rows), len(self._paths), len(self._scopes)
        rows, fresh = self._numbered(entries[before : len(entries) - kept], line)
        if not self._are_open(parsed, fresh):
            self._forget_all_but(*known)
            return False
        self._open_rows.update(rows)
        shift = entries[-kept].line - others[-kept].line if kept else 0
        every = numbers[:before] + rows + numbers[len(numbers) - kept :]
        if path == last:
            self._spoken |= self._runs_of(rows)
        else:
            self._spoken = self._runs_of(every)
        self.versions[oid] = path
        self.edits.append(Edit(before, kept, line, shift, rows, self._unwritten(every, content)))
        self._last = path, entries, every
        self._edited += len(rows)
        if parsed.degraded is not None:
            self.degraded[oid] = parsed.degraded
        return True

    def _numbered(self, entries: Sequence[Entry], line: int) -> tuple[array[int], list[Entry]]:
        """The numbers of entries' rows, and those of the entries that are not known to be open; `line`: that of the entry above the
        first."""
        paths, scopes, said, rows, kinds, known = self._paths, self._scopes, self._said, self._rows, _KIND_NUMBERS, self._open_rows
        numbers, fresh = array("I"), list[Entry]()
        for entry in entries:
            where = paths.get(entry.path)
            if where is None:
                where = paths[entry.path] = len(paths)
                self._runs.append(frozenset().union(*map(_runs_in, entry.path)))
            row = (
                where,
                kinds[entry.kind],
                scopes.setdefault(entry.scope, len(scopes)),
                said.setdefault((entry.value, entry.comment), len(said)),
                entry.line - line,
            )
            line = entry.line
            number = rows.get(row)
            if number is None:
                number = rows[row] = len(rows)
                self._path_of.append(where)
            if number not in known:
                fresh.append(entry)
            numbers.append(number)
        return numbers, fresh

    def _are_open(self, parsed: Parsed, fresh: Sequence[Entry]) -> bool:
        """Whether all names in a version may be kept; `fresh`: those of its entries that were not looked at yet."""
        self._open.learn(fresh)
        if self._open.literals != self._open_at:
            self._open_rows.clear()
        is_open = self._open.holds(parsed if self._open.literals != self._open_at else Parsed(tuple(fresh), parsed.degraded))
        if is_open:
            self._open_at = self._open.literals
        return is_open

    def _forget_all_but(self, rows: int, paths: int, scopes: int) -> None:
        """Forgets all but the first so many of each."""
        del self._path_of[rows:], self._runs[paths:]
        for some, many in ((self._rows, rows), (self._paths, paths), (self._scopes, scopes)):
            while len(some) > many:
                some.popitem()

    def _runs_of(self, rows: Iterable[int]) -> set[bytes]:
        """The runs in the paths of some rows."""
        return set().union(*map(self._runs.__getitem__, set(map(self._path_of.__getitem__, rows))))

    def _unwritten(self, rows: Iterable[int], content: bytes) -> tuple[int, ...]:
        """The numbers of a version's paths that are not plainly written in it: in escapes, say."""
        bare = in_single_bytes(content)
        missing = self._spoken.difference(bare.translate(_LETTERS).split())
        if missing:
            folded = bare.lower()
            missing = {run for run in missing if run not in folded}
        if not missing:
            return ()
        self._spoken = self._runs_of(rows)
        paths = dict.fromkeys(map(self._path_of.__getitem__, rows))
        return tuple(path for path in paths if not missing.isdisjoint(self._runs[path]))

    def inventory(self, untold: Mapping[str, str]) -> Inventory:
        rows = [Row(*row) for row in self._rows]
        names = _names_of(self._paths)
        return Inventory(self.versions, self.edits, tuple(self._paths), tuple(self._scopes), rows, self.degraded, names, untold)


@lru_cache(maxsize=4096)
def _runs_in(name: str) -> frozenset[bytes]:
    """Of a path's name, those runs that stand in every file in which it is plainly written."""
    words = _RUNS.findall(name.encode("utf-8", "surrogatepass").lower())
    return frozenset(word for word in words if not word.isdigit())  # list places stand in no file


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
