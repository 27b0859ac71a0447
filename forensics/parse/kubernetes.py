"""Kubernetes shapes: which object a document is, and what a `valueFrom` refers to."""

from __future__ import annotations

from forensics.parse.tree import Leaf, Map, Node


def get(node: Map, key: str) -> Node | None:
    """The last value of a key, as every loader would have it."""
    found = None
    for name, _, child in node.pairs:
        if name == key:
            found = child
    return found


def text_at(node: Node | None, *keys: str) -> str | None:
    """The scalar found by walking these keys down from a node; None where there is none."""
    for key in keys:
        node = get(node, key) if isinstance(node, Map) else None
    return node.text if isinstance(node, Leaf) and node.kind != "null" and node.text else None


def object_name(node: Map) -> str | None:
    """`#Kind/name` of a map that is a Kubernetes object, `#Kind` where it has an apiVersion but no name, or None."""
    kind = text_at(node, "kind")
    if kind is None or "\n" in kind:
        return None
    name = text_at(node, "metadata", "name")
    if name is not None:
        return f"#{kind}/{name}"
    return f"#{kind}" if text_at(node, "apiVersion") else None


def is_list(node: Map) -> bool:
    """`kind: List` (or PodList and the like): a file that wraps several objects."""
    return (text_at(node, "kind") or "").endswith("List") and get(node, "items") is not None


def reference_text(node: Node) -> str:
    """What a `valueFrom` names: `secretKeyRef payments/api-key`, `fieldRef status.podIP`."""
    if not isinstance(node, Map) or not node.pairs:
        return node.text if isinstance(node, Leaf) else "valueFrom"
    source, _, target = node.pairs[0]
    if isinstance(target, Leaf):
        return f"{source} {target.text}"
    name, key = text_at(target, "name"), text_at(target, "key")
    where = "/".join(part for part in (name, key) if part)
    return f"{source} {where or text_at(target, 'fieldPath') or text_at(target, 'resource') or ''}".rstrip()
