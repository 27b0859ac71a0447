"""The index of history built ahead of a trace, or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forensics.investigate import opened_at
from forensics.investigate.mining import Progress, is_configuration, walked
from forensics.investigate.remembering import Remembering

if TYPE_CHECKING:
    from forensics.store.history import Held


def indexed(path: str, all_refs: bool, progress: Progress, remembering: Remembering) -> tuple[Held | None, str]:
    """Brings a repository's index up to date: what it holds then and where it lies, or None and why there is none. Raises
    RepositoryError."""
    with opened_at(path) as repository:
        index = remembering.of(repository)
        if index is None:
            return None, "there is no cache directory to keep an index in"
        history = walked(repository, all_refs, progress, index)
        rest = set(range(len(history.commits))) - history.lines
        repository.changes_at(history, rest, is_configuration, lambda count, total: progress("commits walked", count, total), index)
        progress("commits kept", len(history.commits), 0)
        if repository.gaps and not index.learned:
            return None, f"its history can't be kept, as it is not whole: {repository.gaps[0].why}"
        held = index.held() if index.write() else None
        return (held, str(index.path)) if held is not None else (None, f"an index can't be kept at {index.path}")


def forgotten(path: str, remembering: Remembering) -> bool:
    """Removes a repository's index; False where there was none. Raises RepositoryError, and OSError where it can't be."""
    with opened_at(path) as repository:
        index = remembering.of(repository)
        return index is not None and index.forget()
