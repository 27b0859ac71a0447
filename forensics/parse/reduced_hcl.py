"""The part of an HCL text that can speak of a key: a top-level block that can't is cut down to its type and labels.

What a block says goes by its own text alone, but for its siblings' names (of two with the same labels a list is made, and environments
beside one another make sections), which stay. A text of which this does not plainly hold is read as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from forensics.parse.formats import PARSERS
from forensics.parse.memory import Memory
from forensics.parse.reduced import Letters, Reduced
from forensics.parse.sections import may_name
from forensics.parse.speaking import ESCAPE, runs_in
from forensics.parse.tree import Map

# A longer text is read as a whole.
_LONGEST = 200_000
_HEAD = re.compile(r"^(?P<head>[A-Za-z_][\w\-]*+(?:[ \t]++(?:\"[^\"\n]*+\"|[A-Za-z_][\w\-]*+))++)[ \t]*+\{[ \t]*+\n", re.MULTILINE)
_FOOT = re.compile(r"\}[ \t]*+(?:\n|\Z)")
_LABEL = re.compile(r"[\w\-]++|\"[^\"\n]*+\"")
# What turns on lines far from its own, or marks a text as ciphertext: templates, `--set` before its value.
_FAR_REACHING = re.compile(r"\{\{|[{%<]%|%\{|--set|\$\{self:|ENC[\[(]|\{cipher\}|encryptedData")
_QUOTED = re.compile(r"\"(?:[^\"\\\n]++|\\.)*+\"")
# Escapes that stand for letters.
_SPELT_OUT = re.compile(r"\\[uUx]")


class HclReducer:
    """Reduces versions of HCL files for one key: `bare` are its spellings without case and separators (keys.canon)."""

    def __init__(self, bare: Iterable[str]) -> None:
        self._letters = Letters(bare)
        self._known: Memory[str | None] = Memory()  # a block → what is left of it; None where it can't be told from what follows

    def reduced(self, text: str) -> Reduced | None:
        """What of a file's text (as parse.text.decode gives it) can say anything of the key; None where all of it has to be read."""
        if not self._letters.usable or len(text) > _LONGEST or _FAR_REACHING.search(text) is not None:
            return None
        parts: list[str] = []
        lines: list[int] = []
        at = line = 0
        speaks = False
        while (hit := _HEAD.search(text, at)) is not None:
            # To the first line that begins with a brace. Whether that is its end is seen when it is read.
            end = text.find("\n}", hit.end() - 1)
            foot = _FOOT.match(text, end + 1) if end >= 0 else None
            if foot is None:
                return None
            between, block = text[at : hit.start()], text[hit.start() : foot.end()]
            left = self._known.of(block, partial(self._left_of, block, hit["head"]))
            if left is None or not _is_whole(between) or _leaves_comment_open(block):
                return None
            speaks = speaks or left == block or self._may_speak(between)
            for part, whole in ((between, between), (left, block)):
                parts.append(part)
                lines.extend(range(line + 1, line + 1 + part.count("\n")))
                line += whole.count("\n")
            at = foot.end()
        if not _is_whole(text[at:]):
            return None
        if not speaks and not self._may_speak(text[at:]):
            return Reduced("", ())
        parts.append(text[at:])
        lines.extend(range(line + 1, line + 2 + text.count("\n", at)))
        return Reduced("".join(parts), tuple(lines))

    def _left_of(self, block: str, head: str) -> str | None:
        if any(map(may_name, _labels(head))):
            return None
        outline = PARSERS["hcl"](block)
        (root,) = outline.documents
        if outline.stopped is not None or not isinstance(root, Map) or len(root.pairs) != 1:
            return None
        return block if self._may_speak(block) else f"{head} {{}}\n"

    def _may_speak(self, block: str) -> bool:
        """Whether the key's letters can be put together of the words in a block."""
        # The `n` of `\nNAME` is no part of the name.
        runs = runs_in((block, ESCAPE.sub(" ", block)) if "\\" in block else (block,))
        return _SPELT_OUT.search(block) is not None or self._letters.spelled((runs & self._letters.pieces) | self._letters.given)


def _labels(head: str) -> Iterator[str]:
    for hit in _LABEL.finditer(head):
        yield hit[0].strip('"')


def _leaves_comment_open(piece: str) -> bool:
    """Whether a comment may begin in a piece and end behind it."""
    if "/*" not in piece:
        return False
    bare = _QUOTED.sub("", piece)  # `"arn:…/*"` begins none
    begun = bare.rfind("/*")
    return begun >= 0 and bare.find("*/", begun + 2) < 0


def _is_whole(between: str) -> bool:
    """Whether what stands between blocks ends before the next: none of them stands inside a comment, a heredoc, a list."""
    if _leaves_comment_open(between):
        return False
    if all(not line.strip() or line.lstrip().startswith(("#", "//")) for line in between.split("\n")):
        return True
    return PARSERS["hcl"](between).stopped is None
