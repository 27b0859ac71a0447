"""The results of a run, to JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.speed.taken import Taken

Figures = Mapping[str, Taken | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """One repository: what each way of asking took, None where it failed; what was not measured is not there. `sizes` in MB; `stages`:
    the seconds of a cold trace's."""

    name: str
    key: str
    commits: int
    merges: int
    taken: Figures
    sizes: Mapping[str, float]
    stages: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grown:
    """One made repository, by its size; `changes` of the key that was asked for."""

    commits: int
    files: int
    keys: int
    changes: int
    taken: Figures


@dataclass(frozen=True, slots=True)
class Results:
    """A run. `version` and `machine` say what ran, and where; figures of two are never put side by side."""

    version: str
    machine: str
    day: str
    runs: int
    repositories: tuple[Measured, ...] = ()
    growth: tuple[Grown, ...] = ()
    start_up: Figures = field(default_factory=dict)


def to_json(results: Results) -> str:
    return json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n"


def from_json(text: str) -> Results:
    """What `to_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    told = json.loads(text)
    return Results(
        **{
            **told,
            "repositories": tuple(Measured(**{**one, "taken": _figures(one["taken"])}) for one in told["repositories"]),
            "growth": tuple(Grown(**{**one, "taken": _figures(one["taken"])}) for one in told["growth"]),
            "start_up": _figures(told["start_up"]),
        }
    )


def keep(results: Results, place: Path) -> None:
    """Writes them whole or not at all, so that a run that is stopped can go on."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".new")
    beside.write_text(to_json(results), encoding="utf-8")
    beside.replace(place)


def _figures(told: Mapping[str, Any]) -> Figures:
    return {name: None if one is None else Taken(**{**one, "runs": tuple(one["runs"])}) for name, one in told.items()}
