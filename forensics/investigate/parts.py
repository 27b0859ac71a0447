"""Layers that are only a part of a file, or that change what lies below: their entries at every place where these may differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from forensics.hits import Hit, find
from forensics.investigate.chains import Past
from forensics.keys import Key, may_end
from forensics.layering import Address, ancestors
from forensics.layering.declared import Chain, Part, entries_in, objects_of, patches, reads_entries, stack_of
from forensics.layering.declared.reference import Images, Patch, Replicas, Target
from forensics.model import Entry, Layer, Parsed
from forensics.parse import parse
from forensics.parse.objects import objects_in
from forensics.reconstruct.contents import PART, Contents
from forensics.reconstruct.tracks import Version

if TYPE_CHECKING:
    from forensics.collect.git import Repository

# A patch that speaks of a list's entry by its position: `/env/3/value`.
# A null or a directive in a patch may take a value away.
_TAKES = re.compile(r"\$patch|:[ \t]*(?:null|~)[ \t]*(?:#.*)?$", re.MULTILINE)
_PLAIN = re.compile(r"[\w\-]+")
_MOST_PLACES = 150
_AT_ONCE = 40
_BY_POSITION = re.compile(r"/\d+(?:/|\"|'|\s|$)", re.MULTILINE)


class Parts:
    """Reads files as declared stacks need them, and keeps what the parts of them say, each version under an id of its own."""

    def __init__(self, repository: Repository, key: Key) -> None:
        self._repository, self._key, self._gate = repository, key, key.gate()
        self._texts: dict[str, str | None] = {}
        self._parsed: dict[tuple[str, str], Parsed] = {}
        self.hits: dict[str, tuple[Hit, ...]] = {}
        self.around: dict[str, tuple[Entry, ...]] = {}
        self.degraded: dict[str, str] = {}
        self.versions: dict[tuple[str, str], list[Version]] = {}
        self._made: dict[tuple[Chain, int, int, str], tuple[Entry, ...]] = {}
        self._held: dict[str, tuple[str, ...]] = {}
        self._named: dict[str, bool] = {}

    def text(self, blob: str, likely: Iterable[str] = ()) -> str | None:
        """A blob as text; None where it can't be had. `likely`: what will be asked for next, read in one go."""
        if blob not in self._texts:
            wanted = [one for one in dict.fromkeys((blob, *islice(likely, _AT_ONCE))) if one not in self._texts]
            for oid, content in self._repository.blobs(wanted):
                self._texts[oid] = content.decode("utf-8", "replace") if content is not None else None
        return self._texts.get(blob)

    def layers(self, chain: Chain, place: int, until: int, past: Past, address: Address, name: str) -> tuple[Layer, ...]:
        """A chain's layers from a place on its line until another. A part that can't concern the key is no layer of it."""
        found: list[Layer] = []
        for number, (layer, part) in enumerate(zip(chain.layers, chain.parts, strict=True)):
            if part is None:
                found.append(layer)
            elif self._may_concern(layer, part, place, until, past, address):
                slot = f"{layer.path}\0{name} {place} {number}"
                if self._keep(slot, chain, number, place, until, past, address):
                    found.append(replace(layer, slot=slot, within=()))
        return tuple(found)

    def _may_concern(self, layer: Layer, part: Part, place: int, until: int, past: Past, address: Address) -> bool:
        """Whether a part may say anything of the key, told from its text: most patches of a build are about other things."""
        change = part.change
        if change is None and not part.under:
            return bool(find(Parsed(part.entries), self._key)) or any(one.path[-1:] == ("$patch",) for one in part.entries)
        if isinstance(change, Images):
            return may_end(self._key, "image")
        if isinstance(change, Replicas):
            return may_end(self._key, "replicas")
        inline = change.text if isinstance(change, Patch) else None
        if inline is not None:
            return self._names(inline) or (_takes(inline) and _is_for(part, layer, address))
        texts = [self.text(blob) or "" for _, blob in _standing(past, layer.path, place, until)]
        return any(map(self._names, texts)) or (any(map(_takes, texts)) and _is_for(part, layer, address))

    def _names(self, text: str) -> bool:
        """Whether the key's letters are in a text."""
        if text not in self._named:
            self._named[text] = self._gate.admits(text.encode())
        return self._named[text]

    def _keep(self, slot: str, chain: Chain, number: int, place: int, until: int, past: Past, address: Address) -> bool:
        """Notes what a part says at each place where its file or one below changes; whether it ever says anything of the key."""
        path, part = chain.layers[number].path, chain.parts[number]
        watched = {path} | ({one.path for one in chain.layers[:number]} if _needs_below(part, self._text_of(past, path, place)) else set())
        places = sorted({place} | {spot for one in watched for spot, _ in _standing(past, one, place, until)})
        holders = {*ancestors(address), address}
        speaks = False
        for spot in (place, *places[1:][-_MOST_PLACES:]):
            entries = self._entries(chain, number, spot, past)
            blob = f"{past.blob(path, spot) or ''}{PART}{slot} {spot}"
            self.versions.setdefault((past.line.branch, slot), []).append(Version(spot, past.line.commits[spot], blob))
            hits = find(Parsed(entries), self._key)
            held = (one for one in entries if one.kind != "map" and one.path in holders)
            around = (*held, *(one for one in entries if one.path[-1:] == ("$patch",) and one.path[:-1] in holders))
            if hits:
                self.hits[blob] = hits
            if around:
                self.around[blob] = around
            if hits and (degraded := self._read(past, path, spot)[1].degraded):
                self.degraded[blob] = degraded
            speaks = speaks or bool(hits or around)
        return speaks

    def _entries(self, chain: Chain, number: int, place: int, past: Past) -> tuple[Entry, ...]:
        known = self._made.get((chain, number, place, past.line.branch))
        if known is not None:
            return known
        layer, part = chain.layers[number], chain.parts[number]
        text = self._text_of(past, layer.path, place)
        if _needs_below(part, text):
            self._work_out(chain, number, place, past)
            return self._made[chain, number, place, past.line.branch]
        change = part.change if part is not None else None
        # A patch without target names its object itself, and where no name below was changed it is called so there too.
        by_itself = isinstance(change, Patch) and change.target is None and not change.affixes
        names = [] if by_itself else [name for one in chain.layers[:number] for name in self._objects(past, one.path, place)]
        said = self._read(past, layer.path, place)[1].entries if reads_entries(part) else ()
        entries = entries_in(part, text, said, [Entry((name,), None, 0, "map") for name in dict.fromkeys(names)]).entries
        whole = self._made[chain, number, place, past.line.branch] = _placed(entries, layer)
        return whole

    def _work_out(self, chain: Chain, number: int, place: int, past: Past) -> None:
        """What a part gives over the layers below it, and the parts after it that are worked out from the same."""
        first, last = chain.scopes[number], _last_alike(chain, number)
        scopes = tuple(max(0, scope - first) for scope in chain.scopes[first : last + 1])
        without = _passed_over(chain, first, number)

        def read(path: str) -> tuple[str, tuple[Entry, ...]]:
            below = past.text_at(path, place) if path in without else None
            return (below, ()) if below is not None and without[path] not in below else self._texts_of(past, path, place)

        stack, _ = stack_of(chain.layers[first : last + 1], chain.parts[first : last + 1], scopes, read)
        for one in range(number, last + 1):
            self._made[chain, one, place, past.line.branch] = _placed(stack[one - first][1], chain.layers[one])

    def _text_of(self, past: Past, path: str, place: int) -> str:
        return past.text_at(path, place) or ""

    def _read(self, past: Past, path: str, place: int) -> tuple[str, Parsed]:
        blob = past.blob(path, place)
        text = past.text_at(path, place) if blob else None
        if blob is None or text is None:
            return "", Parsed(())
        if (path, blob) not in self._parsed:
            self._parsed[path, blob] = parse(path, text.encode())
        return text, self._parsed[path, blob]

    def _texts_of(self, past: Past, path: str, place: int) -> tuple[str, tuple[Entry, ...]]:
        text, parsed = self._read(past, path, place)
        return text, parsed.entries

    def _objects(self, past: Past, path: str, place: int) -> tuple[str, ...]:
        """The objects (`#Kind/name`) that a file holds, by a look that costs less than a parse where it was not parsed anyway."""
        blob = past.blob(path, place)
        if blob is None:
            return ()
        if blob not in self._held:
            quickly = objects_in(path, self._text_of(past, path, place)) if (path, blob) not in self._parsed else None
            self._held[blob] = self._parsed_objects(past, path, place) if quickly is None else quickly
        return self._held[blob]

    def _parsed_objects(self, past: Past, path: str, place: int) -> tuple[str, ...]:
        _, parsed = self._read(past, path, place)
        return tuple(dict.fromkeys(one.path[0] for one in parsed.entries if one.path and one.path[0].startswith("#")))

    def into(self, contents: Contents) -> Contents:
        """The contents with what the parts say."""
        return replace(
            contents,
            hits={**contents.hits, **self.hits},
            around={**contents.around, **self.around},
            degraded={**contents.degraded, **self.degraded},
        )

    def with_versions(self, branch: str, versions: Mapping[str, tuple[Version, ...]]) -> dict[str, tuple[Version, ...]]:
        """A branch's file versions with those of the parts."""
        return {**versions, **{slot: tuple(mine) for (where, slot), mine in self.versions.items() if where == branch}}


