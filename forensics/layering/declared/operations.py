"""JSON Patch operations (RFC 6902) → entries at the addresses that they change; a position in a list by what stands there below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forensics.layering.declared.nodes import at, documents, line_of, maps, text
from forensics.model import Entry
from forensics.parse.identity import pair_of
from forensics.parse.kubernetes import reference_text
from forensics.parse.shape import shape
from forensics.parse.tree import Leaf, Map, Node, Seq

Address = tuple[str, ...]
_POSITION = re.compile(r"-|\d{1,6}")
_UNNAMED = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Changed:
    """The entries that a patch makes, and in a few words what of it could not be placed."""

    entries: tuple[Entry, ...]
    missing: tuple[str, ...] = ()


def json6902(content: str, target: str, below: Sequence[Entry] = (), first: int = 1, block: bool = True) -> Changed:
    """The operations of a patch as entries of the object `target` (`#Kind/name`).

    `below`: the entries of the layers below, in order of appearance: they tell which entry `containers/0` is. `first`: the line on
    which the content begins; where it is no `block`, all of it stands on that line. A removal is an entry of kind null; a map or
    list that takes another's place whole brings a `$patch: replace`, as a strategic merge patch would say it.
    """
    entries: list[Entry] = []
    missing: list[str] = []
    known = list(below)
    for operation in (each for document in documents(content) for each in maps(document)):
        made = list(_operation(operation, target, known))
        missing += [one for one in made if isinstance(one, str)]
        found = [one for one in made if isinstance(one, Entry)]
        known += found  # a later operation may count what this one has added
        entries += found
    moved = (replace(one, line=first + one.line - 1 if block else first) for one in entries)
    return Changed(tuple(moved), tuple(missing))


def _operation(operation: Map, target: str, known: Sequence[Entry]) -> Iterator[Entry | str]:
    kind, pointer = text(operation, "op"), text(operation, "path") or ""
    line = line_of(at(operation, "value") or at(operation, "path"))
    if kind == "test":
        return
    place = _placed(pointer, target, known)
    if isinstance(place, str):
        yield place
    elif kind == "remove":
        yield Entry(place.address, None, line, "null")
    elif kind in ("add", "replace") and (value := at(operation, "value")) is not None:
        yield from _valued(place, value, line)
    else:
        yield f"{kind} {pointer} (JSON6902, not followed)"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an operation works: an address; `position`: it adds to the list at the address, as entry `position` (None: unknown)."""

    address: Address
    adds: bool = False
    position: int | None = None
    pair: bool = False  # the address is that of a `{name, value}` in a list


def _placed(pointer: str, target: str, known: Sequence[Entry]) -> _Place | str:
    address: Address = (target,)
    pair = False
    segments = [segment.replace("~1", "/").replace("~0", "~") for segment in pointer.split("/")[1:]]
    for depth, segment in enumerate(segments):
        is_last = depth == len(segments) - 1
        if pair and segment in ("value", "valueFrom"):
            continue
        if pair and segment == "name":
            return f"{pointer} renames an entry (JSON6902)"
        if not _POSITION.fullmatch(segment) or _is_map_with(address, segment, known):
            address, pair = (*address, segment), False
            continue
        heads = heads_of(address, known)
        if segment == "-":
            return _Place(address, adds=True, position=len(heads)) if is_last else f"{pointer} (JSON6902)"
        if int(segment) >= len(heads):
            return f"{pointer}: no such entry in the files below (JSON6902)"
        head = heads[int(segment)]
        pair = len(head) > len(address) and not _UNNAMED.fullmatch(head[-1])
        address = head
    return _Place(address, pair=pair)


def _is_map_with(address: Address, key: str, known: Sequence[Entry]) -> bool:
    return key != "-" and any(one.path == (*address, key) for one in known)


def heads_of(address: Address, known: Sequence[Entry]) -> list[Address]:
    """The addresses of a list's entries in order of appearance: `containers[app]`, `env`, `NAME`, or `args`, `[0]`."""
    depth = len(address)
    lead, name = address[:-1], address[-1]
    heads: dict[Address, None] = {}
    for one in known:
        path = one.path
        if path[: depth - 1] != lead or len(path) < depth:
            continue
        if path[depth - 1].startswith(f"{name}[") and path[depth - 1].endswith("]"):
            heads[path[:depth]] = None
        elif path[depth - 1] == name and len(path) > depth and path[depth] != "$patch":
            heads[path[: depth + 1]] = None
    return list(heads)


def _valued(place: _Place, value: Node, line: int) -> Iterator[Entry]:
    if place.adds:
        yield from _added(place, value)
    elif place.pair:
        yield from _of_pair(place.address, value, line)
    elif isinstance(value, Leaf):
        yield Entry(place.address, None if value.kind == "null" else value.text, value.line, value.kind)
    else:
        yield Entry((*place.address, "$patch"), "replace", line)
        yield from _shaped(place.address, value)


def _of_pair(address: Address, value: Node, line: int) -> Iterator[Entry]:
    """A new value of `{name, value}`, or another pair in its place."""
    if isinstance(value, Leaf):
        yield Entry(address, value.text, value.line, value.kind)
    elif isinstance(value, Map) and (pair := pair_of(value)) is not None:
        if pair[0] != address[-1]:
            yield Entry(address, None, line, "null")
        yield from _added(_Place(address[:-1], adds=True), value)
    elif isinstance(value, Map):
        yield Entry(address, reference_text(value), line, "reference")


def _added(place: _Place, value: Node) -> Iterator[Entry]:
    """One more entry of a list: by its name, or else at the list's end."""
    for one in _shaped(place.address, Seq(value.line, [value])):
        if one.path == place.address:
            continue  # the list itself: it is added to, not replaced
        depth = len(place.address)
        if one.path[:depth] == place.address and _UNNAMED.fullmatch(one.path[depth]):
            one = replace(one, path=(*one.path[:depth], f"[{place.position or 0}]", *one.path[depth + 1 :]))
        yield one


def _shaped(address: Address, value: Node) -> list[Entry]:
    made = shape([Map(value.line, [(address[-1], value.line, value)])], {}).entries
    return [replace(one, path=address[:-1] + one.path) for one in made]
