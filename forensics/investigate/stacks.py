"""Which settings the hits belong to, and the stack of files that makes each environment's value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from forensics.environments import Layout
from forensics.hits import Hit
from forensics.investigate.mining import Mined
from forensics.keys import keypath
from forensics.layering import Address, system_of
from forensics.model import Layer, Scope
from forensics.parse.scopes import counts_for, names
from forensics.parse.sections import open_path
from forensics.reconstruct.contents import place_of
from forensics.reconstruct.tracks import Stack

# What an environment is called where the repository has none: one value for whatever runs from it.
SHARED = "shared"
# The base files seen as an environment of their own, where no production-like environment overrides them.
BASE = "base"
_PRODUCTION = ("prod", "production", "prd", "live")
# A base below so many templates is a common library; its own value tells, and no stack of all that stand on it.
_MOST_ABOVE = 40


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a setting lives: a path with `{env}` (or a plain path), the key's address in the whole that its layers make, the key's
    path as the file writes it, and the stack of each of its environments."""

    template: str
    address: Address
    keypath: str
    stacks: tuple[Stack, ...]


def anchors_of(mined: Mined) -> tuple[Anchor, ...]:
    """Each setting of the key, by template and key path, with one stack per environment as the conventions of paths have it.

    A setting is a (template, address) at which the key was ever seen in an environment's own file; what a base says joins those of
    the templates above it, or is a setting of its own where none of them ever sets it.
    """
    own, shared = _seen(mined)
    above = _templates_above(mined.layout, {path for path, _ in shared})
    found = {place: Anchor(*place, _spelled(hits), tuple(_of_template(mined.layout, *place))) for place, hits in own.items()}
    for (path, address), hits in shared.items():
        if not any((template, address) in own for template in above.get(path, ())):
            stacks = tuple(_of_shared(mined.layout, path, address, sorted(above.get(path, ())), _served(mined.layout, path, hits)))
            found[(path, address)] = Anchor(path, address, _spelled(hits), stacks)
    return tuple(sorted(found.values(), key=lambda one: (one.template, one.keypath, one.address)))


_Places = dict[tuple[str, Address], list[Hit]]


def _seen(mined: Mined) -> tuple[_Places, _Places]:
    """(template, address) → its occurrences, newest first, in environments' own files; and (path, address) in shared ones."""
    own: _Places = {}
    shared: _Places = {}
    for commit in sorted(mined.by_commit):
        for change in mined.by_commit[commit]:
            hits: tuple[Hit, ...] = mined.contents.hits.get(change.after or "", ())
            place = mined.layout.place(change.path) if hits else None
            if place is None:
                continue
            for hit in hits:
                address = place_of(change.path, hit)
                if place.environment is None:
                    shared.setdefault((change.path, address), []).append(hit)
                elif counts_for(hit.scope, place.environment):
                    own.setdefault((place.template, address), []).append(hit)
    return own, shared


def _templates_above(layout: Layout, bases: set[str]) -> dict[str, set[str]]:
    """For each base file, the templates whose environments stand on it."""
    above: dict[str, set[str]] = {}
    if not bases:
        return above
    for template in layout.templates:
        for environment, own in layout.template_paths(template):
            for path in layout.layers(template, environment):
                if path in bases and path != own:
                    above.setdefault(path, set()).add(template)
    return above


def _spelled(hits: list[Hit]) -> str:
    """The key's path as its newest occurrence writes it, with a section that is one environment's left open."""
    return keypath(open_path(hits[0].path, hits[0].scope))


def _served(layout: Layout, path: str, hits: list[Hit]) -> tuple[str, ...]:
    """The environments that a shared file's value is for: those that stand on it, and those that the file itself tells apart, under
    the names that the layout has for them."""
    served = list(layout.shared_environments(path))
    scopes = [hit.scope for hit in hits if hit.scope is not None]
    for name in dict.fromkeys(name for scope in scopes for name in names(scope)):
        known = [one for one in layout.environments if counts_for(Scope(only=(name,)), one)]
        served += known or [name]
    if not served and not scopes:
        return (SHARED,)
    if any(scope.but for scope in scopes) or len(scopes) < len(hits):
        served += layout.environments if scopes else ()
    return tuple(dict.fromkeys(served))


def _of_shared(layout: Layout, base: str, address: Address, above: list[str], served: tuple[str, ...]) -> Iterator[Stack]:
    """The stacks of a setting that only a base sets: what stands on it can still take the value away."""
    for environment in served:
        found = [layout.layers(template, environment) for template in above[:_MOST_ABOVE]]
        bases = [path for layers in found for path in layers[:-1]]
        own = [layers[-1] for layers in found if layers]
        paths = tuple(dict.fromkeys((*bases, base, *own) if base not in bases else (*bases, *own)))
        yield replace(_stack(layout, environment, address, paths, base), ends_with_own=True)


def _of_template(layout: Layout, template: str, address: Address) -> Iterator[Stack]:
    found = layout.template_paths(template)
    bases: tuple[str, ...] = ()
    for environment, path in found:
        layers = layout.layers(template, environment)
        yield _stack(layout, environment, address, (*(layer for layer in layers if layer != path), path), path)
        bases = tuple(layer for layer in layers if layer != path and layer not in {own for _, own in found})
    productive = any(part in _PRODUCTION for environment, _ in found for part in environment.casefold().replace("_", "-").split("-"))
    if bases and not productive:
        yield _stack(layout, BASE, address, bases, None)


def _stack(layout: Layout, environment: str, address: Address, paths: tuple[str, ...], own: str | None) -> Stack:
    system = system_of(paths[-1], *paths[:-1])
    layers = tuple(Layer(path, layout.why_layer(path, paths[-1])) for path in paths)
    return Stack(environment, address, ((0, layers),), own, system, system.unseen)


# A stack of this many files is told whole; of a larger one (a kustomize build of dozens) only the files that speak of the key.
_FEW_LAYERS = 6


def pruned(anchor: Anchor, telling: Mapping[str, frozenset[str]], mined: Mined) -> Anchor:
    """The setting with large stacks cut to the layers that ever speak of the key (`telling`: branch → files), and its own."""
    stacks: list[Stack] = []
    for stack in anchor.stacks:
        speaking = telling.get(mined.line_for(stack.environment).branch, frozenset())
        arranged: list[tuple[int, tuple[Layer, ...]]] = []
        for place, layers in stack.arranged:
            kept = tuple(layer for layer in layers if layer.known_by in speaking or layer.path == stack.own)
            arranged.append((place, (kept or layers[-1:]) if len(layers) > _FEW_LAYERS else layers))
        stacks.append(replace(stack, arranged=tuple(arranged)))
    return replace(anchor, stacks=tuple(stacks))


def paths_of(anchors: Iterable[Anchor]) -> frozenset[str]:
    """Every file that any of the stacks ever holds."""
    return frozenset(path for anchor in anchors for stack in anchor.stacks for path in stack.paths)


def kept_apart(places: Mapping[tuple[str, str], set[str]]) -> frozenset[tuple[str, str]]:
    """The settings that count, by (template, key path) → the kinds of entry seen there. A map of the key's name is what was meant
    only where nothing of that name is a value."""
    valued = any(kinds - {"map"} for kinds in places.values())
    return frozenset(place for place, kinds in places.items() if kinds and (kinds != {"map"} or not valued))
