"""What of a YAML node other nodes' paths may be made of, or depend on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from forensics.parse.identity import NAMING, PAIR_VALUES
from forensics.parse.tree import Leaf, Map, Node, Seq

_RUN = re.compile(r"\w+")
ESCAPE = re.compile(r"\\\w")
_LINE_ENDS = re.compile("[\u0085\u2028\u2029]")  # libyaml's


class Indivisible(Exception):
    """Raised where a text has to be read as a whole."""


def runs_in(texts: Iterable[str]) -> frozenset[str]:
    """The runs of letters and digits in some texts, in lower case without underscores."""
    return frozenset(_RUN.findall("\n".join(texts).lower().replace("_", "")))


def spoken(node: Node) -> Iterator[str]:
    """The texts in a node that may become part of a path: keys, what names its entry, list entries, and what may hold settings."""
    if isinstance(node, Seq):
        for child in node.nodes:
            if isinstance(child, Leaf):
                yield child.text
            else:
                yield from spoken(child)
    elif isinstance(node, Map):
        for key, _, child in node.pairs:
            yield key
            if not isinstance(child, Leaf):
                yield from spoken(child)
            elif key in NAMING or "\n" in child.text or "${" in child.text:
                yield child.text
                if "\\" in child.text:  # the `n` of `\nNAME` is no part of the name
                    yield ESCAPE.sub(" ", child.text)


def borrows(node: Node, depth: int) -> bool:
    """Whether what a node holds, this deep, comes from an anchor elsewhere."""
    if isinstance(node, Leaf):
        return node.kind == "reference"
    if isinstance(node, Map):
        return depth > 0 and (node.merges or any(borrows(child, depth - (key not in PAIR_VALUES)) for key, _, child in node.pairs))
    return depth > 0 and any(borrows(child, depth - 1) for child in node.nodes)


def quoted(text: str) -> str:
    """A text as YAML and JSON both read it, on one line."""
    return _LINE_ENDS.sub(lambda hit: f"\\u{ord(hit[0]):04x}", json.dumps(text, ensure_ascii=False))


def flat_of(key: str | None, node: Node) -> str:
    """A value as far as other paths may depend on it: that it is there, and what it says where that may be a name."""
    if isinstance(node, Leaf):
        if node.kind == "encrypted" and key in NAMING:
            raise Indivisible  # ciphertext names an object, and no entry of a list
        return "null" if node.kind == "null" else quoted(node.text) if key is None or key in NAMING else '"x"'
    return "{}" if isinstance(node, Map) else "[]"


def deep_of(key: str | None, node: Node) -> str:
    """Likewise, with the names of what it holds."""
    if isinstance(node, Map):
        told = (f"{quoted(name)}: {(deep_of if name in PAIR_VALUES else flat_of)(name, child)}" for name, _, child in node.pairs)
        return "{" + ", ".join(told) + "}"
    if isinstance(node, Seq) and key is not None:
        return "[" + ", ".join(deep_of(None, child) for child in node.nodes) + "]"
    return flat_of(key, node)