def _placed(entries: tuple[Entry, ...], layer: Layer) -> tuple[Entry, ...]:
    return tuple(one.moved((*layer.within, *one.path), one.line) for one in entries) if layer.within else entries


def _last_alike(chain: Chain, number: int) -> int:
    """The last of the parts that follow a part, change images as it does, and go by the same layers below: what one of them is worked out
    from is what they all are."""
    last, part = number, chain.parts[number]
    if part is None or not isinstance(part.change, Images):
        return number
    while last + 1 < len(chain.parts) and chain.scopes[last + 1] == chain.scopes[number]:
        following = chain.parts[last + 1]
        if following is None or not isinstance(following.change, Images):
            break
        last += 1
    return last


def _passed_over(chain: Chain, first: int, number: int) -> dict[str, str]:
    """The files below a patch that need not be parsed unless they hold the name of the one object that it is for, with that name."""
    part = chain.parts[number]
    target = part.change.target if part is not None and isinstance(part.change, Patch) and not part.change.affixes else None
    if target is None or not target.kind or not target.name or not _PLAIN.fullmatch(target.name) or target.labels or target.others:
        return {}
    below = list(zip(chain.layers[first:number], chain.parts[first:number], strict=True))
    patching = {layer.path for layer, part in below if part is not None}
    return {layer.path: target.name for layer, part in below if part is None and layer.path not in patching}


