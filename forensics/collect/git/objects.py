"""Reads objects through one `git cat-file --batch`, and re-hashes them: an object is what its name says, or it is no evidence."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from .running import Git, Running
from .unread import Unread

MAX_BYTES = 2_000_000
# So many objects are held at once; more are streamed.
FEW = 48
# Where git breaks off at a damaged object, a new one is started behind it; a repository damaged all over is given up.
_RESTARTS = 1000
_HEX = frozenset(string.hexdigits.lower())


class Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


class Read(NamedTuple):
    """One object that was asked for. `body` is None where `state` is not `read`."""

    oid: str
    kind: str
    body: bytes | None
    state: Literal["read", "missing", "oversized", "mismatched"]


def check_oids(oids: Iterable[str]) -> tuple[str, ...]:
    """Each id once, in order. ValueError for anything but a full object id: nothing else may reach git's command line or input."""
    unique = tuple(dict.fromkeys(oids))
    for oid in unique:
        if len(oid) not in (40, 64) or not _HEX.issuperset(oid):
            raise ValueError(f"{oid!r} is not a full object id")
    return unique


class Asker:
    """One `git cat-file --batch` that is kept for a few objects at a time: a git for each such request costs more than the objects."""

    def __init__(self) -> None:
        self._running: Running | None = None

    def answers(self, git: Git, oids: Sequence[str], max_bytes: int = MAX_BYTES, verify: bool = True) -> list[Read]:
        """As many as git gave before it broke off at the next one; the request after that starts it anew."""
        found: list[Read] = []
        try:
            self._running = self._running or git.start("cat-file", "--batch", talk=True)
            self._running.ask(oids)  # few enough to fit into any pipe
            for oid in oids:
                answer = read_one(self._running, oid, max_bytes, verify)
                if answer is None:
                    self.close()
                    break
                found.append(answer)
        except BaseException:  # half an answer would be taken for the next one
            self.close()
            raise
        return found

    def close(self) -> None:
        """End git. Closing twice is fine."""
        if self._running is not None:
            self._running.__exit__(None, None, None)
        self._running = None


def read_objects(
    git: Git, oids: Iterable[str], unread: Unread, max_bytes: int = MAX_BYTES, verify: bool = True, asker: Asker | None = None
) -> Iterator[Read]:
    """Each object once, in the order asked; what can't be given is noted in `unread`.

    With `verify` every object is re-hashed, also those above `max_bytes`, which are never held in memory. `asker`: is asked where
    the objects are few.
    """
    left: Sequence[str] = check_oids(oids)
    if asker is not None and len(left) <= FEW:
        answered = asker.answers(git, left, max_bytes, verify)
        for found in answered:
            _note(found, unread)
            yield found
        left = left[len(answered) :]
    for _ in range(_RESTARTS):
        if not left:
            return
        done = 0
        with git.start("cat-file", "--batch", "--buffer", feed=left) as running:
            for found in _stream(running, left, max_bytes, verify):
                done += 1
                _note(found, unread)
                yield found
        if done < len(left):  # git broke off at this one
            broken = Read(left[done], "", None, "missing")
            _note(broken, unread)
            yield broken
        left = left[done + 1 :]
    for oid in left:
        unread.missing[oid] = None
        yield Read(oid, "", None, "missing")


def _note(found: Read, unread: Unread) -> None:
    if found.state == "missing":
        unread.missing[found.oid] = None
    elif found.state == "oversized":
        unread.oversized[found.oid] = None
    elif found.state == "mismatched":
        unread.mismatched[found.oid] = None


def _stream(running: Running, oids: Sequence[str], max_bytes: int, verify: bool) -> Iterator[Read]:
    for oid in oids:
        found = read_one(running, oid, max_bytes, verify)
        if found is None:
            return
        yield found


def read_one(running: Running, oid: str, max_bytes: int, verify: bool) -> Read | None:
    """The next answer of a running `cat-file --batch`; None where git broke off."""
    words = running.read_line().split()
    if len(words) == 2 and words[1] == b"missing":
        return Read(oid, "", None, "missing")
    if len(words) != 3:
        return None
    kind, size = words[1].decode(), int(words[2])
    hashed = _start_hash(oid, kind, size) if verify else None
    if size > max_bytes:
        if not _drain(running, size + 1, hashed):
            return None
        tampered = hashed is not None and hashed.hexdigest() != oid
        return Read(oid, kind, None, "mismatched" if tampered else "oversized")
    body = running.read(size + 1)
    if len(body) != size + 1:
        return None
    body = body[:-1]
    if hashed is not None:
        hashed.update(body)
        if hashed.hexdigest() != oid:
            return Read(oid, kind, None, "mismatched")
    return Read(oid, kind, body, "read")


def _start_hash(oid: str, kind: str, size: int) -> Hash:
    """git's object name: the hash over `<kind> <size>NUL<bytes>` (gitformat-loose); its length tells which hash."""
    started = hashlib.sha256() if len(oid) == 64 else hashlib.sha1(usedforsecurity=False)
    started.update(f"{kind} {size}\0".encode())
    return started


def _drain(running: Running, size: int, hashed: Hash | None) -> bool:
    """Read an object and its line end past us in pieces; False where git broke off."""
    while size > 0:
        piece = running.read(min(size, 1 << 20))
        if not piece:
            return False
        size -= len(piece)
        if hashed is not None:
            hashed.update(piece if size else piece[:-1])
    return True
