"""What in a block of a YAML text gives other lines of the file another meaning, or gets its own from them."""

from __future__ import annotations

import re

from forensics.parse.templates import pieces
from forensics.parse.tree import Leaf, Node, Seq

# What turns on lines far from its own, or gives them another meaning: complex keys, `--set` before its value, template blocks.
_FAR_REACHING = re.compile(
    r"^[ ]*+(?:-[ ]++)*+[?:](?:[ \n]|\Z)|--set|\{%|<%|%\{~?\s*+(?:if|else|endif|for|endfor)\b"
    r"|\{\{-?\s*+(?:if|else|end|range|with|define|block|/\*)",
    re.MULTILINE,
)
_OPENER = re.compile(r"\{\{")


def reaches_far(text: str) -> bool:
    """Whether a text may give what stands elsewhere another meaning."""
    return _FAR_REACHING.search(text) is not None or _forks(text)


def has_defaults_in_escapes(root: Node, are_there: bool) -> bool:
    """Whether a default inside (defaults.py) is written with escapes: it is found, or its line is, by other parts of the file.
    `are_there`: references are written without."""
    if isinstance(root, Leaf):
        return not root.block and "${" in root.text and ("\n" in root.text or not are_there)
    inside = root.nodes if isinstance(root, Seq) else [child for _, _, child in root.pairs]
    return any(has_defaults_in_escapes(child, are_there) for child in inside)


def _forks(text: str) -> bool:
    """Whether a piece of template in a block may choose by environment, or may end outside the block."""
    if "{{" not in text and "${" not in text:
        return False
    closed = list(pieces(text))
    if any(not any(start <= hit.start() < end for start, end in closed) for hit in _OPENER.finditer(text)):
        return True
    from forensics.parse.choices import all_points  # here, as few files have such pieces
    from forensics.parse.forks import Spot, forks, mentioned

    nodes = forks(text, "yaml")
    return any(not isinstance(node, Spot) for node in nodes) or len(all_points(mentioned(nodes))) > 1
