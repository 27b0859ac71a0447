"""Looks inside merged branches: what their commits changed, and what the file versions there say of the key.

A walk reads what landed. What was done on the way to a landing is read for those landings alone that a trace looks into.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from forensics.investigate.mining import Mined, Progress, contents_of, is_configuration, versions_in
from forensics.keys import Key
from forensics.reconstruct.contents import Contents

if TYPE_CHECKING:
    from forensics.collect.git import Repository
    from forensics.store.history import HistoryIndex


@dataclass(frozen=True, slots=True)
class Looking:
    """For one key in one repository; `index`: what is remembered of it, or None."""

    repository: Repository
    key: Key
    progress: Progress
    index: HistoryIndex | None

    def into(self, mined: Mined, places: Iterable[int]) -> Mined:
        """The same with what the commits at these places of its history changed, and with the versions that none of the refs' lines has."""
        wanted = set(places)
        if not wanted:
            return mined
        changes = self.repository.changes_at(mined.history, wanted, is_configuration, memory=self.index)
        found = {commit: tuple(some) for commit, some in groupby(changes, attrgetter("commit"))}
        by_commit = {**mined.by_commit, **dict.fromkeys(wanted, ()), **found}
        known = versions_in(mined.history.changes)
        path_of = {oid: path for oid, path in versions_in(changes).items() if oid not in known}
        return replace(mined, by_commit=by_commit, contents=self.with_versions(mined, path_of))

    def into_all(self, mined: Mined) -> Mined:
        """The same with everything that was ever done on the way to a landing."""
        return self.into(mined, set(range(len(mined.history.commits))) - mined.history.lines)

    def with_versions(self, mined: Mined, path_of: Mapping[str, str]) -> Contents:
        """What is known of the key, and what further versions say, by blob the path of each."""
        more = contents_of(self.repository, self.key, mined.layout, path_of, self.progress, self.index)
        return replace(
            mined.contents,
            hits={**mined.contents.hits, **more.hits},
            degraded={**mined.contents.degraded, **more.degraded},
            unreadable=mined.contents.unreadable | more.unreadable,
        )
