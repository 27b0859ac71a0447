"""What is concluded: clues, verdicts, episodes and settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forensics.model.live import Watched
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


LiveMechanism = Literal[
    "live_only",  # seen running, and declared nowhere
    "undone",  # a live fix that a later deploy, sync or host replacement put back
    "codified_later",  # a live fix that a file of the same environment says since
    "codified_elsewhere",  # a live fix that went into another environment's file
    "unmanaged",  # a field that no file declares, and that every apply preserves
    "not_yet_running",  # declared, and what runs was started before
    "split",  # two hosts or regions of one environment disagree
    "conflict",  # sources contradict one another
    "clock",  # two sources' clocks differ
]


@dataclass(frozen=True, slots=True)
class Finding:
    """A named difference between what was declared and what was observed in an environment: `says` is one sentence, `cites` are
    event ids; `since` and `until` bound it where that is known."""

    mechanism: LiveMechanism
    environment: str
    says: str
    since: datetime | None = None
    until: datetime | None = None
    cites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_utc(self.since, self.until)


@dataclass(frozen=True, slots=True)
class Setting:
    """One key in one place of the layout, over all its environments.

    `timelines` are of the effective value: what was observed running where that is known, what is declared elsewhere. `declared`:
    what the files said, for the environments of which live evidence was read; `observed`: what was seen there. `watched`: when a
    source would have seen a change; outside it nothing is known of manual edits.
    """

    id: str
    subject: Literal["setting", "pin", "flag"]
    tier: MatchTier
    stands: tuple[Stand, ...]
    timelines: tuple[tuple[str, tuple[Span, ...]], ...]
    episodes: tuple[Episode, ...]
    windows: tuple[Window, ...] = ()
    masked: bool = False
    declared: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    observed: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    watched: tuple[Watched, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def environments(self) -> tuple[str, ...]:
        return tuple(stand.environment for stand in self.stands)
