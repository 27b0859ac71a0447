"""From one declaring file to the whole stack of an environment: declarations followed through, lowest layer first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from forensics.layering.declared import helmfile, terragrunt
from forensics.layering.declared.declaring import declares
from forensics.layering.declared.kustomize import NAMES as KUSTOMIZATIONS
from forensics.layering.declared.paths import ENV, is_open, left_open
from forensics.layering.declared.reference import Declared, Images, Part, Patch, Reference, Replicas
from forensics.model import Layer
from forensics.parse import parse

_VARIABLE = re.compile(r"^[ \t]*variable[ \t]+\"", re.MULTILINE)
_DEEPEST = 40
_MOST_STEPS = 5_000
_MODULE = ("variables.tf", "vars.tf", "inputs.tf", "main.tf", "terraform.tfvars", "terraform.tfvars.json")
_DEFAULTS = Part(under=("variable", "*", "default"))
TextOf = Callable[[str], str | None]


@dataclass(frozen=True)
class Chain:
    """A stack: layers, lowest first, and for each what of its file counts (`entries_in` reads it; None: all of it as it stands).

    `missing`: what the declarations name and git doesn't hold, each once. `system`: whose declaration the root is. `whole`: of which
    of its releases, applications, commands; "" where it has but one. `scopes`: for each layer the first of those that it may change:
    a kustomization's patches work on what itself has gathered, not on its siblings' objects.
    """

    layers: tuple[Layer, ...]
    missing: tuple[str, ...]
    system: str
    whole: str = ""
    parts: tuple[Part | None, ...] = ()
    scopes: tuple[int, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Worked out once: a chain is long, and much is remembered of chains."""
        return hash((self.layers, self.missing, self.system, self.whole, self.parts, self.scopes))


def layers_from(
    root: str,
    text_of: TextOf,
    environment: str,
    exists: Callable[[str], bool],
    whole: str | None = None,
    inside: Callable[[str], Sequence[str]] | None = None,
    own: str = "",
) -> Chain:
    """The stack that a declaring file leads to in one environment.

    `text_of`: a path's text at the moment asked, None where there is none. `whole`: only this one of the wholes that the root makes
    (chains_from tells which there are), else all of them one after another. `inside`: the names of a folder's files; without it a
    Terraform module is looked up by the usual names alone. `own`: the file that is asked about: where it fits one of the root's
    open targets (`class/{env}/{node_class}.yaml`), it tells what stands for `{node_class}` in all of them. A cycle ends where it closes.
    """
    declared = declares(root, text_of(root) or "")
    state = _state_of(root, declared, text_of, environment, exists)
    return _chain(root, declared, own, _Walk(text_of, environment, exists, whole, inside, state))


def _chain(root: str, declared: Declared | None, own: str, walk: _Walk) -> Chain:
    whole = walk.whole or ""
    if declared is None:
        return Chain((), (f"{root} declares no layers",), "", whole)
    walk.facts = {**walk.facts, **facts_of(declared, own, walk.environment), "env": walk.environment}
    walk.follow(root, declared, (), frozenset({root}))
    walk.supply()
    layers = _once(walk.layers)
    places = [one.place for one in layers]
    return Chain(
        tuple(one.layer for one in layers),
        tuple(dict.fromkeys(walk.missing)),
        declared.system,
        whole,
        tuple(one.part for one in layers),
        tuple(bisect_left(places, one.since) for one in layers),
    )


def _state_of(root: str, declared: Declared | None, text_of: TextOf, environment: str, exists: Callable[[str], bool]) -> dict[str, str]:
    """The plain values of an environment, by which a helmfile's templates may choose files: `.Values.cluster_group`."""
    found: dict[str, str] = {}
    if declared is None or declared.system != "helmfile":
        return found
    state = _chain(root, declared, "", _Walk(text_of, environment, exists, helmfile.STATE, None, {}))
    for layer, part in zip(state.layers, state.parts, strict=True):
        entries = part.entries if part else parse(layer.path, (text_of(layer.path) or "").encode()).entries
        found |= {one.path[0]: one.value for one in entries if len(one.path) == 1 and one.kind == "scalar" and one.value}
    return found


def chains_from(
    root: str,
    text_of: TextOf,
    environment: str,
    exists: Callable[[str], bool],
    inside: Callable[[str], Sequence[str]] | None = None,
) -> tuple[Chain, ...]:
    """One stack per whole that the root's declarations make (its releases, hubs, applications, commands), in their order."""
    declared = declares(root, text_of(root) or "")
    state = _state_of(root, declared, text_of, environment, exists)
    wholes = wholes_of(root, text_of, environment, exists) or (None,)
    return tuple(_chain(root, declared, "", _Walk(text_of, environment, exists, whole, inside, state)) for whole in wholes)


