"""Whether two versions of a file say the same of a key without parsing both: most commits change one scalar elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forensics.hits import STAND_INS, Hit
from forensics.keys import Key, may_end
from forensics.parse.identity import NAMING

# `name: value`, `"name": "value",`, `NAME=value`, `name = value`, each on one line, with a value in which no parser sees structure.
_SCALAR = re.compile(
    rb"^(?P<lead>[ ]*(?:- |export )?)(?P<quote>[\"']?)(?P<name>[A-Za-z_][\w./-]*)(?P=quote)(?P<mark>:[ ]+|[ ]*=[ ]*)"
    rb"(?:\"[\w./+:@, -]*\"|'[\w./+:@, -]*'|[\w/+-][\w./+-]*(?::[\w/+-][\w./+-]*)*)(?P<tail>,?)[ ]*\r?$"
)
# Names whose value identifies an object or a list entry: changing it changes the paths of everything below. And names whose value says
# for which environments a document or a job counts.
_IDENTIFIES = frozenset([name.lower().encode() for name in NAMING] + b"valuefrom on-profile onprofile profiles environment".split())
# What may stand for another name (`- name: X`, `value: 1`): of two entries of one name, another value in the first makes a repetition.
_STANDS_IN = frozenset([name.lower().encode() for name in (*STAND_INS, "value", "default")])
# Names whose value picks a flag's value among others: where the hit stands on one, what it picks from may change elsewhere.
_PICKS = re.compile(rb"[\"']?(?:on|variation|variations|enabled|fallthrough|offVariation)[\"']?[ ]*:")
# A change of more lines than this is no bump; parsing is surer and hardly dearer.
_MOST_LINES = 12


def says_the_same(key: Key, before: Sequence[bytes], after: Sequence[bytes], hits: Sequence[Hit]) -> bool:
    """Whether `hits`, read from the lines `before`, are also what the lines `after` hold, line numbers included.

    True only where every changed line is the same one-line scalar assignment with another plain value, of a name that the key
    can't end in and that identifies nothing else; and where each hit is a scalar standing whole on its own, unchanged line. All
    else is False, and costs a parse.
    """
    if len(before) != len(after):
        return False
    changed = [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    if len(changed) > _MOST_LINES:
        return False
    touched = {place + 1 for place in changed}
    for hit in hits:
        if hit.kind != "scalar" or hit.line in touched or not _stands_in(hit, before):
            return False
    stands_in = any(_name(before[hit.line - 1]) in _STANDS_IN for hit in hits)
    return all(_harmless(key, before[place], after[place]) and not (stands_in and _name(before[place]) in _STANDS_IN) for place in changed)


def _name(line: bytes) -> bytes:
    """The last part of the name that a line assigns to; empty where it assigns in no plain way."""
    found = _SCALAR.match(line)
    return found["name"].lower().rpartition(b".")[2] if found is not None else b""


def _stands_in(hit: Hit, lines: Sequence[bytes]) -> bool:
    if not 0 < hit.line <= len(lines) or not hit.value or _PICKS.search(lines[hit.line - 1]):
        return False
    return hit.value.encode("utf-8", "surrogateescape") in lines[hit.line - 1]


def _harmless(key: Key, old: bytes, new: bytes) -> bool:
    one, other = _SCALAR.match(old), _SCALAR.match(new)
    if (
        one is None
        or other is None
        or one.group("lead", "quote", "name", "mark", "tail") != other.group("lead", "quote", "name", "mark", "tail")
    ):
        return False
    return _name(old) not in _IDENTIFIES and not may_end(key, one["name"].decode())
