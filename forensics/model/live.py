"""What was seen running, who touched it, and when each source was looking: the nouns of live evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal

from forensics.model.gap import Gap
from forensics.model.times import check_utc

# What an observation shows of its value:
#   value      the object is configured so           running    a process or pod has it in its environment
#   template   a revision's pod template says so     applied    the last client-side apply said so, whatever is live
#   released   a release was given it                recorded   a tool's state remembers it from its last look
#   absence    it is not there                       reference  it comes from elsewhere, which could not be read
#   existence  it is there; its value was not read
Proves = Literal["value", "running", "template", "applied", "released", "recorded", "absence", "reference", "existence"]
# What a time means. `stated` is the caller's, `remarked` stands in a comment of the file; `at_latest` and `at_earliest` are bounds.
TimeMeans = Literal[
    "observed",
    "stated",
    "remarked",
    "created",
    "deployed",
    "changed",
    "refreshed",
    "happened",
    "typed",
    "at_latest",
    "at_earliest",
    "unknown",
]
# How sure it is that an edit took place: a server recorded it; the kernel ran the command; the field has this owner now;
# what is live differs from what was applied; somebody typed the command, which may have failed.
Certainty = Literal["recorded", "executed", "owned", "differs", "typed"]
ActorKind = Literal["person", "automation", "unknown"]
# `merged`: `ancient-changes`; `origin unknown`: `before-first-apply`.
ManagerClass = Literal["human", "ambiguous", "gitops", "controller", "merged", "origin unknown", "unknown"]
# What of the field a manager owns: its value; its entry in a list without the value; the whole text that it stands in; a field above it.
Reach = Literal["value", "entry", "text", "above"]
RolloutKind = Literal["revision", "release", "sync", "deploy", "rollback", "restart", "apply"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was read: the file and line, and the object, its owner, its namespace or the host that the file tells of."""

    file: str
    line: int | None = None
    object: str | None = None
    namespace: str | None = None
    host: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """A value seen in an environment. `value` None: absent, or not read, as `proves` says.

    `since`: when the process that has it was started. `version`: the revision, release or version that it belongs to.
    `fingerprint` stands for a secret value that was not kept.
    """

    environment: str
    keypath: str
    value: str | None
    proves: Proves
    observed_at: datetime | None
    time_means: TimeMeans
    source: str
    spot: Spot
    since: datetime | None = None
    version: str | None = None
    fingerprint: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        check_utc(self.observed_at, self.since)


@dataclass(frozen=True, slots=True)
class LiveEdit:
    """A write to an environment outside the declared way. `keypath` None: something was touched that may hold the key.

    `value` None: removed (`removed`), kept back because it is a secret (`withheld`), or not known. `actor` is as the source writes
    it; `tool` the manager or program.
    """

    environment: str
    time: datetime | None
    time_means: TimeMeans
    certainty: Certainty
    how: str
    source: str
    spot: Spot
    keypath: str | None = None
    value: str | None = None
    before: str | None = None
    removed: bool = False
    withheld: bool = False
    actor: str | None = None
    actor_kind: ActorKind = "unknown"
    tool: str | None = None
    version: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        check_utc(self.time)


@dataclass(frozen=True, slots=True)
class Rollout:
    """Something that may have changed what runs: a revision, a release, a sync, a deploy, a restart. `cause` is free text."""

    environment: str
    time: datetime | None
    time_means: TimeMeans
    kind: RolloutKind
    title: str
    source: str
    spot: Spot
    version: str | None = None
    cause: str | None = None
    status: str | None = None
    actor: str | None = None
    actor_kind: ActorKind = "unknown"

    def __post_init__(self) -> None:
        check_utc(self.time)


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owns the key's field now, by managedFields: a tool's name, never a person. The field changed at `time` or before."""

    environment: str
    keypath: str
    manager: str
    manager_class: ManagerClass
    operation: str
    time: datetime | None
    reach: Reach
    source: str
    spot: Spot

    def __post_init__(self) -> None:
        check_utc(self.time)


@dataclass(frozen=True, slots=True)
class Watched:
    """A window in which a source would have seen a change; `covers` says in a few words of what. Outside it, nothing is known."""

    environment: str
    start: datetime
    until: datetime
    source: str
    covers: str
    spot: Spot

    def __post_init__(self) -> None:
        check_utc(self.start, self.until)


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of somebody's own evidence, as written there."""

    time: datetime
    kind: str
    title: str
    spot: Spot
    environment: str | None = None
    actor: str | None = None
    text: str | None = None
    url: str | None = None
    key: str | None = None
    before: str | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        check_utc(self.time)


@dataclass(frozen=True, slots=True)
class LiveRead:
    """All that one source, or several together, say of a key. Observations that contradict one another are all kept."""

    observations: tuple[Observation, ...] = ()
    edits: tuple[LiveEdit, ...] = ()
    rollouts: tuple[Rollout, ...] = ()
    ownerships: tuple[Ownership, ...] = ()
    watched: tuple[Watched, ...] = ()
    happenings: tuple[Happening, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @staticmethod
    def joined(reads: Iterable[LiveRead]) -> LiveRead:
        """All that several reads say, in their order."""
        every = tuple(reads)
        return LiveRead(*(tuple(one for read in every for one in getattr(read, each.name)) for each in fields(LiveRead)))

    def __add__(self, other: LiveRead) -> LiveRead:
        return LiveRead.joined((self, other))
