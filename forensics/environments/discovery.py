"""Which part of each path says its environment, and the path's template with that part left open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from forensics.environments.left_out import why_left_out
from forensics.environments.siblings import Found, promoted
from forensics.environments.slots import Slot, Slots
from forensics.environments.tree import Tree, joined
from forensics.environments.words import RANKS, words_in

OPEN = "{env}"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a path says its environment: bounds in the path (several where the same word recurs), the name, and the rule."""

    path: str
    environment: str
    rule: str
    bounds: tuple[tuple[int, int], ...]
    score: float = 0.0

    def template(self) -> str:
        """The path with `{env}` in the place of its environment."""
        text = self.path
        for start, end in reversed(self.bounds):
            text = f"{text[:start]}{OPEN}{text[end:]}"
        return text

    @property
    def start(self) -> int:
        return self.bounds[0][0]

    @property
    def end(self) -> int:
        return self.bounds[0][1]


def discover(paths: Iterable[str]) -> Mapping[str, Spot]:
    """The spot of every path that belongs to an environment. Paths that configure no running system are to be left out before."""
    tree = Tree(paths)
    slots = Slots(tree)
    siblings = promoted(tree, slots)
    best: dict[str, Spot | None] = {"": None}
    for folder in _folders_downwards(tree):
        best[folder] = _better(tree, slots, siblings, best, folder, False)
    spots = {path: spot for path in tree.paths if (spot := _better(tree, slots, siblings, best, path, True))}
    return _with_recurring(spots)


def configures(paths: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """The paths that may configure a running system, and the others with a reason each."""
    known = set(paths)
    reasons = {path: why for path in known if (why := why_left_out(path, known))}
    return sorted(known - reasons.keys()), reasons


def _folders_downwards(tree: Tree) -> Iterable[str]:
    return sorted((joined(parent, name) for parent, names in tree.folders.items() for name in names), key=lambda path: path.count("/"))


def _better(tree: Tree, slots: Slots, siblings: Found, best: Mapping[str, Spot | None], path: str, is_file: bool) -> Spot | None:
    """The surer of what the path's own name and what its parents say; on a tie the name's own."""
    parent, _, name = path.rpartition("/")
    above = best[parent]
    slot: Slot | None = siblings.get((parent, name, is_file)) or slots.best(parent, name, is_file)
    if slot is None or (above is not None and above.score > slot.score):
        return above if above is None or not is_file else Spot(path, above.environment, above.rule, above.bounds, above.score)
    offset = len(path) - len(name)
    return Spot(path, slot.name, slot.rule, ((offset + slot.start, offset + slot.end),), slot.score)


def _with_recurring(spots: Mapping[str, Spot]) -> dict[str, Spot]:
    """Leaves open a second place that says the same environment (`prod/bedrock-prod.env`), unless the files of other environments
    show that it stays (`prod/issuer-staging.yaml` beside `staging/issuer-staging.yaml`), and unless two files would become one."""
    templates = {path: spot.template() for path, spot in spots.items()}
    plain: dict[str, set[str]] = {}
    for path, spot in spots.items():
        plain.setdefault(templates[path], set()).add(spot.environment)
    wide: dict[str, Spot] = {}
    for path, spot in spots.items():
        more = _recurring(spot) if len(plain[templates[path]]) < 2 else ()
        if more:
            wide[path] = Spot(path, spot.environment, spot.rule, tuple(sorted((*spot.bounds, *more))), spot.score)
    taken = {(templates[path], spot.environment) for path, spot in spots.items() if path not in wide}
    found = dict(spots)
    for path, spot in sorted(wide.items()):
        place = (spot.template(), spot.environment)
        if place not in taken:
            taken.add(place)
            found[path] = spot
    return found


def _recurring(spot: Spot) -> list[tuple[int, int]]:
    """Other places in the path that name the same kind of environment, region included."""
    folder, slash, name = spot.path.rpartition("/")
    offset = len(folder + slash)
    own = _kind(spot.environment)
    words = (*_words_above(folder), *((offset + word.start, offset + word.end, word.name) for word in words_in(name)))
    return [
        (start, end) for start, end, other in words if (end <= spot.start or start >= spot.end) and own is not None and _kind(other) == own
    ]


@lru_cache(maxsize=1 << 16)
def _words_above(folder: str) -> tuple[tuple[int, int, str], ...]:
    """Bounds and names of all environments' words in a folder's path."""
    found: list[tuple[int, int, str]] = []
    offset = 0
    for segment in folder.split("/"):
        found += [(offset + word.start, offset + word.end, word.name) for word in words_in(segment)]
        offset += len(segment) + 1
    return tuple(found)


@lru_cache(maxsize=4096)
def _kind(environment: str) -> tuple[int, str] | None:
    """What two spellings of one environment have in common (prod-eu, production-eu)."""
    found = words_in(environment)
    if len(found) != 1:
        return None
    return RANKS[found[0].word], environment.casefold().replace(found[0].word, "", 1)
