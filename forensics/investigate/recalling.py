"""What file versions say of a key, as far as the index of history knows it; what it doesn't is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from forensics.hits import Hit
from forensics.keys import Key
from forensics.reconstruct.contents import Contents

if TYPE_CHECKING:
    from forensics.reading.alike import Likes
    from forensics.store.history import HistoryIndex

T = TypeVar("T")
PathOf = Mapping[str, str]  # blob → path


@dataclass(frozen=True, slots=True)
class Reading:
    """How versions are read: what they say of the key, which most hold where they are `chosen` ones; which have its letters anywhere,
    and which can't be had."""

    contents: Callable[[PathOf], Contents]
    chosen: Callable[[PathOf], Contents]
    letters: Callable[[PathOf], tuple[set[str], set[str]]]


def recalled_contents(index: HistoryIndex | None, key: Key, path_of: PathOf, reading: Reading) -> Contents:
    """What reading gives of all versions, of which only those are read that the index doesn't know."""
    if index is None:
        return reading.contents(path_of)
    mark = _mark(index, key)
    nothing, held = index.readings(mark, path_of)
    left = {oid: path for oid, path in path_of.items() if oid not in nothing and oid not in held}
    found = _with_alike(index, key, left, reading) if left else Contents({})
    index.learn_readings(
        mark, {oid: (path, (found.hits.get(oid, ()), found.degraded.get(oid))) for oid, path in left.items() if oid not in found.unreadable}
    )
    if not held:
        return found
    hits = {oid: some[0] for oid, some in held.items() if some[0]} | dict(found.hits)
    degraded = {oid: some[1] for oid, some in held.items() if some[1] is not None} | dict(found.degraded)
    return Contents(_in_order(path_of, hits), found.unreadable, _in_order(path_of, degraded))


def was_read(index: HistoryIndex | None, key: Key) -> bool:
    """Whether the index knows what versions of files say of a key."""
    return index is not None and index.has_readings(_mark(index, key))


def _mark(index: HistoryIndex, key: Key) -> bytes:
    return blake2b(repr((key.spellings, index.parsers)).encode("utf-8", "surrogateescape"), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the index knows of versions: those that say nothing of a key, those of one kind together, and why some are degraded."""

    nothing: set[str] = field(default_factory=set)
    likes: list[Likes] = field(default_factory=list)
    degraded: dict[str, str] = field(default_factory=dict)


def _known(index: HistoryIndex, key: Key, path_of: PathOf) -> _Known:
    from forensics.reading.alike import alike, may_be_in

    known = _Known()
    taken: set[str] = set()  # of a version that stands in several batches the first one tells: in no other may it be the one that is read
    for versions, degraded, inventory in index.inventories(path_of, lambda names: may_be_in(names, key)):
        mine = {oid for oid, path in versions.items() if path_of.get(oid) == path} - taken
        taken |= mine
        known.degraded.update((oid, why) for oid, why in degraded.items() if oid in mine)
        without, some = alike(inventory, key) if inventory is not None else (mine, [])
        known.nothing.update(without & mine)
        known.likes.extend(left for one in some if (left := one.among(mine)) is not None)
    return known


def _with_alike(index: HistoryIndex, key: Key, path_of: PathOf, reading: Reading) -> Contents:
    """What reading gives: of the versions that the index knows to be alike one is read."""
    known = _known(index, key, path_of)
    if not known.nothing and not known.likes:
        return reading.contents(path_of)
    others = {oid for one in known.likes for oid in one.lines if oid != one.first}
    found = reading.chosen({oid: path for oid, path in path_of.items() if oid not in known.nothing and oid not in others})
    hits, degraded, unreadable = dict(found.hits), dict(found.degraded), set(found.unreadable)
    again: set[str] = set()
    nothing = set(known.nothing)
    for one in known.likes:
        said = _said_by_others(one, found)
        hits.update((oid, some) for oid, some in said.items() if some)
        nothing.update(oid for oid, some in said.items() if not some)
        again |= one.lines.keys() - said.keys() - {one.first}
    degraded.update((oid, why) for oid, why in known.degraded.items() if oid in hits)
    doubtful = {oid: path_of[oid] for oid in known.degraded if oid in nothing}
    if doubtful:  # that a file can't be read whole is told of those that might hold the key
        admitted, lost = reading.letters(doubtful)
        degraded.update((oid, known.degraded[oid]) for oid in admitted)
        unreadable |= lost
    if again:
        more = reading.chosen({oid: path for oid, path in path_of.items() if oid in again})
        hits.update(more.hits)
        degraded.update(more.degraded)
        unreadable |= more.unreadable
    return Contents(_in_order(path_of, hits), frozenset(unreadable), _in_order(path_of, degraded))


def _said_by_others(one: Likes, found: Contents) -> dict[str, tuple[Hit, ...]]:
    """What those say that are like one that was read, as far as that can be told."""
    if one.first in found.unreadable:
        return {}
    return {oid: said for oid, said in one.others(found.hits.get(one.first, ())) if said is not None}


def _in_order(order: Iterable[str], found: Mapping[str, T]) -> dict[str, T]:
    """As if all had been read one after another."""
    return {oid: found[oid] for oid in order if oid in found}
