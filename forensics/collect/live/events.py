"""Anybody's own evidence: JSON Lines with a time and a title, and what else is known."""

from __future__ import annotations

import json
from datetime import datetime

from forensics.collect.live.lens import moment
from forensics.keys import Key
from forensics.model import Gap, Happening, LiveEdit, LiveRead, Rollout, RolloutKind, Spot
from forensics.parse.text import decode

_FIELDS = ("environment", "actor", "text", "url", "key", "before", "after")
_ROLLOUTS: dict[str, RolloutKind] = {
    "deploy": "deploy", "deployment": "deploy", "release": "release", "sync": "sync", "rollback": "rollback", "restart": "restart",
    "apply": "apply", "revision": "revision",
}  # fmt: skip
_LONGEST = 1_000_000


def read_events(content: bytes, key: Key, where: str) -> LiveRead:
    """Every line `{"time", "kind", "environment", "actor", "title", "text", "url", "key", "before", "after"}` as a happening; those of
    a deploy or its like also as a rollout, and a `live_edit` of the key as an edit, at the same file and line.

    `time` (without an offset it is UTC) and `title` are required. A line that can't be read is a gap with its number; the rest counts.
    """
    text, _ = decode(content)
    made: list[LiveRead] = []
    gaps: list[Gap] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            read = _row(line, number, key, where)
            if isinstance(read, str):
                gaps.append(Gap(f"{where}:{number}", read))
            else:
                made.append(read)
    return LiveRead.joined([*made, LiveRead(gaps=tuple(gaps))])


def _row(line: str, number: int, key: Key, where: str) -> LiveRead | str:
    """What a line says, or why it says nothing."""
    if len(line) > _LONGEST:
        return "this event is too long to be one"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "this event is not valid JSON"
    if not isinstance(row, dict):
        return "this event is no JSON object"
    title, told = row.get("title"), row.get("time")
    if not isinstance(title, str) or not title.strip():
        return "this event has no title"
    time = moment(told if isinstance(told, str) else str(told) if isinstance(told, int | float) else None, naive_is_utc=True)
    if time is None:
        return "this event has no time" if told is None else "this event's time can't be read: write it as 2026-11-17T14:30:00Z"
    kind = row["kind"] if isinstance(row.get("kind"), str) and row["kind"].strip() else "event"
    fields = {name: _text(row.get(name)) for name in _FIELDS}
    one = Happening(time, kind, title, Spot(where, number), **fields)
    return LiveRead(happenings=(one,), rollouts=_rollouts(one, time), edits=_edits(one, time, key))


def _text(value: object) -> str | None:
    """A field's text; a number or a boolean as JSON writes it."""
    if value is None or isinstance(value, str):
        return value or None
    return json.dumps(value, ensure_ascii=False)


def _rollouts(one: Happening, time: datetime) -> tuple[Rollout, ...]:
    kind = _ROLLOUTS.get(one.kind)
    if kind is None or one.environment is None:
        return ()
    return (Rollout(one.environment, time, "happened", kind, one.title, "events", one.spot, cause=one.text, actor=one.actor),)


def _edits(one: Happening, time: datetime, key: Key) -> tuple[LiveEdit, ...]:
    path = tuple(part for part in (one.key or "").split(".") if part)
    if one.kind != "live_edit" or one.environment is None or not path or key.tier(path) is None:
        return ()
    return (
        LiveEdit(
            one.environment, time, "happened", "recorded", one.title, "events", one.spot, one.key, one.after, one.before,
            actor=one.actor,
        ),
    )  # fmt: skip
