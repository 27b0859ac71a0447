"""The index of history built ahead of a trace, or removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from forensics.investigate import opened_at
from forensics.investigate.mining import OWN, Progress, is_configuration, versions_in, walked
from forensics.investigate.remembering import Remembering
from forensics.parse import format_of
from forensics.reading.inventories import read_inventories

if TYPE_CHECKING:
    from forensics.collect.git import Repository
    from forensics.store.history import Held, HistoryIndex


def indexed(path: str, all_refs: bool, progress: Progress, remembering: Remembering) -> tuple[Held | None, str]:
    """Brings a repository's index up to date: what it holds then and where it lies, or None and why there is none. Raises
    RepositoryError."""
    with opened_at(path) as repository:
        index = remembering.of(repository)
        if index is None:
            return None, "there is no cache directory to keep an index in"
        for _ in range(2):  # one that turns out to be damaged is made anew
            history = walked(repository, all_refs, progress, index)
            rest = set(range(len(history.commits))) - history.lines
            repository.changes_at(history, rest, is_configuration, lambda count, total: progress("commits walked", count, total), index)
            progress("commits kept", len(history.commits), 0)
            if repository.gaps and not index.learned:
                return None, f"its history can't be kept, as it is not whole: {repository.gaps[0].why}"
            if not index.write():
                break
            _take_inventory(repository, index, versions_in(history.changes), progress)
            held = index.held()
            if held is not None:
                return held, str(index.path)
        return None, f"an index can't be kept at {index.path}"


def _take_inventory(repository: Repository, index: HistoryIndex, path_of: Mapping[str, str], progress: Progress) -> None:
    """Looks through the entries of all versions that a trace may ask for, and keeps what is found from time to time."""
    index.recall()
    wanted = {oid: path for oid, path in path_of.items() if path not in OWN and format_of(path) != "lock"}
    left = index.lacks_inventory(wanted)
    try:
        for inventory in read_inventories(repository, left, lambda _, done, every: progress("file versions looked through", done, every)):
            index.learn_inventory(inventory)
            if index.is_due:
                index.keep()
    finally:
        index.write()  # one that turned out to be damaged goes


def forgotten(path: str, remembering: Remembering) -> bool:
    """Removes a repository's index; False where there was none. Raises RepositoryError, and OSError where it can't be."""
    with opened_at(path) as repository:
        index = remembering.of(repository)
        return index is not None and index.forget()