@lru_cache(maxsize=65536)
def _takes(text: str) -> bool:
    """Whether a patch may change a value that it does not name: it takes something away, or goes by positions."""
    return _BY_POSITION.search(text) is not None or _TAKES.search(text) is not None


def _is_for(part: Part, layer: Layer, address: Address) -> bool:
    """Whether a part may change the object in which an address stands: most patches of a build name another."""
    patch = part.change
    if not isinstance(patch, Patch) or layer.within or not address[0].startswith("#"):
        return True
    if patch.target is None:
        return patch.text is None or patches(patch.text, patch.affixes, address[0])
    return patch.target.others or _selects(patch.target, patch.affixes, address[0])


@lru_cache(maxsize=65536)
def _selects(target: Target, affixes: tuple[tuple[str, str], ...], called: str) -> bool:
    """Whether a target may select an object (`#Kind/name`), whatever labels it has."""
    return called in objects_of(replace(target, labels=None), (Entry((called,), None, 0, "map"),), affixes)


def _needs_below(part: Part | None, text: str) -> bool:
    """Whether a part's entries depend on more than the names of the objects below: positions, selectors, images, copied fields.
    `text`: the file's, which a patch without a text of its own is."""
    change = part.change if part is not None else None
    if not isinstance(change, Patch):
        return change is not None
    target = change.target
    named = target is None or bool(target.kind and target.name and _PLAIN.fullmatch(target.name))
    selects = target is not None and bool(target.labels or target.others)
    return not named or selects or _BY_POSITION.search(text if change.text is None else change.text) is not None


def _standing(past: Past, path: str, place: int, until: int) -> Iterator[tuple[int, str]]:
    """(place, blob) of a file's versions that stand somewhere between two places."""
    blob = past.blob(path, place)
    if blob is not None:
        yield place, blob
    changes: Iterable[Version] = past.versions.get(path, ())
    yield from ((one.place, one.blob) for one in changes if place < one.place < until and one.blob is not None)
