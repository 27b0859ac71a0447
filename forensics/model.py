"""The nouns: frozen values that the rooms hand to one another; standard library only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

TOOL = "forensics"
SCHEMA = "forensics.report/1"


def utc_text(moment: datetime | None) -> str | None:
    """An aware UTC time as ISO 8601 with `Z`, to the second; None stays None."""
    if moment is None:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _check_utc(*moments: datetime | None) -> None:
    for moment in moments:
        if moment is not None and moment.utcoffset() != timedelta(0):
            raise ValueError(f"{moment!r} is not an aware UTC time")


# --- what could not be read -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something that was looked for and could not be read: where it is, and why it stayed unread."""

    where: str
    why: str


# --- git ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """An identity as a commit states it; never resolved through a mailmap."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """One of a commit's two times.

    `utc` is None where the bytes hold no usable time (`status` says `implausible` or `unparsable`); `offset` is the
    zone as written (`+0200`), `raw` the text that was read.
    """

    utc: datetime | None
    offset: str
    raw: str
    status: Literal["valid", "implausible", "unparsable"] = "valid"

    def __post_init__(self) -> None:
        _check_utc(self.utc)


_TRAILER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*): (\S.*)$")
_PULL = re.compile(r"^Merge pull request #(\d+)|\(#(\d+)\)\s*$|^Merged PR (\d+)|See merge request \S*!(\d+)", re.MULTILINE)
_MERGED = re.compile(r"^Merge (?:remote-tracking )?branch '([^']+)'|^Merge pull request #\d+ from (\S+)|^Merge tag '([^']+)'")
_CHERRY = re.compile(r"\(cherry picked from commit ([0-9a-f]{7,64})\)")
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{7,64})")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, as its raw bytes say."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    authored: Stamp
    committed: Stamp
    message: str
    signed: bool = False

    @property
    def subject(self) -> str:
        """The message's first line that is not blank."""
        return next((line.strip() for line in self.message.splitlines() if line.strip()), "")

    @property
    def body(self) -> str:
        """The message below its subject."""
        return self.message.strip().partition("\n")[2].strip()

    @property
    def trailers(self) -> tuple[tuple[str, str], ...]:
        """`Name: value` lines of the message's last paragraph (git-interpret-trailers), in order."""
        paragraphs = [part for part in self.message.strip().split("\n\n") if part.strip()]
        if len(paragraphs) < 2:
            return ()
        found = [_TRAILER.match(line) for line in paragraphs[-1].splitlines()]
        return tuple((hit[1], hit[2]) for hit in found if hit)

    @property
    def cherry_picked_from(self) -> tuple[str, ...]:
        """Ids named by `git cherry-pick -x` notes."""
        return tuple(_CHERRY.findall(self.message))

    @property
    def reverts(self) -> tuple[str, ...]:
        """Ids named by `git revert` notes."""
        return tuple(_REVERTS.findall(self.message))

    @property
    def pull_request(self) -> str | None:
        """The number of the pull or merge request that brought it, from its merge or squash subject."""
        hit = _PULL.search(self.subject) or (_PULL.search(self.message) if len(self.parents) > 1 else None)
        return next((part for part in hit.groups() if part), None) if hit else None

    @property
    def merged_branch(self) -> str | None:
        """The branch (or tag) that a merge subject names."""
        hit = _MERGED.match(self.subject)
        return next((part for part in hit.groups() if part), None) if hit else None


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref and the commit it leads to (tags peeled). `name` is full: `refs/heads/main`."""

    name: str
    oid: str

    @property
    def short(self) -> str:
        """The branch's own name: `main` for refs/heads/main and for refs/remotes/origin/main."""
        parts = self.name.split("/")
        return "/".join(parts[3:] if self.name.startswith("refs/remotes/") else parts[2:])


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file in one commit, against its first parent. Blob ids; None where the file is not there."""

    commit: int
    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class History:
    """What one walk over the refs saw: commits by index (newest first, as git lists them), and the configuration files they changed.

    `parents[i]` are indexes into `commits` (a parent that was not walked is left out); `times[i]` the committer's
    time in epoch seconds, None where it is unusable.
    """

    commits: tuple[str, ...]
    parents: tuple[tuple[int, ...], ...]
    times: tuple[int | None, ...]
    changes: tuple[FileChange, ...]


# --- parsing ------------------------------------------------------------------------------------------------------

EntryKind = Literal["scalar", "null", "reference", "encrypted", "map", "list"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a configuration file: its path, the raw text of its value, and the value's line (from 1).

    Path segments are as written; a list entry that has a name is `list[name]`, an `env` entry `env`, `NAME`; an entry
    without a name gets `[n]` (n from 0) as a segment of its own; an object in a Kubernetes file comes first as
    `#Kind/name`. `value` is None for kinds `map`, `list` and `null`; for `reference` it names what is referred to.
    """

    path: tuple[str, ...]
    value: str | None
    line: int
    kind: EntryKind = "scalar"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's entries. `degraded` says in a few words why they are a line reader's work, or None."""

    entries: tuple[Entry, ...]
    degraded: str | None = None


# --- environments -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file belongs: its environment (None: shared by all, or none known), and the path with `{env}` in it."""

    path: str
    environment: str | None
    template: str
    rule: str


# --- readings, changes, timelines ---------------------------------------------------------------------------------

ReadingState = Literal["present", "absent", "unreadable"]
MatchTier = Literal["exact", "case", "relaxed", "stated"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one version of one file says of the key: a value at a line, or that it is absent, or unreadable."""

    path: str
    keypath: str
    state: ReadingState
    value: str | None
    line: int | None
    blob: str | None
    kind: EntryKind = "scalar"
    tier: MatchTier = "exact"
    degraded: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an environment's timeline: one value from a landing until the next. `until` None: to the report's end."""

    start: datetime
    until: datetime | None
    state: ReadingState
    value: str | None
    origin: str
    path: str | None
    line: int | None

    def __post_init__(self) -> None:
        _check_utc(self.start, self.until)


@dataclass(frozen=True, slots=True)
class LayerValue:
    """A file in an environment's stack and what it says now; base first. `value` None: it doesn't set the key."""

    path: str
    line: int | None
    value: str | None


@dataclass(frozen=True, slots=True)
class Blame:
    """What gave an environment its value, beside what `git blame` says of the same line."""

    value_commit: str
    line_commit: str | None
    differs_because: str | None


@dataclass(frozen=True, slots=True)
class Stand:
    """One environment of a setting at the report's moment."""

    environment: str
    declared: str | None
    state: ReadingState
    layers: tuple[LayerValue, ...]
    branch: str
    observed: str | None = None
    blame: Blame | None = None

    @property
    def effective(self) -> str | None:
        return self.observed if self.observed is not None else self.declared


# --- judgement ----------------------------------------------------------------------------------------------------

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
        _check_utc(self.opened_at, self.closed_at)


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


# --- the report ---------------------------------------------------------------------------------------------------


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
        _check_utc(self.time, self.authored_at, self.committed_at)


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
    """The one document that every presenter walks."""

    version: str
    asked: Asked
    verdict: Verdict | None
    settings: tuple[Setting, ...]
    events: tuple[Event, ...]
    sources: tuple[Source, ...]
    gaps: tuple[Gap, ...]
    suggestions: tuple[str, ...] = field(default=())
