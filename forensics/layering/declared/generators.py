"""An ApplicationSet's generators → the values that its template is filled with, one set per application.

As argo-cd.readthedocs.io describes them: list, clusters, git (folders and files), merge and matrix.
"""

from __future__ import annotations

from itertools import product

from forensics.layering.declared.nodes import at, maps, pairs, text
from forensics.layering.declared.paths import ENV, is_environment
from forensics.parse.tree import Leaf, Map, Node

Binding = dict[str, str]
_MOST = 500


def bindings(document: Node) -> list[Binding]:
    """The sets of values; one empty set where the generators say nothing that a file could tell."""
    found = [one for generator in maps(document, "spec", "generators") for one in _of(generator)]
    return found[:_MOST] or [{}]


def _of(generator: Map) -> list[Binding]:
    if at(generator, "list") is not None:
        return [_flat(element) for element in maps(generator, "list", "elements")]
    if at(generator, "merge") is not None:
        return _merged(generator)
    if at(generator, "matrix") is not None:
        sets = [_of(one) or [{}] for one in maps(generator, "matrix", "generators")]
        return [_joined(choice) for choice, _ in zip(product(*sets), range(_MOST), strict=False)] if sets else []
    # What the clusters generator says of an environment is what overlays patch (one ApplicationSet for all): any is meant.
    values = next((_flat(at(generator, kind, "values"), "values.") for kind in ("clusters", "git") if at(generator, kind) is not None), {})
    values = {key: ENV if is_environment(key) else value for key, value in values.items()}
    return [{**values, **one} for one in _of_git(generator)] if at(generator, "git") is not None else [values]


def _merged(generator: Map) -> list[Binding]:
    """The first generator's set, for each of the others' laid over it (they are joined by a key that clusters don't tell here)."""
    first, *others = [_of(one) or [{}] for one in maps(generator, "merge", "generators")] or [[{}]]
    base = _joined(first) if len(first) == 1 else {}
    return [*first, *({**base, **one} for other in others for one in other)]


def _of_git(generator: Map) -> list[Binding]:
    """Folders by pattern: what a star stands for is what tells the applications apart, an environment as often as not."""
    found: list[Binding] = []
    for key in ("directories", "files"):
        for one in maps(generator, "git", key):
            pattern = text(one, "path") or ""
            if text(one, "exclude") == "true" or not pattern:
                continue
            folder = pattern.rpartition("/")[0] if key == "files" else pattern
            place = folder.rstrip("/")
            name = place.rpartition("/")[2]
            is_open = "*" in name and "*" not in place.rpartition("/")[0]
            if is_open:
                place = place[: len(place) - len(name)] + name.replace("**", "*").replace("*", ENV)
            if "*" not in place:
                found.append({"path": place, "path.path": place, "path.basename": place.rpartition("/")[2]})
    return found


def _joined(sets: tuple[Binding, ...] | list[Binding]) -> Binding:
    return {key: value for one in sets for key, value in one.items()}


def _flat(node: Node | None, lead: str = "") -> Binding:
    """A map's scalars by their dotted names."""
    found: Binding = {}
    for key, _, child in pairs(node):
        if isinstance(child, Leaf):
            found[lead + key] = "" if child.kind == "null" else child.text
        elif isinstance(child, Map) and lead.count(".") < 5:
            found |= _flat(child, f"{lead}{key}.")
    return found
