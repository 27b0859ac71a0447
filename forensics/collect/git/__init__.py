"""Reads git repositories as evidence: nothing of theirs is run, nothing in them is changed, nothing is taken on trust."""

from .errors import RepositoryError
from .opening import open_repository
from .repository import Repository

__all__ = ["Repository", "RepositoryError", "open_repository"]
