"""What was measured: wall seconds of a command, whole or extrapolated from a sample of commits; ratios and slopes of them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taken:
    """Wall seconds of each run. Of a sample: `sampled` of `of` commits were looked into, and the one figure in `runs` is for all of
    them, give or take `error` (two standard errors)."""

    runs: tuple[float, ...]
    sampled: int = 0
    of: int = 0
    error: float = 0.0

    @property
    def seconds(self) -> float:
        return statistics.median(self.runs)

    @property
    def extrapolated(self) -> bool:
        return self.sampled < self.of


@dataclass(frozen=True, slots=True)
class Sampled:
    """What looking into `sampled` of `of` commits took: the sum of their seconds and of the squares of these."""

    seconds: float
    squares: float
    sampled: int
    of: int


def extrapolated(wall: float, sample: Sampled) -> Taken:
    """The whole from a sample. `wall`: the whole process' seconds; what of these is not of the commits is spent once.

    The commits are drawn without putting back, so a sample of all of them has no error (Cochran, Sampling Techniques, 2.6).
    """
    if sample.sampled == 0:
        return Taken((wall,), 0, sample.of)
    mean = sample.seconds / sample.sampled
    spread = max(0.0, sample.squares / sample.sampled - mean**2) * sample.sampled / max(1, sample.sampled - 1)
    error = 2 * sample.of * math.sqrt(spread / sample.sampled * (1 - sample.sampled / sample.of))
    return Taken((wall - sample.seconds + mean * sample.of,), sample.sampled, sample.of, error)


def ratio(one: Taken | None, other: Taken | None) -> float | None:
    """How often `other` goes into `one`; None where one of them failed or was not measured."""
    return None if one is None or other is None else one.seconds / other.seconds


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """By which power of the size the time grows, over the last step: 1 is ten times the time for ten times the size."""
    if len(points) < 2:
        return None
    (small, quick), (large, slow) = points[-2:]
    return math.log(slow / quick) / math.log(large / small)
