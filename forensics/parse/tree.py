"""What every format's reader hands on: the file as maps, lists and scalars with their lines, before paths are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

DEEPEST = 200  # containers inside one another; libyaml crashes at 30,000, tree-sitter grammars at a few hundred
MOST = 200_000  # entries of one file, each replay of an alias counted: a billion laughs stops here
LARGEST = 2_000_000  # characters; beyond it a file is read line by line
# Where what an alias repeats is told apart, its lines are the alias's times this, and its own; no file has as many.
APART = 1 << 24

LeafKind: TypeAlias = Literal["scalar", "null", "reference", "encrypted"]


@dataclass(slots=True)
class Leaf:
    """A scalar: its text without quotes, its line, and whether it is a literal block (its text starts one line below)."""

    text: str
    line: int
    kind: LeafKind = "scalar"
    block: bool = False


@dataclass(slots=True)
class Map:
    """Keys in the order written, repeated ones too, each with the key's line. `merges`: a YAML `<<` is among them."""

    line: int
    pairs: list[tuple[str, int, Node]] = field(default_factory=list)
    merges: bool = False


@dataclass(slots=True)
class Seq:
    """A list's nodes in order."""

    line: int
    nodes: list[Node] = field(default_factory=list)


Node: TypeAlias = Leaf | Map | Seq


@dataclass(slots=True)
class Stop:
    """Where a reader had to stop, and why in a few words. `foreign`: it is another language, not to be read by lines either."""

    line: int
    why: str
    foreign: bool = False


class Unreadable(Exception):
    """Raised inside a reader at the line that it cannot go past; the reader itself turns it into a Stop."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"{why} at line {line}")
        self.stop = Stop(line, why)


@dataclass(slots=True)
class Outline:
    """A file as a reader saw it: its documents, and where it stopped when it could not read all of it."""

    documents: list[Node]
    stopped: Stop | None = None
