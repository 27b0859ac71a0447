"""A cheap test of a file's bytes: may it take a value away that a layer below it sets? Lets through all that do, and little else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from forensics.layering import Address, System

_NAMED = re.compile(r"^(.+)\[([^\]]+)\]$")
_NULL = re.compile(rb"(?:null|Null|NULL|~)?[ \t]*(?:#[^\n]*)?\r?(?:[,}\n]|\Z)")
_NEXT = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]*)(-[ \t\r\n])?([^\s]?)")
_ASSIGNS = re.compile(rb"[\"']?[ \t]*[:=][ \t]*")
_IN_A_NAME = re.compile(rb"[\w.-]")
_LEAD = re.compile(rb"^[ \t]*(?:- +)*")


def may_take(content: bytes, asked: Iterable[tuple[Address, System]]) -> bool:
    """Whether the file may hold a null, a plain value or another list where the map or list stands that holds one of the addresses, each
    with the system by whose rules its layers are laid.

    Sound for block and flow YAML, JSON, TOML, HCL and flat files: what can't be told from the bytes is let through.
    """
    looked = _Looked(content)
    return any(looked.may_take(address, system) for address, system in asked)


class _Looked:
    """A file's bytes, and what was looked for in them: addresses share most of their names."""

    def __init__(self, content: bytes) -> None:
        self._content, self._folded = content, content.lower()
        self._takes: dict[tuple[bytes, bool, bool], bool] = {}
        self._has: dict[bytes, bool] = {}

    def may_take(self, address: Address, system: System) -> bool:
        wanted, segments = _parts(address)
        if not all(map(self._holds, wanted)):
            return False
        if system.name == "kustomize" and b"$patch" in self._content:
            return True
        if not segments or not self._holds(segments[0]):
            return system.spelling != "exact"
        if system.maps == "replace" or system.spelling != "exact":
            return True
        last = len(segments) - 1
        return any(self._taken(segment, place == last, segment.decode() in system.named) for place, segment in enumerate(segments))

    def _holds(self, name: bytes) -> bool:
        if name not in self._has:
            self._has[name] = name in self._folded
        return self._has[name]

    def _taken(self, segment: bytes, is_last: bool, merges: bool) -> bool:
        """Whether what is assigned to the name anywhere may take a value away."""
        asked = segment, is_last, merges
        if asked not in self._takes:
            self._takes[asked] = any(_takes(self._content, start, end, is_last, merges) for start, end in _assigned(self._folded, segment))
        return self._takes[asked]


@lru_cache(maxsize=4096)
def _parts(address: Address) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """What must stand in the file because it names the object, and the names of the maps and lists, outermost first; lower case."""
    objects: list[bytes] = []
    segments: list[bytes] = []
    for segment in address:
        if segment.startswith("#"):
            objects += [part.encode("utf-8", "surrogateescape").lower() for part in segment[1:].split("/", 1)]
        elif not segment.startswith("["):
            named = _NAMED.match(segment)
            segments.append((named[1] if named else segment).encode("utf-8", "surrogateescape").lower())
    return tuple(objects), tuple(segments)


def _assigned(folded: bytes, segment: bytes) -> Iterator[tuple[int, int]]:
    """Where a name is followed by `:` or `=`, each with its end: from the name's first byte to what is assigned."""
    at = folded.find(segment)
    while at >= 0:
        found = _ASSIGNS.match(folded, at + len(segment))
        if found is not None and not (at and _IN_A_NAME.match(folded, at - 1)):
            yield at, found.end()
        at = folded.find(segment, at + 1)


def _takes(content: bytes, start: int, at: int, is_last: bool, merges: bool) -> bool:
    """Whether what stands behind `name:` is not a map that would be merged; at the value's own name only a null counts."""
    if _NULL.match(content, at) is None:
        first = content[at : at + 1]
        return first in b"&*!{" if is_last else not (merges and first == b"[")
    if content[at : at + 1] not in b"#\r\n":
        return True  # a null in words, or nothing before a comma or brace
    following = _NEXT.match(content, content.find(b"\n", at) + 1) if b"\n" in content[at:] else None
    if following is None or (not following[3] and not following[2]):
        return True
    lead = _LEAD.match(content, content.rfind(b"\n", 0, start) + 1)
    indent = len(lead[0]) if lead else 0
    if following[2]:
        return len(following[1]) < indent or not (merges or is_last)
    return len(following[1]) <= indent
