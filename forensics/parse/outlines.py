"""A YAML text cut down: blocks that stay beside blocks of which only the names stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.parse.blocks import Block
from forensics.parse.speaking import quoted


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a text so far, in pieces, and the number of the line that each of its lines stands for."""

    parts: list[str]
    lines: list[int]

    @property
    def ends_in_comment(self) -> bool:
        """Whether what comes next would be told what is said of something else."""
        return bool(self.parts) and self.parts[-1].rstrip().rpartition("\n")[2].lstrip().startswith("#")

    def outline(self, block: Block, line: int) -> None:
        """Of a block its names only."""
        self.parts.append(outline_of(block))
        self.lines.append(line)

    def comments(self, said: Sequence[str], block: Block, line: int) -> None:
        """The comments right above a block."""
        self.parts.extend(f"{' ' * block.column}{comment}\n" for comment in said)
        self.lines.extend(range(line - len(said), line))

    def whole(self, block: Block, line: int) -> None:
        """A block as it is."""
        self.parts.append(block.text)
        self.lines.extend(range(line, line + block.lines + (not block.text.endswith("\n"))))

    def whole_text(self, text: str, line: int) -> None:
        """Lines as they are."""
        self.parts.append(text)
        self.lines.extend(range(line, line + text.count("\n")))


def outline_of(block: Block) -> str:
    """A block on one line: its key, and the names that its value holds, as far as paths may go by them."""
    lead = " " * block.column
    return f"{lead}- {block.deep}\n" if block.key is None else f"{lead}{quoted(block.key)}: {block.deep}\n"


def comments_below(text: str) -> list[str]:
    """The comment lines at the end of a text, right above what follows it."""
    found: list[str] = []
    end = len(text) - 1
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        bare = text[start:end].strip(" \t")
        if not bare.startswith("#"):
            break
        found.append(bare)
        end = start - 1
    return found[::-1]
