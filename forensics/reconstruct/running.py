"""What ran in an environment: its files' line, and over it what was seen, edited live, deployed and released, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from forensics.model import LiveMechanism, Reading
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.tracks import Step, Track

# Observations so close together, with nothing known to have happened between them, are of one moment: unequal ones are of two hosts.
_ONE_MOMENT = 3600


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of what ran, at an epoch second. `event` is the id that tells of it.

    kind `edit`: a write outside the declared way (`value` None: removed, or not known where `known` is False); `seen`: an observation;
    `rollout`: a deploy, sync or restart, which may have brought what the files said; `release`: a value of a tag or branch beside the
    mainline, which ran if `ran`, or may have. `since`: when what was seen was started.
    """

    at: int
    kind: Literal["edit", "seen", "rollout", "release"]
    event: str
    value: str | None = None
    known: bool = True
    ran: bool = False
    since: int | None = None
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A named difference between the line of the files and what ran: between which moments, told by which events, of which value.

    `unsure`: a deploy followed a live edit and nothing was seen after it, so that whether it undid the edit is not known.
    """

    mechanism: LiveMechanism | Literal["unsure"]
    since: int
    until: int | None
    events: tuple[str, ...]
    value: str | None = None
    declared: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A step of what ran that no commit brought: `commit` is its number, below zero, in the track's steps."""

    commit: int
    at: int
    event: str
    kind: Literal["live_edit", "deploy", "observation", "release"]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Running:
    """An environment's effective line, the moves in it that no commit brought, and what is to be said of them."""

    track: Track
    moves: tuple[Move, ...] = ()
    notes: tuple[Note, ...] = ()
    confirmed: tuple[int, ...] = ()


def running(declared: Track, signs: Iterable[Sign], first: int = 1) -> Running:
    """The effective line of one environment. `signs` in any order; `first`: the number of its first own step, counted below zero.

    A live edit holds until a sign says otherwise: a change of the files under it takes effect only once a deploy is known to have
    brought it. Without one, a change of the files takes effect where it landed, unless what was seen later had not got it.
    """
    ordered = sorted(signs, key=lambda sign: (sign.at, _ORDER[sign.kind], sign.event))
    if not ordered:
        return Running(declared)
    line = _Line(declared, -first)
    rows: list[tuple[int, int, Step | Sign]] = [(step.landed, 0, step) for step in declared.steps]
    rows += [(sign.at, 1 + _ORDER[sign.kind], sign) for sign in ordered if sign.kind != "seen"]
    groups = _moments([one for one in ordered if one.kind == "seen"])
    rows += [(group[0].at, 1 + _ORDER["seen"], group[0]) for group in groups]
    by_first = {id(group[0]): group for group in groups}
    for _, _, row in sorted(rows, key=lambda row: (row[0], row[1])):
        if isinstance(row, Step):
            line.declare(row)
        elif row.kind == "seen":
            line.see(by_first[id(row)])
        else:
            line.take(row)
    return line.result()


_ORDER = {"release": 0, "rollout": 1, "edit": 2, "seen": 3}


def _moments(seen: Sequence[Sign]) -> list[list[Sign]]:
    """Observations of one moment each; two unequal ones of the same file and line are two moments, however close."""
    found: list[list[Sign]] = []
    for sign in seen:
        if found and sign.at - found[-1][0].at <= _ONE_MOMENT and all(sign.path != other.path for other in found[-1]):
            found[-1].append(sign)
        else:
            found.append([sign])
    return found


