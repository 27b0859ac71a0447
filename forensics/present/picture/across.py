"""Where things stand across the picture: times to pixels, the axis' dates, and marks kept from lying on one another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from forensics.present.scale import Scale

# Room for one mark; and how many may stand at one place before they become one with a number.
MARK = 14.0
_CROWD = 4
# Least pixels between two dates.
_APART = 74
_UNITS: tuple[tuple[str, int], ...] = (
    ("year", 365 * 86400),
    ("quarter", 91 * 86400),
    ("month", 30 * 86400),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
)


@dataclass(frozen=True, slots=True)
class Across:
    """Maps times to pixels from `left` over `width`, as the scale's knots say."""

    scale: Scale
    left: float
    width: float

    @property
    def knots(self) -> tuple[tuple[int, float], ...]:
        """The scale as (epoch seconds, part of the width): what the page's script places by, too."""
        most = self.scale.columns[-1] or 1
        return tuple((int(one.timestamp()), at / most) for one, at in zip(self.scale.moments, self.scale.columns, strict=True))

    def x(self, moment: datetime) -> float:
        knots = self.knots
        time = moment.timestamp()
        place = min(max(bisect_right(knots, (time, 2.0)) - 1, 0), len(knots) - 2)
        (start, low), (end, high) = knots[place], knots[place + 1]
        part = min(1.0, max(0.0, (time - start) / (end - start))) if end > start else 0.0
        return self.left + self.width * (low + part * (high - low))


def ticks(across: Across, first: Sequence[datetime] = ()) -> list[tuple[float, str]]:
    """Dates for the axis: those of the moments in `first`, then in each stretch as fine as it has room for, the coarsest first where
    they would touch; where stretches are shortened, the days of their ends fill the rest."""
    begin = across.scale.moments[0]
    found: list[tuple[int, float, str]] = [(-2, across.left, f"{_dated(begin, 'day')} {begin:%Y}")]
    found += [(-1, across.x(one), _dated(one, "day")) for one in first]
    if not across.scale.true:
        found += [(3, across.x(one), _dated(one, "day")) for one in across.scale.moments]
    for start, end in pairwise(across.scale.moments):
        room = across.x(end) - across.x(start)
        seconds = (end - start).total_seconds()
        for rank, (unit, length) in enumerate(_UNITS):
            if room * length / seconds >= _APART or rank < 3:
                found += [(rank, across.x(one), _dated(one, unit)) for one in _whole(unit, start, end)]
    taken: list[tuple[float, str]] = []
    for _, at, words in sorted(found):
        if across.left <= at < across.left + across.width - 12 and all(abs(at - other) >= _APART for other, _ in taken):
            taken.append((at, words))
    return sorted(taken)


def _whole(unit: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """The unit's beginnings inside a stretch."""
    if unit in ("year", "quarter", "month"):
        step = {"year": 12, "quarter": 3, "month": 1}[unit]
        number = start.year * 12 + start.month - 1
        number -= number % step
        while (one := datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)) < end:
            if one >= start:
                yield one
            number += step
            if number >= 9999 * 12:
                return
        return
    length = {"day": 86400, "hour": 3600, "minute": 60}[unit]
    first = -(-int(start.timestamp()) // length) * length
    for second in range(first, int(end.timestamp()), length):
        yield datetime.fromtimestamp(second, UTC)


def _dated(moment: datetime, unit: str) -> str:
    if unit in ("hour", "minute"):
        return moment.strftime("%H:%M")
    if unit == "day":
        return f"{moment.day} {moment:%b}"
    return moment.strftime("%Y") if moment.month == 1 else moment.strftime("%b")


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a mark stands: `true` is its instant's own place, `at` where there was room; `count` of how many it is the one shown."""

    number: int
    true: float
    at: float
    count: int


def apart(places: Sequence[float], left: float, right: float) -> list[Stood]:
    """Marks (by their true places, rising) pushed apart; many at one place become one that tells how many they are."""
    groups: list[list[int]] = []
    for number, place in enumerate(places):
        if groups and place - places[groups[-1][0]] < MARK / 2:
            groups[-1].append(number)
        else:
            groups.append([number])
    crowded = len(places) * MARK > right - left
    kept = [(group[0], len(group)) for group in groups if len(group) >= _CROWD or (crowded and len(group) > 1)]
    kept += [(number, 1) for group in groups if not (len(group) >= _CROWD or (crowded and len(group) > 1)) for number in group]
    kept.sort()
    at: list[float] = []
    for number, _ in kept:
        at.append(max(places[number], at[-1] + MARK) if at else places[number])
    limit = right
    for place in range(len(at) - 1, -1, -1):
        at[place] = min(at[place], limit)
        limit = at[place] - MARK
    at = _centred(at, [places[number] for number, _ in kept], left)
    return [Stood(number, places[number], where, count) for (number, count), where in zip(kept, at, strict=True)]


def _centred(at: list[float], true: list[float], left: float) -> list[float]:
    """Runs of marks that touch, moved back so that each run stands around its instants."""
    run: list[int] = []
    low = left
    for place in range(len(at) + 1):
        if run and (place == len(at) or at[place] - at[place - 1] > MARK + 0.01):
            off = sum(at[one] - true[one] for one in run) / len(run)
            off = min(off, at[run[0]] - low)
            for one in run:
                at[one] -= max(0.0, off)
            low, run = at[run[-1]] + MARK, []
        run.append(place)
    return at
