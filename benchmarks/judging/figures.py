"""The figures of a set of rows: shares, Brier score, log loss, and how often what was said with so much confidence held."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from benchmarks.judging.casebook import Row

Held = Callable[[Row], bool]
SURE = 0.8
MARKS = ("verdict", "roles", "opener", "value")
# A probability of nought would make the log loss infinite: an answer is taken to be at least so unsure.
_LEAST = 0.01


def share(rows: Sequence[Row], holds: Held) -> float:
    return sum(map(holds, rows)) / (len(rows) or 1)


def brier(rows: Sequence[Row], holds: Held) -> float:
    return sum(((float(row["confidence"]) - holds(row)) ** 2 for row in rows), 0.0) / (len(rows) or 1)


def log_loss(rows: Sequence[Row], holds: Held) -> float:
    return sum(surprise(row["confidence"], holds(row)) for row in rows) / (len(rows) or 1)


def surprise(confidence: float, held: bool) -> float:
    bounded = min(max(confidence, _LEAST), 1 - _LEAST)
    return -math.log(bounded if held else 1 - bounded)


def sure_and_wrong(rows: Sequence[Row], holds: Held) -> int:
    return sum(row["confidence"] >= SURE and not holds(row) for row in rows)


def mean_confidence(rows: Sequence[Row]) -> float:
    return sum((float(row["confidence"]) for row in rows), 0.0) / (len(rows) or 1)


def reliability(rows: Iterable[Row], holds: Held) -> list[tuple[str, int, int, float]]:
    """For each tenth: what was said, how many, how many of them held, and the confidence that they had on average."""
    tenths: dict[int, list[Row]] = {}
    for row in rows:
        tenths.setdefault(min(int(row["confidence"] * 10 + 1e-9), 9), []).append(row)
    return [
        (f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}", len(some), sum(map(holds, some)), mean_confidence(some))
        for tenth, some in sorted(tenths.items())
    ]


def told(rows: Sequence[Row], holds: Held) -> str:
    """One line of a table: how many, the four shares, all four, sure and wrong, Brier, log loss."""
    marks = "".join(f"{sum(row[name] for row in rows) / (len(rows) or 1):>9.1%}" for name in MARKS)
    four = share(rows, lambda row: all(row[name] for name in MARKS))
    return (
        f"{len(rows):>6}{marks}{share(rows, holds):>9.1%}{four:>9.1%}{sure_and_wrong(rows, holds):>6}{brier(rows, holds):>8.3f}"
        f"{log_loss(rows, holds):>8.3f}"
    )


_COLUMNS = (*MARKS, "v+roles", "all four")
HEADING = f"{'':34}{'cases':>6}{''.join(f'{name:>9}' for name in _COLUMNS)}{'sure✗':>6}{'Brier':>8}{'log':>8}"
