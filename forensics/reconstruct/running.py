"""What ran in an environment: its files' line, and over it what was seen, edited live, deployed and released, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from forensics.model import LiveMechanism, Reading
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.tracks import Step, Track
from forensics.secret_shapes import is_reference

MoveKind = Literal["live_edit", "deploy", "observation", "release"]

# Observations so close together, with nothing known to have happened between them, are of one moment: unequal ones are of two hosts.
_ONE_MOMENT = 3600


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of what ran, at an epoch second. `event` is the id that tells of it.

    kind `edit`: a write outside the declared way (`value` None: removed, or not known where `known` is False; `sure` False: a command
    that may have failed); `seen`: an observation (`value` None: it was not there), of what runs or of how something is configured, by
    `running`; `rollout`: a deploy or sync, which may have brought what the files said; `restart`: what ran was started anew with what
    it was configured with; `release`: a value of a tag or branch beside the mainline, which ran if `ran`, or may have.

    `since`: when what was seen was started. `place`: of which host or object it was seen; `past`: it is an old revision's, and
    stands for its own moment alone; `near`: it names the application that the setting is of.
    """

    at: int
    kind: Literal["edit", "seen", "rollout", "restart", "release"]
    event: str
    value: str | None = None
    known: bool = True
    ran: bool = False
    since: int | None = None
    path: str = ""
    line: int | None = None
    sure: bool = True
    running: bool = False
    place: str = ""
    past: bool = False
    near: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A named difference between the line of the files and what ran: between which moments, told by which events, of which value.

    `unsure`: a deploy followed a live edit and nothing was seen after it, so that whether it undid the edit is not known; `failed`:
    an edit was typed, and what was seen next had not got it.
    """

    mechanism: LiveMechanism | Literal["unsure", "failed"]
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
    kind: MoveKind
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
    line = Walk(declared, -first)
    rows: list[tuple[int, int, Step | Sign]] = [(step.landed, 0, step) for step in declared.steps]
    rows += [(sign.at, _ORDER[sign.kind], sign) for sign in ordered]
    group: list[Sign] = []
    for _, _, row in sorted(rows, key=lambda row: (row[0], row[1])):
        if group and not (isinstance(row, Sign) and _of_one_moment(row, group)):
            line.see(group)
            group = []
        if isinstance(row, Step):
            line.declare(row)
        elif row.kind == "seen":
            group.append(row)
        else:
            line.take(row)
    if group:
        line.see(group)
    return line.result()


_ORDER = {"release": 1, "rollout": 2, "restart": 3, "edit": 4, "seen": 5}


def _of_one_moment(sign: Sign, group: Sequence[Sign]) -> bool:
    """Whether an observation is of the same moment as others, nothing being known between: it is simultaneous, or soon after and of
    another place. An old revision stands alone."""
    if sign.kind != "seen" or sign.past or group[0].past:
        return False
    soon = sign.at - group[0].at <= _ONE_MOMENT and all(sign.place != other.place for other in group)
    return sign.at == group[0].at or soon


@dataclass(slots=True)
class Walk:
    """Walks the signs beside the files' steps, oldest first. `holding`: what holds the value against the files; `waiting`: what was
    declared or set and had not begun to run, with the sign that shows it."""

    track: Track
    number: int
    steps: list[Step] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)
    files: list[Step] = field(default_factory=list)
    holding: Sign | None = None
    waiting: Step | None = None
    rollouts: list[Sign] = field(default_factory=list)
    unknown: list[Sign] = field(default_factory=list)
    releases: list[Sign] = field(default_factory=list)

    @property
    def value(self) -> str | None:
        return self.steps[-1].reading.value if self.steps else None

    @property
    def declared(self) -> str | None:
        return self.files[-1].reading.value if self.files and self.files[-1].exists else None

    @property
    def opaque(self) -> bool:
        """Whether what the files say can't be held against a value: it was not readable, or names where the value comes from."""
        reading = self.files[-1].reading if self.files else None
        return reading is not None and (reading.state == "unreadable" or (reading.value is not None and is_reference(reading.value)))

    def declare(self, step: Step) -> None:
        """The files' next step. Under what holds the value it waits, unless it says the same."""
        older = self.holding is not None and self.holding.kind == "seen" and not self.files  # seen before there was any file
        self.files.append(step)
        if self.holding is None or not step.exists or older:
            self.steps.append(step)
            self.holding = self.waiting = None
        elif step.reading.state == "present" and same(step.reading.value, self.value):
            if self.waiting is None:
                self.notes.append(Note("codified_later", self.holding.at, step.landed, (self.holding.event,), self.value))
            self.holding = self.waiting = None
            self.rollouts.clear()
        elif self.waiting is not None:
            self.waiting = step

    def take(self, sign: Sign) -> None:
        """A sign of something that happened."""
        if sign.kind in ("rollout", "restart") and self.waiting is not None:
            begun = self.waiting.reading.value
            self.move(sign, "deploy", sign.at, begun)
        elif sign.kind == "rollout":
            self.rollouts.append(sign)
        elif sign.kind == "release" and sign.ran and not same(sign.value, self.value):
            self.move(sign, "release", sign.at, sign.value)
        elif sign.kind == "release":
            self.releases.append(sign)
        elif sign.kind == "edit" and not sign.known:
            self.unknown.append(sign)
        elif sign.kind == "edit" and (not same(sign.value, self.value) or not self.steps or self.waiting is not None):
            self.move(sign, "live_edit", sign.at, sign.value)

    def see(self, group: Sequence[Sign]) -> None:
        """Takes in what was seen at one moment, by one or several hosts."""
        at = max(sign.at for sign in group)
        self._begun_before(group)
        sign = self._disagreement(group)
        if not self.steps or not same(sign.value, self.value):
            self._otherwise(sign)
        self.confirmed.append(at)
        if self.holding is not None:
            self.rollouts = [one for one in self.rollouts if one.at > at]
        self.unknown.clear()

    def _begun_before(self, group: Sequence[Sign]) -> None:
        """Notes where what runs has one value and what it is configured with, seen beside it, another."""
        runs, told = [one for one in group if one.running], [one for one in group if not one.running]
        if runs and told and _agree(runs) and _agree(told) and not same(runs[0].value, told[0].value):
            events = (told[0].event, runs[0].event)
            if not self._late(runs[0]):  # else it is said of the step that waits
                self.notes.append(Note("not_yet_running", told[0].at, runs[0].at, events, runs[0].value, told[0].value))

    def _disagreement(self, group: Sequence[Sign]) -> Sign:
        """The sign of the group that counts. What runs goes before what is configured; of unequal ones the value that the line has,
        or else most, or the files, or else the first; that they are unequal is noted."""
        those = [one for one in group if one.running] or list(group)
        known = [one for one in those if self.steps and same(one.value, self.value)]
        chosen = known[0] if known else max(reversed(those), key=lambda one: (_count(one, those), same(one.value, self.declared)))
        if not _agree(those):
            one_place = any(one.place == other.place and one.place and not same(one.value, other.value) for one in those for other in those)
            kind: LiveMechanism = "conflict" if one_place else "split"
            until = max(one.at for one in those)
            self.notes.append(Note(kind, those[0].at, until, tuple(one.event for one in those), chosen.value, self.declared))
        return chosen

    def _otherwise(self, sign: Sign) -> None:
        """What was seen is not what the line says: something happened in between."""
        since = max([self.holding.at if self.holding else 0, *self.confirmed])
        edit = next((one for one in reversed(self.unknown) if since <= one.at <= sign.at), None)
        if edit is not None:
            self.move(edit, "live_edit", edit.at, sign.value)
        elif self.waiting is not None and same(sign.value, self.waiting.reading.value):
            self.move(sign, "observation", sign.at, sign.value)
        elif self._late(sign):
            self._not_yet(sign)
        elif self.holding is not None and same(sign.value, self.declared):
            self._gone(sign, since)
        elif (release := self._released(sign, since)) is not None:
            self.move(release, "release", release.at, sign.value)
        else:
            if self.files and not self.opaque:
                self.notes.append(Note("live_only", since, sign.at, (sign.event,), sign.value, self.declared))
            self.move(sign, "observation", sign.at, sign.value)

    def _released(self, sign: Sign, since: int) -> Sign | None:
        """The newest release beside the mainline that explains what was seen."""
        since = max([since, *(move.at for move in self.moves)])
        return next((one for one in reversed(self.releases) if one.at >= since and same(one.value, sign.value)), None)

    def _gone(self, sign: Sign, since: int) -> None:
        """What held the value is gone, and the files' value is back: by the last deploy before it was seen, if one is known. A typed
        command that nothing confirmed may as well have failed."""
        assert self.holding is not None
        held, lost = self.holding, self.value
        ways = [one for one in self.rollouts if held.at < one.at <= sign.at]
        way = next(reversed([one for one in ways if one.near] or ways), None)
        if way is None and not held.sure and since == held.at:
            self.notes.append(Note("failed", held.at, sign.at, (held.event, sign.event), lost, sign.value))
            self._take_back()
            return
        cause = way or sign
        then = [step for step in self.files if step.landed <= cause.at]
        self.move(cause, "deploy" if way else "observation", cause.at, then[-1].reading.value if then else sign.value)
        self.steps += [step for step in self.files if step.landed > cause.at]
        self.holding = None
        events = (held.event, cause.event, sign.event) if way else (held.event, sign.event)
        self.notes.append(Note("undone", since if way is None else held.at, cause.at, events, lost, sign.value))

    def _take_back(self) -> None:
        """The line as if its last move had not been."""
        last = self.moves.pop()
        self.steps = [one for one in self.steps if one.commit != last.commit]
        self.steps += [one for one in self.files if one.landed > last.at]
        self.holding = None

    def _late(self, sign: Sign) -> bool:
        """Whether the value is the one before the line's last step, which nothing has confirmed, and which what was seen can't have
        got: it was started before, or nothing is known to have brought it."""
        if len(self.steps) < 2 or self.waiting is not None or self.steps[-1].landed <= max(self.confirmed, default=0):
            return False
        last = self.steps[-1]
        before = same(self.steps[-2].reading.value, sign.value) and self.steps[-2].exists
        if sign.since is not None and sign.since < last.landed:
            return before
        return before and last.commit >= 0 and self.holding is None and not any(one.at > last.landed for one in self.rollouts)

    def _not_yet(self, sign: Sign) -> None:
        """The last step had not reached what ran: it is taken out of the line until a deploy or a restart brings it."""
        waiting = self.steps.pop()
        told: tuple[str, ...] = (sign.event,)
        if waiting.commit < 0:
            told = (self.moves.pop().event, sign.event)
        self.notes.append(Note("not_yet_running", waiting.landed, sign.at, told, sign.value, waiting.reading.value))
        self.holding, self.waiting = sign, waiting

    def move(self, sign: Sign, kind: MoveKind, at: int, value: str | None) -> None:
        """A step of its own. It holds against the files where they say something else."""
        files = self.files[-1] if self.files else self.track.steps[0]
        state: Literal["present", "absent"] = "present" if value is not None else "absent"
        told = files.reading
        reading = Reading(sign.path or told.path, told.keypath, state, value, sign.line, None, address=told.address)
        kept = [one for one in self.steps if one.landed <= at]
        before = kept[-1].reading.value if kept and kept[-1].exists else None
        self.moves.append(Move(self.number, at, sign.event, kind, before, value))
        self.steps = [*kept, Step(files.place, self.number, at, reading)]
        self.number -= 1
        held = not self.files or not (same(value, self.declared) or (self.opaque and kind == "observation"))
        self.holding = sign if held else None
        self.waiting = None
        self.rollouts = [one for one in self.rollouts if one.at > at]

    def result(self) -> Running:
        if self.holding is not None and self.waiting is None:
            if self.holding.kind == "edit" and not self.opaque:
                self.notes.append(Note("live_only", self.holding.at, None, (self.holding.event,), self.value, self.declared))
            if self.rollouts:
                late = self.rollouts[-1]
                self.notes.append(Note("unsure", late.at, None, (self.holding.event, late.event), self.value))
        return Running(replace(self.track, steps=tuple(self.steps)), tuple(self.moves), tuple(self.notes), tuple(self.confirmed))


def _agree(signs: Sequence[Sign]) -> bool:
    return all(same(one.value, signs[0].value) for one in signs)


def _count(sign: Sign, signs: Sequence[Sign]) -> int:
    return sum(same(sign.value, one.value) for one in signs)
