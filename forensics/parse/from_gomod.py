"""go.mod → tree: directive, module path, version; a replacement as written."""

from __future__ import annotations

from forensics.parse.pins import Pin, pinned
from forensics.parse.tree import Map, Node, Outline

# The grammar of go.mod (go.dev/ref/mod#go-mod-file-grammar): one directive a line, or a block of lines in brackets.
_VERSIONED = frozenset({"require", "exclude"})
_SINGLE = frozenset({"go", "toolchain", "module"})
_BLOCKS = frozenset({*_VERSIONED, "replace", "godebug"})


def read(text: str) -> Outline:
    """The requirements, replacements and versions of a module file."""
    pins: dict[str, list[Pin]] = {}
    single: list[tuple[str, int, str]] = []
    block = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.partition("//")[0].strip()
        if block and line != ")":
            _take(pins, block, line, number)
        elif line == ")":
            block = ""
        else:
            word, _, rest = line.partition(" ")
            rest = rest.strip()
            if line.endswith("(") and word.rstrip("(") in _BLOCKS:
                block = word.rstrip("(")
            elif word in _SINGLE and rest:
                single.append((word, number, rest))
            elif rest:
                _take(pins, word, rest, number)
    made: list[tuple[str, int, Node]] = list(pinned(single).pairs)
    made += [(word, found[0][1], pinned(found)) for word, found in pins.items()]
    return Outline([Map(1, made)])


def _take(pins: dict[str, list[Pin]], word: str, line: str, number: int) -> None:
    if word in _VERSIONED:
        name, _, version = line.partition(" ")
        if version.strip():
            pins.setdefault(word, []).append((name.strip('"'), number, version.strip()))
    elif word == "replace" and "=>" in line:
        left, _, right = line.partition("=>")
        pins.setdefault(word, []).append((left.split()[0] if left.strip() else "", number, right.strip()))
    elif word == "godebug" and "=" in line:
        name, _, value = line.partition("=")
        pins.setdefault(word, []).append((name.strip(), number, value.strip()))
