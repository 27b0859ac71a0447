"""The events as JSON Lines for Timesketch and its like: a line per moment, with what that moment means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from forensics.model import Event, Report
from forensics.present.document import plain_line
from forensics.present.story import Story, story
from forensics.present.words import event_word

_MEANS = {
    "change": "Change landed on the mainline",
    "commit": "Commit landed on the mainline",
    "masked": "Change landed, hidden by an override",
    "live_edit": "Edited live",
    "observation": "Seen running",
    "deploy": "Deployed",
    "message": "Message sent",
    "ticket": "Ticket opened",
    "ticket_change": "Ticket changed",
}
# A change was written before it landed; where the two differ, each is a moment of its own.
WRITTEN = "Change written"


def timesketch(report: Report, who: bool = False) -> str:
    """JSON Lines with the fields that Timesketch's importer requires (timesketch.org, "Import from JSON or CSV"): `message`, `datetime`
    (ISO 8601 with an offset), `timestamp_desc`; the rest are attributes to search for. Oldest first. Values stand as they were read."""
    told = story(report, who)
    rows = sorted((row for event in report.events for row in _moments(told, event)), key=lambda row: (row[0], row[1]["event_id"]))
    return "".join(json.dumps(row, ensure_ascii=True) + "\n" for _, row in rows)


def _moments(told: Story, event: Event) -> Iterator[tuple[datetime, dict[str, Any]]]:
    yield event.time, _row(told, event, event.time, _MEANS.get(event.kind, event_word(event).capitalize()))
    if event.kind == "change" and event.authored_at is not None and event.authored_at != event.time:
        yield event.authored_at, _row(told, event, event.authored_at, WRITTEN)


def _row(told: Story, event: Event, moment: datetime, means: str) -> dict[str, Any]:
    pair = [told.roles.text(value) if value and event.kind == "ticket_change" else value for value in (event.before, event.after)]
    row = {
        "message": _message(told, event),
        "datetime": moment.isoformat(),
        "timestamp_desc": means,
        "event_id": event.id,
        "key": told.report.asked.key,
        "kind": event.kind,
        "environment": event.environment,
        "setting": event.setting,
        "before": pair[0],
        "after": pair[1],
        "commit": event.commit,
        "path": event.path,
        "line": event.line,
        "source_name": event.source,
        "ref": event.ref,
        "url": event.url,
        "actor": event.actor if told.roles.who else None,
    }
    return {name: value for name, value in row.items() if value is not None}


def _message(told: Story, event: Event) -> str:
    where = f"{event.environment}: " if event.environment else ""
    return plain_line(f"{where}{told.roles.text(event.title)}") or event_word(event)
