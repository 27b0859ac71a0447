"""Where a templated text forks by environment: its if-blocks and choosing expressions as a tree, and its text at one point.

Go templates, Jinja, ERB and Terraform's directives. Everything else in braces stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from forensics.parse import infix, prefix
from forensics.parse.choices import Condition, Negated, Point, Value, mentions, pick, points_of, truth
from forensics.parse.templates import pieces

_DEEPEST = 50
_GO = re.compile(r"\{\{-?\s*+(?:(if|else\s++if|else|end|range|with|define|block)\b)?")
_JINJA = re.compile(r"\{%[-+]?\s*+(if|elif|else|endif|for|endfor|raw|endraw)?\b")
_ERB = re.compile(r"<%(=)?-?\s*+(?:(if|unless|elsif|else|end|case|while|until|for|begin)\b)?")
_ERB_BLOCK = re.compile(r"\bdo\s*+(?:\|[^|\n]*+\|)?\s*+-?%>\Z")
_DIRECTIVE = re.compile(r"%\{~?\s*+(if|else|endif|for|endfor)?\b")
# What prints a choice has one of these in it; most of what is printed has none, and is not read.
_CHOOSES = re.compile(r"\bif\b|\bternary\b|\b[Gg]et\b|\?|\[|lookup\(|\bindex\b|\bfetch\b")
_CLOSERS = {"{{": 2, "{%": 2, "<%": 2, "%{": 1, "${": 1}
_SORTS = {"else if": "elif", "elsif": "elif", "endif": "end", "endfor": "end", "range": "open", "with": "open", "define": "open"}
_SORTS |= dict.fromkeys(("block", "for", "case", "while", "until", "begin"), "open")


@dataclass(frozen=True, slots=True)
class Spot:
    """A tag that prints a choice."""

    start: int
    end: int
    value: Value


@dataclass(slots=True)
class Branch:
    """One branch: its tag, its condition (None: no condition at all), and what stands inside up to the next tag."""

    start: int
    end: int
    condition: Condition | None
    inside: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Fork:
    """An if-block. `start` and `end` with its tags; `inline`: all of it on one line."""

    start: int
    branches: list[Branch]
    otherwise: bool = False
    end: int = -1
    last: int = -1  # where the closing tag begins
    inline: bool = False

    def mentions(self) -> Iterator[Point]:
        for branch in self.branches:
            if branch.condition is not None:
                yield from mentions(branch.condition)


Node: TypeAlias = Spot | Fork


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag as the tree sees it: its sort (`if`, `elif`, `else`, `end`, `open`, or "" for one that prints) and condition."""

    sort: str
    condition: Condition | None = None
    value: Value | None = None


def forks(text: str, form: str) -> list[Node]:
    """The forks and spots of a text, outermost, in order; none where its tags don't pair, for then nothing can be said."""
    top: list[Node] = []
    open_forks: list[Fork | None] = []  # None: a block that is no if
    rooms: list[list[Node]] = [top]
    raw = False
    for start, end in pieces(text):
        tag = _tag(text, start, end, form)
        if tag is None or (raw and tag.sort != "endraw"):
            continue
        if tag.sort in ("raw", "endraw"):  # Jinja's: what stands between is no template
            raw = tag.sort == "raw"
            continue
        if tag.sort == "":
            if tag.value is not None:
                rooms[-1].append(Spot(start, end, tag.value))
        elif tag.sort in ("if", "open"):
            if len(open_forks) >= _DEEPEST:
                return []
            if tag.sort == "open":
                open_forks.append(None)
                rooms.append(rooms[-1])
            else:
                fork = Fork(start, [Branch(start, end, tag.condition)])
                rooms[-1].append(fork)
                open_forks.append(fork)
                rooms.append(fork.branches[0].inside)
        elif not open_forks or not _goes_on(text, open_forks, rooms, tag, start, end):
            return []
    return [] if open_forks else top


def _goes_on(text: str, open_forks: list[Fork | None], rooms: list[list[Node]], tag: _Tag, start: int, end: int) -> bool:
    """Takes an `else` or `end` in; False where it can't stand here."""
    fork = open_forks[-1]
    if tag.sort == "end":
        open_forks.pop()
        rooms.pop()
        if fork is not None:
            fork.last, fork.end = start, end
            fork.inline = "\n" not in text[fork.start : end]
    elif fork is not None:
        if fork.otherwise:
            return False
        fork.otherwise = tag.sort == "else"
        fork.branches.append(Branch(start, end, tag.condition if tag.sort == "elif" else None))
        rooms[-1] = fork.branches[-1].inside
    return True


def _tag(text: str, start: int, end: int, form: str) -> _Tag | None:
    opener = text[start : start + 2]
    if opener == "{#" or (opener == "${" and form == "hcl"):
        return None
    stop = end - _CLOSERS[opener]
    if text[stop - 1] in "-~+":
        stop -= 1
    if opener == "{{":
        return _go_tag(text, start, stop)
    if opener == "${":
        return _Tag("", value=_choice(text, start + 2, stop))
    if opener == "<%":
        return _erb_tag(text, start, stop, end)
    hit = (_JINJA if opener == "{%" else _DIRECTIVE).match(text, start, stop)
    word = hit[1] if hit else None
    if word is None or hit is None:
        return None
    sort = _SORTS.get(word, word)
    return _Tag(sort, infix.condition_in(text, hit.end(), stop) if sort in ("if", "elif") else None)


