"""The settings that exist now, with each environment's value: for `forensics keys`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from forensics.investigate.mining import OWN, Mined, Progress
from forensics.reading import read_values

if TYPE_CHECKING:
    from forensics.collect.git import Repository


@dataclass(frozen=True, slots=True)
class Known:
    """A setting as it stands: its id, its own name (the path's last segment), and environment → value (None: not set there)."""

    id: str
    name: str
    values: Mapping[str, str | None]


def catalogue(repository: Repository, mined: Mined, progress: Progress) -> tuple[Known, ...]:
    """All settings at the end of the environments' branches, by id.

    An environment's value is the topmost layer's that sets it. A base's own entries stand alone where no environment's own file
    sets them, as a trace has it.
    """
    now = _Now(mined, _trees(repository, mined))
    said = read_values(repository, now.blobs(), progress)
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


def files_now(repository: Repository, mined: Mined) -> dict[str, str]:
    """Each version of a configuration file at the end of the environments' branches, with a path that it has."""
    return _Now(mined, _trees(repository, mined)).blobs()


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


def matching(known: tuple[Known, ...], pattern: str | None) -> tuple[Known, ...]:
    """Those whose name or id holds the pattern (`*` and `?` as in file names; letters' case counts for nothing)."""
    if not pattern:
        return known
    wanted = pattern.casefold()
    shape = wanted if any(mark in wanted for mark in "*?") else f"*{wanted}*"
    return tuple(one for one in known if fnmatchcase(one.name.casefold(), shape) or fnmatchcase(one.id.casefold(), shape))
