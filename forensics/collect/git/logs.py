"""Asks git what commits changed, a batch of them at a time and as many batches at once as pays, while more are still being found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from operator import attrgetter
from threading import Lock
from typing import Self

from forensics.model import FileChange, History

from .errors import RepositoryError
from .raw_log import FORMAT, Seen, Strand
from .running import Git
from .unread import Unread

# No pathspec: git simplifies history by it, and matching one costs more than the whole walk. No renames: they hide changes.
_LOG = (
    *("log", "--no-walk=unsorted", "--stdin", "--raw", "-z", "--no-abbrev", "--no-renames", "--root", "--diff-merges=first-parent"),
    *(FORMAT, "--no-show-signature", "--no-mailmap", "--no-ext-diff", "--no-textconv", "--no-color"),
)
# Each batch is a git of its own, which costs some milliseconds.
_BATCH = 4_000
_MOST_AT_ONCE = 4
_RESTARTS = 200
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Commits that are being asked of, and what was read of them, the first of them first."""

    asked: Sequence[str]
    strand: Strand
    unread: Unread
    reading: Future[None]


class Logs:
    """What commits changed of the paths that `keep` accepts, which is asked from several threads. A context manager, after which no git
    is left running. `progress` is told how many commits were read, and of how many so far."""

    def __init__(self, git: Git, keep: Callable[[str], bool], progress: Told | None = None) -> None:
        self._git, self._keep, self._progress = git, keep, progress
        self._pool = ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_AT_ONCE))
        self._seen = Seen()
        self._waiting: list[str] = []
        self._batches: list[_Batch] = []
        self._read_before = self._asked_before = 0  # commits of batches that were taken over
        self._telling = Lock()
        self._restarts = _RESTARTS
        self._trouble: str | None = None  # why not all could be read

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.forget()
        self._pool.shutdown()

    def ask(self, oids: Iterable[str]) -> None:
        """Begin to ask of further commits, each of which is named once."""
        self._waiting += oids
        while len(self._waiting) >= _BATCH:
            self._begin()

    def _begin(self) -> None:
        asked, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
        strand, unread = Strand(self._keep, self._seen), Unread("")
        self._batches.append(_Batch(asked, strand, unread, self._pool.submit(self._read, asked, strand, unread)))

    def forget(self) -> None:
        """Begin anew: what is being read is given up."""
        for batch in self._batches:
            batch.strand.abandoned = True
            batch.reading.cancel()
        self._waiting, self._batches = [], []
        self._read_before = self._asked_before = 0
        self._restarts, self._trouble = _RESTARTS, None

    def changes(self, history: History, places: Sequence[int], unread: Unread) -> Iterator[tuple[list[int] | None, list[FileChange]]]:
        """What the commits at some places of a history changed, and no others, as it is read: some of the places, and the changes of
        these in order. None for places of which not all could be read: `unread` is told of it in the end. Those that were not asked of
        yet are asked of now."""
        asked = {oid for batch in self._batches for oid in batch.asked} | set(self._waiting)
        self.ask(oid for place in places if (oid := history.commits[place]) not in asked)
        while self._waiting:
            self._begin()
        place_of = {history.commits[place]: place for place in places}
        while self._batches:  # each is let go as soon as it is taken over: there are hundreds of thousands of changes
            batch = self._batches[0]
            batch.reading.result()
            with self._telling:
                self._read_before += len(batch.strand.commits)
                self._asked_before += len(batch.asked)
                self._batches.pop(0)
            unread.sentences.update(batch.unread.sentences)
            mine = [place_of.get(oid) for oid in batch.asked]
            found = [
                FileChange(place, path, before, after)
                for at, path, before, after in batch.strand.changes
                if (place := mine[at]) is not None
            ]
            found.sort(key=attrgetter("commit"))
            yield None if batch.strand.broken else sorted(place for place in mine if place is not None), found
        self._tell()
        if self._trouble is not None:
            unread.note(f"the history could be read for {self._read_before} of {self._asked_before} commits only: {self._trouble}")
            self._trouble = None
        self._read_before = self._asked_before = 0

    def _tell(self) -> None:
        if self._progress is not None:
            with self._telling:
                read = self._read_before + sum(len(one.strand.commits) for one in self._batches)
                self._progress(read, self._asked_before + sum(len(one.asked) for one in self._batches))

    def _read(self, order: Sequence[str], strand: Strand, unread: Unread) -> None:
        """Read the commits of `order` into `strand`, stepping over those where git breaks off."""
        while True:
            left = order[len(strand.commits) :]
            trouble = self._log(left, strand) if left and not strand.abandoned else None
            if trouble is None and (strand.commits == list(order) or strand.abandoned):
                return
            trouble = trouble or "git log told of other commits than it was asked of"
            if strand.commits != list(order[: len(strand.commits)]) or len(strand.commits) == len(order) or not self._may_restart():
                self._trouble = self._trouble or trouble
                strand.broken = True
                return
            at = order[len(strand.commits)]  # its tree can't be read, or its parent's: it is taken without its changes
            unread.note(f"what commit {at} changed can't be read: {trouble}")
            strand.commits.append(at)

    def _may_restart(self) -> bool:
        with self._telling:
            self._restarts -= 1
            return self._restarts >= 0

    def _log(self, oids: Sequence[str], strand: Strand) -> str | None:
        """Run one `git log` into `strand`; git's complaint where it broke off, else None."""
        with self._git.start(*_LOG, feed=oids) as running:
            rest = b""
            for chunk in running.chunks():
                *pieces, rest = (rest + chunk).split(b"\0")
                strand.take(pieces)
                if strand.abandoned:
                    return None
                self._tell()
            strand.forget_pending()
            status, complaint = running.finish()
        if running.stalled:
            raise RepositoryError("git log stood still and was stopped: try again when the machine is less busy.")
        return complaint or f"status {status}" if status else None
