"""Jira's CSV export as tickets: repeated columns, comments in cells, times without a zone; no changelog is in it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from forensics.model import Account, Comment, Ticket

from .fields import project_of
from .gate import Gate
from .jql import is_ticket_key
from .texts import wiki_text
from .times import day_first, read_local_time, read_time

_CELL_LIMIT = 16 << 20
_SAMPLE = 5000
_TIMES = ("Created", "Updated", "Resolved", "Due date", "Last Viewed")
_NUMBERED = re.compile(r"(.+)\.\d{1,4}")
_CUSTOM = re.compile(r"Custom field \((.+)\)")
_LINKED = re.compile(r"(Inward|Outward) issue link \((.+)\)")
_PROGRAMS_OWN = re.compile(r"[\w.$]{1,200}@[0-9a-f]{1,16}|\d\|\w+:\w*|\{.*\}|-?[\d.]{1,30}", re.DOTALL)
_ATTACHED = re.compile(r";https?://\S+\Z")
_OTHERS = ("Environment", "Component/s", "Components", "Fix Version/s", "Fix versions", "Affects Version/s", "Affects versions")


@dataclass(slots=True)
class Table:
    """A header's columns by name, and how its times are to be read. `zoned`: some time stated its own offset."""

    columns: dict[str, list[int]]
    width: int
    days_first: bool
    names: dict[str, str] = field(default_factory=dict)

    def cell(self, row: Sequence[str], *names: str) -> str:
        return next((text for name in names for text in self.cells(row, name)), "")

    def cells(self, row: Sequence[str], name: str) -> Iterator[str]:
        """The filled cells of all columns of that name: Jira repeats a column for each value."""
        return (row[number].strip() for number in self.columns.get(name, ()) if number < len(row) and row[number].strip())


def csv_header(row: Sequence[str]) -> dict[str, list[int]]:
    """The numbers of each column; `Comment.1` is the `Comment` that a table program renamed."""
    columns: dict[str, list[int]] = {}
    for number, name in enumerate(row):
        hit = _NUMBERED.fullmatch(name.strip())
        columns.setdefault(hit[1] if hit and hit[1] in row else name.strip(), []).append(number)
    return columns


def is_csv_export(columns: dict[str, list[int]]) -> bool:
    return ("Issue key" in columns or "Key" in columns) and "Summary" in columns


