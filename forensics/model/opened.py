"""One citation of a report, opened: what stands behind it in its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forensics.model.gap import Gap
from forensics.model.git import Person
from forensics.model.report import Event
from forensics.model.talk import Message, Ticket
from forensics.model.times import check_utc


@dataclass(frozen=True, slots=True)
class Moved:
    """What a commit did to one environment of a setting; `before` and `after` are alike where it left it as it was."""

    setting: str
    environment: str
    before: str | None
    after: str | None
    changed: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A value that stands in a quoted file, by which the redactor learns what to mask there. `own`: it is the traced key's."""

    keypath: str
    value: str
    own: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """A quoted line and its number in the file (for a line that was taken away: in the file as it was before)."""

    number: int
    text: str
    mark: Literal["same", "added", "taken", "cited"] = "same"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of one file. `remark` says in a few words what they are, where that is not plain."""

    path: str
    lines: tuple[FileLine, ...]
    neighbours: tuple[Neighbour, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A commit's message, its people and its times. Its id is the event's."""

    message: str
    author: Person
    committer: Person
    authored_at: datetime | None
    committed_at: datetime | None

    def __post_init__(self) -> None:
        check_utc(self.authored_at, self.committed_at)


@dataclass(frozen=True, slots=True)
class Related:
    """Another event that the opened one is linked with, and by which rule."""

    event: Event
    rule: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A cited event and what its source says: a commit's words and diff, a message's thread, a ticket, or a file's lines.

    `cited_for`: what the verdict's clues say that cite it. `said`: which of `thread` is the event itself.
    """

    key: str
    event: Event
    written: Written | None = None
    moved: tuple[Moved, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    thread: tuple[Message, ...] = ()
    said: int | None = None
    ticket: Ticket | None = None
    related: tuple[Related, ...] = ()
    cited_for: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
