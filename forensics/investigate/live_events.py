"""Live evidence as the report's events: observations, live edits, deploys, and whatever else a row tells of."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from forensics.investigate.evidence import same_environment
from forensics.model import Event, Happening, LiveEdit, LiveRead, Observation, Ownership, Rollout, Spot

_PROVES = {
    "running": "a process has it in its environment",
    "template": "a revision's pod template says so",
    "applied": "the last client-side apply said so",
    "released": "the release was given it",
    "recorded": "a tool's state remembers it",
    "absence": "it is not set there",
    "reference": "it comes from elsewhere, which could not be read",
    "existence": "it is there; its value was not read",
}
_TIMES = {
    "stated": "the time is that given with the file",
    "remarked": "the time stands in a comment of the file",
    "at_latest": "it took place then or before",
    "at_earliest": "it took place then or later",
    "refreshed": "the time is that of the state's last refresh",
    "typed": "the time is when it was typed",
    "unknown": "its time is not known",
}
_CERTAIN = {
    "owned": "the field has this owner",
    "differs": "what is live differs from what was applied",
    "typed": "the command was typed; whether it succeeded is not shown",
    "executed": "the kernel ran the command",
}
_TITLES = {"owned": "edited live with {}", "typed": "typed: {}"}


def event_id(kind: str, spot: Spot, setting: str = "", moment: str = "") -> str:
    """An id for what stands at a place of a file."""
    return f"live|{kind}|{spot.file}|{spot.line or 0}|{setting}|{moment}"


def observation_event(one: Observation, environment: str, setting: str) -> Event | None:
    """An observation; None where it has no time."""
    if one.observed_at is None:
        return None
    told = "***" if one.value is None and one.fingerprint else one.value
    title = f"{environment} has {told}" if told is not None else _PROVES.get(one.proves, "seen")
    notes = (_PROVES.get(one.proves, ""), _TIMES.get(one.time_means, ""), _version(one.version), one.note)
    return Event(
        id=event_id("observation", one.spot, setting, one.observed_at.isoformat()),
        time=one.observed_at,
        kind="observation",
        title=title,
        source=one.source,
        environment=environment,
        setting=setting or None,
        after=one.value,
        path=one.spot.file,
        line=one.spot.line,
        ref=one.spot.object or one.spot.host,
        notes=tuple(note for note in notes if note),
    )


def _version(version: str | None) -> str:
    return f"of {version}" if version else ""


def edit_event(one: LiveEdit, environment: str, setting: str, merged: Sequence[LiveEdit] = ()) -> Event | None:
    """A live edit, and other sources' records of the same; None where none has a time."""
    if one.time is None:
        return None
    also = [f"also in {other.spot.file}{f':{other.spot.line}' if other.spot.line else ''}: {other.how}" for other in merged]
    return Event(
        id=event_id("edit", one.spot, setting, one.time.isoformat()),
        time=one.time,
        kind="live_edit",
        title=_TITLES.get(one.certainty, "{}").format(one.how),
        source=one.source,
        environment=environment,
        setting=setting or None,
        before=one.before,
        after=one.value,
        actor=one.actor or next((other.actor for other in merged if other.actor), None),
        path=one.spot.file,
        line=one.spot.line,
        ref=one.spot.object or one.spot.host,
        notes=tuple(note for note in (_CERTAIN.get(one.certainty, ""), _TIMES.get(one.time_means, ""), one.note, *also) if note),
    )


def rollout_event(one: Rollout, environment: str) -> Event | None:
    """A deploy, sync, revision or restart; None where it has no time."""
    if one.time is None:
        return None
    return Event(
        id=event_id("rollout", one.spot, "", one.time.isoformat()),
        time=one.time,
        kind="deploy",
        title=one.title,
        source=one.source,
        environment=environment,
        actor=one.actor,
        path=one.spot.file,
        line=one.spot.line,
        ref=one.spot.object or one.version,
        notes=tuple(note for note in (one.cause or "", _version(one.version), one.status or "") if note),
    )


def owner_event(one: Ownership, environment: str) -> Event | None:
    """A pipeline's manager that owns the key's field since a moment: it wrote it then."""
    if one.time is None:
        return None
    return Event(
        id=event_id("owner", one.spot, "", one.time.isoformat()),
        time=one.time,
        kind="deploy",
        title=f"{one.manager} wrote the field",
        source="kubernetes",
        environment=environment,
        path=one.spot.file,
        line=one.spot.line,
        ref=one.spot.object,
        notes=("the field has this owner since then", *(("owned with the text that it stands in",) if one.reach == "text" else ())),
    )


def happening_event(one: Happening, environment: str | None) -> Event:
    """A row of somebody's own evidence, of the kind that it says."""
    return Event(
        id=event_id("row", one.spot, "", one.time.isoformat()),
        time=one.time,
        kind=one.kind,
        title=one.title,
        source="events",
        environment=environment or one.environment,
        before=one.before,
        after=one.after,
        actor=one.actor,
        path=one.spot.file,
        line=one.spot.line,
        url=one.url,
        notes=(one.text,) if one.text else (),
    )


def rows_of(read: LiveRead, environments: Sequence[str], told: Collection[str]) -> list[Event]:
    """The rows and deploys that no setting's story tells yet, once each: a row that is a deploy as well is told as that."""
    found: dict[str, Event] = {}
    for one in read.rollouts:
        event = rollout_event(one, same_environment(one.environment, environments) or one.environment)
        if event is not None and event.id not in told:
            found.setdefault(event.id, event)
    deploys = {(one.spot.file, one.spot.line) for one in read.rollouts}
    edits = {(one.spot.file, one.spot.line) for one in read.edits}
    for row in read.happenings:
        if (row.spot.file, row.spot.line) not in deploys | edits:
            where = same_environment(row.environment, environments) if row.environment else None
            event = happening_event(row, where)
            found.setdefault(event.id, event)
    return list(found.values())
