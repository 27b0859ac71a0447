"""Finds where a damaged history breaks off, and cuts it there, so that git can walk the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .commits import parse_commit
from .objects import Asker
from .running import Git
from .unread import Unread


@dataclass(slots=True)
class Break:
    """What is left of a history some commits of which can't be read.

    `tips` lead to everything that can be; `parents` are the readable parents of each commit that also has unreadable
    ones; `cut` those commits whose first parent is unreadable, so that all their files seem new.
    """

    tips: list[str] = field(default_factory=list)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)


def find_break(git: Git, tips: Sequence[str], shallow: Sequence[str], unread: Unread) -> Break:
    """Read every commit that can be reached, one by one, and note which are missing or unreadable. Only for a damaged history."""
    parents: dict[str, tuple[str, ...] | None] = {}
    waiting = list(tips)
    asker = Asker()
    try:
        while waiting:
            oid = waiting.pop()
            if oid in parents:
                continue
            read = next(iter(asker.answers(git, [oid], verify=False)), None)
            body = read.body if read is not None and read.kind == "commit" else None
            parents[oid] = None if body is None else () if oid in shallow else parse_commit(oid, body).parents
            waiting += parents[oid] or ()
    finally:
        asker.close()
    found = Break([tip for tip in tips if parents[tip] is not None])
    for oid, listed in parents.items():
        if listed is None:
            unread.missing[oid] = None
            continue
        kept = tuple(parent for parent in listed if parents[parent] is not None)
        if kept != listed:
            found.parents[oid] = kept
            found.tips += kept
            if listed[0] not in kept:
                found.cut.append(oid)
    return found


def write_grafts(grafts: Path, broken: Break) -> None:
    """Tell git, in our own graft file, to end each cut commit's ancestry; the others keep their readable parents."""
    cut = set(broken.cut)
    lines = (" ".join([oid, *(() if oid in cut else kept)]) for oid, kept in broken.parents.items())
    grafts.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
