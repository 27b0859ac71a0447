"""Walked commits as bytes and back: columns of rows, to which further rows are added without touching those before."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, fields

from forensics.collect.git.recalled import Recalled
from forensics.model import FileChange

from .parts import joined, taken_apart

_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Some rows of a `Recalled`, column by column: object ids as raw bytes, paths ended by NUL, numbers as machine integers."""

    commits: bytes = b""
    paths: bytes = b""
    version_paths: bytes = b""
    blobs: bytes = b""
    changed: bytes = b""
    befores: bytes = b""
    afters: bytes = b""


def packed(columns: Columns) -> bytes:
    return joined(_parts(columns))


def unpacked(body: bytes) -> Columns:
    """The columns of `packed`. ValueError for anything else."""
    return Columns(*taken_apart(body, len(fields(Columns))))


def together(batches: Iterable[Columns]) -> Columns:
    """Batches of rows, one after another, as one."""
    return Columns(*map(b"".join, zip(*map(_parts, batches), strict=True)))


def _parts(columns: Columns) -> tuple[bytes, ...]:
    return astuple(columns)


def recalled(columns: Columns, width: int) -> Recalled:
    """Columns as values; `width`: the bytes of an object id."""
    return Recalled(
        commits=_ids(columns.commits, width),
        paths=[os.fsdecode(path) for path in columns.paths.split(b"\0")[:-1]],
        version_paths=_numbers("I", columns.version_paths),
        blobs=_ids(columns.blobs, width),
        changed=_numbers("I", columns.changed),
        befores=_numbers("I", columns.befores),
        afters=_numbers("I", columns.afters),
    )


def _ids(raw: bytes, width: int) -> list[str]:
    text = raw.hex()
    return [text[start : start + 2 * width] for start in range(0, len(text), 2 * width)]


def _numbers(kind: str, raw: bytes) -> Sequence[int]:
    made: array[int] = array(kind)
    made.frombytes(raw)
    return made


@dataclass(slots=True)
class Growing:
    """The numbers of what is known, while rows are added to it."""

    rows: dict[str, int]
    paths: dict[str, int]
    versions: dict[tuple[int, str], int]
    _made: _Rows = field(default_factory=lambda: _Rows())

    @classmethod
    def of(cls, known: Recalled) -> Growing:
        return cls(
            {oid: row for row, oid in enumerate(known.commits)},
            {path: number for number, path in enumerate(known.paths)},
            {version: number for number, version in enumerate(zip(known.version_paths, known.blobs, strict=True), 1)},
        )

    def batches(self, commits: Sequence[str], changes: Sequence[FileChange]) -> Iterator[Columns]:
        """Those of the commits that are not known yet, with their changes (in the order of the commits, which they name by place), in
        batches; they are known afterwards."""
        start = 0
        for place, oid in enumerate(commits):
            end = start
            while end < len(changes) and changes[end].commit == place:
                end += 1
            if oid not in self.rows:
                self._add(oid, changes[start:end])
            start = end
            if len(self._made.commits) >= _BATCH:
                yield self._taken()
        if self._made.commits:
            yield self._taken()

    def _taken(self) -> Columns:
        made, self._made = self._made, _Rows()
        return made.columns()

    def _add(self, oid: str, changes: Iterable[FileChange]) -> None:
        made, row = self._made, len(self.rows)
        self.rows[oid] = row
        made.commits.append(oid)
        for change in changes:
            made.changed.append(row)
            made.befores.append(self._version(change.path, change.before))
            made.afters.append(self._version(change.path, change.after))

    def _version(self, path: str, blob: str | None) -> int:
        if blob is None:
            return 0
        where = self.paths.get(path)
        if where is None:
            where = self.paths[path] = len(self.paths)
            self._made.paths.append(path)
        number = self.versions.get((where, blob))
        if number is None:
            number = self.versions[where, blob] = len(self.versions) + 1
            self._made.version_paths.append(where)
            self._made.blobs.append(blob)
        return number


def _empty(kind: str) -> array[int]:
    return array(kind)


@dataclass(slots=True)
class _Rows:
    """Rows that are being added."""

    commits: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    version_paths: array[int] = field(default_factory=lambda: _empty("I"))
    blobs: list[str] = field(default_factory=list)
    changed: array[int] = field(default_factory=lambda: _empty("I"))
    befores: array[int] = field(default_factory=lambda: _empty("I"))
    afters: array[int] = field(default_factory=lambda: _empty("I"))

    def columns(self) -> Columns:
        return Columns(
            bytes.fromhex("".join(self.commits)),
            b"".join(os.fsencode(path) + b"\0" for path in self.paths),
            self.version_paths.tobytes(),
            bytes.fromhex("".join(self.blobs)),
            self.changed.tobytes(),
            self.befores.tobytes(),
            self.afters.tobytes(),
        )
