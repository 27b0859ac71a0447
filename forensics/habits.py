"""What is usual in this place: how long other values took from one environment to the next, and which never arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All values of one environment's file from a landing on."""

    landed: datetime
    values: Values


@dataclass(frozen=True, slots=True)
class Passage:
    """One value's way from the environment that had it first to another; `arrived` None: not by the end of what was seen."""

    keypath: str
    value: str
    first: str
    left: datetime
    then: str
    arrived: datetime | None


def passages(files: Mapping[str, Sequence[Snapshot]]) -> tuple[Passage, ...]:
    """Every change of a value that environments agreed on before, followed to each of the others.

    `files`: environment → its file's snapshots, oldest first. A change counts as leaving where, just before, the other
    environment had the same old value; it has arrived when the other one takes the new value, and is dropped where the first
    one moves on or turns back before that.
    """
    found: list[Passage] = []
    for first, snapshots in files.items():
        for place in range(1, len(snapshots)):
            before, after = snapshots[place - 1].values, snapshots[place].values
            for keypath, value in after.items():
                old = before.get(keypath)
                if value is None or old is None or value == old:
                    continue
                for then, others in files.items():
                    if then != first:
                        passage = _follow(keypath, value, old, first, then, snapshots[place:], others)
                        if passage is not None:
                            found.append(passage)
    return tuple(found)


def _follow(
    keypath: str, value: str, old: str, first: str, then: str, rest: Sequence[Snapshot], others: Sequence[Snapshot]
) -> Passage | None:
    left = rest[0].landed
    standing = [snapshot for snapshot in others if snapshot.landed <= left]
    now = standing[-1].values.get(keypath) if standing else None
    if standing and standing[-1].landed == left and now == value:
        earlier = standing[-2].values.get(keypath) if len(standing) > 1 else None
        return Passage(keypath, value, first, left, then, left) if earlier == old and first < then else None
    if now != old:
        return None
    moved_on = next((snapshot.landed for snapshot in rest if snapshot.values.get(keypath) != value), None)
    for snapshot in others:
        if snapshot.landed > left and snapshot.values.get(keypath) == value:
            return Passage(keypath, value, first, left, then, snapshot.landed)
        if snapshot.landed > left and snapshot.values.get(keypath) != old:
            return None
    return None if moved_on is not None else Passage(keypath, value, first, left, then, None)
