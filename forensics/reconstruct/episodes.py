"""Timelines of a setting's environments → the intervals in which they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forensics.model import Reading
from forensics.reconstruct.equivalence import comparable, masked, names_of
from forensics.reconstruct.tracks import Track


@dataclass(frozen=True, slots=True)
class Moment:
    """What every environment had from an instant on; environments that do not exist then are left out."""

    landed: int
    readings: Mapping[str, Reading]
    moved: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """A maximal stretch in which environments differ: its moments, and the moment that ended it."""

    moments: tuple[Moment, ...]
    end: Moment | None


def moments(tracks: Sequence[Track]) -> tuple[Moment, ...]:
    """All environments side by side, one moment per instant at which any of them changed."""
    steps = sorted(
        ((step.landed, step.place, track.environment, step) for track in tracks for step in track.steps),
        key=lambda row: (row[0], row[1], row[2]),
    )
    current: dict[str, Reading] = {}
    found: list[Moment] = []
    for number, (landed, _, environment, step) in enumerate(steps):
        if not found or found[-1].landed != landed:
            found.append(Moment(landed, {}, ()))
        if step.exists:
            current[environment] = step.reading
        else:
            current.pop(environment, None)
        found[-1] = Moment(landed, found[-1].readings, (*found[-1].moved, (environment, step.commit)))
        if number + 1 == len(steps) or steps[number + 1][0] != landed:
            found[-1] = Moment(landed, dict(current), found[-1].moved)
    return tuple(found)


def partition(readings: Mapping[str, Reading], mask: bool) -> tuple[frozenset[str], ...]:
    """The environments grouped by equal value, largest group first. Absent is a value; what is unreadable is in no group."""
    groups: dict[tuple[str, str | None], set[str]] = {}
    for environment, reading in readings.items():
        if reading.state == "unreadable":
            continue
        value = masked(reading.value, environment, names_of(environment)) if mask else comparable(reading.value)
        groups.setdefault((reading.state, value), set()).add(environment)
    return tuple(sorted((frozenset(group) for group in groups.values()), key=lambda group: (-len(group), sorted(group))))


def agree_when_masked(every: Sequence[Moment]) -> bool:
    """Whether the environments' values are ever unequal as text and equal once their own names are taken out."""
    return any(len(partition(one.readings, False)) > 1 and len(partition(one.readings, True)) == 1 for one in every)


def intervals(every: Sequence[Moment], mask: bool) -> Iterator[Interval]:
    """Maximal stretches of difference. A difference in which nobody has the key is none: absent everywhere is agreement."""
    open_since: list[Moment] = []
    for one in every:
        if len(partition(one.readings, mask)) > 1:
            open_since.append(one)
        elif open_since:
            yield Interval(tuple(open_since), one)
            open_since = []
    if open_since:
        yield Interval(tuple(open_since), None)
