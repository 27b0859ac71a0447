"""The settings that exist now, with each environment's value: for `forensics keys`, and to suggest what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from forensics.investigate.mining import Mined
from forensics.keys import canon, keypath, nearest
from forensics.model import Place
from forensics.parse import parse

if TYPE_CHECKING:
    from forensics.collect.git import Repository

# Suggestions must not cost more than the trace did: the first so many bytes of configuration are looked through.
_BYTES_TO_SUGGEST_FROM = 30_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """A setting as it stands: its id, its own name (the path's last segment), and environment → value (None: not set there)."""

    id: str
    name: str
    values: Mapping[str, str | None]


def catalogue(repository: Repository, mined: Mined, budget: int | None = None) -> tuple[Known, ...]:
    """All settings at the end of the environments' branches, by id. `budget`: bytes of configuration to read at most."""
    found: dict[tuple[str, str], dict[str, str | None]] = {}
    files = list(_files(repository, mined))
    contents = _parsed(repository, files, budget)
    for place, environment, oid in files:
        for path, value in contents.get(oid, ()):
            found.setdefault((place.template, keypath(path)), {})[environment] = value
    return tuple(
        Known(f"{template}#{name.removeprefix('#')}", name.rsplit(".", 1)[-1], values) for (template, name), values in sorted(found.items())
    )


def _parsed(
    repository: Repository, files: list[tuple[Place, str, str]], budget: int | None
) -> dict[str, tuple[tuple[tuple[str, ...], str | None], ...]]:
    left = budget if budget is not None else float("inf")
    path_of = {oid: place.path for place, _, oid in files}
    found: dict[str, tuple[tuple[tuple[str, ...], str | None], ...]] = {}
    for oid, content in repository.blobs(path_of):
        left -= len(content or b"")
        if left < 0:
            break
        if content is not None:
            entries = parse(path_of[oid], content).entries
            found[oid] = tuple((entry.path, entry.value) for entry in entries if entry.kind not in ("map", "list"))
    return found


def _files(repository: Repository, mined: Mined) -> Iterator[tuple[Place, str, str]]:
    """Each configuration file at the end of its environment's branch: where it belongs, for which environment, and its blob."""
    from forensics.investigate.stacks import SHARED

    for branch, line in sorted(mined.lines.items()):
        if not line.commits:
            continue
        for path, oid in repository.files(mined.history.commits[line.commits[-1]]):
            place = mined.layout.place(path)
            if place is None:
                continue
            for environment in (place.environment,) if place.environment else mined.layout.shared_environments(path) or (SHARED,):
                if mined.line_for(environment).branch == branch:
                    yield place, environment, oid


def suggest(repository: Repository, mined: Mined, asked: str) -> tuple[str, ...]:
    """The existing names nearest to one that was found nowhere."""
    known = catalogue(repository, mined, _BYTES_TO_SUGGEST_FROM)
    names = {one.name for one in known} | {one.id.partition("#")[2] for one in known if canon(asked)[:3] and "." in asked}
    return nearest(asked, names)


def matching(known: tuple[Known, ...], pattern: str | None) -> tuple[Known, ...]:
    """Those whose name or id holds the pattern (`*` and `?` as in file names; letters' case counts for nothing)."""
    if not pattern:
        return known
    wanted = pattern.casefold()
    shape = wanted if any(mark in wanted for mark in "*?") else f"*{wanted}*"
    return tuple(one for one in known if fnmatchcase(one.name.casefold(), shape) or fnmatchcase(one.id.casefold(), shape))
