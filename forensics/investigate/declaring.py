"""Settings whose stacks the repository's own files declare: a kustomization, a helmfile, an Application, a compose or hiera file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from forensics.environments.discovery import OPEN
from forensics.investigate.chains import Past, Root, arrangements
from forensics.investigate.mining import OWN, Mined
from forensics.investigate.parts import Parts
from forensics.investigate.stacks import SHARED, Anchor
from forensics.layering import SYSTEMS, Address, System, system_of
from forensics.layering.declared import Chain, Mentions, declares, facts_of, is_declarer, layers_from, wholes_of
from forensics.model import Layer
from forensics.reconstruct.tracks import Stack, Version

if TYPE_CHECKING:
    from forensics.collect.git import Repository

# By whose rules a declared stack is made, where the declaring file's own name is none of theirs.
_RULES = {"flux": "kustomize", "argocd": "helm", "charts": "helm", "clusters": "helm", "inflation": "helm"}
# These apply what git says and nothing else; whoever runs the others may add to it.
_NOTHING_ELSE = frozenset({"flux", "argocd", "commands"})
# What these declare is gathered by others; alone it runs nowhere.
_PARTS_OF_OTHERS = frozenset({"kustomize", "charts", "terragrunt", "spring"})
_MOST_MISSING = 4
Versions = Mapping[str, Mapping[str, Sequence[Version]]]


class Declaring:
    """Looks for the declaring files of one repository, as its mainline's end has them, and lays settings out by them."""

    def __init__(self, repository: Repository, mined: Mined, parts: Parts, versions: Versions) -> None:
        self._mined, self._parts = mined, parts
        line = mined.lines[mined.mainline]
        tip = mined.history.commits[line.commits[-1]] if line.commits else None
        paths = {path: oid for path, oid in repository.files(tip) if path not in OWN and is_declarer(path)} if tip else {}
        texts = dict(repository.blobs(dict.fromkeys(oid for path, oid in paths.items() if mined.layout.holds(path))))
        self._mentions = Mentions({path: content for path, oid in paths.items() if (content := texts.get(oid))})
        self._chains: dict[tuple[str, str, str | None, str], Chain] = {}
        self._wholes: dict[tuple[str, str], tuple[str, ...]] = {}
        self._arranged: dict[Root, list[tuple[int, Chain]]] = {}
        self._pasts = {branch: Past(one, versions[branch], parts.text) for branch, one in mined.lines.items()}

    def laid_out(self, anchor: Anchor) -> Anchor:
        """The setting with each environment's stack as files declare it, where they do; environments that only a declaration shows
        (an overlay without a file of its own for the key) are added."""
        given = {stack.environment: stack for stack in anchor.stacks}
        files = {environment: stack.own for environment, stack in given.items() if stack.own}
        roots = {environment: found for environment, own in files.items() if (found := self._root(own, environment))}
        template = _most({place.template for root in roots.values() if (place := self._mined.layout.place(root)) and place.environment})
        base = next(iter(files.values()), None)
        shared = base is not None and len(set(files.values())) == 1
        for environment, root in self._mined.layout.template_paths(template) if template else ():
            if environment not in files and base is not None:
                roots.setdefault(environment, root)
        if shared and base is not None:
            for environment, root in self._roots_of_base(base):
                roots.setdefault(environment, root)
        stacks = dict(given)
        for environment, root in roots.items():
            own = files.get(environment)
            stack = self._stack(anchor, environment, root, own or (base if shared else None))
            if stack is not None and not _says_no_more(stack, given.get(environment)):
                stacks[environment] = stack
        if len(stacks) > len(given) and shared:
            stacks.pop(SHARED, None)
        order = {name: place for place, name in enumerate(self._mined.layout.environments)}
        ranked = sorted(stacks.values(), key=lambda one: (order.get(one.environment, len(order)), one.environment))
        return replace(anchor, stacks=tuple(ranked))

    def _root(self, own: str, environment: str) -> str | None:
        """The nearest declaring file that leads to an environment's file: one of that environment, or one that leaves it open."""
        layout = self._mined.layout
        pending, seen = {own}, {own}
        if is_declarer(own) and own.rpartition("/")[2].lower().startswith("kustomization"):
            return own
        while pending:
            pending = self._mentions.of(pending) - seen
            seen |= pending
            places = [(path, place) for path in sorted(pending) if (place := layout.place(path)) is not None]
            of_it = [path for path, place in places if place.environment == environment]
            if of_it:
                return min(of_it, key=lambda path: (len(path), path))
            is_open = [path for path, place in places if place.environment is None and self._leads(path, environment, own)]
            if is_open:
                return min(is_open, key=lambda path: (len(path), path))
        return None

    def _leads(self, root: str, environment: str, own: str) -> bool:
        """Whether a file that belongs to no environment makes a stack for each of them (a base is only a part of others' stacks)."""
        chain = self._chain(root, environment, None, own)
        return chain.system not in _PARTS_OF_OTHERS and any(layer.path == own for layer in chain.layers)

    def _roots_of_base(self, base: str) -> Iterator[tuple[str, str]]:
        """(environment, root) of the nearest environments' files that lead to a shared one, where one kind of file does."""
        layout = self._mined.layout
        pending, seen = {base}, {base}
        while pending:
            pending = self._mentions.of(pending) - seen
            seen |= pending
            places = [(layout.place(path), path) for path in sorted(pending)]
            placed = [(place, path) for place, path in places if place is not None and place.environment is not None]
            kinds = {place.template for place, _ in placed}
            if len(kinds) == 1:
                yield from ((place.environment, path) for place, path in placed if place.environment)
            if kinds:
                return

    def _chain(self, root: str, environment: str, whole: str | None, own: str) -> Chain:
        past = self._past(environment)
        end = len(past.line.commits)
        # Most files that lead to a root tell nothing of it, and have one chain.
        own = own if facts_of(declares(root, past.text_at(root, end) or ""), own, environment) else ""
        asked = root, environment, whole, own
        if asked not in self._chains:
            self._chains[asked] = layers_from(
                root, lambda path: past.text_at(path, end), environment, lambda path: past.blob(path, end) is not None, whole, own=own
            )
        return self._chains[asked]

    def _environment_of(self, path: str) -> str | None:
        place = self._mined.layout.place(path)
        return place.environment if place is not None else None

    def _past(self, environment: str | None) -> Past:
        return self._pasts[self._mined.line_for(environment).branch]

    def _stack(self, anchor: Anchor, environment: str, root: str, own: str | None) -> Stack | None:
        past = self._past(environment)
        whole = self._whole(root, environment, own)
        asked = Root(root, environment, whole, own if own and past.tells_of(root, own, environment) else "")
        if asked not in self._arranged:
            self._arranged[asked] = [(place, chain) for place, chain in arrangements(asked, past) if chain.layers]
        found = self._arranged[asked]
        if not found:
            return None
        last = found[-1][1]
        # Where the file's own paths stand in the whole; what a part of it says has its address there already.
        whole_files = ((layer, part) for _, chain in reversed(found) for layer, part in zip(chain.layers, chain.parts, strict=True))
        within = next((layer.within for layer, part in whole_files if layer.path == own and part is None), ())
        address = (*within, *anchor.address)
        arranged: list[tuple[int, tuple[Layer, ...]]] = []
        for number, (place, chain) in enumerate(found):
            until = found[number + 1][0] if number + 1 < len(found) else len(past.line.commits)
            layers = self._parts.layers(chain, place, until, past, address, f"{root} {environment}")
            if layers:
                arranged.append((place if arranged else 0, layers))
        if not arranged:
            return None
        system = _rules_of(last.system, own or root)
        unseen = () if last.system in _NOTHING_ELSE else system.unseen
        home = self._mined.layout.place(own) if own is not None else None
        is_base = home is not None and home.environment is None
        # An overlay is there before its patch is: until then it has what its base says.
        is_overlay = last.system == "kustomize" and self._environment_of(root) == environment
        begins = own if own is not None and (is_base or not is_overlay) else root
        return Stack(environment, address, tuple(arranged), begins, system, (*last.missing[:_MOST_MISSING], *unseen), is_base)

    def _whole(self, root: str, environment: str, own: str | None) -> str | None:
        """Which of the releases or applications that a file makes: of those that have the file in question, the plainest."""
        if (root, environment) not in self._wholes:
            past = self._past(environment)
            end = len(past.line.commits)
            found = wholes_of(root, lambda path: past.text_at(path, end), environment, lambda path: past.blob(path, end) is not None)
            self._wholes[root, environment] = tuple(found)
        wholes = self._wholes[root, environment]
        sizes = [(len(chain.layers), number, whole) for number, whole, chain in self._holding(root, environment, wholes, own)]
        return min(sizes)[2] if sizes else None

    def _holding(self, root: str, environment: str, wholes: Iterable[str], own: str | None) -> Iterator[tuple[int, str, Chain]]:
        for number, whole in enumerate(wholes):
            chain = self._chain(root, environment, whole, own or "")
            if own is None or any(layer.path == own for layer in chain.layers):
                yield number, whole, chain


