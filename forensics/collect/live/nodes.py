"""A tree of the parse room, asked by name: the scalar, the list or the map at the end of some keys, with its line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from forensics.collect.live.pieces import Piece
from forensics.parse import PARSERS
from forensics.parse.kubernetes import get, text_at
from forensics.parse.tree import DEEPEST, Leaf, Map, Node, Outline, Seq

__all__ = ["as_json", "get", "leaf_at", "map_at", "maps_at", "node_at", "outline", "root", "text_at", "texts"]


def outline(piece: Piece) -> Outline:
    """The piece's documents by its form's reader; lines count from the piece's own first."""
    return PARSERS[piece.form](piece.text)


def root(text: str, form: str = "json") -> Map | None:
    """The map that a text is; None where it is none or can't be read to its end."""
    read = PARSERS[form](text)
    first = read.documents[0] if read.documents and read.stopped is None else None
    return first if isinstance(first, Map) else None


def node_at(node: Node | None, *keys: str) -> Node | None:
    for key in keys:
        node = get(node, key) if isinstance(node, Map) else None
    return node


def map_at(node: Node | None, *keys: str) -> Map:
    """The map at the end of the keys, an empty one where there is none."""
    found = node_at(node, *keys)
    return found if isinstance(found, Map) else Map(0)


def leaf_at(node: Node | None, *keys: str) -> Leaf | None:
    found = node_at(node, *keys)
    return found if isinstance(found, Leaf) else None


def maps_at(node: Node | None, *keys: str) -> Iterator[Map]:
    """The maps of the list at the end of the keys."""
    found = node_at(node, *keys)
    if isinstance(found, Seq):
        yield from (each for each in found.nodes if isinstance(each, Map))


def as_json(node: Node) -> str:
    """A node as JSON text in which every scalar is a string or null: for readers that want a file's text."""
    return json.dumps(_value(node, 0))


def _value(node: Node, depth: int) -> object:
    if isinstance(node, Leaf):
        return None if node.kind == "null" else node.text
    if depth > DEEPEST:
        return None
    if isinstance(node, Map):
        return {name: _value(child, depth + 1) for name, _, child in node.pairs}
    return [_value(each, depth + 1) for each in node.nodes]


def texts(node: Node | None) -> list[str]:
    """The scalars of a list."""
    return [each.text for each in node.nodes if isinstance(each, Leaf)] if isinstance(node, Seq) else []
