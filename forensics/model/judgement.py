"""What is concluded: clues, verdicts, episodes and settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forensics.model.reading import MatchTier, Span, Stand
from forensics.model.times import check_utc

VerdictKind = Literal["by_design", "rollout", "stalled_rollout", "unbackported_fix", "accident", "undetermined"]
EpisodeNature = Literal["difference", "agreement"]


@dataclass(frozen=True, slots=True)
class Clue:
    """What one clue saw, which explanation it leans to, how much (a log-likelihood ratio), and what it cites (event ids)."""

    says: str
    leans: str
    weight: float
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    kind: VerdictKind
    mechanism: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement of one episode, with its proof; `confidence` is the probability that kind and roles are right."""

    setting: str
    episode: str
    kind: VerdictKind
    mechanism: str
    deliberate: tuple[str, ...]
    diverged: tuple[str, ...]
    intended_value: str | None
    opened_by: str | None
    confidence: float
    summary: str
    evidence: tuple[Clue, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    would_settle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """A maximal interval in which environments differ (or agree although a contract says that they differ)."""

    id: str
    opened_at: datetime
    closed_at: datetime | None
    opened_by: str
    closed_by: str | None
    values: tuple[tuple[str, str | None], ...]
    nature: EpisodeNature = "difference"
    verdict: Verdict | None = None

    def __post_init__(self) -> None:
        check_utc(self.opened_at, self.closed_at)


@dataclass(frozen=True, slots=True)
class Window:
    """A run of quick changes back and forth, told as one: when, how many, between which values."""

    environment: str
    start: datetime
    until: datetime
    changes: int
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One key in one place of the layout, over all its environments."""

    id: str
    subject: Literal["setting", "pin", "flag"]
    tier: MatchTier
    stands: tuple[Stand, ...]
    timelines: tuple[tuple[str, tuple[Span, ...]], ...]
    episodes: tuple[Episode, ...]
    windows: tuple[Window, ...] = ()
    masked: bool = False

    @property
    def environments(self) -> tuple[str, ...]:
        return tuple(stand.environment for stand in self.stands)
