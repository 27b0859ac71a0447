"""What the judge is given of one episode: values only, gathered by the route from every room below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from forensics.judge.said import Said
from forensics.model import Episode, Finding, Watched

# What gave a value: a commit, a write outside the declared way, a deploy (or sync, or host replacement), or nothing that was seen before
# the value itself was.
TouchKind = Literal["change", "live_edit", "deploy", "observation"]


@dataclass(frozen=True, slots=True)
class OtherValue:
    """A value beside the key that the same landing changed: in which environment's file, under which path."""

    environment: str
    keypath: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Touch:
    """One landing that changed the setting, and what else it did.

    `changed`: environment → (before, after) of this setting. `neighbours`: the environments whose file of this setting's
    template it touched at all. `created`: those whose file it added. `files`: how many configuration files it changed.
    `others`: other values that it changed in the setting's files (None: not looked at). `reverts`, `cherry_picked`: ids.
    `silent`: one of its commits has no message to speak of.
    """

    event: str
    landed: datetime
    commit: str
    subject: str
    body: str
    changed: Mapping[str, tuple[str | None, str | None]]
    neighbours: frozenset[str]
    created: frozenset[str]
    files: int
    others: tuple[OtherValue, ...] | None = None
    reverts: tuple[str, ...] = ()
    cherry_picked: tuple[str, ...] = ()
    by_hand: bool = False
    stale_side: bool = False
    is_merge: bool = False
    is_root: bool = False
    comment: str = ""
    said: Said | None = None
    kind: TouchKind = "change"
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One environment at the episode's end: its effective value, since when, by which event and of what kind, what its files declare
    where that is known to differ, and whether it is inherited from a base."""

    environment: str
    value: str | None
    state: str
    since: datetime
    event: str
    inherited: bool
    exists_since: datetime
    comment: str = ""
    declared: str | None = None
    kind: TouchKind = "change"


@dataclass(frozen=True, slots=True)
class Masking:
    """A base that changed below an override: when, by which commit, from what to what, and whose override hid it."""

    event: str
    landed: datetime
    before: str | None
    after: str | None
    hidden_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lag:
    """How long a value took from one environment to another in this place; `days` None: it has not arrived. `own`: it was an earlier
    value of the key itself."""

    keypath: str
    first: str
    then: str
    days: float | None
    waited: float
    changed_at: datetime
    own: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One episode with everything that structure says about it. `touches` are oldest first and end at `as_of`.

    `masked`: values of this setting carry their environments' names, so that they are compared without them; `by_name`: in this
    episode they differ in nothing else; `closed_in`: the environments whose change ended the episode, with the value that each has
    since (None: it no longer sets the key); `gone`: those of them whose file went away; `ever_agreed`: before the episode opened;
    `other_landings`: how many landings changed the setting's files during the episode and not this value. `said`: what was said of
    the changes, or of the key, by `as_of`. `files`: all values of each environment's own file at the end; `at_birth`: for an
    environment whose file came later than another's, the values of every file at that moment. `findings` and `watched` are the
    setting's, by `as_of`; `observed`: the environments that were seen running.
    """

    setting: str
    key: str
    subject: str
    episode: Episode
    as_of: datetime
    order: tuple[str, ...]
    standings: tuple[Standing, ...]
    touches: tuple[Touch, ...]
    ever_agreed: bool
    masked: bool
    by_name: bool
    closed_in: Mapping[str, str | None] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    other_landings: int = 0
    maskings: tuple[Masking, ...] = ()
    lags: tuple[Lag, ...] = ()
    expected: Mapping[str, str] | None = None
    past_values: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    files: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    at_birth: Mapping[str, Mapping[str, Mapping[str, str | None]]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    observed: frozenset[str] = frozenset()
    watched: tuple[Watched, ...] = ()

    @property
    def witnessed(self) -> bool:
        """Whether anything besides git was read of the difference: what was said of it, or what was seen running."""
        return bool(self.said or self.observed or any(touch.kind != "change" for touch in self.touches))
