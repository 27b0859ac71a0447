"""The named differences between what was declared and what ran, each in one sentence with its citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from forensics.model import Event, Finding, Gap, LiveMechanism
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.running import Note, Running

# A value that another environment's file takes so long after a live edit may have been written for that edit's sake.
_SOON = timedelta(days=60)
_PLAIN = ("printenv", "environ", "snapshot", "kubernetes")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def findings_of(lines: Mapping[str, Running], events: Mapping[str, Event]) -> tuple[tuple[Finding, ...], tuple[Gap, ...]]:
    """The findings of a setting, by environment and time, and what can't be told. `events`: by id, those of live evidence and of the
    files' changes."""
    found: list[Finding] = []
    gaps: list[Gap] = []
    for environment, line in lines.items():
        for note in line.notes:
            if note.mechanism == "unsure":
                gaps.append(Gap(f"{environment}, live", _unsure(note, events)))
            else:
                found.append(_finding(environment, note, events))
        found += _elsewhere(environment, line, events)
    return in_order(found), tuple(gaps)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By environment and time."""
    return tuple(sorted(findings, key=lambda one: (one.environment, one.since or _EVER, one.mechanism, one.says)))


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def told_at(moment: datetime | int | None) -> str:
    """A moment as a sentence has it."""
    time = _at(moment or 0) if not isinstance(moment, datetime) else moment
    return f"{time:%Y-%m-%d %H:%MZ}"


def _unsure(note: Note, events: Mapping[str, Event]) -> str:
    held, way = (events.get(one) for one in note.events[:2])
    title = way.title if way else "a deploy"
    what = "a live edit" if held is not None and held.kind == "live_edit" else "a value that only ran"
    since = told_at(note.since)
    return f"“{title}” of {since} came after {what}, and nothing was seen after it: whether the value still holds is not known"


def _finding(environment: str, note: Note, events: Mapping[str, Event]) -> Finding:
    mechanism = _mechanism(note)
    told = [events[one] for one in note.events if one in events]
    taken = _codified(environment, note, events) if mechanism == "codified_later" else None
    return Finding(
        mechanism,
        environment,
        _says(mechanism, environment, note, told, taken),
        _at(note.since) if note.since else None,
        _at(note.until) if note.until is not None else None,
        (*note.events, *([taken.id] if taken else [])),
    )


def _mechanism(note: Note) -> LiveMechanism:
    if note.mechanism == "failed" or note.mechanism == "unsure":
        return "conflict"
    return "unmanaged" if note.mechanism == "live_only" and note.declared is None else note.mechanism


def _codified(environment: str, note: Note, events: Mapping[str, Event]) -> Event | None:
    """The change by which an environment's files took a live value."""
    mine = (one for one in events.values() if one.kind == "change" and one.environment == environment)
    return next((one for one in mine if int(one.time.timestamp()) == note.until and same(one.after, note.value)), None)


def _says(mechanism: LiveMechanism, environment: str, note: Note, told: Sequence[Event], taken: Event | None) -> str:
    value, until = note.value if note.value is not None else "its absence", told_at(note.until)
    declared = note.declared if note.declared is not None else "nothing"
    set_live = f"set live at {told_at(note.since)}" if told and told[0].kind == "live_edit" else "seen running"
    if mechanism == "undone":
        by = f"was put back to {declared} by “{told[1].title}” at {until}" if len(told) > 2 else f"was gone when it was seen at {until}"
        return f"{value} in {environment}, {set_live}, {by}"
    if mechanism == "codified_later":
        where = f" ({taken.path}, {(taken.commit or '')[:10]})" if taken else ""
        return f"{value} in {environment}, {set_live}, is in its files since {until}{where}"
    if mechanism == "not_yet_running":
        how = "configured" if len(told) > 1 else "declared"
        return f"{environment} is {how} as {declared} since {told_at(note.since)}, and still ran with {value} at {until}"
    if note.mechanism == "failed":
        return (
            f"the command that was to give {environment} {value} at {told_at(note.since)} may have failed: {declared} was seen at {until}"
        )
    if mechanism in ("split", "conflict"):
        return f"{_places(told)} {_verb(mechanism, environment)} at {told_at(note.since)}; the report goes by {value}"
    if told and told[-1].kind == "observation":
        set_live = f"seen at {told_at(told[-1].time)} and set at an unknown moment" + (
            f" after {told_at(note.since)}" if note.since else ""
        )
    if mechanism == "unmanaged":
        return f"{value} in {environment}, {set_live}, stands in none of its files: an apply leaves it as it is"
    return f"{value} in {environment}, {set_live}, is in none of its files, which say {declared}"


def _verb(mechanism: LiveMechanism, environment: str) -> str:
    return f"of {environment} disagreed" if mechanism == "split" else f"contradict each other about {environment}"


def _places(told: Sequence[Event]) -> str:
    """The first few places that were seen, each with what it had."""
    some = [f"{_place(one)} ({one.after if one.after is not None else 'absent'})" for one in told[:4]]
    more = f" and {len(told) - 4} more" if len(told) > 4 else ""
    return ", ".join(some[:-1]) + (" and " if len(some) > 1 and not more else ", " if more else "") + some[-1] + more if some else "places"


def _place(one: Event) -> str:
    """The object or host that was seen; else what its source calls itself, else its file."""
    return one.ref or (one.source if one.source not in _PLAIN else one.path or one.source)


def _elsewhere(environment: str, line: Running, events: Mapping[str, Event]) -> Iterator[Finding]:
    """A live edit's value that another environment's file took soon after, while this one's own files did not."""
    codified = {note.value for note in line.notes if note.mechanism == "codified_later"}
    for move in line.moves:
        if move.kind != "live_edit" or move.after is None or move.after in codified:
            continue
        start = _at(move.at)
        later = [one for one in events.values() if one.kind == "change" and start <= one.time <= start + _SOON]
        taken = [one for one in later if one.environment not in (environment, None) and same(one.after, move.after)]
        if taken:
            first = min(taken, key=lambda one: (one.time, one.id))
            place = f"{first.path}, {(first.commit or '')[:10]}"
            says = f"{move.after} in {environment}, set live at {told_at(start)}, went into {first.environment}'s file"
            says = f"{says} at {told_at(first.time)} ({place}), not into its own"
            yield Finding("codified_elsewhere", environment, says, start, first.time, (move.event, first.id))
