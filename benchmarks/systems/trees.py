"""Flat names (`a.b[0].c`, `a:b:0`) → the tree that they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def tree_of(pairs: Mapping[str, str], mark: str) -> Any:
    """Maps whose keys are 0, 1, 2 … become lists."""
    root: dict[str, Any] = {}
    for name, value in pairs.items():
        *above, last = [part for part in re.sub(r"\[(\d+)\]", rf"{mark}\1", name).split(mark) if part]
        node = root
        for part in above:
            below = node.setdefault(part, {})
            if not isinstance(below, dict):  # `a=1` beside `a.b=2`: both are values
                below = node[part] = {"": below}
            node = below
        if isinstance(node.get(last), dict):
            node[last][""] = value
        else:
            node[last] = value
    return _listed(root)


def _listed(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    below = {key: _listed(one) for key, one in node.items()}
    if below and set(below) == {str(place) for place in range(len(below))}:
        return [below[str(place)] for place in range(len(below))]
    return below
