"""How a key may be spelled, and which paths end in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from forensics.model import MatchTier, Scope

_BOUNDARY = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[\W_]+")
_ASCII = re.compile(rb"[a-z0-9]+")
ENTRY = re.compile(r"^(.*)\[([^\]]+)\]$")
_NO_PACKAGE = re.compile(r"^[A-Z0-9_]*_[A-Z0-9_]*$|\..*_|_.*\.|\[|\s")
INDEX = re.compile(r"^\[\d+\]$")
# Best first: the asked spelling, one that the team states, the same words, the same letters.
TIERS: tuple[MatchTier, ...] = ("exact", "stated", "case", "relaxed")


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a name, at separators and camelCase boundaries, in lower case: `gatewayTimeoutMs` → gateway, timeout, ms."""
    return tuple(part.lower() for part in _BOUNDARY.split(text) if part)


@lru_cache(maxsize=65536)
def canon(text: str) -> str:
    """A name without case and separators; equal for two spellings that relaxed binding holds for one.

    Spring's relaxed binding (SystemEnvironmentPropertyMapper) and .NET's `__`/`:` both fall under it.
    """
    return _SEPARATORS.sub("", text).lower() if text.isascii() else "".join(words(text))


@lru_cache(maxsize=65536)
def steps(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path with `list[name]` taken apart, without an object prefix: what a key can end in."""
    found: list[str] = []
    for segment in path:
        if segment.startswith("#"):
            continue
        entry = None if INDEX.match(segment) else ENTRY.match(segment)
        found += [part for part in entry.groups() if part] if entry else [segment]
    return tuple(found)


def keypath(path: tuple[str, ...]) -> str:
    """A path as the interface writes it: `#Deployment/api.spec.containers[api].env.NAME`."""
    return ".".join(path)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as asked: its text, its words, and other spellings that forensics.toml states for it."""

    text: str
    stated: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.text, *self.stated)

    def may_be_package(self) -> bool:
        """Whether a package could go by this name: no registry has packages called `FOO_BAR`, or `a.b_c` as a path of settings is."""
        return any(not _NO_PACKAGE.search(spelling) for spelling in self.spellings)

    def gate(self) -> KeyGate:
        return KeyGate(tuple(_letters(one) for one in self.spellings), tuple(_runs(one) for one in self.spellings))

    def tier(self, path: tuple[str, ...]) -> MatchTier | None:
        """By which tier the path ends in this key; None where it doesn't."""
        return _tier(self, path)

    def tier_of(self, path: tuple[str, ...], scope: Scope | None) -> MatchTier | None:
        """By which tier an entry is this key; None where it isn't."""
        if scope:
            return _best(self, _ends(path, scope))
        return self.tier(path) if may_end(self, path[-1]) else None


def _runs(spelling: str) -> tuple[bytes, ...]:
    """The runs of ASCII letters and digits that every spelling of these words holds, whatever its case."""
    return tuple(run for word in words(spelling) for run in _ASCII.findall(word.encode("utf-8", "surrogateescape")))


def _letters(spelling: str) -> tuple[bytes, ...]:
    """Likewise, as far as they are written wherever the key is: a number may be the place of an entry in a list."""
    found = tuple(run for run in _runs(spelling) if not run.isdigit())
    return found if found or words(spelling) else (spelling.encode("utf-8", "surrogateescape").lower(),)


@lru_cache(maxsize=64)
def _in_one_piece(spelling: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(rb"[^a-z0-9\n]{0,4}".join(map(re.escape, spelling)))


def in_single_bytes(content: bytes) -> bytes:
    """UTF-16 as far as it is ASCII without its zeros; all else as it is."""
    return content.replace(b"\0", b"") if b"\0" in content[:64] else content


@dataclass(frozen=True, slots=True)
class KeyGate:
    """A byte search that no file with the key plainly written can fail: all words of one spelling occur in it. `names`: with numbers.

    Every tier of `Key.tier` keeps the letters and changes their case and separators only; what is asked without separators and written
    with them, or in escapes, is found only where the words stand somewhere else too.
    """

    spellings: tuple[tuple[bytes, ...], ...]
    names: tuple[tuple[bytes, ...], ...]

    def admits(self, content: bytes) -> bool:
        content = in_single_bytes(content)
        folded = content.lower()
        return any(all(word in folded for word in spelling) for spelling in self.spellings)

    def admits_name(self, content: bytes) -> bool:
        """Likewise for files in which the key can only be one name (a lock file's package): its words stand in one piece."""
        folded = content.lower()
        return any(_in_one_piece(spelling).search(folded) is not None for spelling in self.names)


@lru_cache(maxsize=262144)
def _tier(key: Key, path: tuple[str, ...]) -> MatchTier | None:
    best: MatchTier | None = None
    for number, spelling in enumerate(key.spellings):
        found = _spelled(spelling, path)
        if found and number:
            found = "stated"
        if found and (best is None or TIERS.index(found) < TIERS.index(best)):
            best = found
    return best


@lru_cache(maxsize=65536)
def may_end(key: Key, segment: str) -> bool:
    """Whether a path with this last segment can be the key at all: most can't, and this is asked of every entry."""
    last = (steps((segment,)) or (segment,))[-1]
    return segment.startswith("#") or any(canon(spelling).endswith(canon(last)) or spelling in segment for spelling in key.spellings)


def _spelled(spelling: str, path: tuple[str, ...]) -> MatchTier | None:
    whole = keypath(path)
    if whole == spelling or whole.endswith("." + spelling) or whole.endswith(f"[{spelling}]"):
        return "exact"
    taken = steps(path)
    wanted = canon(spelling)
    if not taken or not wanted or not wanted.endswith(canon(taken[-1])):
        return None
    tail = ""
    for start in range(len(taken) - 1, -1, -1):
        tail = canon(taken[start]) + tail
        if len(tail) >= len(wanted):
            break
    if tail != wanted:
        return None
    told = words(".".join(taken[start:]))
    if ".".join(taken[start:]) == spelling:
        return "exact"
    return "case" if told == words(spelling) else "relaxed"


def _ends(path: tuple[str, ...], scope: Scope) -> Iterator[tuple[str, ...]]:
    """The paths that an entry goes by: its own, and the one without a last segment that is its scope's own name, since
    `timeout = { prod = 3000 }` is prod's timeout and `checkout.environments.prod` what the flag checkout serves there."""
    yield path
    if path[-1] in scope.only and len(path) > 1:
        yield path[:-1]
        if len(path) > 2 and path[-2] in ("environments", "envs"):
            yield path[:-2]


def _best(key: Key, paths: Iterable[tuple[str, ...]]) -> MatchTier | None:
    found = [tier for path in paths if (tier := key.tier(path)) is not None]
    return min(found, key=TIERS.index, default=None)
