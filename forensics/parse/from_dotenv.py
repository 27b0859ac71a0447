"""Dotenv → tree: `export`, quotes, values over several lines, comments; also files named `.env` that are YAML inside."""

from __future__ import annotations

import re

from forensics.parse import from_yaml
from forensics.parse.tree import Leaf, Map, Node, Outline

_SETTING = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.\-]*)[ \t]*(=|:(?=[ \t]|$))[ \t]*")
_BARE = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Z_][A-Z0-9_]*)[ \t]*$")
_COMMENT = re.compile(r"[ \t]+#.*$")
_QUOTED = {quote: re.compile(rf"{quote}((?:[^{quote}\\]|\\.)*+){quote}", re.DOTALL) for quote in ('"', "'", "`")}
_ESCAPE = re.compile(r"\\([\\\"nrt$`])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_AS_YAML = re.compile(r"^[A-Za-z_][\w.\-]*:(?:[ \t]|$)", re.MULTILINE)
_AS_DOTENV = re.compile(r"^[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.\-]*[ \t]*=", re.MULTILINE)


def read(text: str) -> Outline:
    """The settings of a dotenv text. A file whose lines are `KEY: value` more often than `KEY=value` is YAML."""
    if len(_AS_YAML.findall(text)) > len(_AS_DOTENV.findall(text)):
        return from_yaml.read(text)
    pairs: list[tuple[str, int, Node]] = []
    position, line = 0, 1
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if (hit := _SETTING.match(text, position, end)) is not None:
            value, end = _value(text, hit.end(), end)
            if not hit[1].startswith("sops_"):
                pairs.append((hit[1], line, Leaf(value, line)))
        elif (bare := _BARE.match(text, position, end)) is not None:
            pairs.append((bare[1], line, Leaf(f"{bare[1]} from the shell", line, "reference")))
        line += text.count("\n", position, end) + 1
        position = end + 1
    return Outline([Map(1, pairs)])


def _value(text: str, start: int, end: int) -> tuple[str, int]:
    """The value that begins at `start`, and where its last line ends."""
    quote = text[start : start + 1]
    if start < end and quote in _QUOTED and (hit := _QUOTED[quote].match(text, start)) is not None:
        rest = text.find("\n", hit.end())
        rest = len(text) if rest < 0 else rest
        after = text[hit.end() : rest].strip()
        if not after or after.startswith("#"):
            return (_unescaped(hit[1]) if quote == '"' else hit[1]), rest
    line = text[start:end]
    return ("" if line.startswith("#") else _COMMENT.sub("", line).rstrip()), end


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda hit: _ESCAPES.get(hit[1], hit[1]), text) if "\\" in text else text
