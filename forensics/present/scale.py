"""Times to columns: true to scale where that can be read, long stretches shortened where it can't."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import sqrt

# Room for a mark, a short value and a blank on either side.
_ROOMY = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps times to columns through `moments` and their `columns`, linear in between. `true`: equal columns are equal times."""

    moments: tuple[datetime, ...]
    columns: tuple[int, ...]
    true: bool

    def column(self, moment: datetime) -> int:
        place = min(max(bisect_right(self.moments, moment) - 1, 0), len(self.moments) - 2)
        start, end = self.moments[place], self.moments[place + 1]
        part = min(1.0, max(0.0, (moment - start) / (end - start)))
        return self.columns[place] + int(part * (self.columns[place + 1] - self.columns[place]))


def scale(moments: Sequence[datetime], end: datetime, width: int) -> Scale | None:
    """A scale over `width` columns that gives every stretch between changes room to be read; None where there is no time to show.

    Where a true scale would press the decisive hour of half a year into one column, long stretches are shortened: each gets a
    least width, and the rest of the columns by the square root of its length.
    """
    points = [*sorted({moment for moment in moments if moment < end}), end]
    if len(points) < 2:
        return None
    if len(points) - 1 > width // 3:
        return Scale((points[0], end), (0, width - 1), True)
    lengths = [(right - left).total_seconds() for left, right in pairwise(points)]
    least = min(_ROOMY, (width - 1) // len(lengths))
    true = [(width - 1) * length / sum(lengths) for length in lengths]
    fits = min(true) >= least
    roots = [sqrt(length) for length in lengths]
    spare = width - 1 - least * len(lengths)
    widths = true if fits else [least + spare * root / sum(roots) for root in roots]
    columns, at = [0], 0.0
    for one in widths:
        at += one
        columns.append(round(at))
    return Scale(tuple(points), (*columns[:-1], width - 1), fits)
