"""A YAML document as blocks, with what of it is told by all of them together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forensics.parse.blocks import Block, Blocks, Level
from forensics.parse.documents import is_far_reaching
from forensics.parse.lending import Lent, what_is_lent
from forensics.parse.siblings import name_of
from forensics.parse.speaking import Indivisible

_NAMES_AN_OBJECT = re.compile(r'"(?!"|(?:[^\\]|\\.)*\\n)')  # a text of one line, as kubernetes.object_name has it


@dataclass(frozen=True, slots=True)
class Divided:
    """A document's blocks. `name`: the object's that it is, and `called` its kind and name, as far as they tell. `sectionless`: no
    sections for environments are told in it, so that only names count. `entries` and `deepest`: how many entries it makes at most,
    and how deep. `linked`: its undivided blocks with anchors or aliases; `lent`: what these repeat."""

    level: Level
    name: str = ""
    called: str = ""
    sectionless: bool = True
    entries: int = 0
    deepest: int = 0
    linked: tuple[Block, ...] = ()
    lent: Lent = Lent({})  # noqa: RUF009  # it is frozen, and nothing is put into it


class Divider:
    """Divides documents."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._lent: tuple[tuple[Block, ...], Lent] = ((), Lent({}))

    def divided(self, text: str) -> Divided | None:
        """A document as blocks, none where it holds nothing but comments; None where it doesn't divide, or holds other objects."""
        if is_far_reaching(text):
            return None
        try:
            level = self._blocks.level(text)
        except Indivisible:
            return None
        if level is None:
            return Divided(Level(text, False, ()))
        blocks = [block for _, block in level.blocks]
        kinds = [block for block in blocks if block.key == "kind"]
        if any(block.is_borrowed or block.flat.endswith('List"') for block in kinds):
            return None
        linked = tuple(each for block in blocks for each in block.linked)
        if linked != self._lent[0]:  # mostly they are those of the version before
            self._lent = linked, what_is_lent(linked)
        lent = self._lent[1]
        name, sectionless = name_of(blocks), not any(block.has_environments for block in blocks)
        if not sectionless and any(block.borrows_names for block in blocks if block.key == "metadata"):
            return None  # it is not known which object this is
        return Divided(
            level,
            name,
            f"{kinds[-1].flat}/{name}" if name and kinds and _NAMES_AN_OBJECT.match(kinds[-1].flat) else "",
            sectionless,
            sum(block.nodes for block in blocks) + 1 + lent.nodes,
            (max(block.deepest for block in blocks) + 1) * (1 + lent.longest),
            linked,
            lent,
        )
