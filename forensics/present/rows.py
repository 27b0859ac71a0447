"""How it went: one row per event, oldest first, each with the number that sentences cite and the place that it can be checked at."""

from __future__ import annotations

from forensics.model import Event
from forensics.present.clean import safe_url
from forensics.present.page import Page, Piece
from forensics.present.story import Row, Story, alike
from forensics.present.words import counted, event_word, lasted, minute, number_of, shown

# From this width on a row fits on one line (measured on the prototypes: seven columns at 80 split words).
ONE_LINE_FROM = 110
_TIME = 17
# A title has at least so many cells beside the place, whatever stands before it.
_TITLE = 24


class Rows:
    """Writes a story's rows on a page."""

    def __init__(self, page: Page, story: Story) -> None:
        self._page = page
        self._story = story
        names = [page.cells(page.text(row.event.environment)) for row in story.rows if row.event.environment]
        self._environment = min(max(names, default=0), 16)
        numbers = [page.cells(self._number(row)) for row in story.rows]
        self._numbers = min(max(numbers, default=0), 12)
        self._changes = min(max((self._cells(self._change(row, 12)) for row in story.rows), default=0), 25)

    def write(self) -> None:
        """All rows, and a line about those left out."""
        if not self._story.rows:
            return
        self._page.heading("HOW IT WENT", f"UTC {self._page.glyphs.dot} oldest first")
        before: Row | None = None
        for row in self._story.rows:
            title = "" if before is not None and _same_commit(before, row) else self._title(row)
            (self._wide if self._page.width >= ONE_LINE_FROM else self._narrow)(row, title)
            before = row
        if self._story.left_out:
            left_out = counted(self._story.left_out, "more row")
            self._page.line((f"  {self._page.glyphs.cut} {left_out}: --format json", "dim"))

    def _wide(self, row: Row, title: str) -> None:
        """Time, mark, environment, change, title in columns, place and number at the right; a long title goes on below."""
        page = self._page
        change, number = self._change(row, 12), self._number(row)
        name = page.fit(self._name(row.event), max(self._environment, 9))
        filled = " " * max(0, self._changes - self._cells(change))
        lead = [*self._lead(row), (name, "strong"), ("  ", "plain"), *change, (filled + "  ", "plain")]
        at = self._cells(lead)
        shared = page.width - at - self._numbers - 4
        place = page.cut(self._place(row.event), max(0, min(page.width * 9 // 25, shared - _TITLE)))
        titles = page.broken(title or "same commit", shared - page.cells(place), most=3)
        gap = page.width - at - page.cells(titles[0]) - page.cells(place) - self._numbers - 2
        aligned = " " * (self._numbers - page.cells(number) + 2)
        first = (titles[0], "plain" if title else "dim")
        page.line(*lead, first, (" " * gap, "plain"), (place, leads_to(row.event)), (aligned, "plain"), (number, "cite"))
        for line in titles[1:]:
            page.line((" " * at, "plain"), (line, "plain"))

    def _narrow(self, row: Row, title: str) -> None:
        """Two lines: when, where and what changed, with as much of the place as fits; then the title, and the place's rest."""
        page = self._page
        number = self._number(row)
        pieces: list[Piece] = [*self._lead(row), (page.cut(self._name(row.event), 16), "strong")]
        room = page.width - self._cells(pieces) - page.cells(number) - 3
        change = self._change(row, max(5, (room - 4) // 2)) if room > 12 else []
        pieces += [("  ", "plain"), *change] if change else []
        indent = _TIME + 6 if page.width >= 60 else 4
        rest: list[str] = []
        for part in self._places(row.event):
            text = page.text(part)
            if not rest and self._cells(pieces) + page.cells(text) + 3 + page.cells(number) <= page.width:
                pieces += [("  ", "plain"), (text, leads_to(row.event))]
            else:
                rest.append(text)
        gap = page.width - self._cells(pieces) - page.cells(number)
        page.line(*pieces, (" " * max(1, gap), "plain"), (number, "cite"))
        if room <= 12:
            late = self._change(row, max(5, (page.width - indent - 4) // 2))
            if late:
                page.line((" " * indent, "plain"), *late)
        for line in page.broken(title, page.width - indent, most=2) if title else ():
            page.line((" " * indent, "plain"), (line, "plain"))
        self._rest(rest, indent, bool(title), leads_to(row.event))

    def _rest(self, rest: list[str], indent: int, titled: bool, style: str) -> None:
        """What of the place is left goes behind the title where it fits, and else on a line of its own."""
        if not rest:
            return
        text = self._page.cut(f" {self._page.glyphs.dot} ".join(rest), self._page.width - indent)
        if titled and self._cells(self._page.lines[-1]) + 2 + self._page.cells(text) <= self._page.width:
            self._page.lines[-1] += [("  ", "plain"), (text, style)]
        else:
            self._page.line((" " * indent, "plain"), (text, style))

    def _lead(self, row: Row) -> list[Piece]:
        mark, tone = self._mark(row)
        return [("  ", "plain"), (minute(row.event.time), "dim"), ("  ", "plain"), (mark, tone), (" ", "plain")]

    def _mark(self, row: Row) -> tuple[str, str]:
        glyphs = self._page.glyphs
        if row.window:
            return glyphs.window, "open"
        marks = {
            "change": (glyphs.changed, "lane"),
            "commit": (glyphs.changed, "dim"),
            "masked": (glyphs.passed, "dim"),
            "live_edit": (glyphs.edited, "seen"),
            "observation": (glyphs.seen, "seen"),
            "deploy": (glyphs.deploy, "deploy"),
            "message": (glyphs.chat, "chat"),
            "ticket": (glyphs.ticket, "ticket"),
            "ticket_change": (glyphs.ticket, "ticket"),
            "ticket_comment": (glyphs.ticket, "ticket"),
        }
        return marks.get(row.event.kind, (glyphs.other, "plain"))

    def _change(self, row: Row, room: int) -> list[Piece]:
        """`3000 → 10000`; for a sighting just the value; for a window all its values."""
        page, event = self._page, row.event
        if row.window:
            values = f" {page.glyphs.arrow} ".join(page.cut(shown(value), 12) for value in row.window.values[:3])
            return [(page.cut(values, room * 2), "value")]
        if event.kind == "ticket_change" and f"{event.before} → {event.after}" in event.title:
            return []
        if event.before is None and event.after is None:
            return [("removed", "dim")] if event.kind == "change" and event.path is None else []
        if event.kind == "observation" or (event.before is None and event.kind != "change"):
            return [(page.cut(shown(event.after), room * 2), "value")]
        if event.before is None:
            return [("set to ", "dim"), (page.cut(shown(event.after), room * 2 - 7), "value")]
        half = max(4, room - 2)
        told = [shown(event.before), shown(event.after)]
        if event.kind == "ticket_change":
            told = [self._story.roles.text(value) for value in told]
        before, after = alike([page.text(value) for value in told], half)
        return [(page.cut(before, half), "plain"), (f" {page.glyphs.arrow} ", "dim"), (page.cut(after, half), "value")]

    def _title(self, row: Row) -> str:
        if row.window:
            span = lasted(row.window.until - row.window.start)
            return f"back and forth: {counted(row.window.changes, 'change')} in {span}"
        text = self._story.roles.text(row.event.title)
        if row.event.kind == "masked":
            file = row.event.notes[0].partition(", which ")[0].rpartition("/")[2] if row.event.notes else ""
            text = f"base changed, hidden by {file.removeprefix('hidden by ')} {self._page.glyphs.dot} {text}"
        said = f"“{text}”" if row.event.kind == "message" and text.strip() else text
        late = self._written_before(row.event)
        by = f" (by {row.event.actor})" if self._story.roles.who and row.event.actor else ""
        return said + by + (f" {self._page.glyphs.dot} {late}" if late else "")

    def _written_before(self, event: Event) -> str:
        if event.kind != "change" or event.authored_at is None or (event.time - event.authored_at).total_seconds() < 86400:
            return ""
        return f"written {lasted(event.time - event.authored_at)} before it landed"

    def _place(self, event: Event) -> str:
        return f" {self._page.glyphs.dot} ".join(self._places(event))

    def _places(self, event: Event) -> tuple[str, ...]:
        """Where the row can be checked: the commit, file and line, pull request, or the ticket's or message's own reference."""
        file = event.path.rpartition("/")[2] + (f":{event.line}" if event.line else "") if event.path else ""
        parts = (event.commit[:9] if event.commit else "", file, f"#{event.pull_request}" if event.pull_request else "", event.ref or "")
        return tuple(dict.fromkeys(part for part in parts if part))

    def _name(self, event: Event) -> str:
        return event.environment or event_word(event)

    def _number(self, row: Row) -> str:
        numbers = [number_of(cite) for cite in row.cites]
        text = numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        return f"[{self._page.cut(text, 10)}]"

    def _cells(self, pieces: list[Piece]) -> int:
        return sum(self._page.cells(text) for text, _ in pieces)


def leads_to(event: Event) -> str:
    """The style of the place where an event can be checked, with its address where that is a plain http(s) one."""
    address = safe_url(event.url)
    return f"link @{address}" if address else "link"


def _same_commit(one: Row, other: Row) -> bool:
    """Whether a row repeats the title of the row before: another environment that the same commit changed."""
    return (
        one.event.commit is not None
        and one.event.commit == other.event.commit
        and one.event.title == other.event.title
        and one.event.kind == other.event.kind
        and not other.window
    )
