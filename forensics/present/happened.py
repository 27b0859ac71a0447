"""How it went, as the rows of an incident document's timeline: when, where, what, the value before and after, and its source."""

from __future__ import annotations

from typing import Literal

from forensics.model import Event
from forensics.present.document import Run, Runs, Table, code, plain
from forensics.present.story import Row, Story
from forensics.present.words import counted, event_word, lasted, minute, number_of, shown, weight_word

Columns = Literal["min", "std", "full"]
COLUMNS: tuple[Columns, ...] = ("min", "std", "full")
_HEADS = {
    "min": ("Time (UTC)", "What happened"),
    "std": ("Time (UTC)", "Env", "What happened", "Value before → after", "Source"),
    "full": ("Time (UTC)", "Written (UTC)", "Env", "Kind", "What happened", "Value before → after", "Source", "Strength"),
}
_WIDTHS = {"min": (15, 85), "std": (12, 12, 36, 18, 22), "full": (10, 10, 10, 9, 25, 13, 16, 7)}


def timeline(told: Story, columns: Columns) -> Table:
    """The rows oldest first. `std` is what incident documents use most; `min` has two columns, `full` also when a change was written,
    what kind of event it is, and how much it weighs in the verdict."""
    return Table(_HEADS[columns], tuple(_cells(told, row, columns) for row in told.rows), _WIDTHS[columns])


def cites(ids: tuple[str, ...]) -> Runs:
    """` [4] [7]`, to follow a sentence; nothing where nothing is cited."""
    return tuple(plain(f" [{number_of(one)}]") for one in ids)


def value_runs(told: Story, row: Row) -> Runs:
    """`3000 → 10000`; for a sighting just the value; for a window of quick changes all its values."""
    event = row.event
    if row.window is not None:
        return _arrowed(tuple(shown(value) for value in row.window.values[:3]))
    if event.before is None and event.after is None:
        return ()
    if event.before is None:
        return (code(shown(event.after)),)
    pair = (shown(event.before), shown(event.after))
    return _arrowed(tuple(map(told.roles.text, pair)) if event.kind == "ticket_change" else pair)


def what_text(told: Story, row: Row) -> str:
    """What happened, in one line; a message in quotation marks."""
    event = row.event
    if row.window is not None:
        return f"back and forth: {counted(row.window.changes, 'change')} in {lasted(row.window.until - row.window.start)}"
    text = told.roles.text(event.title)
    if event.kind == "message" and text.strip():
        text = f"“{text}”"
    if event.kind == "masked":
        hidden = told.roles.text(event.notes[0]) if event.notes else "hidden"
        text = f"the base changed, {hidden}: {text}"
    return text + (f" — {event.actor}" if told.roles.who and event.actor else "")


def source_runs(told: Story, event: Event) -> Runs:
    """The commit (linked where its address is known), file and line, pull request, and the event's own reference."""
    name = event.commit[:9] if event.commit else event.ref or event.source
    file = event.path.rpartition("/")[2] + (f":{event.line}" if event.line else "") if event.path else ""
    found: list[Run] = [Run(told.roles.text(name), url=event.url)]
    found += [plain(" "), code(file)] if file else []
    found += [plain(f" #{event.pull_request}")] if event.pull_request else []
    found += [plain(f" {event.ref}")] if event.commit and event.ref else []
    return tuple(found)


def number_text(row: Row) -> str:
    """How sentences cite the row: `5`, or `5–9` for a window."""
    first, last = number_of(row.cites[0]), number_of(row.cites[-1])
    return first if len(row.cites) == 1 else f"{first}–{last}"


def _cells(told: Story, row: Row, columns: Columns) -> tuple[Runs, ...]:
    event = row.event
    value, source = value_runs(told, row), source_runs(told, event)
    number = plain(f"[{number_text(row)}] ")
    where = code(event.environment) if event.environment else plain(event_word(event))
    time, what = (plain(minute(event.time)),), (plain(what_text(told, row)),)
    if columns == "min":
        named = (where, plain(" ")) if event.environment else (plain(f"{event_word(event)}: "),)
        changed = (*value, plain(": ")) if value else ()
        return time, (number, *named, *changed, *what)
    std = (time, (where,), what, value, (number, *source))
    if columns == "std":
        return std
    written = (plain(minute(event.authored_at)),) if event.authored_at and event.authored_at != event.time else ()
    return time, written, (where,), (plain(event_word(event)),), what, value, (number, *source), _strength(told, row)


def _strength(told: Story, row: Row) -> Runs:
    """How much the weightiest clue that cites the row weighs."""
    clues = told.verdict.evidence if told.verdict else ()
    weights = [abs(clue.weight) for clue in clues if set(clue.cites) & set(row.cites)]
    return (plain(weight_word(max(weights))),) if weights else ()


def _arrowed(values: tuple[str, ...]) -> Runs:
    told: list[Run] = []
    for value in values:
        told += [plain(" → "), code(value)] if told else [code(value)]
    return tuple(told)
