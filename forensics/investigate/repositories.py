"""A repository by its path, as the routes open it, and a progress that tells nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forensics.collect.git import Repository


def quiet(_: str, __: int, ___: int) -> None:
    """A progress that tells nobody."""


def opened_at(path: str) -> Repository:
    """Opens a repository. RepositoryError also where the system itself refuses the path: too long, or the current folder is gone."""
    from forensics.collect.git import RepositoryError, open_repository

    try:
        return open_repository(path)
    except (OSError, ValueError) as trouble:
        shown = path if len(path) <= 100 else f"{path[:100]}…"
        why = trouble.strerror if isinstance(trouble, OSError) else str(trouble)
        raise RepositoryError(f"{shown!r} can't be opened ({why}): name an existing folder with --repo") from trouble