def _rules_of(declared: str, own: str) -> System:
    name = _RULES.get(declared, declared)
    return SYSTEMS[name] if name in SYSTEMS and name != "helmfile" else SYSTEMS["helm"] if declared == "helmfile" else system_of(own)


def _says_no_more(stack: Stack, given: Stack | None) -> bool:
    """Whether a declared stack holds nothing that the conventions didn't find too, in the same order."""
    if given is None:
        return False
    mine = [layer.known_by for layer in stack.layers]
    return len(mine) < 2 and set(mine) <= {layer.known_by for layer in given.layers}


def _each_once(anchors: Sequence[Anchor]) -> Iterator[Anchor]:
    """The settings without those of a base alone whose every environment stands in a setting of the files above it."""
    standing: dict[str, list[set[tuple[str, Address]]]] = {}  # file → for each setting above it, where it stands
    for one in anchors:
        if OPEN not in one.template:
            continue
        here: dict[str, set[tuple[str, Address]]] = {}
        for stack in one.stacks:
            for path in stack.paths:
                here.setdefault(path, set()).add((stack.environment, stack.address))
        for path, places in here.items():
            standing.setdefault(path, []).append(places)
    for one in anchors:
        mine = {(stack.environment, stack.address) for stack in one.stacks}
        if OPEN in one.template or not any(mine <= there for there in standing.get(one.template, ())):
            yield one


def _most(templates: set[str]) -> str | None:
    return min(templates, key=lambda template: (len(template), template)) if templates else None


def settings_as_declared(
    repository: Repository, mined: Mined, parts: Parts, anchors: tuple[Anchor, ...], versions: Versions, chosen: frozenset[str]
) -> tuple[Anchor, ...]:
    """The settings, each with the stacks that files declare. `versions`: by branch, those of every file. `chosen`: only these
    environments, or all where it is empty."""
    if not anchors:
        return anchors
    declaring = Declaring(repository, mined, parts, versions)
    found = _each_once([declaring.laid_out(anchor) for anchor in anchors])
    return tuple(replace(one, stacks=tuple(stack for stack in one.stacks if not chosen or stack.environment in chosen)) for one in found)
