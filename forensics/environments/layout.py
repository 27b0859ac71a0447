"""The layout of a repository: where each file belongs, what stands below it, which branch holds which environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from forensics.environments.branches import branch_environments
from forensics.environments.discovery import Spot, configures, discover
from forensics.environments.layers import Layers
from forensics.environments.stated import RULE, Statements, stated_spots
from forensics.environments.words import in_promotion_order, rank, whole
from forensics.model import Place


def layout(
    paths: Iterable[str],
    branches: Sequence[str],
    mainline: str,
    stated: Statements,
    workflows: Sequence[tuple[str, str]] = (),
) -> Layout:
    """Works out a repository's layout from its paths (of all its history), its branches' short names, and the texts of its CI
    workflows. What is stated wins over what is inferred. Pure; the order of the paths does not matter; nothing is raised."""
    every = sorted(set(paths))
    kept, reasons = configures(every)
    own, shared = stated_spots(every, stated)
    reasons = {path: why for path, why in reasons.items() if path not in own and path not in shared}
    inferred = {path: spot for path, spot in discover(kept).items() if path not in own and path not in shared}
    spots = {**inferred, **own}
    return Layout(frozenset(every), spots, shared, reasons, stated, branch_environments(branches, mainline, workflows), mainline)


class Layout:
    """Answers about one repository; made by `layout`, never changed afterwards."""

    def __init__(
        self,
        paths: frozenset[str],
        spots: Mapping[str, Spot],
        shared: Mapping[str, tuple[str, ...]],
        reasons: Mapping[str, str],
        stated: Statements,
        branches: Mapping[str, str],
        mainline: str,
    ) -> None:
        self._paths = paths
        self._spots = spots
        self._stated_shared = shared
        self._reasons = reasons
        self._mainline = mainline
        self._layers = Layers(paths - reasons.keys(), spots, stated.layers)
        self._below: dict[str, tuple[str, ...]] = {}
        self._branches = _as_files_say(branches, {spot.environment for spot in spots.values()})
        named = {*(spot.environment for spot in spots.values()), *self._branches, *(name for name, _ in stated.environments)}
        self.environments = in_promotion_order(named, stated.order)
        self._order = {name: index for index, name in enumerate(self.environments)}

    def holds(self, path: str) -> bool:
        """Whether a file belongs anywhere: it configures a running system, and is among the layout's paths."""
        return path in self._paths and path not in self._reasons

    def place(self, path: str) -> Place | None:
        """Where a file belongs; None where it belongs nowhere."""
        if not self.holds(path):
            return None
        spot = self._spots.get(path)
        if spot is not None:
            return Place(path, spot.environment, spot.template(), spot.rule)
        return Place(path, None, path, self._rule_of_shared(path))

    def why_not(self, path: str) -> str:
        """Why `place` gives None; nothing where it gives a place."""
        if path in self._reasons:
            return self._reasons[path]
        return "" if path in self._paths else "it is not among the files of this history"

    def branch_of(self, environment: str) -> str | None:
        """The branch that holds an environment; None: the mainline."""
        branch = self._branches.get(environment)
        return None if branch == self._mainline else branch

    def layers(self, template: str, environment: str) -> tuple[str, ...]:
        """The files that make an environment's values, lowest first, its own last; empty where it has none in this template."""
        path = dict(self.template_paths(template)).get(environment)
        if path is None:
            return ()
        if path not in self._below:
            self._below[path] = self._layers.below(path)
        return (*self._below[path], path)

    def why_layer(self, path: str, own: str) -> str:
        """Why a file stands in the stack of an environment's own file, in a few words."""
        if path == own:
            spot = self._spots.get(path)
            return spot.rule if spot else "the file itself"
        return RULE if self._layers.is_stated(own) else "by convention"

    @cached_property
    def templates(self) -> tuple[str, ...]:
        """All templates with `{env}` in them (or stated without one), sorted."""
        return tuple(sorted(self._by_template))

    def template_paths(self, template: str) -> tuple[tuple[str, str], ...]:
        """(environment, path) of each file of a template, in the order of promotion."""
        return self._by_template.get(template, ())

    def shared_environments(self, path: str) -> tuple[str, ...]:
        """The environments that a shared file serves: those that stand on it; or, where branches are environments, all of them."""
        if path in self._spots or not self.holds(path):
            return ()
        served = {*self._served.get(path, ()), *self._stated_shared.get(path, ())} or set(self._branches)
        return tuple(sorted(served, key=lambda name: self._order[name]))

    @cached_property
    def _by_template(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        found: dict[str, dict[str, str]] = {}
        for path in sorted(self._spots):
            spot = self._spots[path]
            found.setdefault(spot.template(), {}).setdefault(spot.environment, path)
        return {name: tuple(sorted(pairs.items(), key=lambda pair: self._order[pair[0]])) for name, pairs in found.items()}

    @cached_property
    def _served(self) -> Mapping[str, set[str]]:
        """Base → the environments whose own files stand on it."""
        found: dict[str, set[str]] = {}
        for template, pairs in self._by_template.items():
            for environment, _ in pairs:
                for base in self.layers(template, environment)[:-1]:
                    found.setdefault(base, set()).add(environment)
        return found

    def _rule_of_shared(self, path: str) -> str:
        if path in self._stated_shared:
            return RULE
        if path in self._served:
            return "shared base"
        if self._branches:
            names = ", ".join(sorted(self._branches.values()))
            return f"branch {names}" if len(self._branches) == 1 else f"branches {names}"
        return "no environment"


def _as_files_say(branches: Mapping[str, str], environments: set[str]) -> dict[str, str]:
    """The branches' environments under the names that files give them (prod for a branch `production`), where that is one name."""
    found: dict[str, str] = {}
    for name, branch in branches.items():
        same = sorted(other for other in environments if other.casefold() == name.casefold()) or _spellings(name, environments)
        found[name if name in environments or len(same) != 1 else same[0]] = branch
    return found


_SPELLINGS = (
    ("prod", "production", "prd"),
    ("staging", "stage", "stg"),
    ("dev", "develop", "development"),
    ("preprod", "pre-prod", "preproduction"),
)


def _spellings(name: str, environments: set[str]) -> list[str]:
    """Other spellings of a plain environment word: prod, production. Not other words of one rank (staging, uat)."""
    own = whole(name)
    if own is None or own.name.casefold() != own.word:
        return []
    family = next((words for words in _SPELLINGS if own.word in words), ())
    return sorted(other for other in environments if other.casefold() in family and rank(other) == rank(name))
