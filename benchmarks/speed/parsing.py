"""What an index of all settings is held against: each version of a configuration file parsed once, on all processors, nothing kept.

    python -m benchmarks.speed.parsing REPOSITORY
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from forensics.investigate import opened_at
from forensics.investigate.mining import versions_in, walked
from forensics.parse import format_of, parse
from forensics.reading.sharing import Read, shared


def parsed(place: str) -> int:
    """How many entries there are, in all versions that landed of all files but lock files. Raises RepositoryError."""
    with opened_at(place) as repository:
        history = walked(repository, False, lambda *_: None, None)
        path_of = {oid: path for oid, path in versions_in(history.changes).items() if format_of(path) != "lock"}
        return sum(shared(repository, _reader, path_of, lambda *_: None, 0))


def _reader() -> Read[int]:
    return _entries


def _entries(path_of: Mapping[str, str], blobs: Iterable[tuple[str, bytes | None]]) -> int:
    return sum(len(parse(path_of[oid], content).entries) for oid, content in blobs if content is not None)


if __name__ == "__main__":
    from benchmarks.speed.parsing import parsed as counted  # by the name that other processes find it by

    print(counted(sys.argv[1]))
