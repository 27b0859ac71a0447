"""The paths as a tree: what lies in a folder, and what two folders have in common."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property


class Tree:
    """Folders and files by their parent folder (`""` is the root)."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = sorted(set(paths))
        self.folders: dict[str, set[str]] = {}
        self.files: dict[str, set[str]] = {}
        for path in self.paths:
            folder, _, name = path.rpartition("/")
            known = folder in self.files
            self.files.setdefault(folder, set()).add(name)
            while folder and not known:
                parent, _, name = folder.rpartition("/")
                siblings = self.folders.setdefault(parent, set())
                known = name in siblings
                siblings.add(name)
                folder = parent

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.paths)

    def below(self, folder: str) -> list[str]:
        """Every path below a folder, sorted."""
        first = bisect_left(self.paths, f"{folder}/")
        return self.paths[first : bisect_left(self.paths, f"{folder}0", first)]

    def rests(self, parent: str, name: str) -> frozenset[str]:
        """What lies below `parent/name`, relative to it."""
        folder = joined(parent, name)
        return frozenset(path[len(folder) + 1 :] for path in self.below(folder))

    def alike(self, parent: str, names: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """The siblings of some folders that are built as they are: name → the places inside that hold a file here and there.

        Where the folders hold folders, only what lies in those tells: any two folders may both hold a `main.tf`.
        """
        chosen = set(names)
        wanted = frozenset().union(*(self.rests(parent, name) for name in chosen))
        deep = frozenset(rest for rest in wanted if "/" in rest)
        wanted = deep or wanted
        found: dict[str, set[str]] = {}
        cut = len(parent) + 1 if parent else 0
        for path in self.below(parent) if parent else self.paths:
            name, _, rest = path[cut:].partition("/")
            if rest in wanted and name not in chosen:
                found.setdefault(name, set()).add(rest)
        return {name: frozenset(rests) for name, rests in found.items()}


def joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
