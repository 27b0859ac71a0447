"""Fits the judge's tables to cases with known truth, held close to the argued figures: a search along one number at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.judging.casebook import Casebook, Held, right, row
from benchmarks.judging.figures import surprise
from benchmarks.judging.knobs import Knob, set_to, tables, turned
from forensics.model import Verdict

# How far a figure may stray before it costs as much as a case judged with a probability of 0.6: an argued weight is good to a
# factor of two (0.7), a number that stands alone (a scale, a ceiling) to a tenth.
_STRAY, _STRAY_ALONE = 0.7, 0.1
_STEPS = (0.8, 0.4, 0.2, 0.2)
# An explanation that the verdict doesn't name was given less than this share.
_UNNAMED = 0.03


def told_of_truth(book: Casebook, one: Held, verdict: Verdict | None) -> float:
    """The surprise at the truth: minus the logarithm of the probability that the verdict gave to it, roles included."""
    if verdict is None:
        return surprise(0.0, True)
    found = row(book, one, verdict)
    if found["verdict"]:
        return surprise(verdict.confidence, right(found))
    others = {other.kind: other.confidence for other in verdict.alternatives}
    return surprise(others.get(one.truth["verdict"], _UNNAMED), True)


class Fit:
    """Knows which cases a knob moves, once for all fits."""

    def __init__(self, book: Casebook, cases: Sequence[Held]) -> None:
        self._book, self._cases = book, cases
        self._argued = tables()
        self._moves = {knob: self._moved_by(knob) for knob in self._argued}

    def _moved_by(self, knob: Knob) -> frozenset[str]:
        found: set[str] = set()
        plain = {one.id: one.verdict() for one in self._cases}
        for step in (0.4, -0.4):
            with turned({knob: self._within(knob, self._argued[knob] + step * _scale(knob))}):
                found |= {one.id for one in self._cases if one.verdict() != plain[one.id]}
        return frozenset(found)

    def _within(self, knob: Knob, value: float) -> float:
        """A weight does not change sides; a share stays a share."""
        argued = self._argued[knob]
        if knob[0] == "PRIORS":
            return round(value, 4)
        low, high = (0.05, 0.99) if not knob[1] and 0 < argued < 1 else (0.0, 6.0)
        return round(min(max(value, low), high), 4)

    def only_in(self, ids: Iterable[str]) -> frozenset[Knob]:
        """The weights that move nothing but some of the cases: without these, nobody would have had reason to think of them."""
        some = set(ids)
        return frozenset(knob for knob, moved in self._moves.items() if knob[1] and moved and moved <= some)

    def fitted(self, ids: Iterable[str]) -> Mapping[Knob, float]:
        """The tables fitted to some of the cases; the judge is left as it was. The same cases give the same figures."""
        wanted = set(ids)
        cases = {one.id: one for one in self._cases if one.id in wanted}
        found = dict(self._argued)
        with turned(found):
            losses = {id: told_of_truth(self._book, one, one.verdict()) for id, one in cases.items()}
            for step in _STEPS:
                for knob in sorted(found):
                    found[knob] = self._turned_a_little(knob, found[knob], step, cases, losses)
        return found

    def _turned_a_little(self, knob: Knob, now: float, step: float, cases: Mapping[str, Held], losses: dict[str, float]) -> float:
        """The better of three values; `losses` is brought up to date with it."""
        moved = [cases[id] for id in sorted(self._moves[knob] & cases.keys())]
        if not moved:
            return now
        best, least, kept = now, sum(losses[one.id] for one in moved) + self._strayed(knob, now), dict[str, float]()
        for value in (self._within(knob, now + sign * step * _scale(knob)) for sign in (1, -1)):
            set_to({knob: value})
            told = {one.id: told_of_truth(self._book, one, one.verdict()) for one in moved}
            if (loss := sum(told.values()) + self._strayed(knob, value)) < least - 1e-6:
                best, least, kept = value, loss, told
        set_to({knob: best})
        losses.update(kept)
        return best

    def _strayed(self, knob: Knob, value: float) -> float:
        return ((value - self._argued[knob]) / (_STRAY if knob[1] else _STRAY_ALONE)) ** 2 / 2


def _scale(knob: Knob) -> float:
    return 1.0 if knob[1] else _STRAY_ALONE


def turned_most(argued: Mapping[Knob, float], fitted: Mapping[Knob, float], count: int = 8) -> list[str]:
    """The figures that a fit moved furthest, as `name argued→fitted`."""
    moved = [knob for knob in argued if fitted[knob] != argued[knob]]
    far = sorted(moved, key=lambda knob: -abs(fitted[knob] - argued[knob]) / (_STRAY if knob[1] else _STRAY_ALONE))
    return [f"{knob[1] or knob[0]} {argued[knob]:g}→{fitted[knob]:g}" for knob in far[:count]]
