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
    """A maximal stretch in which environments differ: its moments, and the moment that ended it. `by_name`: they differ in nothing
    but each environment's own name within the value."""

    moments: tuple[Moment, ...]
    end: Moment | None
    by_name: bool = False


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
        if step.exists and step.reading.state == "unreadable" and environment in current:
            pass  # what can't be read neither ends a difference nor opens one
        elif step.exists:
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


def differs_by_name(one: Moment) -> bool:
    """Whether the values are unequal as text and equal once each environment's own name is taken out."""
    return len(partition(one.readings, False)) > 1 and len(partition(one.readings, True)) == 1


def intervals(every: Sequence[Moment]) -> Iterator[Interval]:
    """Maximal stretches of difference; a difference in name alone is a stretch of its own. Absent everywhere is agreement."""
    open_since: list[Moment] = []
    how = False
    for one in every:
        differs = len(partition(one.readings, False)) > 1
        by_name = differs and differs_by_name(one)
        if open_since and (not differs or by_name != how):
            yield Interval(tuple(open_since), one, how)
            open_since = []
        if differs:
            open_since.append(one)
            how = by_name
    if open_since:
        yield Interval(tuple(open_since), None, how)
