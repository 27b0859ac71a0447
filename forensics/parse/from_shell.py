"""Shell scripts → tree: what is exported, and assignments to UPPER_CASE names, where a statement begins; values as written."""

from __future__ import annotations

import re

from forensics.parse.assignments import QUOTED, SUBSTITUTION, WORD, plain
from forensics.parse.command_sets import sets_in
from forensics.parse.tree import Leaf, Map, Node, Outline

# Each repetition is possessive, and each part consumes what it looks at: a hostile script can't make one backtrack.
_START = re.compile(r"(?:[\s;&|({]++|\)|(?:then|do|else|fi|done)(?=[\s;])|#[^\n]*+)*+")
_SAME_LINE = re.compile(r"[ \t;&|({)]*+(?:#[^\n]*+)?")
_LEAD = re.compile(r"(export|declare|typeset|readonly)(?=[ \t])((?:[ \t]++-[A-Za-z]++)*+)[ \t]++")
_BLANKS = re.compile(r"(?:[ \t]++|\\\n)*+")
_REST = re.compile(
    rf"(?:[^\n;&|'\"\\<#()$]++|{QUOTED}|\\.|{SUBSTITUTION}|\$|\(|(?<!\s)#|#[^\n]*+|<<<|<(?!<)|(?<=[<>])&)*+",
    re.DOTALL,
)
_HEREDOC = re.compile(r"<<-?[ \t]*+\\?([\"']?)([A-Za-z_][\w\-]*+)\1")
_UPPER = re.compile(r"_*[A-Z][A-Z0-9_]*")
_UNCLOSED = 8  # heredocs without an end after which `<<` is taken for something else: each costs a look at the whole text


def read(text: str) -> Outline:
    """The settings of a script, a repeated one as often as it is assigned; `--set` options of commands beside them."""
    pairs: list[tuple[str, int, Node]] = []
    if "=" in text:
        _Script(text, pairs).read()
    if "--set" in text and (found := sets_in(text)) is not None:
        pairs.append(("--set", found.line, found))
    return Outline([Map(1, pairs)])


class _Script:
    """A cursor over the statements of a script."""

    def __init__(self, text: str, pairs: list[tuple[str, int, Node]]) -> None:
        self.text = text
        self.pairs = pairs
        self.at = 0
        self.line = 1
        self.counted = 0
        self.awaited: list[str] = []  # heredocs whose text begins on the next line
        self.unclosed = 0

    def read(self) -> None:
        while self.at < len(self.text):
            start = self.at
            if self.awaited:
                self.at = _end(_SAME_LINE, self.text, self.at)
                self._pass_heredocs()
            if not self.awaited:
                self.at = _end(_START, self.text, self.at)
            if (lead := _LEAD.match(self.text, self.at)) is not None:
                self.at = lead.end()
            self._words(lead is not None and (lead[1] in ("export", "readonly") or "x" in lead[2]))
            self._pass_rest()
            if self.at == start:
                self.at += 1

    def _words(self, exported: bool) -> None:
        """The assignments that stand here, one after the other."""
        while (hit := WORD.match(self.text, self.at)) is not None:
            if exported or _UPPER.fullmatch(hit[1]):
                self.line += self.text.count("\n", self.counted, self.at)
                self.counted = self.at
                self.pairs.append((hit[1], self.line, Leaf(plain(hit[2]), self.line)))
            self.at = _end(_BLANKS, self.text, hit.end())

    def _pass_rest(self) -> None:
        """Goes to the end of the statement; remembers the heredocs that it opens."""
        self.at = _end(_REST, self.text, self.at)
        while self.text.startswith("<<", self.at):
            hit = _HEREDOC.match(self.text, self.at)
            if hit is not None and self.unclosed < _UNCLOSED:
                self.awaited.append(hit[2])
            self.at = _end(_REST, self.text, hit.end() if hit else self.at + 2)

    def _pass_heredocs(self) -> None:
        """Goes past the texts of the heredocs, once their first line is reached."""
        if not self.text.startswith("\n", self.at):
            return
        for word in self.awaited:
            foot = re.compile(rf"\n\t*+{word}(?=\n|\Z)").search(self.text, self.at)
            if foot is None:
                self.unclosed += 1
            else:
                self.at = foot.end()
        self.awaited = []


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    hit = pattern.match(text, at)
    return hit.end() if hit else at
