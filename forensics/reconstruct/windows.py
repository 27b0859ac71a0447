"""Runs of quick changes, told as one: a maintenance flag's windows, a weight turned up and down, an image tag's releases."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from forensics.model import Span

# Fewer changes than this are told one by one.
_FEWEST = 4
# A pause longer than this many times the run's median step ends the run.
_PAUSE = 6


@dataclass(frozen=True, slots=True)
class Run:
    """Spans `first` to `last` (indexes into the timeline) that belong together."""

    first: int
    last: int


def runs(spans: Sequence[Span]) -> tuple[Run, ...]:
    """Maximal runs of changes that follow one another quickly against the timeline's own pace."""
    starts = [span.start.timestamp() for span in spans]
    if len(starts) <= _FEWEST:
        return ()
    steps = sorted(after - before for before, after in itertools.pairwise(starts))
    limit = max(steps[len(steps) // 2] * _PAUSE, 3600.0)
    found: list[Run] = []
    first = 1  # the first span is the birth of the value, not a change
    for place in range(2, len(starts) + 1):
        if place == len(starts) or starts[place] - starts[place - 1] > limit:
            if place - first >= _FEWEST:
                found.append(Run(first, place - 1))
            first = place
    return tuple(found)
