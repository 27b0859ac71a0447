"""Where the entries of file versions stand, and which of their values are equal: of no value anything else is told."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from forensics.model.reading import EntryKind, Scope

KINDS: tuple[EntryKind, ...] = get_args(EntryKind)


class Row(NamedTuple):
    """An entry without its value: the number of its path, kind and scope, of what it says (value and comment; equal ones have one
    number), and how many lines it stands below the entry before it."""

    path: int
    kind: int
    scope: int
    said: int
    gap: int


@dataclass(frozen=True, slots=True)
class Edit:
    """One version as a change of the one before it: so many entries stay at its beginning (the last of these stands on `line`; 0: none)
    and at its end, `shift` lines further down; between these stand others, by the numbers of their rows. `unwritten`: the numbers of
    paths in it that are not plainly written there."""

    before: int
    after: int
    line: int
    shift: int
    rows: array[int]
    unwritten: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """The entries of some file versions, by blob the path of each: their rows, and how each version differs from the one before it.
    `degraded`: of those whose entries may be incomplete, why. `names`: the letters of each path, so that a key whose letters are in none
    of them is in none of the versions.
    `untold`: versions of which nothing is told: they have to be read."""

    versions: Mapping[str, str]
    edits: Sequence[Edit]
    paths: Sequence[tuple[str, ...]]
    scopes: Sequence[Scope | None]
    rows: Sequence[Row]
    degraded: Mapping[str, str]
    names: str
    untold: Mapping[str, str]
