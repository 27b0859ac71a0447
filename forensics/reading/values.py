"""All values in versions of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from forensics.keys import keypath
from forensics.parse import parse
from forensics.reading.sharing import Read, shared

if TYPE_CHECKING:
    from forensics.collect.git import Repository

Values = dict[str, dict[str, str | None]]
_WORTH_SHARING = 300  # each is parsed


def read_values(repository: Repository, path_of: Mapping[str, str], progress: Callable[[str, int, int], None]) -> Values:
    """Blob → key path → value (`null` for one that is), for versions by blob, the path of each; those that can't be had are left out."""
    found: Values = {}
    for some in shared(repository, _reader, path_of, progress, _WORTH_SHARING):
        found.update(some)
    return found


def _reader() -> Read[Values]:
    return _values


def _values(path_of: Mapping[str, str], blobs: Iterable[tuple[str, bytes | None]]) -> Values:
    return {
        oid: {
            keypath(entry.path): "null" if entry.kind == "null" else entry.value
            for entry in parse(path_of[oid], content).entries
            if entry.kind not in ("map", "list")
        }
        for oid, content in blobs
        if content is not None
    }
