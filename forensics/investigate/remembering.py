"""What a command remembers of the repositories that it reads: the indexes of their histories."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forensics.collect.git import Repository
    from forensics.store.history import HistoryIndex

# What decides how commits are read, and beside it how the contents of files are: other sources, another index.
_PARTS = ("ancestry", "blames", "chain", "columns", "commits", "history", "inventories", "own_file", "parts", "plain")
_STORED = tuple(f"store/{name}.py" for name in _PARTS)
_WALK = ("collect/git", "parse/names.py", "model/git.py", *_STORED)
_READ = ("parse", "keys.py", "hits.py", "model/reading.py", "model/inventory.py", "reading", "investigate/mining.py")
_KEEP = ("investigate/remembering.py", "investigate/recalling.py", "store/readings.py", "redact.py", "secret_shapes.py")
# By the package that each is imported as.
_LIBRARIES = {"yaml": "pyyaml", "javaproperties": "javaproperties"}


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

    def indexes(self) -> list[tuple[str, HistoryIndex]]:
        """The indexes that were asked for, by the path of a repository."""
        return [(repositories[0].path, index) for repositories, index in self._opened.values()]

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