def csv_tickets(stream: TextIO, gate: Gate, told: list[str], broken: list[str]) -> Iterator[Ticket | None]:
    """A ticket for each row that the gate lets in, None for each that it doesn't. `told` gets what the reader must know of the whole
    file (times, changelog), `broken` a few words for each row that can't be read.

    The stream is opened with newline="" and can seek. The order of day and month is told by the file's own dates.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _CELL_LIMIT))
    delimiter = _delimiter(stream)
    table, zoned = _table(stream, delimiter, told)
    if table is None:
        told.append("its columns are not those of a Jira export (there must be `Issue key` and `Summary`): nothing of it was read")
        return
    told.append("a CSV export holds no changelog: who moved a ticket, and when, is not in it")
    if not zoned:
        told.append("its times name no time zone (they are those of whoever exported it): taken as UTC, they may be off by hours")
    stream.seek(0)
    rows = csv.reader(stream, delimiter=delimiter)
    next(rows, None)
    wide = 0
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            broken.append(f"line {rows.line_num} is no CSV")
            continue
        if row is None:
            break
        if not any(row):
            continue
        if not is_ticket_key(table.cell(row, "Issue key", "Key")):
            broken.append(f"the row that ends at line {rows.line_num} has no issue key where the header has it")
            continue
        wide += len(row) > table.width
        yield read_row(table, row) if gate.opens("\n".join(row)) else None
    if wide:
        told.append(f"{wide} of its rows have more cells than the header has columns: their links and fields of one's own were left out")


def _delimiter(stream: TextIO) -> str:
    head = stream.readline(1 << 20)
    stream.seek(0)
    return max(",;\t", key=head.count)


def _table(stream: TextIO, delimiter: str, told: list[str]) -> tuple[Table | None, bool]:
    """The header, and what the first rows tell of the times."""
    rows = csv.reader(stream, delimiter=delimiter)
    written: list[str] = []
    columns: dict[str, list[int]] = {}
    width = 0
    try:
        header = next(rows, [])
        columns, width = csv_header([name.removeprefix("\ufeff") for name in header]), len(header)
        table = Table(columns, width, days_first=False)
        for _, row in zip(range(_SAMPLE), rows, strict=False):
            written += [text for name in _TIMES for text in table.cells(row, name)]
    except csv.Error:
        pass  # the rows are read again, and told of, below
    if not is_csv_export(columns):
        return None, False
    order = day_first(written)
    if order is None and any(re.match(r"\d{1,2}/\d", text) for text in written):
        told.append("its dates can be read as day/month or month/day: read as month/day")
    return Table(columns, width, bool(order)), bool(written) and all(read_time(text) for text in written)


def read_row(table: Table, row: Sequence[str]) -> Ticket:
    """The ticket of one row that has an issue key.

    A row may have more cells than the header has columns, where somebody shortened the header: the fixed columns come first and
    still fit, what follows doesn't. Of such a row comments are known by their form, and the rest is left out.
    """
    key = table.cell(row, "Issue key", "Key")
    fits = len(row) <= table.width
    unread = ["changelog not included", *([] if fits else ["links and fields of one's own"])]
    creator, assignee = _account(table, row, "Creator") or _account(table, row, "Reporter"), _account(table, row, "Assignee")
    created, updated = (table.cell(row, name) for name in ("Created", "Updated"))
    times = [read_local_time(text, days_first=table.days_first) if text else None for text in (created, updated)]
    unread += [f"the time of {name}" for name, text, time in zip(("created", "updated"), (created, updated), times, strict=True)
               if text and time is None]  # fmt: skip
    return Ticket(
        key=key,
        project=table.cell(row, "Project key") or project_of(key),
        kind=table.cell(row, "Issue Type"),
        status=table.cell(row, "Status"),
        summary=" ".join(table.cell(row, "Summary").split()),
        description=wiki_text(table.cell(row, "Description")),
        created=times[0],
        updated=times[1],
        creator=creator,
        assignee=assignee,
        resolution=table.cell(row, "Resolution") or None,
        status_category=table.cell(row, "Status Category") or None,
        labels=tuple(table.cells(row, "Labels")),
        sprints=tuple(dict.fromkeys((*table.cells(row, "Sprint"), *table.cells(row, "Custom field (Sprint)")))) if fits else (),
        links=tuple(_links(table, row)) if fits else (),
        other_texts=tuple(_others(table, row)) if fits else (),
        comments=tuple(_comment(table, number, cell) for number, cell in enumerate(_comment_cells(table, row, fits=fits), 1)),
        unread=tuple(unread),
    )


def _account(table: Table, row: Sequence[str], column: str) -> Account | None:
    name, identity = table.cell(row, column), table.cell(row, f"{column} Id")
    if not name and not identity:
        return None
    if identity and name:
        table.names[identity] = name
    return Account("jira", identity or name, name or table.names.get(identity, identity), handle=None if identity else name)


def _comment_cells(table: Table, row: Sequence[str], *, fits: bool) -> list[str]:
    """The cells under `Comment`; in a row that doesn't fit those that look like one, and not like an attachment's `…;name;address`."""
    if fits:
        return list(table.cells(row, "Comment"))
    shaped = (cell.strip() for cell in row if cell.count(";") >= 2 and not _ATTACHED.search(cell[-2000:]))
    return [cell for cell in shaped if read_local_time(cell.partition(";")[0], days_first=table.days_first) is not None]


def _comment(table: Table, number: int, cell: str) -> Comment:
    """`25/Feb/26 4:38 PM;712020:…;text`; a cell of another form is all text."""
    time, mark, rest = cell.partition(";")
    account, second, text = rest.partition(";")
    moment = read_local_time(time, days_first=table.days_first) if mark and second else None
    if moment is None:
        return Comment(f"#{number}", None, wiki_text(cell))
    author = Account("jira", account, table.names.get(account, account)) if account else None
    return Comment(f"#{number}", moment, wiki_text(text), author)


def _links(table: Table, row: Sequence[str]) -> Iterator[str]:
    for name in table.columns:
        hit = _LINKED.fullmatch(name)
        if hit:
            yield from (f"{hit[1].lower()} {hit[2]} {key}" for key in table.cells(row, name))
    parent = table.cell(row, "Parent key")
    if parent:
        yield f"child of {parent}"


def _others(table: Table, row: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in table.columns:
        hit = _CUSTOM.fullmatch(name)
        if (hit and hit[1] != "Sprint") or name in _OTHERS:
            for text in table.cells(row, name):
                if not _PROGRAMS_OWN.fullmatch(text):
                    yield (hit[1] if hit else name), wiki_text(text)