def wholes_of(root: str, text_of: TextOf, environment: str, exists: Callable[[str], bool]) -> tuple[str, ...]:
    """The names of the wholes, with those of the files that the root hands on to (a helmfile's helmfiles)."""
    names: dict[str, None] = {}
    pending, seen = [root], {root}
    while pending and len(seen) < _MOST_STEPS:
        path = pending.pop(0)
        declared = declares(path, text_of(path) or "")
        for reference in declared.references if declared else ():
            if reference.whole:
                names[reference.whole] = None
            elif reference.declares and declared and declared.system == "helmfile":
                target = reference.target.replace(ENV, environment)
                if target not in seen and exists(target):
                    seen.add(target)
                    pending.append(target)
    return tuple(names)


def facts_of(declared: Declared | None, own: str, environment: str) -> dict[str, str]:
    """What stands for the open names of a declaration's targets where one of them is `own`. Targets that speak of the environment
    tell before others, higher layers before lower ones."""
    if not own or declared is None or not declared.leaves_open:
        return {}
    highest_first = [reference.target for reference in reversed(declared.references) if left_open(reference.target)]
    for target in sorted(highest_first, key=lambda one: ENV not in one):
        hit = _shape(target).fullmatch(own)
        if hit is not None and hit.groupdict().get("env", environment) == environment:
            return {name: value for name, value in hit.groupdict().items() if name != "env"}
    return {}


@lru_cache(maxsize=4096)
def _shape(target: str) -> re.Pattern[str]:
    """What paths a target with open names may be."""
    seen: set[str] = set()
    pattern = ""
    for place, part in enumerate(re.split(r"\{([A-Za-z_]\w*)\}", target)):
        pattern += re.escape(part) if place % 2 == 0 else f"(?P={part})" if part in seen else f"(?P<{part}>[^/]+)"
        seen |= {part} if place % 2 else set()
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A layer that was laid on: its place in the order, and the place from which on it may change what lies below."""

    layer: Layer
    part: Part | None
    place: int
    since: int


def _once(layers: Iterable[_Laid]) -> list[_Laid]:
    """Each layer at its last place: what is laid on twice counts where it comes last."""
    kept: dict[int, _Laid] = {}
    places: dict[tuple[object, ...], list[int]] = {}
    for number, one in enumerate(layers):
        # A part is compared where one may be the same: the hash of all that a patch or a generator says costs more.
        mine = places.setdefault((one.layer.path, one.layer.within, *_mark(one.part)), [])
        before = next((place for place in mine if kept[place].part == one.part), None)
        if before is not None:
            del kept[before]
            mine.remove(before)
        mine.append(number)
        kept[number] = one
    return list(kept.values())


def _mark(part: Part | None) -> tuple[object, ...]:
    """What tells a file's parts from one another, all but a few."""
    if part is None:
        return ()
    first = part.entries[0].path if part.entries else ()
    change = part.change
    name = change.name if isinstance(change, (Images, Replicas)) else ""
    return type(change), name, change.line if change is not None else 0, first


@lru_cache(maxsize=512)
def _as_helmfile(path: str, text: str) -> Declared | None:
    return helmfile.declares(path, text, called_so=True)


