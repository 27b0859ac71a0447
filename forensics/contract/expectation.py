"""What a contract expects of one environment: a value, one of several, a range, a pattern, or another environment's value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from forensics.contract.patterns import compiled
from forensics.correlate.amounts import unit_in
from forensics.keys import words
from forensics.reconstruct.equivalence import comparable, same

_AMOUNT = re.compile(r"^([+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?)(?: (ms|units|thousandths))?$")


@dataclass(frozen=True, slots=True)
class Expectation:
    """All that is said must hold; what is None (or empty) is not said. `any_of`: the values allowed, one where the value is exact;
    `least` and `most`: a range with both ends inside; `pattern`: the whole value must match; `same_as`: an environment; `absent`: the key
    must not be set. `key`: whose unit a bare number has (`…_MS`)."""

    any_of: tuple[str, ...] = ()
    least: str | None = None
    most: str | None = None
    pattern: str | None = None
    same_as: str | None = None
    absent: bool = False
    key: str = ""

    @property
    def exact(self) -> str | None:
        """The value, where just one is allowed and nothing else is said."""
        alone = len(self.any_of) == 1 and self == Expectation(any_of=self.any_of, key=self.key)
        return self.any_of[0] if alone else None

    def holds(self, value: str | None, others: Mapping[str, str | None]) -> bool | None:
        """Whether a value is as expected; `others`: what every environment has (None: not set). None: it can't be told, since units
        can't be compared or the other environment is not known."""
        if self.absent:
            return value is None
        if value is None:
            told_there = self.same_as is not None and self.same_as in others
            return others.get(self.same_as or "") is None if told_there else None if self.same_as else False
        told = [*self._ranged(value), *self._other(value, others)]
        if self.any_of:
            told.append(any(_equal(value, one, self.key) for one in self.any_of))
        if self.pattern is not None:
            told.append(compiled(self.pattern).matches(value))
        return False if False in told else None if None in told else True

    def _ranged(self, value: str) -> list[bool | None]:
        below = _ordered(self.least, value, self.key) if self.least is not None else True
        above = _ordered(value, self.most, self.key) if self.most is not None else True
        return [below, above]

    def _other(self, value: str, others: Mapping[str, str | None]) -> list[bool | None]:
        if self.same_as is None:
            return []
        return [_equal(value, others[self.same_as], self.key)] if self.same_as in others else [None]

    @property
    def says(self) -> str:
        """In words, as they follow `expects`: `3000`, `2 or 4`, `from 3s to 30s`, `the same as in staging`."""
        parts = []
        if self.absent:
            parts.append("it not to be set")
        if self.any_of:
            parts.append(_listed(self.any_of))
        if self.least is not None and self.most is not None:
            parts.append(f"from {self.least} to {self.most}")
        elif self.least is not None:
            parts.append(f"{self.least} or more")
        elif self.most is not None:
            parts.append(f"{self.most} or less")
        if self.pattern is not None:
            parts.append(f"what matches {self.pattern}")
        if self.same_as is not None:
            parts.append(f"the same as in {self.same_as}")
        return ", and ".join(parts)


def amount(text: str, key: str = "") -> tuple[Decimal, str] | None:
    """A value as a number in a unit, by the stated equivalences (10s = 10000 ms, 2Gi = 2048Mi, 500m = 0.5); None for what is no amount.

    A bare number has the unit that the key's name ends in (`…_TIMEOUT_MS`, `…_SECONDS`), or else none.
    """
    hit = _AMOUNT.match(comparable(text) or "")
    if hit is None:
        return None
    if hit[2]:
        return Decimal(hit[1]), "ms" if hit[2] == "ms" else ""
    unit = unit_in(words(key)) if key else None
    if unit is None or unit[0] != "ms":
        return Decimal(hit[1]), ""
    with localcontext() as exact:
        exact.prec = 100
        return Decimal(hit[1]) * unit[1], "ms"


def _equal(one: str | None, other: str | None, key: str) -> bool:
    """Whether two values are the same, `10s` and the `10000` of a key in milliseconds among them."""
    if same(one, other):
        return True
    left, right = amount(one or "", key), amount(other or "", key)
    return left is not None and left == right and left[1] == "ms"


def _ordered(low: str | None, high: str | None, key: str) -> bool | None:
    """Whether two amounts stand in this order; None where they can't be compared."""
    one, other = amount(low or "", key), amount(high or "", key)
    if one is None or other is None or one[1] != other[1]:
        return None if one is not None and other is not None else False
    return one[0] <= other[0]


def _listed(values: tuple[str, ...]) -> str:
    shown = [value if value.strip() else f'"{value}"' for value in values]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
