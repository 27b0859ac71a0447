"""The part of an HCL text that can speak of a key: a top-level block that can't is cut down to its type and labels.

What a block says goes by its own text alone, but for its siblings' names (of two with the same labels a list is made, and environments
beside one another make sections), which stay. A text of which this does not plainly hold is read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from forensics.parse import from_hcl
from forensics.parse.blocks import Memory
from forensics.parse.reduced import Reduced
from forensics.parse.sections import may_name
from forensics.parse.tree import MOST, Map

# `type "label" {` to the first line that begins with a brace. Whether that is its end is seen when it is read.
_BLOCK = re.compile(
    r"^(?P<head>[A-Za-z_][\w\-]*+(?:[ \t]++(?:\"[^\"\n]*+\"|[A-Za-z_][\w\-]*+))++)[ \t]*+\{[ \t]*+\n(?:(?!\}).*+\n)*+\}[ \t]*+(?:\n|\Z)",
    re.MULTILINE,
)
_LABEL = re.compile(r"[\w\-]++|\"[^\"\n]*+\"")
# What turns on lines far from its own, or marks a text as ciphertext: comments of several lines, templates, `--set` before its value.
_FAR_REACHING = re.compile(r"/\*|\{\{|[{%<]%|%\{|--set|\$\{self:|ENC[\[(]|\{cipher\}|encryptedData")


class HclReducer:
    """Reduces versions of HCL files for one key: `admits` says of a text whether the key can be in it."""

    def __init__(self, admits: Callable[[str], bool]) -> None:
        self._admits = admits
        self._known: Memory[str | None] = Memory()  # a block → what is left of it; None where it can't be told from what follows

    def reduced(self, text: str) -> Reduced | None:
        """What of a file's text (as parse.text.decode gives it) can say anything of the key; None where all of it has to be read."""
        if len(text) > MOST or _FAR_REACHING.search(text) is not None:
            return None
        parts: list[str] = []
        lines: list[int] = []
        at = line = 0
        for block in _BLOCK.finditer(text):
            between = text[at : block.start()]
            left = self._known.of(block[0], partial(self._left_of, block[0], block["head"]))
            if left is None or not _is_whole(between):
                return None
            for part, whole in ((between, between), (left, block[0])):
                parts.append(part)
                lines.extend(range(line + 1, line + 1 + part.count("\n")))
                line += whole.count("\n")
            at = block.end()
        if not _is_whole(text[at:]):
            return None
        parts.append(text[at:])
        lines.extend(range(line + 1, line + 2 + text.count("\n", at)))
        return Reduced("".join(parts), tuple(lines))

    def _left_of(self, block: str, head: str) -> str | None:
        if any(map(may_name, _labels(head))):
            return None
        outline = from_hcl.read(block)
        (root,) = outline.documents
        if outline.stopped is not None or not isinstance(root, Map) or len(root.pairs) != 1:
            return None
        return block if self._admits(block) else f"{head} {{}}\n"


def _labels(head: str) -> Iterator[str]:
    for hit in _LABEL.finditer(head):
        yield hit[0].strip('"')


def _is_whole(between: str) -> bool:
    """Whether what stands between blocks ends before the next: none of them stands inside a comment, a heredoc, a list."""
    if all(not line.strip() or line.lstrip().startswith(("#", "//")) for line in between.split("\n")):
        return True
    return from_hcl.read(between).stopped is None
