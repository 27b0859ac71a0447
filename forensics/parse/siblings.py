"""Which blocks of a collection can be left out, for the paths of the others don't turn on them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from forensics.parse.blocks import Block
from forensics.parse.identity import NAMING, PAIR_VALUES, go_by_one_key
from forensics.parse.references import SOURCE_KEYS

# What a map goes by, or is told as.
_SPEAKING = frozenset({*NAMING, *PAIR_VALUES, *SOURCE_KEYS, "metadata"})
_MERGE = "<<"
_NO_KEYS: dict[str, object] = {}


def can_spare(blocks: Iterable[Block]) -> bool:
    """Whether the blocks of one collection, in a file without names of environments (sections.py), keep their paths where those that
    `is_spare` names are left out and at least one remains."""
    keys = [block.key for block in blocks]
    if keys[0] is not None:  # a map's own keys hide those that it merges; of two alike, what stands between keeps them apart
        return _MERGE not in keys and len(set(keys)) == len(keys)
    return go_by_one_key([_keys_of(block.deep) for block in blocks])


def name_of(blocks: Iterable[Block]) -> str:
    """The name of the object that a document is, as far as its blocks tell it."""
    told = [block.deep for block in blocks if block.key == "metadata"]
    name = _keys_of(told[-1]).get("name") if told else None
    return name if isinstance(name, str) else ""


def is_spare(block: Block) -> bool:
    return block.key not in _SPEAKING


@lru_cache(maxsize=65536)
def _keys_of(deep: str) -> dict[str, object]:
    """The keys of a list's entry, as its block tells them; none where others may be merged, or an alias may name it."""
    keys = json.loads(deep)
    if not isinstance(keys, dict) or _MERGE in keys or any(isinstance(text, str) and text.startswith("*") for text in keys.values()):
        return _NO_KEYS
    return keys
