"""The part of a YAML text that can speak of a key: what can't is cut down to the names on which others' paths depend.

A version of a file whose reduced text is that of another says the same of the key, and needs no parse of its own. What stays: every
block in which the key's letters may be put together, with all blocks around it by name; what those hold by name (sections and list
entries go by these); what has an anchor, an alias or a tag; and the comments above what stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forensics.parse.blocks import Block, Blocks, Indivisible, Level, quoted
from forensics.parse.defaults import is_spring
from forensics.parse.jobs import is_pipeline

# Beyond this many characters a text may have more entries than are read of one file.
_LONGEST = 400_000
_LONGEST_KEY = 100
_SEPARATOR = re.compile(r"^---([ ]*+\n)?", re.MULTILINE)
_LIST = re.compile(r"^kind:[ ]*+[\"']?\w*List\b", re.MULTILINE)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Reduced:
    """The text that is left, and for each of its lines the number (from 1) of the line that it stands for."""

    text: str
    lines: tuple[int, ...]


class Reducer:
    """Reduces versions of files for one key: `bare` are its spellings without case and separators (keys.canon)."""

    def __init__(self, bare: Iterable[str]) -> None:
        self._bare = tuple(dict.fromkeys(bare))
        usable = all(one.isascii() and one.isalnum() and not one.isdigit() and len(one) <= _LONGEST_KEY for one in self._bare)
        self._usable = bool(self._bare) and usable
        pieces = {one[start:end] for one in self._bare for start in range(len(one)) for end in range(start + 1, len(one) + 1)}
        self._blocks = Blocks(frozenset(pieces) if usable else frozenset())
        self._anchored: frozenset[str] = frozenset()
        # The place of an entry in a list is a digit that stands nowhere.
        self._given = frozenset(piece for piece in pieces if _DIGITS.fullmatch(piece))

    def reduced(self, path: str, text: str) -> Reduced | None:
        """What of a file's text (as parse.text.decode gives it) can say anything of the key; None where all of it has to be read."""
        if not self._usable or len(text) > _LONGEST or _is_far_reaching(text) or ("environment" in text and is_pipeline(path)):
            return None
        parts: list[str] = []
        lines: list[int] = []
        try:
            documents = [(line, separator, self._blocks.level(document)) for line, separator, document in _documents(text)]
            blocks = (block for _, _, level in documents if level for _, block in level.blocks)
            self._anchored = frozenset().union(*(block.anchored for block in blocks))
            for line, separator, level in documents:
                if separator:
                    parts.append(separator)
                    lines.append(line - 1)
                if level is not None:
                    self._collect(level, line, parts, lines)
        except Indivisible:
            return None
        return Reduced("".join(parts), tuple(lines))

    def _collect(self, level: Level, line: int, parts: list[str], lines: list[int]) -> None:
        if level.before:
            parts.append(level.before)
            lines.extend(range(line, line + level.before.count("\n")))
        self._siblings(level.blocks, line, self._given, parts, lines)

    def _siblings(
        self, blocks: Iterable[tuple[int, Block]], line: int, above: frozenset[str], parts: list[str], lines: list[int]
    ) -> bool:
        """Writes what is left of the blocks of one collection; whether the last one ends as it was."""
        previous: Block | None = None
        for place, block in blocks:
            if not block.held and not self._concerns(block, above):
                parts.append(_outline_of(block))
                lines.append(line + place)
                previous = block
                continue
            if previous is not None:
                said = tuple(_comments_below(previous.text))
                parts.extend(f"{' ' * block.column}{comment}\n" for comment in said)
                lines.extend(range(line + place - len(said), line + place))
            previous = None if self._kept(block, line + place, above, parts, lines) else block
        return previous is None

    def _kept(self, block: Block, line: int, above: frozenset[str], parts: list[str], lines: list[int]) -> bool:
        within = above | block.own_runs
        if not block.parts or (block.own_runs and self._spelled(within)):
            parts.append(block.text)
            lines.extend(range(line, line + block.lines + (not block.text.endswith("\n"))))
            return True
        if block.opening:
            parts.append(block.opening)
            lines.extend(range(line, line + block.opening.count("\n")))
        first = len(parts)
        whole = self._siblings(block.parts, line, within, parts, lines)
        if block.dash >= 0:
            parts[first] = f"{parts[first][: block.dash]}-{parts[first][block.dash + 1 :]}"
        return whole

    def _concerns(self, block: Block, above: frozenset[str]) -> bool:
        runs = block.runs | self._anchored if block.aliases else block.runs
        return bool(runs) and self._spelled(runs | above)

    def _spelled(self, runs: frozenset[str]) -> bool:
        """Whether the key, or another name of it, can be put together of these runs."""
        return any(_can_be_made(bare, runs) for bare in self._bare)


def _can_be_made(bare: str, runs: frozenset[str]) -> bool:
    ends = {len(bare)}
    pending = [len(bare)]
    while pending:
        end = pending.pop()
        for start in range(end):
            if start not in ends and bare[start:end] in runs:
                if start == 0:
                    return True
                ends.add(start)
                pending.append(start)
    return False


def _outline_of(block: Block) -> str:
    lead = " " * block.column
    return f"{lead}- {block.deep}\n" if block.key is None else f"{lead}{quoted(block.key)}: {block.deep}\n"


def _comments_below(text: str) -> list[str]:
    """The comment lines at the end of a text, right above what follows it."""
    found: list[str] = []
    for line in reversed(text[:-1].split("\n")):
        bare = line.strip(" \t")
        if not bare.startswith("#"):
            break
        found.append(bare)
    return found[::-1]


def _is_far_reaching(text: str) -> bool:
    """Whether what stands somewhere in a text gives all of it another meaning: directives, Spring's profiles, a List of objects."""
    if text.startswith("%") or "\n%" in text or "\n..." in text or text.startswith("..."):
        return True
    if "spring" in text and "profile" in text.lower():
        return True
    if "${" in text and is_spring(text):
        return True
    return "List" in text and _LIST.search(text) is not None


def _documents(text: str) -> Iterator[tuple[int, str, str]]:
    """Each document with the number of its first line, and the separator above it. Raises Indivisible."""
    if "---" not in text:
        yield 1, "", text
        return
    at, line, separator = 0, 1, ""
    for hit in _SEPARATOR.finditer(text):
        if hit[1] is None:
            raise Indivisible
        yield line, separator, text[at : hit.start()]
        line += text.count("\n", at, hit.end())
        at, separator = hit.end(), hit[0]
    yield line, separator, text[at:]
