"""The timeline as CSV for a spreadsheet: a row per event, no cell that the program would take for a formula."""

from __future__ import annotations

import csv
import io

from forensics.model import Report
from forensics.present.clean import safe_url
from forensics.present.document import plain_line, text_of
from forensics.present.happened import number_text, source_runs, what_text
from forensics.present.story import Row, Story, story
from forensics.present.words import event_word, utc

HEAD = ("id", "time_utc", "environment", "kind", "what_happened", "before", "after", "source", "commit", "path", "line", "url")
# OWASP, "CSV Injection": these begin a formula, in some programs also as full-width signs; | and % begin DDE calls.
FORMULA = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
MANY_ROWS = 100_000


def spreadsheet(report: Report, who: bool = False) -> str:
    """RFC 4180 with a header row. A cell that would begin a formula begins with an apostrophe; that changes a true value such as -1,
    so scripts read the JSON report or `timesketch`."""
    told = story(report, who, many=MANY_ROWS)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for row in told.rows:
        writer.writerow([_cell(cell) for cell in _cells(told, row)])
    return out.getvalue()


def _cells(told: Story, row: Row) -> tuple[str, ...]:
    event = row.event
    changed = [told.roles.text(value or "") if event.kind == "ticket_change" else value or "" for value in (event.before, event.after)]
    return (
        number_text(row),
        utc(event.time),
        event.environment or "",
        event_word(event),
        what_text(told, row),
        *changed,
        text_of(source_runs(told, event)),
        event.commit or "",
        event.path or "",
        str(event.line or ""),
        safe_url(event.url) or "",
    )


def _cell(text: str) -> str:
    line = plain_line(text, 4000)
    return "'" + line if line.startswith(FORMULA) else line