def _go_tag(text: str, start: int, stop: int) -> _Tag | None:
    """`{{ … }}`: an action of a Go template, or an expression of Jinja."""
    hit = _GO.match(text, start, stop)
    if hit is None:
        return None
    if hit[1] is None:
        return _Tag("", value=_choice(text, hit.end(), stop))
    word = " ".join(hit[1].split())
    sort = _SORTS.get(word, word)
    return _Tag(sort, prefix.condition_in(text, hit.end(), stop) if sort in ("if", "elif") else None)


def _choice(text: str, start: int, stop: int) -> Value | None:
    if _CHOOSES.search(text, start, stop) is None:
        return None
    return prefix.choice_in(text, start, stop) or infix.choice_in(text, start, stop)


def _erb_tag(text: str, start: int, stop: int, end: int) -> _Tag | None:
    hit = _ERB.match(text, start, stop)
    if hit is None:
        return None
    if hit[1]:
        return _Tag("open") if _ERB_BLOCK.search(text, start, end) else _Tag("", value=_choice(text, hit.end(), stop))
    word = hit[2] or ("open" if _ERB_BLOCK.search(text, start, end) else "")
    if not word:
        return None
    sort = "if" if word == "unless" else _SORTS.get(word, word)
    condition = infix.condition_in(text, hit.end(), stop) if sort in ("if", "elif") else None
    return _Tag(sort, Negated(condition) if word == "unless" and condition else condition)


def mentioned(nodes: list[Node]) -> Iterator[Point]:
    """The names and beginnings that any of these forks and spots turns on."""
    for node in nodes:
        if isinstance(node, Spot):
            yield from points_of(node.value)
            continue
        yield from node.mentions()
        for branch in node.branches:
            yield from mentioned(branch.inside)


@dataclass(slots=True)
class Rendering:
    """A text as it stands at one point. `chosen`: line → what was picked on it; `emptied`: lines of which nothing was kept."""

    parts: list[str] = field(default_factory=list)
    chosen: dict[int, list[int]] = field(default_factory=dict)
    emptied: set[int] = field(default_factory=set)
    at: int = 0
    line: int = 1

    @property
    def text(self) -> str:
        return "".join(self.parts)


def render(text: str, nodes: list[Node], point: Point) -> Rendering:
    """The text with each fork's branch taken and each spot's piece put in, where the environment alone decides; every line in
    its place."""
    made = Rendering()
    _render(made, text, nodes, point)
    _keep(made, text, len(text))
    return made


def _render(made: Rendering, text: str, nodes: list[Node], point: Point) -> None:
    for node in nodes:
        _keep(made, text, node.start)
        if isinstance(node, Spot):
            _print(made, text, node, point)
        else:
            _branch(made, text, node, point)


def _print(made: Rendering, text: str, spot: Spot, point: Point) -> None:
    piece = pick(spot.value, point)
    if piece is None:
        _choose(made, -1)
        _keep(made, text, spot.end)
        return
    _choose(made, piece.start)
    opener, closer = text[spot.start : spot.start + 2], text[spot.end - (_CLOSERS[text[spot.start : spot.start + 2]]) : spot.end]
    made.parts.append(piece.text if piece.text is not None else f"{opener} {text[piece.start : piece.end]} {closer}")
    _drop(made, text, spot.end)


def _branch(made: Rendering, text: str, fork: Fork, point: Point) -> None:
    """The branch that holds; where others than the environment decide, all that may hold, with their tags."""
    holding = list(_holding(fork, point))
    decided = (len(holding) == 1 and holding[0][1]) or not holding
    if fork.inline:
        _choose(made, holding[0][0].start if decided and holding else 0 if decided else -1)
        if not decided:
            _keep(made, text, fork.end)
            return
    kept = {branch.start for branch, _ in holding}
    for place, branch in enumerate(fork.branches):
        edge = fork.branches[place + 1].start if place + 1 < len(fork.branches) else fork.last
        if branch.start not in kept:
            _drop(made, text, edge)
            continue
        (_drop if decided else _keep)(made, text, branch.end)
        _render(made, text, branch.inside, point)
        _keep(made, text, edge)
    (_drop if decided else _keep)(made, text, fork.end)


def _holding(fork: Fork, point: Point) -> Iterator[tuple[Branch, bool]]:
    """The branches that may be taken at a point, each with whether it surely is, once those before it are not."""
    for branch in fork.branches:
        holds = True if branch.condition is None else truth(branch.condition, point)
        if holds is not False:
            yield branch, holds is True
        if holds:
            return


def _choose(made: Rendering, mark: int) -> None:
    made.chosen.setdefault(made.line, []).append(mark)


def _keep(made: Rendering, text: str, end: int) -> None:
    kept = text[made.at : end]
    if kept:
        made.parts.append(kept)
        made.line += kept.count("\n")
        made.at = end


def _drop(made: Rendering, text: str, end: int) -> None:
    """Leaves text out up to a place, but for its line ends."""
    lines = text.count("\n", made.at, end)
    made.emptied.update(range(made.line, made.line + lines + 1))
    made.parts.append("\n" * lines)
    made.line += lines
    made.at = max(end, made.at)
