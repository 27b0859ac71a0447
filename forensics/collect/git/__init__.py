"""Reads git repositories as evidence: nothing of theirs is run, nothing in them is changed, nothing is taken on trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import RepositoryError

if TYPE_CHECKING:
    from .opening import open_repository
    from .repository import Repository

__all__ = ["Repository", "RepositoryError", "open_repository"]


def __getattr__(name: str) -> Any:
    """Whether a repository moved is asked without what reads it: that is imported once it is asked for."""
    if name == "open_repository":
        from .opening import open_repository

        return open_repository
    if name == "Repository":
        from .repository import Repository

        return Repository
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