@dataclass(slots=True)
class _Walk:
    """One descent through the declarations; what was found so far."""

    text_of: TextOf
    environment: str
    exists: Callable[[str], bool]
    whole: str | None
    inside: Callable[[str], Sequence[str]] | None
    facts: Mapping[str, str]
    layers: list[_Laid] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    sought: list[tuple[int, Reference, tuple[str, ...]]] = field(default_factory=list)
    affixes: list[tuple[str, str]] = field(default_factory=list)
    unseen: bool = False
    since: int = 0
    placed: int = 0
    steps: int = 0

    def supply(self) -> None:
        """Lays what a HelmRelease takes from a generated ConfigMap beneath it: the files that a generator puts there."""
        for place, reference, inner in reversed(self.sought):
            where = (reference.target, *reference.otherwise)
            found = [one for one in self.layers if one.layer.within == where and one.part is None]
            at = self.layers[place].place if place < len(self.layers) else self.placed
            self.layers[place:place] = [_Laid(Layer(one.layer.path, reference.rule, inner), None, at, at) for one in found]
            if not found:
                self.missing.append(reference.lacking)

    def follow(self, path: str, declared: Declared, within: tuple[str, ...], open_: frozenset[str], joins: bool = False) -> None:
        """Lays on what one file declares. `open_`: the files that led here. `joins`: it changes what these have gathered too."""
        outer = (self.since, self.unseen, self.affixes)
        if not joins:
            self.since, self.unseen, self.affixes = self.placed, False, []
        self._all_of(path, declared, within, open_)
        if not joins:
            self.since, self.unseen, self.affixes = outer[0], outer[1] or self.unseen, [*outer[2], *self.affixes]

    def _all_of(self, path: str, declared: Declared, within: tuple[str, ...], open_: frozenset[str]) -> None:
        self.missing += declared.missing
        self.unseen = self.unseen or (declared.system == "kustomize" and bool(declared.missing))
        self.missing += [what for whole, what in declared.lacking if self.whole in (None, whole)]
        for reference in declared.counting(self.environment, self.whole):
            self._lay(path, declared.system, reference, within, open_)
        if declared.affixes:
            self.affixes.append(declared.affixes)

    def _lay(self, path: str, system: str, reference: Reference, within: tuple[str, ...], open_: frozenset[str]) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS or len(open_) > _DEEPEST:
            self.missing.append(f"what {path} leads to (too many declarations)")
            return
        inner = (*within, *reference.within)
        if reference.target.startswith("#"):
            self.sought.append((len(self.layers), reference, inner))
            return
        if reference.target == path:
            self._add(path, reference, inner)
            return
        target = self._found(reference)
        if target is None:
            self.unseen = self.unseen or system == "kustomize"
            self._miss(reference)
        elif target in open_:
            self.missing.append(f"{target} leads back to itself")
        elif reference.declares:
            self._descend(path, system, target, reference, inner, open_ | {target})
        else:
            self._plain(target, reference, inner, open_ | {target})

    def _filled(self, target: str) -> str:
        for name in left_open(target):
            target = target.replace(f"{{{name}}}", self.facts.get(name, f"{{{name}}}"))
        return target

    def _miss(self, reference: Reference) -> None:
        target = self._filled(reference.target)
        if unknown := left_open(target):
            self.missing.append(f"{target} (which file depends on {', '.join(unknown)})")
        elif not reference.optional:
            self.missing.append(self._filled(reference.lacking) or f"{target} ({reference.rule})")

    def _found(self, reference: Reference) -> str | None:
        """The first of a reference's places that is there: a file, or a folder by what stands in it."""
        for one in (reference.target, *reference.otherwise):
            place = self._filled(one)
            if left_open(place) or is_open(place):
                continue
            if place and self.exists(place):
                return place
            if reference.declares and (found := self._of_folder(place)) is not None:
                return found
        return None

    def _of_folder(self, folder: str) -> str | None:
        lead = f"{folder}/" if folder else ""
        names = (*KUSTOMIZATIONS, "Chart.yaml", "terragrunt.hcl")
        found = next((f"{lead}{name}" for name in names if self.exists(f"{lead}{name}")), None)
        return found or (folder if any(True for _ in self._module(folder)) else None)

    def _descend(self, path: str, system: str, target: str, reference: Reference, inner: tuple[str, ...], open_: frozenset[str]) -> None:
        text = self.text_of(target)
        if text is None:
            # Of a module's other blocks nothing is an input: only the defaults of its variables, and what its tfvars set.
            for one in self._module(target):
                self._add(one, replace(reference, part=_DEFAULTS if one.endswith(".tf") else None), inner)
            return
        if system == "helmfile" and not reference.whole:
            declared = _as_helmfile(target, text)
        elif terragrunt.is_named(target):
            # An included terragrunt file's relative paths are those of the file that includes it.
            declared = terragrunt.declares(target, text, path)
        else:
            declared = declares(target, text)
        if declared is None:
            self._add(target, reference, inner)
        else:
            self.follow(target, declared, inner, open_, reference.joins)

    def _plain(self, target: str, reference: Reference, inner: tuple[str, ...], open_: frozenset[str]) -> None:
        """A file that is a layer itself; what a HelmRelease stands on comes beneath it."""
        if target.endswith((".yaml", ".yml")) and "HelmRelease" in (text := self.text_of(target) or ""):
            declared = declares(target, text)
            if declared is not None and declared.system == "flux" and reference.part is None:
                self.follow(target, declared, inner, open_)
                return
        self._add(target, reference, inner)

    def _add(self, path: str, reference: Reference, inner: tuple[str, ...]) -> None:
        self.layers.append(_Laid(Layer(path, reference.rule, inner), self._part(reference), self.placed, self.since))
        self.placed += 1

    def _part(self, reference: Reference) -> Part | None:
        """A patch learns what was found below: the prefixes by which it may call an object, and whether anything is missing there."""
        part = reference.part
        if part is None or not isinstance(part.change, Patch):
            return part
        affixes = tuple(dict.fromkeys(self.affixes))
        if (part.change.affixes, part.change.complete) == (affixes, not self.unseen):
            return part
        return Part(change=replace(part.change, affixes=affixes, complete=not self.unseen))

    def _module(self, folder: str) -> Iterator[str]:
        """The files of a Terraform module that give its variables values, in Terraform's order: defaults, tfvars, auto.tfvars."""
        lead = f"{folder}/" if folder else ""
        names = [name for name in _MODULE if self.exists(lead + name)] if self.inside is None else list(self.inside(folder))
        yield from (lead + name for name in sorted(names) if name.endswith(".tf") and _VARIABLE.search(self.text_of(lead + name) or ""))
        yield from (lead + name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names)
        yield from (lead + name for name in sorted(names) if name.endswith((".auto.tfvars", ".auto.tfvars.json")))
