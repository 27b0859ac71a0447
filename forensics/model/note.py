"""A person's reading of an episode, kept beside the tool's and never instead of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forensics.model.judgement import VerdictKind
from forensics.model.times import check_utc


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody made of an episode, and why. `key` is the one that was asked for; the episode is known by its setting, when it opened
    and the `values` that it had, since its number shifts when more is found. Secret values are masked in it."""

    key: str
    setting: str
    opened_at: datetime
    values: tuple[tuple[str, str | None], ...]
    verdict: VerdictKind
    because: str
    at: datetime
    by: str | None = None
    deliberate: tuple[str, ...] = ()
    diverged: tuple[str, ...] = ()
    intended_value: str | None = None

    def __post_init__(self) -> None:
        check_utc(self.opened_at, self.at)


@dataclass(frozen=True, slots=True)
class Noted:
    """A note with the episode of this report that it is on. `agrees`: the tool reads it as the same kind, None where it gave no verdict;
    `since`: in a few words, what is different about the episode since the note was written; empty where nothing is."""

    episode: str
    note: Note
    agrees: bool | None
    since: str = ""
