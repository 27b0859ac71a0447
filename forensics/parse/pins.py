"""Pinned versions by package: one setting each, also where a file names a package several times."""

from __future__ import annotations

from collections.abc import Iterable

from forensics.parse.tree import Leaf, Map

Pin = tuple[str, int, str]  # name, line, what is pinned


def pinned(pins: Iterable[Pin]) -> Map:
    """A map of names to versions in the order met. Where a name has several (per platform, or for two dependents), they are told
    together, at the first one's line: a change of any is a change."""
    found: dict[str, tuple[int, dict[str, None]]] = {}
    for name, line, version in pins:
        found.setdefault(name, (line, {}))[1][version] = None
    return Map(1, [(name, line, Leaf(" | ".join(versions), line)) for name, (line, versions) in found.items()])
