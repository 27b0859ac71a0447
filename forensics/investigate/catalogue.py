"""The settings that exist now, with each environment's value: for `forensics keys`, and to suggest what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from forensics.investigate.mining import OWN, Mined
from forensics.keys import canon, keypath, nearest
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
    """All settings at the end of the environments' branches, by id. `budget`: bytes of configuration to read at most.

    An environment's value is the topmost layer's that sets it. A base's own entries stand alone where no environment's own file
    sets them, as a trace has it.
    """
    now = _Now(mined, _trees(repository, mined))
    said = _parsed(repository, now.blobs(), budget)
    found: dict[tuple[str, str], dict[str, str | None]] = {}
    above: dict[str, set[str]] = {}
    for template in mined.layout.templates:
        stacks = {
            environment: {layer: said.get(now.blob(environment, layer), {}) for layer in mined.layout.layers(template, environment)}
            for environment, own in mined.layout.template_paths(template)
            if now.blob(environment, own)
        }
        for name in {name for layers in stacks.values() for name in list(layers.values())[-1]}:
            found[(template, name)] = {environment: _topmost(layers.values(), name) for environment, layers in stacks.items()}
        for base in {layer for layers in stacks.values() for layer in layers}:
            above.setdefault(base, set()).add(template)
    for path, environment in now.shared():
        for name, value in said.get(now.blob(environment, path), {}).items():
            if not any((template, name) in found for template in above.get(path, ())):
                found.setdefault((path, name), {})[environment] = value
    return tuple(
        Known(f"{template}#{name.removeprefix('#')}", name.rsplit(".", 1)[-1], values) for (template, name), values in sorted(found.items())
    )


@dataclass(frozen=True, slots=True)
class _Now:
    """The files at the end of the environments' branches: branch → path → blob."""

    mined: Mined
    trees: Mapping[str, Mapping[str, str]]

    def blob(self, environment: str, path: str) -> str:
        """A file's blob in an environment; nothing where it has no such file."""
        return self.trees.get(self.mined.line_for(environment).branch, {}).get(path, "")

    def blobs(self) -> dict[str, str]:
        """Each blob of configuration with a path that it has."""
        return {oid: path for tree in self.trees.values() for path, oid in tree.items()}

    def shared(self) -> Iterator[tuple[str, str]]:
        """Each file that belongs to no one environment, with each that it serves."""
        from forensics.investigate.stacks import SHARED

        layout = self.mined.layout
        for path in sorted({path for tree in self.trees.values() for path in tree}):
            place = layout.place(path)
            if place is not None and place.environment is None:
                yield from ((path, environment) for environment in layout.shared_environments(path) or (SHARED,))


def _trees(repository: Repository, mined: Mined) -> dict[str, dict[str, str]]:
    return {
        branch: {
            path: oid
            for path, oid in repository.files(mined.history.commits[line.commits[-1]])
            if path not in OWN and mined.layout.holds(path)
        }
        for branch, line in sorted(mined.lines.items())
        if line.commits
    }


def _topmost(layers: Iterable[Mapping[str, str | None]], name: str) -> str | None:
    """What the last of an environment's layers says that says anything; None where none does."""
    return next((layer[name] for layer in reversed(list(layers)) if name in layer), None)


def _parsed(repository: Repository, path_of: Mapping[str, str], budget: int | None) -> dict[str, dict[str, str | None]]:
    """Blob → key path → value, as far as the budget goes."""
    left = budget if budget is not None else float("inf")
    found: dict[str, dict[str, str | None]] = {}
    for oid, content in repository.blobs(path_of):
        left -= len(content or b"")
        if left < 0:
            break
        if content is not None:
            entries = parse(path_of[oid], content).entries
            found[oid] = {
                keypath(entry.path): "null" if entry.kind == "null" else entry.value
                for entry in entries
                if entry.kind not in ("map", "list")
            }
    return found


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
