"""What may have been meant by a key that is found nowhere: the existing names nearest to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

from forensics.investigate.catalogue import files_now
from forensics.investigate.mining import Mined
from forensics.keys import canon, in_single_bytes, keypath, words
from forensics.parse import parse
from forensics.reading.sharing import MAX_BYTES

if TYPE_CHECKING:
    from forensics.collect.git import Repository

# Suggestions must not cost more than the trace did: the first so many bytes of configuration are looked through.
_MOST_BYTES = 30_000_000
# How much of two names must be the same for one to be held a slip of the other (difflib's ratio).
_NEAR = 0.72
_NAME = re.compile(rb"[\w\-/\x80-\xff]{2,200}")


def suggest(repository: Repository, mined: Mined, asked: str) -> tuple[str, ...]:
    """The names nearest to `asked` that settings have now. Only files that may hold one are parsed."""
    return nearest(asked, _names(repository, files_now(repository, mined), asked))


def _names(repository: Repository, path_of: Mapping[str, str], asked: str) -> Iterator[str]:
    likeness, left = _Likeness(asked), _MOST_BYTES
    for oid, content in repository.blobs(path_of, MAX_BYTES):
        left -= len(content or b"")
        if left < 0:
            return
        if content is None or not likeness.may_be_in(content):
            continue
        for entry in parse(path_of[oid], content).entries:
            if entry.kind not in ("map", "list"):
                path = keypath(entry.path)
                yield path.rpartition(".")[2]
                if "." in asked:
                    yield path.removeprefix("#")


def nearest(asked: str, known: Iterable[str], count: int = 5) -> tuple[str, ...]:
    """The existing names closest to one that was not found: same words in part, or a slip away."""
    names = sorted(set(known))
    folded = {canon(name): name for name in reversed(names)}
    close = [folded[hit] for hit in get_close_matches(canon(asked), list(folded), n=count, cutoff=_NEAR)]
    wanted = set(words(asked))
    shared = sorted(
        (name for name in names if len(wanted & set(words(name))) * 2 > len(wanted)),
        key=lambda name: (-len(wanted & set(words(name))), len(words(name)), name),
    )
    return tuple(dict.fromkeys([*close, *shared]))[:count]


class _Likeness:
    """Tells from a file's bytes whether it may hold a name near to one. What shares words with it is never missed; a name with a slip in
    it is seen where it stands in one piece."""

    def __init__(self, asked: str) -> None:
        self._words = tuple({word.encode("utf-8", "surrogateescape") for word in words(asked)})
        self._foreign = sum(not word.isascii() for word in self._words)  # bytes have no case beyond ASCII
        self._matchers = [SequenceMatcher(b=name) for name in {canon(asked), canon(asked.rpartition(".")[2])}]
        self._known: dict[bytes, bool] = {}

    def may_be_in(self, content: bytes) -> bool:
        content = in_single_bytes(content)
        folded = content.lower()
        if 2 * (self._foreign + sum(word in folded for word in self._words if word.isascii())) > len(self._words):
            return True
        return self._any_near(set(_NAME.findall(content)))

    def _any_near(self, names: Iterable[bytes]) -> bool:
        fresh = [name for name in names if name not in self._known]
        for name in fresh:
            self._known[name] = self._is_near(canon(name.decode("utf-8", "replace")))
        return any(self._known[name] for name in names)

    def _is_near(self, name: str) -> bool:
        for matcher in self._matchers:
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR:
                return True
        return False
