"""What is usual in this place: how long other values took from one environment to the next, and which never arrived."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All values of one environment's file from a landing on."""

    landed: datetime
    values: Values


@dataclass(frozen=True, slots=True)
class Passage:
    """One value's way from the environment that had it first to another; `arrived` None: not by the end of what was seen."""

    keypath: str
    value: str
    first: str
    left: datetime
    then: str
    arrived: datetime | None


class Courses:
    """The values of several environments' files over time, from which passages are told up to any moment.

    `files`: environment → the course of its file.
    """

    def __init__(self, files: Mapping[str, Course]) -> None:
        self._courses = files

    def passages(self, end: datetime) -> Iterator[Passage]:
        """Every change of a value that environments agreed on before, followed to each of the others, as far as it was to be seen at
        `end`.

        A change counts as leaving where, just before, the other environment had the same old value; it has arrived when the other
        one takes the new value, and is dropped where the first one moves on or turns back before that.
        """
        for first, mine in self._courses.items():
            for place, keypath, old, value in mine.changed:
                if mine.landed[place] > end:
                    break
                for then, theirs in self._courses.items():
                    if then != first:
                        passage = _follow(keypath, old, value, (first, mine, place), (then, theirs), end)
                        if passage is not None:
                            yield passage


class Course:
    """One file by its snapshots, oldest first: when they landed; from which of them on each key had which value; and the changes from one
    value to another. All of them are compared with their neighbours once."""

    def __init__(self, snapshots: Sequence[Snapshot]) -> None:
        self.snapshots = snapshots
        self.landed = [snapshot.landed for snapshot in snapshots]
        self.changed: list[tuple[int, str, str, str]] = []  # place, key path, old value, new value
        self._turns: dict[str, tuple[list[int], list[str | None]]] = {}
        before: Values = {}
        for place, snapshot in enumerate(snapshots):
            values = snapshot.values
            if values is before:
                continue
            for keypath, value in values.items():
                old = before.get(keypath)
                if value != old:
                    self._turn(keypath, place, value)
                    if old is not None and value is not None:
                        self.changed.append((place, keypath, old, value))
            for keypath, old in before.items():
                if old is not None and keypath not in values:
                    self._turn(keypath, place, None)
            before = values

    def _turn(self, keypath: str, place: int, value: str | None) -> None:
        places, values = self._turns.setdefault(keypath, ([], []))
        places.append(place)
        values.append(value)

    def at(self, keypath: str, place: int) -> str | None:
        """A value in one snapshot."""
        places, values = self._turns.get(keypath, _NEVER)
        turn = bisect_right(places, place) - 1
        return values[turn] if turn >= 0 else None

    def next_turn(self, keypath: str, place: int) -> int | None:
        """The first snapshot behind one with another value; None where there is none."""
        places, _ = self._turns.get(keypath, _NEVER)
        turn = bisect_right(places, place)
        return places[turn] if turn < len(places) else None


_NEVER: tuple[list[int], list[str | None]] = ([], [])


def _follow(
    keypath: str, old: str, value: str, leaving: tuple[str, Course, int], following: tuple[str, Course], end: datetime
) -> Passage | None:
    (first, mine, place), (then, theirs) = leaving, following
    left = mine.landed[place]
    standing = bisect_right(theirs.landed, left) - 1
    now = theirs.at(keypath, standing) if standing >= 0 else None
    if standing >= 0 and theirs.landed[standing] == left and now == value:
        earlier = theirs.at(keypath, standing - 1) if standing else None
        return Passage(keypath, value, first, left, then, left) if earlier == old and first < then else None
    if now != old:
        return None
    turn = theirs.next_turn(keypath, standing)
    if turn is not None and theirs.landed[turn] <= end:
        return Passage(keypath, value, first, left, then, theirs.landed[turn]) if theirs.at(keypath, turn) == value else None
    moved_on = mine.next_turn(keypath, place)
    return Passage(keypath, value, first, left, then, None) if moved_on is None or mine.landed[moved_on] > end else None
