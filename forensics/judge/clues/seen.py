"""What a clue yields: a finding, which way it leans, how much, and what it cites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forensics.judge.case import Case
from forensics.judge.shape import Shape
from forensics.keys import words


@dataclass(frozen=True, slots=True)
class Seen:
    """A clue's finding: `leans` is a kind of verdict, `mechanism` how it came about, `diverged` whom it points to (if it does),
    `family` the clues that look at the same side of things."""

    says: str
    leans: str
    mechanism: str
    weight: float
    cites: tuple[str, ...]
    diverged: frozenset[str] = frozenset()
    intended: str | None = None
    family: str = ""


Clue = Callable[[Case, Shape | None], Iterator[Seen]]


def opening(case: Case, shape: Shape | None) -> tuple[str, ...]:
    """The event that a finding about the difference as a whole cites: the landing that made it, or the one that opened it."""
    event = shape.decisive.event if shape else case.episode.opened_by
    return (event,) if event else ()


def names_the_key(case: Case, text: str) -> bool:
    """Whether a text speaks of the key: its own spelling, or most of its words."""
    told = set(words(text))
    mine = [word for word in words(case.key.rsplit(".", 1)[-1]) if len(word) > 2]
    return case.key.casefold() in text.casefold() if not mine else sum(word in told for word in mine) * 2 > len(mine)
