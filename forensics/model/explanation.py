"""Why an environment has the value that it has at one moment: the layers that were consulted, and which one decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forensics.model.gap import Gap
from forensics.model.reading import CodeRead, LayerValue, ReadingState, Resolved
from forensics.model.times import check_utc


@dataclass(frozen=True, slots=True)
class Explanation:
    """One environment of one setting at one moment. `commit`: the newest that had landed on the branch by then, None before the
    first; `system`: whose rules made one value of the layers, lowest first."""

    setting: str
    environment: str
    at: datetime
    branch: str
    commit: str | None
    value: str | None
    state: ReadingState
    system: str
    layers: tuple[LayerValue, ...]
    resolved: Resolved
    missing: tuple[str, ...]

    def __post_init__(self) -> None:
        check_utc(self.at)


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer to one question: an explanation per setting, environment and moment; where code reads the key at the last of the
    moments; and what could not be read."""

    key: str
    explanations: tuple[Explanation, ...]
    gaps: tuple[Gap, ...]
    code: tuple[CodeRead, ...] = ()
    suggestions: tuple[str, ...] = ()
