"""Reads many file versions on all processors: further processes take batches from one end, this one from the other."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from forensics.collect.git.unread import Unread

if TYPE_CHECKING:
    from forensics.collect.git import Repository
    from forensics.collect.git.blobs import Blobs

# A longer version is not read.
MAX_BYTES = 20_000_000
_MOST_PROCESSES = 8
_LEAST, _MOST = 250, 1_000  # versions in a batch: each starts a git of its own
_START = "import sys; sys.path[:] = sys.argv[1:]; from forensics.reading.worker import serve; serve()"
_Batch = dict[str, str]
Answer = TypeVar("Answer")
# Reads a batch of versions: by blob, the path of each; then the blobs, None for one that could not be had.
Read = Callable[[Mapping[str, str], Iterable[tuple[str, bytes | None]]], Answer]


def shared(
    repository: Repository,
    begin: Callable[[], Read[Answer]],
    path_of: Mapping[str, str],
    progress: Callable[[str, int, int], None],
    worth_sharing: int,
    least: int | None = None,
) -> Iterator[Answer]:
    """What is read in versions (by blob, the path of each), batch by batch, in no order; blobs that can't be had are noted at the end.

    `begin` travels to the other processes, and is called once in each. `worth_sharing`: for how many versions any is started, which
    takes some hundred milliseconds of a processor that is idle. `least`: how many versions a batch holds at least.
    """
    # Neighbours are alike: what was read of one is not read again in the next.
    order = sorted(path_of, key=path_of.__getitem__)
    others = min(_processors(), _MOST_PROCESSES) - 1 if len(order) >= worth_sharing else 0
    size = min(max(len(order) // (16 * (others + 1)), least or _LEAST), _MOST)
    batches = deque({oid: path_of[oid] for oid in order[start : start + size]} for start in range(0, len(order), size))
    read, blobs = begin(), repository.elsewhere
    unread = Unread(blobs.where)
    with _Others(others, begin, blobs, batches) as team:
        for batch in _left_to_us(batches, team):
            progress("file versions read", len(path_of) - len(batch) - sum(map(len, tuple(batches))), len(path_of))
            yield read(batch, blobs.read(batch, MAX_BYTES, unread))
            yield from team.answered(unread)
        yield from team.answered(unread)
    repository.note(unread, path_of)


def _left_to_us(batches: deque[_Batch], team: _Others) -> Iterator[_Batch]:
    """Batches from the beginning, until each is taken and those that others took are answered."""
    while True:
        batch = _taken(batches.popleft)
        if batch is None:
            team.wait()
            batch = _taken(batches.popleft)  # what another process could not read is there again
        if batch is None:
            return
        yield batch


def _taken(take: Callable[[], _Batch]) -> _Batch | None:
    """A batch, unless another has taken the last one in between."""
    try:
        return take()
    except IndexError:
        return None


def _processors() -> int:
    """How many this process may run on; 1 where no other process of this program can be started."""
    if not sys.executable or getattr(sys, "frozen", False):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Others:
    """The further processes, each with a thread that hands it batches. One that fails gives its batch back, and is asked no more."""

    def __init__(self, count: int, begin: object, blobs: Blobs, batches: deque[_Batch]) -> None:
        self._count, self._task, self._batches = count, (begin, blobs), batches
        self._started: list[subprocess.Popen[bytes]] = []
        self._threads: list[Thread] = []
        self._answers = deque[tuple[Any, Unread]]()  # of what was begun there

    def __enter__(self) -> Self:
        for _ in range(self._count):
            try:
                one = subprocess.Popen(
                    [sys.executable, "-I", "-c", _START, *map(os.path.abspath, sys.path)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError:
                break
            self._started.append(one)
            self._threads.append(Thread(target=self._hand_out, args=(one,), daemon=True))
            self._threads[-1].start()
        return self

    def _hand_out(self, one: subprocess.Popen[bytes]) -> None:
        assert one.stdin is not None
        assert one.stdout is not None
        batch: _Batch | None = None
        try:
            pickle.dump(self._task, one.stdin, protocol=5)
            while (batch := _taken(self._batches.pop)) is not None:
                pickle.dump(batch, one.stdin, protocol=5)
                one.stdin.flush()
                self._answers.append(pickle.load(one.stdout))
            one.stdin.close()
        except Exception:  # whatever it is that came back, it is no answer
            if batch is not None:
                self._batches.append(batch)

    def answered(self, unread: Unread) -> Iterator[Any]:
        """What was answered since this was asked, whose unread blobs are added."""
        while self._answers:
            answer, left_out = self._answers.popleft()
            unread.add(left_out)
            yield answer

    def wait(self) -> None:
        """Until each has answered what it took."""
        for thread in self._threads:
            thread.join()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for one in self._started:
            one.kill()
            one.wait()
        self.wait()
        for one in self._started:
            for stream in (one.stdin, one.stdout):
                if stream is not None:
                    stream.close()
