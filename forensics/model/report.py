"""The one document that every presenter walks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from forensics.model.expected import ContractFinding
from forensics.model.gap import Gap
from forensics.model.judgement import Setting, Verdict
from forensics.model.note import Noted
from forensics.model.promise import Promised
from forensics.model.reading import CodeRead
from forensics.model.times import check_utc

TOOL = "forensics"
SCHEMA = "forensics.report/1"


@dataclass(frozen=True, slots=True)
class Link:
    to: str
    rule: str
    strength: float


@dataclass(frozen=True, slots=True)
class Event:
    """Anything with a time that a sentence can cite. For a `change`, `commit` landed it on the environment's mainline and
    `written_in` are the commits in which it was written, where those are others."""

    id: str
    time: datetime
    kind: str
    title: str
    source: str
    environment: str | None = None
    setting: str | None = None
    before: str | None = None
    after: str | None = None
    actor: str | None = None
    commit: str | None = None
    path: str | None = None
    line: int | None = None
    ref: str | None = None
    url: str | None = None
    authored_at: datetime | None = None
    committed_at: datetime | None = None
    written_in: tuple[str, ...] = ()
    pull_request: str | None = None
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        check_utc(self.time, self.authored_at, self.committed_at)


@dataclass(frozen=True, slots=True)
class Source:
    """A source that was asked, and how much of it could be read."""

    name: str
    status: Literal["complete", "partial", "unavailable", "absent"]
    start: datetime | None = None
    until: datetime | None = None
    count: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """What the report states of a traced repository. `mainline` is the branch whose states count."""

    path: str
    git_dir: str
    head: str | None
    mainline: str
    mainline_rule: str
    commits: int
    shallow: bool
    branches: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as the report repeats it."""

    key: str
    as_of: datetime
    since: datetime | None
    environments: tuple[str, ...]
    repositories: tuple[RepositoryFacts, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The one document that every presenter walks. `code`: where code reads the key, looked for where an environment sets nothing;
    `contract`: the rules in force and how they are kept; `notes`: what people made of the episodes, oldest first."""

    version: str
    asked: Asked
    verdict: Verdict | None
    settings: tuple[Setting, ...]
    events: tuple[Event, ...]
    sources: tuple[Source, ...]
    gaps: tuple[Gap, ...]
    suggestions: tuple[str, ...] = field(default=())
    code: tuple[CodeRead, ...] = field(default=())
    promises: tuple[Promised, ...] = field(default=())
    contract: tuple[ContractFinding, ...] = field(default=())
    notes: tuple[Noted, ...] = field(default=())
