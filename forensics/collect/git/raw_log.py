"""Reads what `git log --raw -z` writes: commits, and the files that each changed, whatever bytes their paths hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from forensics.model import FileChange

from .trees import is_file

# `-z` ends this header, each change and each path with a NUL.
FORMAT = "--format=%H"


@dataclass(frozen=True, slots=True)
class Seen:
    """Paths (None: not wanted) and ids, kept once each, however often they occur and in however many strands."""

    paths: dict[bytes, str | None] = field(default_factory=dict)
    oids: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Strand:
    """A run of commits and their changes, as far as it was read."""

    keep: Callable[[str], bool]
    seen: Seen
    commits: list[str] = field(default_factory=list)
    changes: list[FileChange] = field(default_factory=list)
    abandoned: bool = False
    broken: bool = False  # git broke off before its end
    _pending: bytes | None = None

    def take(self, pieces: Iterable[bytes]) -> None:
        """Read pieces that a NUL ended: a commit's header, or a change, after which a path follows."""
        pending, paths = self._pending, self.seen.paths
        for piece in pieces:
            if pending is not None:
                path = paths[piece] if piece in paths else self._path(piece)
                if path is not None:
                    self._change(pending, path)
                pending = None
            elif piece.startswith((b":", b"\n")):
                pending = piece
            else:
                self.commits.append(piece.decode())
        self._pending = pending

    def forget_pending(self) -> None:
        """Git broke off: a change whose path did not come is no change."""
        self._pending = None

    def _path(self, raw: bytes) -> str | None:
        """The path as text (undecodable bytes as surrogates, os.fsdecode), or None where it is not wanted."""
        text = os.fsdecode(raw)
        self.seen.paths[raw] = kept = text if self.keep(text) else None
        return kept

    def _change(self, raw: bytes, path: str) -> None:
        """A `:mode mode id id letter` record (git-diff-tree, raw output). A link or a submodule counts as no file."""
        front, mode, before_oid, after_oid, _ = raw.split(b" ")
        before = self._oid(before_oid) if is_file(front.lstrip(b"\n:")) else None
        after = self._oid(after_oid) if is_file(mode) else None
        if before != after:  # equal: only the mode changed, or neither side is a file
            self.changes.append(FileChange(len(self.commits) - 1, path, before, after))

    def _oid(self, raw: bytes) -> str:
        oid = raw.decode()
        return self.seen.oids.setdefault(oid, oid)
