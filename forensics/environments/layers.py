"""The files that stand below an environment's own file, base first: what is stated, or what tools' conventions say.

Sources: Helm's values files, kustomize's bases, Spring's profiles, compose's override files, dotenv's modes, the Rails config gem,
.NET's appsettings, Terraform's and Ansible's precedence, as their documentation gives them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from forensics.environments.discovery import Spot
from forensics.environments.globs import bound, chosen, matches
from forensics.environments.stated import Named
from forensics.environments.words import BASES, ROOMS, words_in

_KUSTOMIZATION = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_SIBLING_SUFFIX = {".yaml": ".yml", ".yml": ".yaml"}
_SPRING = (".yml", ".yaml", ".properties")
# Forms in which a region's file is laid over that of its environment: Helm's, Spring's and dotenv's lists of files.
_STACKED = re.compile(r"^(values|application|appsettings|settings|config|docker-compose|compose)[-._]|^\.env\.", re.IGNORECASE)
# Files that are read where they lie and never over another of their name.
_ALONE = frozenset({*_KUSTOMIZATION, "main.tf", "variables.tf", "outputs.tf", "backend.tf", "Chart.yaml", "helmfile.yaml", "README.md"})


class Layers:
    """Finds bases among the paths of one repository."""

    def __init__(self, paths: Collection[str], spots: Mapping[str, Spot], stated: Named) -> None:
        self._paths = paths
        self._spots = spots
        self._stated = stated

    def below(self, path: str) -> tuple[str, ...]:
        """The bases of an environment's file, lowest first; only files that exist. Stated layers take the place of inferred ones."""
        for glob, bases in self._stated:
            if matches(glob, path):
                return _once((found for base in bases for found in chosen(bound(base, glob, path), self._paths)), path)
        spot = self._spots.get(path)
        if spot is None or not spot.bounds:
            return ()
        name_at = path.rfind("/") + 1
        found = [*self._charts(path)]
        is_whole_folder = spot.start < name_at and path[spot.start - 1 : spot.start] in ("", "/") and path[spot.end] == "/"
        if is_whole_folder:
            found += self._of_folder(spot)
        if spot.bounds[-1][0] >= name_at:
            found += self._of_file(spot)
        return _once(found, path)

    def is_stated(self, path: str) -> bool:
        """Whether forensics.toml states what stands below a file."""
        return any(matches(glob, path) for glob, _ in self._stated)

    def _existing(self, *paths: str) -> Iterator[str]:
        """Those that exist, in this spelling or with YAML's other suffix."""
        for path in paths:
            stem, dot, suffix = path.rpartition(".")
            other = f"{stem}{_SIBLING_SUFFIX.get(dot + suffix, '')}"
            yield from (one for one in (path, other) if one in self._paths)

    # --- files: values-prod.yaml over values.yaml ---

    def _of_file(self, spot: Spot) -> Iterator[str]:
        folder, name = _split(spot.path)
        cut = len(spot.path) - len(name)
        first, last = spot.bounds[-1]
        prefix, suffix = name[: first - cut], name[last - cut :]
        if suffix.endswith((".tfvars", ".tfvars.json")):
            yield from self._existing(f"{folder}variables.tf", f"{folder}vars.tf")  # the variables' defaults
            yield from self._existing(f"{folder}terraform.tfvars", f"{folder}terraform.tfvars.json")
            yield from sorted(path for path in self._in_folder(folder) if path.endswith((".auto.tfvars", ".auto.tfvars.json")))
        if not prefix and suffix.startswith("."):
            yield from self._existing(f"{folder.rstrip('/')}{suffix}")
        if folder.endswith("group_vars/"):
            yield from self._existing(f"{folder}all.yml", *sorted(path for path in self._below_folder(f"{folder}all/")))
        spring = prefix.lower() == "application-"
        yield from self._existing(*(f"{folder}{prefix}{base}{suffix}" for base in BASES if not (spring and base == "default")))
        yield from self._existing(*(f"{folder}{bare}" for bare in _without_word(prefix, suffix, spring)))
        if _STACKED.match(name):
            yield from self._existing(*(f"{folder}{prefix}{front}{suffix}" for front in _fronts(spot.environment)))

    def _charts(self, path: str) -> Iterator[str]:
        """The default values of the chart that a values file is for: the one in its folder, or the only one right below."""
        folder, name = _split(path)
        if "values" not in name.lower():
            return
        if f"{folder}Chart.yaml" in self._paths:
            yield from self._existing(f"{folder}values.yaml")
        elif len(self._chart_folders.get(folder, ())) == 1:
            yield from self._existing(f"{self._chart_folders[folder][0]}values.yaml")

    # --- folders: overlays/prod/x over base/x ---

    def _of_folder(self, spot: Spot) -> Iterator[str]:
        segments = spot.path.split("/")
        depth = spot.path.count("/", 0, spot.start)
        in_room = depth > 0 and segments[depth - 1].lower() in ROOMS
        rest = "/".join(segments[depth + 1 :])
        for level in range(depth - 1 if in_room else depth, len(segments) - 1):
            above = "".join(f"{segment}/" for segment in segments[:level])
            for base in self._base_folders.get(above, ()):
                yield from self._of_base(base, rest if level <= depth else None, spot.path)
        parent = "".join(f"{segment}/" for segment in segments[:depth])
        name = segments[-1]
        if name == "terragrunt.hcl":
            yield from self._existing(*("".join(f"{one}/" for one in segments[:level]) + name for level in range(len(segments) - 1)))
        elif "/" not in rest and name not in _ALONE:
            yield from self._existing(f"{parent}{rest}")
        if parent.endswith("group_vars/"):
            yield from self._existing(f"{parent}all.yml")

    def _of_base(self, base: str, rest: str | None, path: str) -> Iterator[str]:
        """A kustomize base counts as a whole; any other, only its file at the same place inside."""
        if path.startswith(base):
            return
        if any(f"{base}{name}" in self._paths for name in _KUSTOMIZATION):
            yield from self._below_folder(base)
        elif rest is not None:
            yield from self._existing(f"{base}{rest}")

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self._paths)

    @cached_property
    def _base_folders(self) -> Mapping[str, list[str]]:
        """Folder → the folders in it that hold what all environments share."""
        found: dict[str, set[str]] = {}
        for folder in {_split(path)[0] for path in self._paths}:
            segments = folder.split("/")[:-1]
            for level, segment in enumerate(segments):
                if segment.lower() in BASES:
                    above = "".join(f"{one}/" for one in segments[:level])
                    found.setdefault(above, set()).add(f"{above}{segment}/")
        return {above: sorted(bases) for above, bases in found.items()}

    @cached_property
    def _chart_folders(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._ordered:
            folder, name = _split(path)
            if name == "Chart.yaml":
                found.setdefault(_split(folder.rstrip("/"))[0], []).append(folder)
        return found

    def _below_folder(self, folder: str) -> list[str]:
        first = bisect_left(self._ordered, folder)
        return self._ordered[first : bisect_left(self._ordered, folder[:-1] + "0", first)] if folder else self._ordered

    def _in_folder(self, folder: str) -> list[str]:
        return [path for path in self._below_folder(folder) if "/" not in path[len(folder) :]]


def _split(path: str) -> tuple[str, str]:
    """The folder with its slash (nothing for the root), and the name."""
    folder, slash, name = path.rpartition("/")
    return folder + slash, name


def _without_word(prefix: str, suffix: str, spring: bool) -> Iterator[str]:
    """The name without the environment: values-prod.yaml → values.yaml, .env.prod → .env, prod.values.yaml → values.yaml."""
    if prefix:
        stem = prefix[:-1] if prefix[-1] in "-._" else prefix
        yield from (f"{stem}{one}" for one in _SPRING) if spring else (stem + suffix,)
    elif suffix[:1] in ("-", "_") or suffix.count(".") > 1:
        yield suffix[1:]


def _fronts(environment: str) -> Iterator[str]:
    """The wider environments of a region's: prod-eu-west → prod-eu, prod."""
    parts = re.split(r"([-_])", environment)
    for count in range(1, len(parts), 2):
        front = "".join(parts[:count])
        if words_in(front):
            yield front


def _once(found: Iterable[str], path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in found if one != path))
