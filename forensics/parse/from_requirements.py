"""pip's requirements and constraints → tree: name → what is asked of it; `-r other` as a reference."""

from __future__ import annotations

import re

from forensics.parse.pins import Pin, pinned
from forensics.parse.text import numbered
from forensics.parse.tree import Leaf, Map, Outline

_LINE = re.compile(r"^(?!#)((?:[^\\\n]++|\\\n|\\)++)$", re.MULTILINE)
# PEP 508: a name, extras, then a version, a URL or nothing, then a marker.
_NAMED = re.compile(r"([A-Za-z0-9](?:[\w.\-]*[A-Za-z0-9])?)[ \t]*+((?:\[[^\]\n]*+\])?[ \t]*+(?:[=<>!~;@(].*)?)", re.DOTALL)
_OTHER_FILE = re.compile(r"(-r|-c|--requirement|--constraint)(?:[ \t]++|=)(\S++)")
_EGG = re.compile(r"(?:-e|--editable)?[ =\t]*+(\S+?[#&]egg=([\w.\-]+)\S*+)")
_OPTION = re.compile(r"(?:^|[ \t])--(?:hash|global-option|config-settings|install-option)\b.*", re.DOTALL)
_COMMENT = re.compile(r"(?:^|[ \t]++)#.*")
_SPACE = re.compile(r"\s+")


def read(text: str) -> Outline:
    """The requirements of a text. The value is what stands after the name, without hashes: extras, versions, marker."""
    pins: list[Pin] = []
    files: list[tuple[str, str, int]] = []
    for line, hit in numbered(_LINE, text):
        said = "\n".join(_COMMENT.sub("", part.rstrip("\\")) for part in hit[1].split("\n")).strip()
        if not said:
            continue
        if said.startswith("-") and (other := _OTHER_FILE.match(said)) is not None:
            files.append((other[1], other[2], line))
        elif "egg=" in said and (egg := _EGG.match(said)) is not None:
            pins.append((egg[2], line, egg[1]))
        elif (named := _NAMED.fullmatch(_OPTION.sub("", said).strip())) is not None:
            pins.append((named[1], line, _SPACE.sub(" ", named[2]).strip()))
    made = pinned(pins)
    for option, name, at in files:
        made.pairs.append((option, at, Map(at, [(name, at, Leaf(name, at, "reference"))])))
    return Outline([made])
