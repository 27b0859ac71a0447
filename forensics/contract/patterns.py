"""Patterns in time linear in the text: the plain part of regular expressions, as an automaton that never goes back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_LONGEST_PATTERN, _LONGEST_TEXT, _MOST_STATES, _DEEPEST = 200, 2_000, 1_000, 20
_COUNT = re.compile(r"\{(\d{1,3})(?:(,)(\d{1,3})?)?\}")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_KNOWN_ESCAPES = frozenset("dDwWsS")


class PatternRefused(Exception):
    """The pattern is none of the plain kind; the message says what of it is not."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that must match a whole text. `steps`: state → (what one character must be, the next states); None: no character."""

    steps: tuple[tuple[re.Pattern[str] | None, tuple[int, ...]], ...]

    def matches(self, text: str) -> bool:
        """Whether the whole text matches; a text beyond 2,000 characters never does."""
        if len(text) > _LONGEST_TEXT:
            return False
        states = self._reached({0})
        for char in text:
            states = self._reached({to for one in states if (sign := self.steps[one][0]) and sign.match(char) for to in self.steps[one][1]})
            if not states:
                return False
        return len(self.steps) - 1 in states

    def _reached(self, states: set[int]) -> set[int]:
        """The states with all that can be reached from them without a character."""
        found: set[int] = set()
        pending = list(states)
        while pending:
            one = pending.pop()
            if one not in found:
                found.add(one)
                if self.steps[one][0] is None:
                    pending.extend(self.steps[one][1])
        return found


@lru_cache(maxsize=256)
def compiled(text: str) -> Pattern:
    """The pattern in `text`. Raises PatternRefused, with a few words.

    Known: characters, `.`, `[a-z]`, `\\d \\w \\s` and their opposites, `\\` before a sign, `(…)`, `(?:…)`, `|`, `? * +`, `{2,5}`; `^` at
    the beginning and `$` at the end mean what holds anyway, that the whole value must match. The automaton is Thompson's (1968): all ways
    are gone at once, so that no value can make a pattern slow.
    """
    if len(text) > _LONGEST_PATTERN:
        raise PatternRefused(f"it is longer than {_LONGEST_PATTERN} characters")
    inner = text.removeprefix("^")
    if inner.endswith("$") and not inner.endswith("\\$"):
        inner = inner[:-1]
    reader = _Reader(inner)
    made = reader.choice(0)
    if reader.at < len(inner):
        raise PatternRefused("a ) has no ( before it")
    steps: list[tuple[re.Pattern[str] | None, tuple[int, ...]]] = []
    _lay(made, steps)
    steps.append((None, ()))
    return Pattern(tuple(steps))


@dataclass(frozen=True, slots=True)
class _One:
    sign: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Several:
    """Parts after one another, or (`either`) any one of them."""

    parts: tuple[_Node, ...]
    either: bool = False


@dataclass(frozen=True, slots=True)
class _Repeated:
    part: _Node
    least: int
    most: int | None


_Node = _One | _Several | _Repeated


def _lay(node: _Node, steps: list[tuple[re.Pattern[str] | None, tuple[int, ...]]]) -> None:
    """Appends the node's states; they begin at the list's end and lead to the state after their last."""
    if len(steps) > _MOST_STATES:
        raise PatternRefused("it counts too far")
    if isinstance(node, _One):
        steps.append((node.sign, (len(steps) + 1,)))
    elif isinstance(node, _Repeated):
        _lay_repeated(node, steps)
    elif not node.either:
        for part in node.parts:
            _lay(part, steps)
        if not node.parts:  # a state of its own, so that counting nothing ends too
            steps.append((None, (len(steps) + 1,)))
    else:
        fork = len(steps)
        steps.append((None, ()))
        starts, ends = [], []
        for part in node.parts:
            starts.append(len(steps))
            _lay(part, steps)
            ends.append(len(steps))
            steps.append((None, ()))
        steps[fork] = (None, tuple(starts))
        for end in ends:
            steps[end] = (None, (len(steps),))


def _lay_repeated(node: _Repeated, steps: list[tuple[re.Pattern[str] | None, tuple[int, ...]]]) -> None:
    for _ in range(node.least):
        _lay(node.part, steps)
    if node.most is None:
        fork = len(steps)
        steps.append((None, ()))
        _lay(node.part, steps)
        steps.append((None, (fork,)))
        steps[fork] = (None, (fork + 1, len(steps)))
        return
    forks = []
    for _ in range(node.most - node.least):
        forks.append(len(steps))
        steps.append((None, ()))
        _lay(node.part, steps)
    for fork in forks:
        steps[fork] = (None, (fork + 1, len(steps)))


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def choice(self, depth: int) -> _Node:
        if depth > _DEEPEST:
            raise PatternRefused("its brackets are nested too deep")
        parts = [self._run(depth)]
        while self._next("|"):
            parts.append(self._run(depth))
        return parts[0] if len(parts) == 1 else _Several(tuple(parts), either=True)

    def _run(self, depth: int) -> _Node:
        parts: list[_Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self._counted(self._atom(depth)))
        return _Several(tuple(parts))

    def _counted(self, node: _Node) -> _Node:
        sign = self.text[self.at : self.at + 1]
        hit = _COUNT.match(self.text, self.at)
        if hit:
            self.at = hit.end()
            least = int(hit[1])
            most = int(hit[3]) if hit[3] else None if hit[2] else least
            if most is not None and most < least:
                raise PatternRefused(f"{hit[0]} counts backwards")
        elif sign and sign in "?*+":
            self.at += 1
            least, most = int(sign == "+"), 1 if sign == "?" else None
        else:
            return node
        if self.text[self.at : self.at + 1] and self.text[self.at] in "?*+{":
            raise PatternRefused(f"{self.text[self.at]!r} stands after a count")
        return _Repeated(node, least, most)

    def _atom(self, depth: int) -> _Node:
        char = self.text[self.at]
        if char == "(":
            return self._group(depth)
        hit = _CLASS.match(self.text, self.at) if char == "[" else None
        if hit:
            self.at = hit.end()
            return _One(_sign(hit[0]))
        if char in "[?*+{^$":
            raise PatternRefused(f"{char!r} stands where it means nothing: put a \\ before it")
        if char != "\\":
            self.at += 1
            return _One(_sign("." if char == "." else re.escape(char)))
        named = self.text[self.at + 1 : self.at + 2]
        if not named or (named.isalnum() and named not in _KNOWN_ESCAPES):
            raise PatternRefused(f"\\{named} is not known here")
        self.at += 2
        return _One(_sign(f"\\{named}" if named in _KNOWN_ESCAPES else re.escape(named)))

    def _group(self, depth: int) -> _Node:
        self.at += 3 if self.text.startswith("(?:", self.at) else 1
        if self._next("?"):
            raise PatternRefused("(? is known only as (?:")
        node = self.choice(depth + 1)
        if not self._next(")"):
            raise PatternRefused("a ( is never closed")
        return node

    def _next(self, sign: str) -> bool:
        found = self.text.startswith(sign, self.at)
        self.at += found
        return found


def _sign(written: str) -> re.Pattern[str]:
    """What a single character must be; `re` reads the class, and never sees more than that one character."""
    try:
        return re.compile(written, re.DOTALL)
    except re.error as error:
        raise PatternRefused(f"{written} is no class of characters ({error})") from error
