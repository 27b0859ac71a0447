"""When a manual edit would have been seen, and when not; and what two sources' clocks say of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from forensics.investigate.live_findings import told_at
from forensics.investigate.live_signs import ONE_ACT, acts
from forensics.investigate.placing import Placed
from forensics.model import Event, Finding, Gap, Watched

# What one account typed in one shell says nothing of the others'.
_ONE_ACCOUNT = ("shell history",)
_CLOCKS_AGREE = timedelta(seconds=90)
Window = tuple[datetime, datetime]


def unwatched(evidence: Mapping[str, Placed], events: Sequence[Event]) -> Iterator[Gap]:
    """For each environment of which anything was read, when a manual edit would have shown, and whether one did; elsewhere it would
    not be seen. That none was found is said of watched time alone."""
    for environment, place in sorted(evidence.items()):
        if not place:
            continue
        edits = [one for one in events if one.kind == "live_edit" and one.environment == environment]
        yield Gap(f"{environment}, live", _says(place.watched, edits))


def _says(watched: Sequence[Watched], edits: Sequence[Event]) -> str:
    full = merged((one.start, one.until) for one in watched if one.source not in _ONE_ACCOUNT)
    shells = merged((one.start, one.until) for one in watched if one.source in _ONE_ACCOUNT)
    typed = f"what was typed in the shells that were read is known {_spans(shells)}" if shells else ""
    if not full:
        return f"{typed + '; else ' if typed else ''}it was seen at moments only: a manual edit and its undoing between them would not show"
    sources = ", ".join(sorted({one.source for one in watched if one.source not in _ONE_ACCOUNT}))
    number = sum(any(start < one.time <= until for start, until in full) for one in edits)
    first = any(one.time == start for start, _ in full for one in edits)
    did = f"{number} did" if number else "no other did" if first else "none did"
    rest = "; at another time it would not be seen"
    return f"a manual edit would have shown {_spans(full)} ({sources}), and {did}{'; ' + typed if typed else ''}{rest}"


def _spans(windows: Sequence[Window]) -> str:
    shown = [f"from {start:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}" for start, until in windows]
    return " and ".join(shown) + " UTC"


def merged(windows: Iterator[Window]) -> tuple[Window, ...]:
    """Windows in order, those that overlap as one."""
    found: list[Window] = []
    for start, until in sorted(windows):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((start, until))
    return tuple(found)


def clocks(environment: str, place: Placed, events: Sequence[Event]) -> Iterator[Finding]:
    """One act at two times, as two sources wrote it down: their clocks may differ. No time in the report is moved for it."""
    apart: dict[tuple[str, str], list[tuple[float, datetime]]] = {}
    for one, other, by, seconds in _pairs(place):
        apart.setdefault((one, other), []).append((seconds, by))
    for (one, other), some in sorted(apart.items()):
        seconds = median(gap for gap, _ in some)
        if abs(seconds) > _CLOCKS_AGREE.total_seconds():
            times = [time for _, time in some]
            cites = tuple(event.id for event in events if event.environment == environment and event.time in times)
            many = f"{len(some)} acts" if len(some) > 1 else f"one act of {told_at(times[0])}"
            late = "later" if seconds > 0 else "earlier"
            says = (
                f"{other} tells of {many} {abs(seconds):.0f} seconds {late} than {one}: their clocks may differ; no time here was changed"
            )
            yield Finding("clock", environment, says, min(times), max(times), cites)


def _pairs(place: Placed) -> Iterator[tuple[str, str, datetime, float]]:
    """(source, other source, the first's time, how many seconds later the other's is) for each act that both tell of."""
    for act in acts(place.edits):
        best, *others = act
        for other in others:
            if other.source != best.source and best.time is not None and other.time is not None:
                yield best.source, other.source, best.time, (other.time - best.time).total_seconds()
    owners = [one for one in place.ownerships if one.manager_class == "gitops" and one.time is not None and one.reach in ("value", "text")]
    for owner in owners:
        near = [one for one in place.rollouts if one.time is not None and owner.time is not None and abs(one.time - owner.time) <= ONE_ACT]
        told = [one for one in near if one.source not in ("replicasets", "controllerrevisions") and one.kind != "restart"]
        if len(told) == 1 and told[0].time is not None and owner.time is not None:
            yield told[0].source, owner.source, told[0].time, (owner.time - told[0].time).total_seconds()
