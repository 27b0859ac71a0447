"""What a command remembers of the repositories that it reads: the index of history, joined to the walk and to what is read of a key."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from forensics.keys import Key
from forensics.reconstruct.contents import Contents

if TYPE_CHECKING:
    from forensics.collect.git import Repository
    from forensics.reading.alike import Likes
    from forensics.store.history import HistoryIndex

# What decides how commits are read, and beside it how the contents of files are: other sources, another index.
_STORED = tuple(f"store/{name}.py" for name in ("ancestry", "blames", "chain", "columns", "commits", "history", "parts", "places", "plain"))
_WALK = ("collect/git", "parse/names.py", "model/git.py", *_STORED)
_READ = ("parse", "keys.py", "model/reading.py", "model/places.py", "reading", "investigate/mining.py")
_KEEP = ("investigate/remembering.py", "store/readings.py", "redact.py", "secret_shapes.py")
# By the package that each is imported as.
_LIBRARIES = {"yaml": "pyyaml", "javaproperties": "javaproperties"}
T = TypeVar("T")


class Remembering:
    """The indexes in a folder, of one command; `write` keeps what was learned, once the answer is out. No folder: nothing is remembered."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._opened: dict[str, tuple[list[Repository], HistoryIndex]] = {}

    def of(self, repository: Repository) -> HistoryIndex | None:
        """The repository's index; None where nothing is remembered."""
        marks = _marks() if self._folder is not None else None
        if self._folder is None or marks is None:
            return None
        from forensics.store.history import HistoryIndex

        objects = repository.objects
        if objects not in self._opened:
            width = 20 if repository.object_format == "sha1" else 32
            mark = blake2b(repr((marks[0], width)).encode(), digest_size=16).digest()
            self._opened[objects] = [], HistoryIndex(self._folder, objects, mark, marks[1], width)
        repositories, index = self._opened[objects]
        repositories.append(repository)
        return index

    def write(self, private: bool = False) -> None:
        """Keeps what was learned; of a repository with objects that are not what their names say, nothing. Never raises for a file.
        `private`: something was masked in the answer, so that nothing of what files hold of the key is kept."""
        for repositories, index in self._opened.values():
            if not any(one.mismatched for one in repositories):
                index.write(private)
            else:
                with suppress(OSError):
                    index.forget()
        self._opened.clear()


NOTHING = Remembering(None)


def recalled_contents(
    index: HistoryIndex | None, key: Key, path_of: Mapping[str, str], read: Callable[[Mapping[str, str]], Contents]
) -> Contents:
    """What `read` gives of all versions (by blob, the path of each), of which it is asked only those that the index doesn't know."""
    if index is None:
        return read(path_of)
    mark = _mark(index, key)
    nothing, held = index.readings(mark, path_of)
    left = {oid: path for oid, path in path_of.items() if oid not in nothing and oid not in held}
    found = _read_alike(index, key, left, read)
    index.learn_readings(
        mark, {oid: (path, (found.hits.get(oid, ()), found.degraded.get(oid))) for oid, path in left.items() if oid not in found.unreadable}
    )
    if not held:
        return found
    hits = {oid: some[0] for oid, some in held.items() if some[0]} | dict(found.hits)
    degraded = {oid: some[1] for oid, some in held.items() if some[1] is not None} | dict(found.degraded)
    return replace(found, hits=_in_order(path_of, hits), degraded=_in_order(path_of, degraded))


def _read_alike(index: HistoryIndex, key: Key, path_of: Mapping[str, str], read: Callable[[Mapping[str, str]], Contents]) -> Contents:
    """Likewise of versions of which no reading is known: of those that the index knows to be alike one is read."""
    from forensics.reading.alike import alike, may_be_in

    nothing: set[str] = set()
    likes: list[Likes] = []
    for versions, places in index.places(lambda names: may_be_in(names, key)):
        mine = {oid for oid, path in versions.items() if path_of.get(oid) == path}
        if places is None:
            nothing |= mine
        else:
            without, some = alike(places, key)
            nothing |= without & mine
            likes += [left for one in some if (left := one.among(mine)) is not None]
    others = {oid for one in likes for oid in one.lines if oid != one.first}
    found = read({oid: path for oid, path in path_of.items() if oid not in nothing and oid not in others})
    hits = dict(found.hits)
    again: set[str] = set()
    for one in likes:
        if one.first in found.unreadable or one.first in found.degraded:
            again |= one.lines.keys() - {one.first}
            continue
        for oid, said in one.others(hits.get(one.first, ())):
            if said is None:
                again.add(oid)
            elif said:
                hits[oid] = said
    more = read({oid: path_of[oid] for oid in path_of if oid in again}) if again else Contents({})
    return Contents(
        _in_order(path_of, hits | dict(more.hits)),
        found.unreadable | more.unreadable,
        _in_order(path_of, dict(found.degraded) | dict(more.degraded)),
    )


def was_read(index: HistoryIndex | None, key: Key) -> bool:
    """Whether the index knows what versions of files say of a key."""
    return index is not None and index.has_readings(_mark(index, key))


def _mark(index: HistoryIndex, key: Key) -> bytes:
    return blake2b(repr((key.spellings, index.parsers)).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _in_order(order: Iterable[str], found: Mapping[str, T]) -> dict[str, T]:
    """As if all had been read one after another."""
    return {oid: found[oid] for oid in order if oid in found}


@lru_cache(maxsize=1)
def _marks() -> tuple[bytes, bytes] | None:
    """By which sources commits and contents are read, as two digests; None where these can't be told."""
    try:
        libraries = [_release(package, name) for package, name in _LIBRARIES.items()]
        return _digest(_WALK, sys.byteorder), _digest((*_READ, *_KEEP), (sys.version, libraries))
    except OSError:
        return None


def _release(package: str, name: str) -> list[str]:
    """Which release of a library is installed, by the folder that the installer leaves beside it: importlib.metadata, and the library
    itself, take longer to be imported than a short history to be traced. OSError where that can't be told."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise FileNotFoundError(package)
    beside = Path(found.origin).parents[1]
    folders = [one.name for one in beside.iterdir() if one.suffix == ".dist-info" and one.name.casefold().startswith(f"{name}-")]
    if not folders:
        raise FileNotFoundError(package)
    return sorted(folders)


def _digest(sources: Iterable[str], beside: object) -> bytes:
    digest = blake2b(repr(beside).encode(), digest_size=16)
    for place in _files(sources):
        content = place.read_bytes()
        digest.update(f"{place.name} {len(content)}\n".encode() + content)
    return digest.digest()


def _files(sources: Iterable[str]) -> Iterator[Path]:
    """The source files; OSError where there are none, as in a package without sources."""
    for name in sources:
        place = Path(__file__).parents[1] / name
        found = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        if not found:
            raise FileNotFoundError(name)
        yield from found
