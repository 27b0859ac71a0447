"""The case against a verdict: rival explanations, and what the verdict rests on."""

from __future__ import annotations

from dataclasses import dataclass

from forensics.model.judgement import Clue, VerdictKind


@dataclass(frozen=True, slots=True)
class Rival:
    """Another explanation. `behind`: by how much (log-odds) it weighs less than the verdict; `clues`: what speaks for it, heaviest first;
    `fact`: what would have to be known for it to win; `enough`: one clue can weigh that much."""

    kind: VerdictKind
    mechanism: str
    behind: float
    clues: tuple[Clue, ...]
    fact: str
    enough: bool


@dataclass(frozen=True, slots=True)
class Prop:
    """A clue that the verdict rests on, and what would be concluded without it."""

    clue: Clue
    without: VerdictKind


@dataclass(frozen=True, slots=True)
class Counter:
    """`rivals`: other explanations, the strongest first; `props`: what the verdict rests on, heaviest first; `together`: how many of the
    first props would have to fall for another conclusion (0: it stands without any of them), and `then`: which that would be."""

    rivals: tuple[Rival, ...]
    props: tuple[Prop, ...]
    together: int
    then: VerdictKind
