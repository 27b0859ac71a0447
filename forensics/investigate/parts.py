"""Layers that are only a part of a file, or that change what lies below: their entries at every place where these may differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from forensics.investigate.chains import Past
from forensics.keys import Hit, Key, find
from forensics.layering import Address, ancestors
from forensics.layering.declared import Chain, Part, stack_of
from forensics.model import Entry, Layer, Parsed
from forensics.parse import parse
from forensics.reconstruct.contents import PART, Contents
from forensics.reconstruct.tracks import Version

if TYPE_CHECKING:
    from forensics.collect.git import Repository

# A patch that speaks of a list's entry by its position: `/env/3/value`.
_AT_ONCE = 400
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
            elif self._may_concern(layer, part, place, until, past):
                slot = f"{layer.path}\0{name} {place} {number}"
                if self._keep(slot, chain, number, place, until, past, address):
                    found.append(replace(layer, slot=slot, within=()))
        return tuple(found)

    def _may_concern(self, layer: Layer, part: Part, place: int, until: int, past: Past) -> bool:
        for _, blob in _standing(past, layer.path, place, until):
            text = self.text(blob) or ""
            if self._gate.admits(text.encode()) or _BY_POSITION.search(text) or "$patch" in text or "null" in text:
                return True
        return False

    def _keep(self, slot: str, chain: Chain, number: int, place: int, until: int, past: Past, address: Address) -> bool:
        """Notes what a part says at each place where its file or one below changes; whether it ever says anything of the key."""
        moves = chain.parts[number] is not None and chain.parts[number].change is not None  # type: ignore[union-attr]
        watched = {chain.layers[number].path} | ({one.path for one in chain.layers[: number + 1]} if moves else set())
        places = {place} | {spot for path in watched for spot, _ in _standing(past, path, place, until)}
        holders = {*ancestors(address), address}
        speaks = False
        for spot in sorted(places):
            entries, degraded = self._entries(chain, number, spot, past)
            blob = f"{past.blob(chain.layers[number].path, spot) or ''}{PART}{slot} {spot}"
            self.versions.setdefault((past.line.branch, slot), []).append(Version(spot, past.line.commits[spot], blob))
            hits = find(Parsed(entries), self._key)
            around = tuple(one for one in entries if one.path in holders or (one.path[-1:] == ("$patch",) and one.path[:-1] in holders))
            if hits:
                self.hits[blob] = hits
            if around:
                self.around[blob] = around
            if degraded and hits:
                self.degraded[blob] = degraded
            speaks = speaks or bool(hits or around)
        return speaks

    def _entries(self, chain: Chain, number: int, place: int, past: Past) -> tuple[tuple[Entry, ...], str | None]:
        end = number + 1
        doubts: dict[str, str | None] = {}

        def read(path: str) -> tuple[str, tuple[Entry, ...]]:
            blob = past.blob(path, place)
            text = self.text(blob) if blob else None
            if blob is None or text is None:
                return "", ()
            if (path, blob) not in self._parsed:
                self._parsed[path, blob] = parse(path, text.encode())
            doubts[path] = self._parsed[path, blob].degraded
            return text, self._parsed[path, blob].entries

        first = chain.scopes[number] if chain.parts[number] and chain.parts[number].change else number  # type: ignore[union-attr]
        scopes = tuple(max(0, scope - first) for scope in chain.scopes[first:end])
        stack, _ = stack_of(chain.layers[first:end], chain.parts[first:end], scopes, read)
        layer, entries = stack[-1]
        whole = tuple(replace(one, path=(*layer.within, *one.path)) for one in entries) if layer.within else entries
        return whole, doubts.get(layer.path)

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


def _standing(past: Past, path: str, place: int, until: int) -> Iterator[tuple[int, str]]:
    """(place, blob) of a file's versions that stand somewhere between two places."""
    blob = past.blob(path, place)
    if blob is not None:
        yield place, blob
    changes: Iterable[Version] = past.versions.get(path, ())
    yield from ((one.place, one.blob) for one in changes if place < one.place < until and one.blob is not None)
