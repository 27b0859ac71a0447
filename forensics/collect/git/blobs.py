"""A repository's file contents for any process of this machine, for as long as the repository is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .objects import read_objects
from .running import Git
from .unread import Unread


@dataclass(frozen=True, slots=True)
class Blobs:
    """What reads them: git with its environment. `where`: how the repository is called in gaps."""

    git: Git
    where: str

    def read(self, oids: Iterable[str], max_bytes: int, unread: Unread) -> Iterator[tuple[str, bytes | None]]:
        """Each blob once, re-hashed, in the order asked; None for what can't be had, which is noted in `unread`."""
        for found in read_objects(self.git, oids, unread, max_bytes):
            yield found.oid, found.body if found.kind == "blob" else None
