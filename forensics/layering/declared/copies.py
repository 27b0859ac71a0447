"""kustomize's `replacements`: a field of one object copied into fields of others, as entries where the files below tell the value.

kubectl.docs.kubernetes.io, "replacements": `fieldPath` parts by dots, `[name=x]` an entry of a list, a number its place, `*` all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forensics.layering.declared.nodes import at, line_of, maps, text, texts
from forensics.layering.declared.operations import Address, heads_of
from forensics.model import Entry
from forensics.parse.tree import Map, Node

_SEGMENT = re.compile(r"((?:\\.|\[[^\]]*+\]|[^.\[\\])++)")
_CHOICE = re.compile(r"\[([\w.\-/]+)=([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Select:
    """Objects by kind and name (whole names, not patterns), and the fields meant in them."""

    kind: str | None
    name: str | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """One replacement: from where, to where, and the line that it begins on. `cut`: only a part of the text is replaced."""

    source: Select
    targets: tuple[Select, ...]
    line: int
    cut: bool = False


def copies_of(node: Map) -> Copies | None:
    """A replacement as a kustomization writes it; None for one that stands in a file of its own."""
    source = at(node, "source")
    if source is None:
        return None
    targets = [(_select(at(one, "select"), texts(one, "fieldPaths")), at(one, "options", "delimiter")) for one in maps(node, "targets")]
    cut = at(source, "options", "delimiter") is not None or any(delimiter is not None for _, delimiter in targets)
    return Copies(_select(source, [text(source, "fieldPath") or "metadata.name"]), tuple(one for one, _ in targets), line_of(source), cut)


def _select(node: Node | None, fields: list[str]) -> Select:
    return Select(text(node, "kind"), text(node, "name"), tuple(fields))


def copied(copies: Copies, below: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries that a replacement makes over the layers below, and in a few words what they can't tell."""
    words = f"the replacement from {copies.source.kind or 'any'}/{copies.source.name or 'any'} {copies.source.fields[0]}"
    values = {one.path: one for one in below}
    value = next((values[place] for place in _places(copies.source, below) if place in values), None)
    if copies.cut or value is None or value.kind != "scalar":
        return (), (words,)
    places = [place for target in copies.targets for place in _places(target, below)]
    return tuple(Entry(place, value.value, copies.line) for place in dict.fromkeys(places)), ()


def _places(select: Select, below: Sequence[Entry]) -> Iterator[Address]:
    objects = dict.fromkeys(one.path[0] for one in below if one.path and one.path[0].startswith("#"))
    for one in objects:
        kind, _, name = one[1:].partition("/")
        if select.kind in (None, kind) and select.name in (None, name):
            for field in select.fields:
                yield from _addresses(one, field, below)


def _addresses(one: str, field: str, below: Sequence[Entry]) -> list[Address]:
    """The addresses that a field path stands for in one object: several where it holds a star."""
    found: list[tuple[Address, bool]] = [((one,), False)]
    for segment in _SEGMENT.findall(field):
        choice = _CHOICE.fullmatch(segment)
        grown: list[tuple[Address, bool]] = []
        for address, pair in found:
            if pair and segment == "value":
                grown.append((address, False))
            elif choice is not None or segment == "*" or (segment.isdigit() and heads_of(address, below)):
                heads = heads_of(address, below)
                if choice is not None:
                    heads = [head for head in heads if head[-1] in (choice[2], f"{address[-1]}[{choice[2]}]")]
                elif segment != "*":
                    heads = heads[int(segment) : int(segment) + 1]
                grown += [(head, len(head) > len(address)) for head in heads]
            else:
                grown.append(((*address, re.sub(r"\\(.)|^\[(.*)\]$", r"\1\2", segment)), False))
        found = grown
    return [address for address, _ in found]
