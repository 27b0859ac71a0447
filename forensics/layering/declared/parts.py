"""What a layer's file really gives: its entries as they stand, or those that its part makes over the layers below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from forensics.layering.declared import kustomize
from forensics.layering.declared.copies import Copies, copied
from forensics.layering.declared.operations import Changed, json6902
from forensics.layering.declared.reference import Images, Part, Patch, Replicas, Target
from forensics.model import Entry, Layer
from forensics.parse import parse

_PLAIN = re.compile(r"[\w.\-]+")
Affixes = tuple[tuple[str, str], ...]
_SCALED = ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController")
# A selector's requirements as far as labels in the files can answer them: a=b, a==b, a!=b, a, !a.
_REQUIREMENT = re.compile(r"\s*(!?)\s*([\w./\-]+)\s*(?:(==|=|!=)\s*([\w.\-]*))?\s*")


def entries_in(part: Part | None, content: str, parsed: tuple[Entry, ...], below: Sequence[Entry] = ()) -> Changed:
    """The entries of a layer, from the file's text and what `parse` made of it.

    `below`: the entries of the layers below (those of the chain's scope), each at its address in the whole, lowest first and in
    the order written: patches by position, selectors, images and replicas are answered by them; what they can't answer is in `missing`.
    """
    if part is None:
        return Changed(parsed)
    if part.under:
        found = ((one, _below(one.path, part.under)) for one in parsed)
        return Changed(part.entries + tuple(one.moved(path, one.line) for one, path in found if path))
    if isinstance(part.change, Patch):
        return _patched(part.change, content, parsed, below)
    if isinstance(part.change, Images):
        return _imaged(part.change, below)
    if isinstance(part.change, Copies):
        return Changed(*copied(part.change, below))
    if isinstance(part.change, Replicas):
        return _scaled(part.change, below)
    return Changed(part.entries)


def reads_entries(part: Part | None) -> bool:
    """Whether what a part gives turns on what `parse` made of its file: much stands in the declaration itself, or in the layers below."""
    return part is None or bool(part.under) or (isinstance(part.change, Patch) and part.change.text is None)


def _below(path: tuple[str, ...], under: tuple[str, ...]) -> tuple[str, ...]:
    """A path without what stands above; nothing where it is another's. What a `*` stood for is kept."""
    if len(path) < len(under) or any(wanted not in ("*", found) for wanted, found in zip(under, path, strict=False)):
        return ()
    kept = tuple(found for wanted, found in zip(under, path, strict=False) if wanted == "*")
    return kept + path[len(under) :]


def stack_of(
    layers: Sequence[Layer], parts: Sequence[Part | None], scopes: Sequence[int], read: Callable[[str], tuple[str, tuple[Entry, ...]]]
) -> tuple[tuple[tuple[Layer, tuple[Entry, ...]], ...], tuple[str, ...]]:
    """A chain's layers with the entries that each gives, lowest first, as `merged` takes them; and what the files can't tell.

    `read`: a path's text and what `parse` made of it.
    """
    stack: list[tuple[Layer, tuple[Entry, ...]]] = []
    placed: list[list[Entry]] = []
    missing: dict[str, None] = {}
    for layer, part, since in zip(layers, parts, scopes, strict=True):
        text, parsed = read(layer.path)
        below = [one for some in placed[since:] for one in some] if part is not None and part.change is not None else ()
        changed = entries_in(part, text, parsed, below)
        missing |= dict.fromkeys(changed.missing)
        stack.append((layer, changed.entries))
        inside = layer.within
        placed.append([one.moved((*inside, *one.path), one.line) for one in changed.entries] if inside else list(changed.entries))
    return tuple(stack), tuple(missing)


def entries_of(path: str, content: str, parsed: tuple[Entry, ...], below: Sequence[Entry] = ()) -> tuple[Entry, ...]:
    """All that a kustomization says itself, at the addresses of the objects that it speaks of: literals, inline patches, images.

    What it says of no object (`namespace`, `resources`) stays as it was parsed. Other files' entries come back as they are.
    """
    declared = kustomize.declares(path, content)
    if declared is None:
        return parsed
    made: list[Entry] = []
    for reference in declared.references:
        if reference.target == path and reference.part is not None:
            found = entries_in(reference.part, content, parsed, (*below, *made)).entries
            made += [one.moved((*reference.within, *one.path), one.line) for one in found]
    said = {"configMapGenerator", "secretGenerator", "patches", "patchesStrategicMerge", "patchesJson6902", "helmCharts"}
    rest = [one for one in parsed if said.isdisjoint(segment.partition("[")[0] for segment in one.path[:2])]
    return (*rest, *made)


def _patched(patch: Patch, content: str, parsed: tuple[Entry, ...], below: Sequence[Entry]) -> Changed:
    body = content if patch.text is None else patch.text
    if _is_operations(body):
        objects = objects_of(patch.target, below, patch.affixes)
        if not objects or (patch.complete and not any(one in _known(below) for one in objects)):
            return Changed((), () if patch.complete else (f"the object that {_called(patch.target)} selects",))
        changes = [json6902(body, one, below, patch.line, patch.block) for one in objects]
        return Changed(tuple(e for one in changes for e in one.entries), tuple(m for one in changes for m in one.missing))
    if patch.text is not None:
        parsed = tuple(_moved(_inline(body), patch))
    if patch.target is None:
        known = _known(below)
        return Changed(
            tuple(one.moved((_old_name(one.path[0], known, patch.affixes), *one.path[1:]), one.line) for one in parsed if one.path)
        )
    objects = objects_of(patch.target, below, patch.affixes)
    if patch.complete and not any(one in _known(below) for one in objects):
        return Changed(())
    if not objects:
        return Changed(parsed, (f"the object that {_called(patch.target)} selects",))
    return Changed(tuple(one.moved((name, *one.path[1:]), one.line) for name in objects for one in parsed if one.path))


@lru_cache(maxsize=65536)
def patches(body: str, affixes: Affixes, called: str) -> bool:
    """Whether the text of a patch without target may change an object (`#Kind/name`): its body names the object that it is for."""
    if _is_operations(body):
        return True
    names = dict.fromkeys(one.path[0] for one in _inline(body) if one.path)
    return any(not name.startswith("#") or _old_name(name, {called: None}, affixes) == called for name in names)


@lru_cache(maxsize=1024)
def _inline(body: str) -> tuple[Entry, ...]:
    return parse("patch.yaml", body.encode()).entries


def _is_operations(body: str) -> bool:
    """A list is JSON6902's operations, a map a strategic merge patch: told by the first sign that is no comment."""
    for line in body.splitlines():
        start = line.strip()
        if start and not start.startswith("#") and start != "---":
            return start.startswith(("- ", "[")) or start == "-"
    return False


def _moved(entries: Iterable[Entry], patch: Patch) -> Iterator[Entry]:
    return (one.moved(one.path, patch.line + one.line - 1 if patch.block else patch.line) for one in entries)


def _called(target: Target | None) -> str:
    if target is None:
        return "a patch without target"
    return f"{target.kind or 'any'}/{target.name or 'any'}" + (f" with labels {target.labels}" if target.labels else "")


def objects_of(target: Target | None, below: Sequence[Entry], affixes: Affixes = ()) -> list[str]:
    """The objects (`#Kind/name`) of the layers below that a target selects; one that it names plainly even if none is known.

    `affixes`: the prefixes and suffixes that were given to names below; objects keep their first name here.
    """
    if target is None:
        return []
    known = _known(below)
    found = [one for one in known if _selected(one, target, below)]
    plain = target.kind and target.name and _PLAIN.fullmatch(target.name) and not target.labels and not target.others
    return found or ([_old_name(f"#{target.kind}/{target.name}", known, affixes)] if plain else [])


def _known(below: Sequence[Entry]) -> dict[str, None]:
    return dict.fromkeys(one.path[0] for one in below if one.path and one.path[0].startswith("#"))


def _old_name(called: str, known: Mapping[str, None], affixes: Affixes) -> str:
    """The object of the layers below that goes by this name, or whose name became this by one prefix and suffix after another."""
    kind, slash, name = called.partition("/")
    for before, after in (("", ""), *reversed(affixes)):
        if name.startswith(before) and name.endswith(after) and len(name) > len(before) + len(after):
            name = name[len(before) : len(name) - len(after)]
            if f"{kind}{slash}{name}" in known:
                return f"{kind}{slash}{name}"
    return called


def _selected(one: str, target: Target, below: Sequence[Entry]) -> bool:
    kind, _, name = one[1:].partition("/")
    return (
        not target.others
        and _fits(target.kind, kind)
        and _fits(target.name, name)
        and (target.labels is None or _labelled(one, target.labels, below))
    )


def _fits(pattern: str | None, given: str) -> bool:
    """kustomize anchors a selector's expressions. Those with nested repeats are not tried: they could run for ever."""
    if not pattern or pattern == given:
        return True
    if _PLAIN.fullmatch(pattern) and "." not in pattern:
        return False
    if len(pattern) > 200 or re.search(r"[*+}]\)?[*+{]|\)[*+{]", pattern):
        return False
    try:
        return re.fullmatch(pattern, given) is not None
    except re.error:
        return False


def _labelled(one: str, selector: str, below: Sequence[Entry]) -> bool:
    labels = {entry.path[3]: entry.value for entry in below if len(entry.path) == 4 and entry.path[:3] == (one, "metadata", "labels")}
    for requirement in selector.split(","):
        hit = _REQUIREMENT.fullmatch(requirement)
        if hit is None:
            return False
        negated, key, sign, value = hit.groups()
        if sign in ("=", "=="):
            fits = labels.get(key) == value
        elif sign == "!=":
            fits = labels.get(key) != value
        else:
            fits = (key in labels) is not bool(negated)
        if not fits:
            return False
    return True


def _imaged(images: Images, below: Sequence[Entry]) -> Changed:
    """The images of that name with their new name, tag or digest (kustomize's ImageTagTransformer: in every container)."""
    found: dict[tuple[str, ...], Entry] = {}
    for one in below:
        if one.path[-1:] == ("image",) and one.value and len(one.path) > 1 and one.path[-2].partition("[")[0].endswith("ontainers"):
            name, mark, rest = split_image(one.value)
            found.pop(one.path, None)
            if name == images.name:
                found[one.path] = Entry(one.path, _renamed(images, name, mark, rest), images.line)
    return Changed(tuple(found.values()))


def split_image(image: str) -> tuple[str, str, str]:
    """An image's name, the sign after it (`:`, `@` or none) and its tag or digest; a registry's port is part of the name."""
    name, at, digest = image.partition("@")
    folder, slash, last = name.rpartition("/")
    stem, colon, tag = last.partition(":")
    return (folder + slash + stem, "@", digest) if at else (folder + slash + stem, colon, tag)


def _renamed(images: Images, name: str, mark: str, rest: str) -> str:
    if images.digest:
        mark, rest = "@", images.digest
    elif images.new_tag:
        mark, rest = ":", images.new_tag
    return f"{images.new_name or name}{mark}{rest}"


def _scaled(replicas: Replicas, below: Sequence[Entry]) -> Changed:
    known = {one.path[0] for one in below if one.path}
    found = [f"#{kind}/{replicas.name}" for kind in _SCALED if f"#{kind}/{replicas.name}" in known]
    if not found:
        return Changed((), (f"the object that replicas {replicas.name} is for",))
    return Changed(tuple(Entry((one, "spec", "replicas"), replicas.count, replicas.line) for one in found))
