"""Leave one world out: the tables fitted without a world's cases, scored on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.judging.casebook import Casebook, Held, Row, row
from benchmarks.judging.knobs import Knob, turned
from benchmarks.judging.refitting import Fit


@dataclass(frozen=True, slots=True)
class Crossed:
    """The same cases judged by the argued tables, by tables fitted to all of them, and by tables fitted without their world."""

    argued: tuple[Row, ...]
    fitted: tuple[Row, ...]
    held_out: tuple[Row, ...]
    tables: Mapping[Knob, float]


def rows(book: Casebook, cases: Sequence[Held]) -> tuple[Row, ...]:
    """The rows as the judge's tables stand now."""
    return tuple(row(book, one, one.verdict()) for one in cases)


def crossed(book: Casebook, cases: Sequence[Held]) -> Crossed:
    fit = Fit(book, cases)
    everything = fit.fitted(one.id for one in cases)
    with turned(everything):
        fitted = rows(book, cases)
    held_out: list[Row] = []
    for world in sorted({one.world for one in cases}):
        with turned(fit.fitted(one.id for one in cases if one.world != world)):
            held_out += rows(book, [one for one in cases if one.world == world])
    return Crossed(rows(book, cases), fitted, tuple(held_out), everything)
