"""Leave one world out: the tables fitted without a world's cases, scored on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.judging.casebook import Casebook, Held, Row, row
from benchmarks.judging.knobs import Knob, turned
from benchmarks.judging.refitting import Fit


@dataclass(frozen=True, slots=True)
class Crossed:
    """The same cases judged by the argued tables, by tables fitted to all of them, by tables fitted without their world, and by those
    with the weights at nought that no other world's cases called for."""

    argued: tuple[Row, ...]
    fitted: tuple[Row, ...]
    held_out: tuple[Row, ...]
    unseen: tuple[Row, ...]
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
    unseen: list[Row] = []
    for world in sorted({one.world for one in cases}):
        mine = [one for one in cases if one.world == world]
        with turned(without := fit.fitted(one.id for one in cases if one.world != world)):
            held_out += rows(book, mine)
        with turned({**without, **dict.fromkeys(fit.only_in(one.id for one in mine), 0.0)}):
            unseen += rows(book, mine)
    return Crossed(rows(book, cases), fitted, tuple(held_out), tuple(unseen), everything)
