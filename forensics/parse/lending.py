"""What the aliases of a YAML document repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

from forensics.parse.blocks import Block

_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lent:
    """What aliases repeat: by anchor the runs that it may repeat; how many entries all of them make at most, and how many anchors
    stand inside one another."""

    anchored: dict[str, frozenset[str]]
    nodes: int = 0
    longest: int = 0


def what_is_lent(linked: Iterable[Block]) -> Lent:
    """What the aliases of a document lend, by its blocks with anchors or aliases: each repeats what stands above it, so that one look
    at these in their order will do."""
    anchored: dict[str, frozenset[str]] = {}
    sizes: dict[str, tuple[int, int]] = {}  # what an alias adds: entries, and how many anchors inside one another
    nodes = longest = 0
    for block in linked:
        runs = block.anchored.union(*(anchored.get(name, _NOWHERE) for name in block.aliases))
        each = [sizes[name] for name in block.aliases if name in sizes]
        added = block.alias_count * max((more for more, _ in each), default=0)
        links = max((chain for _, chain in each), default=0)
        nodes, longest = nodes + added, max(longest, links)
        for name in block.anchors:
            anchored[name] = anchored.get(name, _NOWHERE) | runs
            before = sizes.get(name, (0, 0))
            sizes[name] = max(before[0], block.nodes + added), max(before[1], links + 1)
    return Lent(anchored, nodes, longest)


@dataclass(frozen=True, slots=True)
class Lenders:
    """The anchors of a document: by name a mark of all that an alias of it repeats, and the anchors without which that would be another."""

    marks: Mapping[str, str]
    needs: Mapping[str, frozenset[str]]


NO_LENDERS = Lenders({}, {})
Lending: TypeAlias = tuple[tuple[str, ...], Block]  # the comments above a block, and the block


def lenders(lending: Iterable[Lending]) -> Lenders | None:
    """What the blocks of a document lend that have anchors. None where what aliases repeat has defaults inside, whose lines would be
    sought in the text."""
    lending = list(lending)
    by_name: dict[str, list[Lending]] = {}
    for said, block in lending:
        if "${" in block.text:
            return None
        for name in block.anchors:
            by_name.setdefault(name, []).append((said, block))
    needs = {name: _closure(name, by_name) for name in by_name}
    marks = {name: _mark(some, lending) for name, some in needs.items()}
    return Lenders(marks, needs)


def _mark(anchors: frozenset[str], lending: Sequence[Lending]) -> str:
    """Of all that has any of some anchors, in its order: of one that is written twice the last counts."""
    return _digest("\0".join(text for said, block in lending if not anchors.isdisjoint(block.anchors) for text in (*said, block.text)))


def lent_in(block: Block) -> Iterator[tuple[int, str]]:
    """The texts of the undivided blocks with anchors in a block, each with how many lines stand above it there."""
    if block.anchors and not block.parts:
        yield 0, block.text
    elif block.anchors:
        for above, part in block.parts:
            yield from ((above + more, text) for more, text in lent_in(part))


def _closure(name: str, by_name: Mapping[str, list[Lending]]) -> frozenset[str]:
    found: set[str] = set()
    pending = [name]
    while pending:
        one = pending.pop()
        if one not in found:
            found.add(one)
            pending += [other for _, block in by_name[one] for other in block.aliases if other in by_name]
    return frozenset(found)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
