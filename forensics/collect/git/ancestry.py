"""Which commits there are, with their times and parents: as git lists them, and in the order in which a walk tells them."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forensics.model import History

from .commits import usable_seconds

# Times as text, as the objects state them: of some that are none, --timestamp makes one.
FORMAT = "--format=%ct %H %P"
_LINE = re.compile(r"commit [0-9a-f]+\n(\S*) ([0-9a-f]+) ?([^\n]*)\n")


def _no_times() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Ancestry:
    """Commits in rows, in no order that counts: of each its id, its committer's time in epoch seconds (0: unusable), and its parents'
    rows in the commit's own order. Every parent has a row."""

    commits: list[str] = field(default_factory=list)
    times: array[int] = field(default_factory=_no_times)
    parents: list[tuple[int, ...]] = field(default_factory=list)

    def rows(self) -> dict[str, int]:
        """Commit → row."""
        return {oid: row for row, oid in enumerate(self.commits)}

    def heads(self) -> list[str]:
        """The commits that are nobody's parent."""
        is_parent = bytearray(len(self.commits))
        for some in self.parents:
            for row in some:
                is_parent[row] = 1
        return [oid for oid, flag in zip(self.commits, is_parent, strict=True) if not flag]

    def rows_of(self, oids: Iterable[str]) -> dict[str, int]:
        """The rows of those commits that have one."""
        wanted = frozenset(oids)
        return {oid: row for row, oid in enumerate(self.commits) if oid in wanted}

    def order(self, tips: Sequence[str]) -> list[int]:
        """The rows that `tips` lead to, children before parents: the order of `git rev-list --topo-order`, which goes down a merged
        branch before it goes on along the line that it was merged into (git's sort_in_topological_order, commit.c). A tip without a
        usable time is the last."""
        row_of = self.rows_of(tips)
        starts = [row_of[tip] for tip in dict.fromkeys(tips) if tip in row_of]
        parents = self.parents
        children = [0] * len(parents)
        seen = bytearray(len(parents))
        pending = list(starts)
        for row in starts:
            seen[row] = 1
        while pending:
            for parent in parents[pending.pop()]:
                children[parent] += 1
                if not seen[parent]:
                    seen[parent] = 1
                    pending.append(parent)
        # The newest tip comes first; of two as old, the one that was named first.
        pending = sorted((row for row in starts if not children[row]), key=lambda row: -self.times[row])[::-1]
        found = []
        while pending:
            row = pending.pop()
            found.append(row)
            for parent in parents[row]:
                children[parent] -= 1
                if not children[parent]:
                    pending.append(parent)
        return found

    def history(self, order: Sequence[int]) -> History:
        """The commits in some rows, in their order, without changes. All their parents are among them."""
        place_of = [0] * len(self.commits)
        for place, row in enumerate(order):
            place_of[row] = place
        commits, times, parents = self.commits, self.times, self.parents
        return History(
            tuple([commits[row] for row in order]),
            tuple([tuple([place_of[parent] for parent in parents[row]]) for row in order]),
            tuple([times[row] or None for row in order]),
            (),
        )


class Listing:
    """Takes what `git rev-list` writes, as it comes, and adds it to an ancestry that may hold commits already."""

    def __init__(self, into: Ancestry) -> None:
        self.into = into
        self._rows = into.rows()
        self._is_listed = bytearray(b"\1") * len(into.commits)  # a commit has its row since it was first named, as somebody's parent
        self._rest = ""

    def lacks(self, oids: Iterable[str]) -> list[str]:
        """Those of some commits that are not listed yet."""
        rows, is_listed = self._rows, self._is_listed
        return [oid for oid in oids if oid not in rows or not is_listed[rows[oid]]]

    def first_parents(self, oid: str) -> Iterator[str]:
        """The commits that follow one along its first-parent line, as far as they are listed, and the first that is not, if any."""
        row: int | None = self._rows.get(oid)
        while row is not None and self._is_listed[row]:
            parents = self.into.parents[row]
            row = parents[0] if parents else None
            if row is not None:
                yield self.into.commits[row]

    def take(self, chunk: bytes) -> None:
        """A piece of the lines `time id parents…`, wherever it begins and ends."""
        text = self._rest + chunk.decode("latin-1")
        end = 0
        is_listed, times, parents = self._is_listed, self.into.times, self.into.parents
        for line in _LINE.finditer(text):
            end = line.end()
            when, oid, stated = line.groups()
            row = self._row(oid)
            if not is_listed[row]:
                is_listed[row] = 1
                times[row] = usable_seconds(when) or 0
                parents[row] = tuple([self._row(parent) for parent in stated.split()])
        self._rest = text[end:]

    def _row(self, oid: str) -> int:
        row = self._rows.get(oid)
        if row is None:
            row = self._rows[oid] = len(self._rows)
            self.into.commits.append(oid)
            self.into.times.append(0)
            self.into.parents.append(())
            self._is_listed.append(0)
        return row

    @property
    def whole(self) -> bool:
        """Whether all parents are listed too."""
        return all(self._is_listed)

    def mended(self, true: Mapping[str, Sequence[str]]) -> Ancestry:
        """What was listed, without the parents that were not. `true`: the parents, as far as they are there, of commits whose ancestry
        had to be cut."""
        for oid in (oid for oid in true if oid in self._rows):
            self.into.parents[self._rows[oid]] = tuple([self._rows[parent] for parent in true[oid] if parent in self._rows])
        place_of = {row: place for place, row in enumerate(row for row, flag in enumerate(self._is_listed) if flag)}
        left = Ancestry()
        for row in place_of:
            left.commits.append(self.into.commits[row])
            left.times.append(self.into.times[row])
            left.parents.append(tuple([place_of[parent] for parent in self.into.parents[row] if parent in place_of]))
        return left


class Descent:
    """Goes down the first-parent lines of some tips while they are being listed, and tells each commit on them once."""

    def __init__(self, listing: Listing, tips: Iterable[str], tell: Callable[[list[str]], None]) -> None:
        self._listing, self._tell = listing, tell
        self._ends = list(dict.fromkeys(tips))  # told already; of each the parents may not be listed yet
        self._told = set(self._ends)
        tell(self._ends)

    def go_on(self) -> None:
        """As far as is listed by now."""
        ends, fresh = [], []
        for end in self._ends:
            last = end
            for oid in self._listing.first_parents(end):
                if oid in self._told:
                    break  # another line goes on from here
                self._told.add(oid)
                fresh.append(oid)
                last = oid
            else:
                ends.append(last)
        self._ends = ends
        self._tell(fresh)
