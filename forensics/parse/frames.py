"""What a block of a YAML text stands in, as far as its entries turn on that: what holds it, and the names beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

from forensics.parse.blocks import Block
from forensics.parse.identity import PAIR_VALUES
from forensics.parse.outlines import outline_of
from forensics.parse.siblings import can_spare, is_spare

Siblings: TypeAlias = Sequence[tuple[int, Block]]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the blocks of one collection stand in. `mark` tells it from others; `spares`: blocks without a name can be left out, and the
    others go by their names."""

    mark: str
    spares: bool


def _named(blocks: Siblings, sectionless: bool) -> tuple[bool, list[Block]]:
    """Whether the others of some blocks can be left out, and those that can't."""
    spares = sectionless and can_spare([block for _, block in blocks])
    return spares, [block for _, block in blocks if not (spares and is_spare(block))]


def frame_of(outer: str, blocks: Siblings, sectionless: bool) -> Frame:
    """The frame of the blocks of one collection in an outer one. `sectionless`: the document has no sections, so that only names count."""
    spares, named = _named(blocks, sectionless)
    return Frame(blake2b(f"{outer}{spares}{''.join(map(outline_of, named))}".encode(), digest_size=16).hexdigest(), spares)


def borrows_names(blocks: Siblings, sectionless: bool) -> bool:
    """Whether what a collection goes by is repeated from elsewhere; `sectionless` as for frame_of."""
    return any(block.borrows_names for _, block in blocks) and any(block.borrows_names for block in _named(blocks, sectionless)[1])


def is_one(block: Block, sectionless: bool) -> bool:
    """Whether a block makes one piece: it isn't divided, or a pair of name and value, or its names come from
    elsewhere. `sectionless` as for frame_of."""
    if not block.parts or (block.key is None and any(part.key in PAIR_VALUES for _, part in block.parts)):
        return True
    return borrows_names(block.parts, sectionless)
