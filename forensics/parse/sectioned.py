"""Whether a part of a file may have sections for environments (sections.py), by the names that it can make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from forensics.parse.identity import NAMING
from forensics.parse.ladder import may_be_file
from forensics.parse.sections import may_name
from forensics.parse.tree import Leaf, Map, Node

_WORD = re.compile(r"[\w\-]+")
# What a text in a list begins with, where it is an assignment or a requirement.
_HEAD = re.compile(r"[\w.\-/]+(?=[ ]*[=<>!~@\[])")
_DEFAULTED = re.compile(r"\$\{([\w.\-]+)")


def may_name_environments(node: Node, repeated: bool) -> bool:
    """Whether an entry of a node may go by the name of an environment, or of what holds these. `repeated`: aliases elsewhere may
    repeat any part of it, which may be a name there, or a file."""
    if any(map(may_name, _names(node))):
        return True
    return repeated and any(may_name(name) for text in every_text(node) for name in _names_in(text, True))


def _names(node: Node) -> Iterator[str]:
    """What the entries of a node go by: keys, what names a list's entry, and the settings that texts hold."""
    if isinstance(node, Leaf):
        yield from _names_in(node.text, True)
    elif isinstance(node, Map):
        for key, _, child in node.pairs:
            yield key
            if not isinstance(child, Leaf):
                yield from _names(child)
            elif key in NAMING or "${" in child.text or "\n" in child.text:
                yield from _names_in(child.text, may_be_file(key))
    else:
        for child in node.nodes:
            yield from _names(child)


def _names_in(text: str, is_file: bool) -> Iterator[str]:
    """The names that a text can make: of a file in it each word, of a reference with a default what it names, of a line itself."""
    if is_file and "\n" in text:
        words = _WORD.findall(text)
        yield from words
        yield from map(":".join, pairwise(words))  # sections of an INI inventory
    elif "${" in text:
        yield from _DEFAULTED.findall(text)
    yield text
    if (head := _HEAD.match(text)) is not None:
        yield head[0]


def every_text(node: Node) -> Iterator[str]:
    """All texts in a node."""
    if isinstance(node, Leaf):
        yield node.text
    elif isinstance(node, Map):
        for key, _, child in node.pairs:
            yield key
            yield from every_text(child)
    else:
        for child in node.nodes:
            yield from every_text(child)
