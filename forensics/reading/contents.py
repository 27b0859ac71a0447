"""What versions of files say of one key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from forensics.keys import Key
from forensics.reading.sharing import Read, shared
from forensics.reading.versions import Reader, Said
from forensics.reconstruct.contents import Contents

if TYPE_CHECKING:
    from forensics.collect.git import Repository

_WORTH_SHARING = 2_000  # most of them are only looked through
# Of versions that hold the key for the most part.
_FEW_WORTH_SHARING, _LEAST_OF_FEW = 50, 10
T = TypeVar("T")


def read_contents(
    repository: Repository, key: Key, path_of: Mapping[str, str], progress: Callable[[str, int, int], None], chosen: bool = False
) -> Contents:
    """What versions (by blob, the path of each) say of a key; the same however many processes read them. `chosen`: most of them are
    known to hold it."""
    said = Said()
    worth, least = (_FEW_WORTH_SHARING, _LEAST_OF_FEW) if chosen else (_WORTH_SHARING, None)
    for some in shared(repository, partial(_reader_of, key), path_of, progress, worth, least):
        said.add(some)
    return Contents(_in_order(path_of, said.hits), frozenset(said.unreadable), _in_order(path_of, said.degraded))


def read_letters(
    repository: Repository, key: Key, path_of: Mapping[str, str], progress: Callable[[str, int, int], None]
) -> tuple[set[str], set[str]]:
    """Of some versions those that have a key's letters anywhere, and those that can't be had."""
    admitted, unreadable = set[str](), set[str]()
    for some, lost in shared(repository, partial(_letters_of, key), path_of, progress, _WORTH_SHARING):
        admitted |= some
        unreadable |= lost
    return admitted, unreadable


def _letters_of(key: Key) -> Read[tuple[set[str], set[str]]]:
    gate = key.gate()

    def read(_: Mapping[str, str], blobs: Iterable[tuple[str, bytes | None]]) -> tuple[set[str], set[str]]:
        admitted, unreadable = set[str](), set[str]()
        for oid, content in blobs:
            if content is None:
                unreadable.add(oid)
            elif gate.admits(content):
                admitted.add(oid)
        return admitted, unreadable

    return read


def _reader_of(key: Key) -> Read[Said]:
    return Reader(key).read


def _in_order(order: Iterable[str], found: Mapping[str, T]) -> dict[str, T]:
    return {oid: found[oid] for oid in order if oid in found}
