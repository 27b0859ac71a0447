"""Which versions of files say the same of a key, by where their entries stand: one of each kind has to be read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from forensics.hits import Hit, belongs
from forensics.keys import Key, canon
from forensics.model.inventory import KINDS, Edit, Inventory

_WHOLE = frozenset(KINDS.index(kind) for kind in ("map", "list"))
_Entry = tuple[int, int, int, int]  # the numbers of its path, kind, scope, and of what it says


@dataclass(frozen=True, slots=True)
class Likes:
    """Versions that say the same of a key, but for lines: by blob the lines of all entries that count for it, in one order for all."""

    lines: Mapping[str, tuple[int, ...]]

    @property
    def first(self) -> str:
        return next(iter(self.lines))

    def among(self, oids: Set[str]) -> Likes | None:
        """Those of them that are among some blobs; None where none is."""
        mine = {oid: lines for oid, lines in self.lines.items() if oid in oids}
        return Likes(mine) if mine else None

    def others(self, hits: Sequence[Hit]) -> Iterator[tuple[str, tuple[Hit, ...] | None]]:
        """What the others say where the first one says `hits`; None of one in which their lines can't be told."""
        first = self.lines[self.first]
        for oid, lines in self.lines.items():
            if oid != self.first:
                line_of = dict(zip(first, lines, strict=True))
                is_told = all(hit.line in line_of for hit in hits) and tuple(map(line_of.__getitem__, first)) == lines
                yield oid, tuple(hit.on(line_of[hit.line]) for hit in hits) if is_told else None


def may_be_in(names: str, key: Key) -> bool:
    """Whether versions with these names (Inventory.names) may hold a key: its letters stand in one of them."""
    letters = [canon(spelling) for spelling in key.spellings]
    return any(not one or not one.isascii() or one in names for one in letters)


def alike(inventory: Inventory, key: Key) -> tuple[set[str], list[Likes]]:
    """The blobs whose entries say nothing of a key, and the others, those together that say the same. Left out are those that might be
    taken to say nothing when they are read, as the key's words are not plainly written in them (KeyGate)."""
    sought = _Sought.of(inventory, key)
    if not sought.rows:
        return set(inventory.versions), []
    nothing: set[str] = set()
    found: dict[tuple[tuple[_Entry, ...], ...], dict[str, tuple[int, ...]]] = {}
    entries: array[int] = array("I")
    spots: list[tuple[int, int]] = []  # where the key may be among the entries, and on which line
    for oid, edit in zip(inventory.versions, inventory.edits, strict=True):
        end = len(entries) - edit.after
        further = edit.before + len(edit.rows) - end
        moved = [(at + further, line + edit.shift) for at, line in spots if at >= end]
        spots = [spot for spot in spots if spot[0] < edit.before] + list(sought.spots_in(edit)) + moved
        entries = entries[: edit.before] + edit.rows + entries[end:]
        if spots and not sought.is_written(edit, entries, spots):
            continue
        if spots:
            runs = [sought.run(entries, at, line) for at, line in spots]
            found.setdefault(tuple(run for run, _ in runs), {})[oid] = tuple(line for _, lines in runs for line in lines)
        else:
            nothing.add(oid)
    return nothing, [Likes(lines) for lines in found.values()]


@dataclass(frozen=True, slots=True)
class _Sought:
    """A key in an inventory: the rows that are it, and the paths of those that are found wherever they are plainly written."""

    inventory: Inventory
    rows: frozenset[int]
    plain: frozenset[int]

    @classmethod
    def of(cls, inventory: Inventory, key: Key) -> _Sought:
        known: dict[tuple[int, int], bool] = {}
        for row in inventory.rows:
            where = row.path, row.scope
            if where not in known:
                known[where] = key.tier_of(inventory.paths[row.path], inventory.scopes[row.scope]) is not None
        rows = frozenset(number for number, row in enumerate(inventory.rows) if known[row.path, row.scope])
        gate, paths = key.gate(), inventory.paths
        its = {inventory.rows[number].path for number in rows}
        return cls(inventory, rows, frozenset(one for one in its if gate.admits("\n".join(paths[one]).encode("utf-8", "surrogatepass"))))

    def is_written(self, edit: Edit, entries: Sequence[int], spots: Iterable[tuple[int, int]]) -> bool:
        """Whether the byte search that comes before a parse surely finds the key in a version, by one of the places where it may be."""
        paths = {self.inventory.rows[entries[at]].path for at, _ in spots}
        return not paths.isdisjoint(self.plain.difference(edit.unwritten))

    def spots_in(self, edit: Edit) -> Iterator[tuple[int, int]]:
        """Where rows of an edit are the key, and on which lines."""
        line = edit.line
        for at, number in enumerate(edit.rows, edit.before):
            line += self.inventory.rows[number].gap
            if number in self.rows:
                yield at, line

    def run(self, entries: Sequence[int], at: int, line: int) -> tuple[tuple[_Entry, ...], list[int]]:
        """An entry with all that belongs to it where it is a map or list, without lines; and the lines of these."""
        rows, paths = self.inventory.rows, self.inventory.paths
        row = rows[entries[at]]
        run, lines = [(row.path, row.kind, row.scope, row.said)], [line]
        if row.kind in _WHOLE:
            outer = paths[row.path]
            for place in range(at + 1, len(entries)):
                row = rows[entries[place]]
                if not belongs(paths[row.path], outer):
                    break
                line += row.gap
                run.append((row.path, row.kind, row.scope, row.said))
                lines.append(line)
        return tuple(run), lines
