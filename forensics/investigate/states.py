"""What environments had at an instant, and before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from forensics.investigate.assembly import utc
from forensics.reconstruct.episodes import Moment
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.tracks import Track


def closing_values(closing: Moment | None) -> dict[str, str | None]:
    """What the environments that ended an interval have since; None for one whose file went away, too."""
    if closing is None:
        return {}
    return {one: closing.readings[one].value if one in closing.readings else None for one, _ in closing.moved}


def agree(readings: Iterable[object]) -> bool:
    told = [(getattr(reading, "state", None), getattr(reading, "value", None)) for reading in readings]
    return bool(told) and all(one[0] == told[0][0] and same(one[1], told[0][1]) for one in told) and told[0][0] == "present"


def past(track: Track, end: datetime) -> tuple[str | None, ...]:
    """The values that an environment had, oldest first, each once in a row."""
    found: list[str | None] = []
    for step in track.steps:
        if utc(step.landed) <= end and step.exists and (not found or found[-1] != step.reading.value):
            found.append(step.reading.value)
    return tuple(found)
