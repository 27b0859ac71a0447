"""A declaring file's tree: its documents with templates left in place, and the steps down from one of its nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.parse import PARSERS
from forensics.parse.templates import is_templated, neutralise
from forensics.parse.tree import DEEPEST, Leaf, Map, Node, Seq

_TOKEN = re.compile("\ue000([0-9]{1,8})\ue001")


def documents(text: str, form: str = "yaml") -> list[Node]:
    """The documents of a YAML (or JSON, HCL) text; where template language stops the reader it is neutralised and put back."""
    outline = PARSERS[form](text)
    if outline.stopped is None or not is_templated(text):
        return outline.documents
    neutral = neutralise(text)
    second = PARSERS[form](neutral.text)
    for document in second.documents:
        _restore(document, neutral.originals, 0)
    return second.documents


def _restore(node: Node, originals: tuple[str, ...], depth: int) -> None:
    if isinstance(node, Leaf):
        if "\ue000" in node.text:
            node.text = _TOKEN.sub(lambda hit: originals[int(hit[1])] if int(hit[1]) < len(originals) else hit[0], node.text)
    elif depth < DEEPEST:
        for child in node.nodes if isinstance(node, Seq) else [child for _, _, child in node.pairs]:
            _restore(child, originals, depth + 1)


def pairs(node: Node | None, chain: int = 0) -> list[tuple[str, int, Node]]:
    """A map's pairs, those that it merges with `<<` first; nothing for other nodes."""
    if not isinstance(node, Map):
        return []
    if not node.merges or chain > 20:
        return node.pairs
    found: dict[str, tuple[str, int, Node]] = {}
    for key, _, child in node.pairs:
        if key == "<<":
            for source in reversed(child.nodes) if isinstance(child, Seq) else [child]:
                found.update((pair[0], pair) for pair in pairs(source, chain + 1))
    found.update((pair[0], pair) for pair in node.pairs if pair[0] != "<<")
    return list(found.values())


def at(node: Node | None, *keys: str) -> Node | None:
    """The node found by walking these keys down; of a repeated key the last."""
    for key in keys:
        node = next((child for name, _, child in reversed(pairs(node)) if name == key), None)
    return node


def text(node: Node | None, *keys: str) -> str | None:
    """The scalar found there; None where there is none."""
    found = at(node, *keys)
    return found.text if isinstance(found, Leaf) and found.kind != "null" and found.text else None


def listed(node: Node | None, *keys: str) -> list[Node]:
    """The nodes of the list found there; a single scalar counts as a list of one."""
    found = at(node, *keys)
    if isinstance(found, Seq):
        return found.nodes
    return [found] if isinstance(found, Leaf) and found.kind != "null" and found.text else []


def texts(node: Node | None, *keys: str) -> list[str]:
    """The scalars of the list found there."""
    return [each.text for each in listed(node, *keys) if isinstance(each, Leaf) and each.text]


def maps(node: Node | None, *keys: str) -> Iterator[Map]:
    """The maps of the list found there."""
    return (each for each in listed(node, *keys) if isinstance(each, Map))


def line_of(node: Node | None) -> int:
    return node.line if node is not None else 1
