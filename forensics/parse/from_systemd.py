"""systemd units and their drop-ins → tree: section, key; each assignment of `Environment=` on its own."""

from __future__ import annotations

import re

from forensics.parse.text import numbered
from forensics.parse.tree import Leaf, Map, Node, Outline

_SECTION = re.compile(r"\[([^\]\n]++)\][ \t]*+")
_SETTING = re.compile(r"([A-Za-z_][\w\-]*+)[ \t]*+=[ \t]*+(.*)", re.DOTALL)
# systemd.syntax(7): a word may be quoted as a whole or in part; C escapes inside.
_WORD = re.compile(r"(?:[ \t\n]++|\\\n)*+((?:\"(?:[^\"\\]++|\\.)*+\"|'(?:[^'\\]++|\\.)*+'|\\(?!\n).|[^\s\\\"'])++)", re.DOTALL)
_QUOTED = re.compile(r"\"((?:[^\"\\]++|\\.)*+)\"|'((?:[^'\\]++|\\.)*+)'", re.DOTALL)
_ESCAPE = re.compile(r"\\([\\\"'nt])")
_ESCAPES = {"n": "\n", "t": "\t"}


def read(text: str) -> Outline:
    """The settings of a unit. `Environment=` without a value takes back what stands above it, as systemd.exec(5) has it."""
    root = section = Map(1)
    for number, line in _logical_lines(text):
        if (head := _SECTION.fullmatch(line)) is not None:
            section = Map(number)
            root.pairs.append((head[1], number, section))
        elif (hit := _SETTING.fullmatch(line)) is not None:
            _setting(section, hit[1], hit[2].rstrip(), number)
    return Outline([root])


def _logical_lines(text: str) -> list[tuple[int, str]]:
    """Each line with its number, joined with those that a backslash continues; comments left out, also between those."""
    found: list[tuple[int, list[str]]] = []
    goes_on = False
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith(("#", ";")):
            if goes_on:
                found[-1][1].append("\\")
            continue
        if goes_on:
            found[-1][1].append(bare)
        elif bare:
            found.append((number, [bare]))
        goes_on = bare.endswith("\\")
    return [(number, "\n".join(lines)) for number, lines in found]


def _setting(section: Map, key: str, value: str, line: int) -> None:
    if key == "Environment":
        _environment(section, value, line)
    elif key == "EnvironmentFile" and value:
        name = value.removeprefix("-")
        _below(section, key, line).pairs.append((name, line, Leaf(value, line, "reference")))
    elif value:
        section.pairs.append((key, line, Leaf(re.sub(r"\s*\\\n(?:\\\n)*", " ", value), line)))


def _environment(section: Map, value: str, line: int) -> None:
    if not value:
        section.pairs[:] = [pair for pair in section.pairs if pair[0] != "Environment"]
        return
    made: list[tuple[str, int, Node]] = []
    for number, hit in numbered(_WORD, value):
        name, sign, said = _QUOTED.sub(lambda piece: _ESCAPE.sub(_plain, piece[1] or piece[2] or ""), hit[1]).partition("=")
        if sign and name:
            here = line + number - 1 + value.count("\n", hit.start(), hit.start(1))
            made.append((name, here, Leaf(said, here)))
    if made:
        _below(section, "Environment", line).pairs.extend(made)


def _below(section: Map, key: str, line: int) -> Map:
    """The map below a key of the section, made where it isn't there."""
    for name, _, node in section.pairs:
        if name == key and isinstance(node, Map):
            return node
    made = Map(line)
    section.pairs.append((key, line, made))
    return made


def _plain(hit: re.Match[str]) -> str:
    return _ESCAPES.get(hit[1], hit[1])
