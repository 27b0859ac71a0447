"""Patches of Kubernetes objects: what of the key a whole object, a merge patch or a JSON patch says."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.collect.live.nodes import as_json, maps_at, node_at, text_at
from forensics.hits import Hit, find
from forensics.keys import Key
from forensics.model import Parsed
from forensics.parse import parse
from forensics.parse.shape import shape
from forensics.parse.tree import Leaf, Map, Node, Seq


def patched(body: Map, object: str, key: Key) -> Iterator[Hit]:
    """The key's places in an object or in a merge patch of one, below `#Kind/name`; a null takes the field away."""
    entries = parse("body.json", as_json(body).encode()).entries  # texts that are files of their own too
    settings = Parsed(tuple(entry for entry in entries if _is_setting(entry.path)))
    for hit in find(settings, key):
        path = hit.path[1:] if hit.path[0].startswith("#") else hit.path
        if path:
            yield Hit((f"#{object}", *path), hit.value, body.line, hit.kind, hit.tier)


def _is_setting(path: tuple[str, ...]) -> bool:
    rest = path[1:] if path[0].startswith("#") else path
    return bool(rest) and rest[0] != "status" and not any("managedFields" in part or "last-applied" in part for part in rest[1:])


def json_patch(body: Seq, object: str, key: Key) -> Iterator[Hit]:
    """RFC 6902: `{"op": "replace", "path": "/data/KEY", "value": …}`; a path by position names no key, its value may."""
    for step in maps_at(Map(0, [("steps", 0, body)]), "steps"):
        parts = tuple(part.replace("~1", "/").replace("~0", "~") for part in (text_at(step, "path") or "").split("/")[1:])
        value = node_at(step, "value")
        if not parts:
            continue
        if isinstance(value, Leaf) or value is None:
            tier = key.tier(parts)
            if tier is not None:
                gone = text_at(step, "op") == "remove"
                yield Hit(
                    (f"#{object}", *parts), None if gone or value is None else value.text, step.line, "null" if gone else "scalar", tier
                )
        else:
            wrapped: Node = Seq(step.line, [value]) if _is_position(parts[-1]) else value
            for part in reversed([part for part in parts if not _is_position(part)]):
                wrapped = Map(step.line, [(part, step.line, wrapped)])
            for hit in find(Parsed(tuple(shape([wrapped], {}).entries)), key):
                yield Hit((f"#{object}", *hit.path), hit.value, step.line, hit.kind, hit.tier)


def _is_position(part: str) -> bool:
    return part.isdigit() or part == "-"