@dataclass(slots=True)
class _Line:
    """Walks the signs beside the files' steps, oldest first."""

    track: Track
    number: int
    steps: list[Step] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)
    declared: Step | None = None
    holding: Sign | None = None  # what holds the value against the files
    rollouts: list[Sign] = field(default_factory=list)
    unknown: list[Sign] = field(default_factory=list)
    releases: list[Sign] = field(default_factory=list)
    waiting: Step | None = None  # declared, and not yet running

    @property
    def value(self) -> str | None:
        return self.steps[-1].reading.value if self.steps else None

    def declare(self, step: Step) -> None:
        self.declared = step
        if self.holding is None or not step.exists:
            self.steps.append(step)
            self.holding = None
        elif step.reading.state == "present" and same(step.reading.value, self.value):
            if self.holding.kind == "edit":
                self.notes.append(Note("codified_later", self.holding.at, step.landed, (self.holding.event,), self.value))
            self.holding = None
            self.rollouts.clear()

    def take(self, sign: Sign) -> None:
        if sign.kind == "rollout" and self.waiting is not None:
            self._move(sign, "deploy", sign.at, self.waiting.reading.value)
            self.waiting = None
        elif sign.kind == "rollout":
            self.rollouts.append(sign)
        elif sign.kind == "release":
            if sign.ran and not same(sign.value, self.value):
                self._move(sign, "release", sign.at, sign.value)
            else:
                self.releases.append(sign)
        elif not sign.known:
            self.unknown.append(sign)
        elif not same(sign.value, self.value) or not self.steps:
            self._move(sign, "live_edit", sign.at, sign.value)

    def see(self, group: Sequence[Sign]) -> None:
        """Takes in what was seen at one moment, by one or several hosts."""
        at = max(sign.at for sign in group)
        values = {sign.value for sign in group}
        told = [sign for sign in group if same(sign.value, self.value)]
        if len(values) > 1 and not all(same(value, group[0].value) for value in values):
            declared = self.declared.reading.value if self.declared else None
            self.notes.append(Note("split", group[0].at, at, tuple(sign.event for sign in group), self.value, declared))
            if not told:
                told = [sign for sign in group if same(sign.value, declared)]
        if not told or not self.steps:
            self._otherwise(group[0] if not told else told[0])
        self.confirmed.append(at)
        if self.holding is not None:
            self.rollouts = [one for one in self.rollouts if one.at > at]
        self.unknown.clear()

    def _otherwise(self, sign: Sign) -> None:
        """What was seen is not what the line says: something happened in between."""
        if same(sign.value, self.value) and self.steps:
            return
        since = max([self.holding.at if self.holding else 0, *(at for at in self.confirmed)])
        edit = next((one for one in reversed(self.unknown) if since <= one.at <= sign.at), None)
        declared = self.declared.reading.value if self.declared and self.declared.exists else None
        if edit is not None:
            self._move(edit, "live_edit", edit.at, sign.value)
        elif self.holding is not None and same(sign.value, declared):
            self._undone(sign, since)
        elif self.holding is None and self._before_now(sign):
            self._not_yet(sign)
        elif (release := next((one for one in reversed(self.releases) if same(one.value, sign.value)), None)) is not None:
            self._move(release, "release", release.at, sign.value)
        else:
            self.notes.append(Note("live_only", since, sign.at, (sign.event,), sign.value, declared))
            self._move(sign, "observation", sign.at, sign.value)

    def _undone(self, sign: Sign, since: int) -> None:
        """What held the value is gone, and the files' value is back: by the last deploy before it was seen, if one is known."""
        assert self.holding is not None
        held, lost = self.holding, self.value
        way = next((one for one in reversed(self.rollouts) if held.at < one.at <= sign.at), None)
        cause = way or sign
        self._move(cause, "deploy" if way else "observation", cause.at, sign.value)
        self.holding = None
        events = (held.event, cause.event, sign.event) if way else (held.event, sign.event)
        self.notes.append(Note("undone", since if way is None else held.at, cause.at, events, lost, sign.value))

    def _before_now(self, sign: Sign) -> bool:
        """Whether the value was the one before the files' last change, and nothing confirmed that change."""
        if len(self.steps) < 2 or self.steps[-1].commit < 0 or self.steps[-1].landed <= max(self.confirmed, default=0):
            return False
        late = sign.since is not None and sign.since < self.steps[-1].landed
        before = same(self.steps[-2].reading.value, sign.value)
        return before and (late or not any(one.at > self.steps[-1].landed for one in self.rollouts))

    def _not_yet(self, sign: Sign) -> None:
        """The files' last change had not reached what ran: it is taken out of the line until a deploy or a restart brings it."""
        waiting = self.steps.pop()
        assert self.declared is not None
        self.notes.append(Note("not_yet_running", waiting.landed, sign.at, (sign.event,), sign.value, waiting.reading.value))
        self.holding, self.waiting = sign, waiting

    def _move(self, sign: Sign, kind: Literal["live_edit", "deploy", "observation", "release"], at: int, value: str | None) -> None:
        declared = self.declared or self.track.steps[0]
        state: Literal["present", "absent"] = "present" if value is not None else "absent"
        reading = Reading(
            sign.path or declared.reading.path, declared.reading.keypath, state, value, sign.line, None, address=declared.reading.address
        )
        step = Step(declared.place, self.number, at, reading)
        self.moves.append(Move(self.number, at, sign.event, kind, self.value, value))
        self.steps = [*(one for one in self.steps if one.landed <= at), step]
        self.number -= 1
        self.holding = None if self.declared is not None and same(value, self.declared.reading.value) else sign
        self.rollouts = [one for one in self.rollouts if one.at > at]

    def result(self) -> Running:
        if self.holding is not None and self.holding.kind == "edit" and self.rollouts:
            late = self.rollouts[-1]
            self.notes.append(Note("unsure", late.at, None, (self.holding.event, late.event), self.value))
        elif self.holding is not None and self.holding.kind == "edit":
            declared = self.declared.reading.value if self.declared else None
            self.notes.append(Note("live_only", self.holding.at, None, (self.holding.event,), self.value, declared))
        return Running(replace(self.track, steps=tuple(self.steps)), tuple(self.moves), tuple(self.notes), tuple(self.confirmed))
