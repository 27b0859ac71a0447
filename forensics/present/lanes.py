"""Values over time, one lane per environment: forward in time, a mark where a change landed, the episode's stretch below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from forensics.model import Event, Span
from forensics.present.cells import Cells
from forensics.present.page import Page
from forensics.present.scale import Scale, scale
from forensics.present.story import Story, alike
from forensics.present.words import lasted, role, shown

_MOST_LANES = 12


class Lanes:
    """Draws the lanes of a story's headline setting on a page."""

    def __init__(self, page: Page, story: Story) -> None:
        setting = story.setting
        assert setting is not None
        self._page = page
        self._story = story
        self._setting = setting
        self._end = story.report.asked.as_of
        longest = max((page.cells(page.text(name)) for name, _ in setting.timelines), default=0)
        self._name = min(max(longest, 6), 22 if page.width >= 70 else 11)
        self._left = 2 + self._name + 2
        self._width = page.width - self._left - 1
        self._scale = scale(self._moments(), self._end, self._width)
        self._used: set[str] = set()
        self._roles = {stand.environment: role(stand, setting, story.verdict) for stand in setting.stands}
        texts = list(dict.fromkeys(page.text(shown(span.value)) for _, spans in setting.timelines for span in spans))
        self._values = dict(zip(texts, alike(texts, 24), strict=True))

    def draw(self) -> None:
        """Axis, lanes, sightings, tickets and chat, the stretches of difference, and what the shapes mean."""
        if self._scale is None:
            return
        aside = "UTC" if self._scale.true else f"UTC {self._page.glyphs.dot} long stretches shortened"
        self._page.heading("VALUES OVER TIME", aside)
        self._axis(self._scale)
        for name, spans in self._setting.timelines[:_MOST_LANES]:
            self._lane(self._scale, name, spans)
            self._files(self._scale, name, spans)
            self._sightings(self._scale, name)
        hidden = len(self._setting.timelines) - _MOST_LANES
        if hidden > 0:
            self._page.line((f"  {self._page.glyphs.cut} {hidden} more environments", "dim"))
        self._talk(self._scale)
        self._stretches(self._scale)
        self._legend()

    def _moments(self) -> list[datetime]:
        quiet = [(window.start, window.until) for window in self._setting.windows]
        found = []
        for name, spans in self._setting.timelines:
            for span in spans:
                inside = any(start < span.start < until for start, until in quiet)
                if not inside or name not in {window.environment for window in self._setting.windows}:
                    found.append(span.start)
        found += [episode.opened_at for episode in self._setting.episodes]
        found += [event.time for event in self._sighted()]
        return found or [event.time for event in self._story.report.events]

    def _sighted(self) -> list[Event]:
        """Observations and live edits of a value: for each environment the first of each run of equal ones."""
        last: dict[str, str | None] = {}
        kept = []
        for event in sorted(self._story.report.events, key=lambda event: event.time):
            if event.kind in ("observation", "live_edit") and event.environment and event.after is not None and self._mine(event):
                if last.get(event.environment) != event.after:
                    kept.append(event)
                last[event.environment] = event.after
        return kept

    def _mine(self, event: Event) -> bool:
        return event.setting in (None, self._setting.id) and event.time <= self._end

    def _axis(self, scale: Scale) -> None:
        """Dates above the changes, as many as fit: the two ends first, then where an episode opened, then from left to right."""
        openings = [episode.opened_at for episode in self._setting.episodes]
        ends = [scale.moments[0], self._end]
        wanted = [*ends, *sorted(openings, reverse=True), *sorted(set(self._moments()))]
        taken: dict[int, str] = {}
        for moment in dict.fromkeys(wanted):
            if not ends[0] <= moment <= self._end:
                continue
            text = moment.strftime("%Y-%m-%d")
            if any(other != moment and other.date() == moment.date() for other in scale.moments) and self._width > 40:
                text = moment.strftime("%m-%d %H:%M") if moment != ends[0] else text
            at = min(scale.column(moment), self._width - len(text))
            if at >= 0 and all(at >= start + len(other) + 1 or at + len(text) + 1 <= start for start, other in taken.items()):
                taken[at] = text
        line = ""
        for at in sorted(taken):
            line = line.ljust(at) + taken[at]
        self._page.line((" " * self._left + line, "dim"))

    def _lane(self, scale: Scale, name: str, spans: Sequence[Span]) -> None:
        cells = Cells(self._width, self._page)
        tone = self._roles[name].tone if name in self._roles else "calm"
        opened, closed = self._stretch()
        for number, span in enumerate(spans):
            start, end = scale.column(span.start), scale.column(span.until or self._end)
            self._span(cells, span, start, end + 1, tone if self._in_stretch(span.start) else "lane", number == 0)
        self._windows(cells, scale, name)
        diverged = self._story.verdict is not None and name in self._story.verdict.diverged
        if diverged and opened is not None:
            at, until = scale.column(opened), scale.column(closed or self._end)
            self._passed_by(cells, scale, name, spans, at, until)
        if spans and spans[-1].until is None:
            cells.put(self._width - 1, self._page.glyphs.onward, tone)
        self._page.line(("  ", "plain"), (self._page.fit(name, self._name), "strong"), ("  ", "plain"), *cells.pieces())

    def _stretch(self) -> tuple[datetime | None, datetime | None]:
        episode = self._story.episode
        return (episode.opened_at, episode.closed_at) if episode else (None, None)

    def _in_stretch(self, moment: datetime) -> bool:
        opened, closed = self._stretch()
        return opened is not None and moment >= opened and (closed is None or moment < closed)

    def _span(self, cells: Cells, span: Span, start: int, end: int, tone: str, first: bool) -> None:
        glyphs = self._page.glyphs
        fill = {"present": glyphs.held, "absent": glyphs.absent, "unreadable": glyphs.unread}[span.state]
        mark, meaning = (glyphs.first, "set") if first else (glyphs.changed, "changed")
        if span.state == "absent":
            mark, meaning = (glyphs.absent, "") if first else (glyphs.gone, "removed")
        elif span.state == "unreadable":
            mark, meaning = glyphs.unread, "unreadable"
        self._used.add(meaning)
        cells.fill(start, end, fill, tone)
        cells.put(start, mark, tone)
        self._label(cells, start, end, self._value(span), tone)

    def _value(self, span: Span) -> str:
        if span.state == "present":
            return self._values[self._page.text(shown(span.value))]
        return "not set" if span.state == "absent" else "unreadable"

    def _label(self, cells: Cells, start: int, end: int, value: str, tone: str) -> None:
        room = end - start - 5
        if room >= 3 or (room >= 1 and self._page.cells(value) <= room):
            cells.write(start + 2, f" {self._page.cut(value, room)} ", f"{tone} value")

    def _passed_by(self, cells: Cells, scale: Scale, name: str, spans: Sequence[Span], at: int, until: int) -> None:
        """The stretch in which a diverged environment's value was not chosen: thin, and marked where the change passed it by."""
        glyphs = self._page.glyphs
        inside = [span for span in spans if scale.column(span.start) <= until and scale.column(span.until or self._end) > at]
        for span in inside:
            start, end = max(at, scale.column(span.start)), min(until, scale.column(span.until or self._end)) + 1
            landed_here = scale.column(span.start) >= at and span is not spans[0]
            passed, meaning = (glyphs.passed, "passed") if self._left_behind(name) else (glyphs.unchosen, "unchosen")
            self._used.add("changed" if landed_here else meaning)
            cells.fill(start, end, glyphs.left, "bad")
            cells.put(start, glyphs.changed if landed_here else passed, "bad")
            self._label(cells, start, end, self._value(span), "bad")

    def _left_behind(self, name: str) -> bool:
        return name in self._roles and self._roles[name].label == "LEFT BEHIND"

    def _windows(self, cells: Cells, scale: Scale, name: str) -> None:
        for window in self._setting.windows:
            if window.environment == name:
                start, end = scale.column(window.start), max(scale.column(window.until), scale.column(window.start) + 1)
                cells.fill(start, end, self._page.glyphs.window, "open")
                self._label(cells, start - 1, end + 1, f"{window.changes}×", "open")
                self._used.add("window")

    def _files(self, scale: Scale, name: str, ran: Sequence[Span]) -> None:
        """What the files said all the while, where that is not what ran."""
        spans = next((spans for where, spans in self._setting.declared if where == name), ())
        if not spans or [(span.start, span.value) for span in spans] == [(span.start, span.value) for span in ran]:
            return
        cells = Cells(self._width, self._page)
        for number, span in enumerate(spans):
            self._span(cells, span, scale.column(span.start), scale.column(span.until or self._end) + 1, "dim", number == 0)
        self._below("files", cells)

    def _below(self, word: str, cells: Cells) -> None:
        """A line that tells more of the lane above it."""
        self._page.line(("   ", "plain"), (self._page.fit(word, self._name - 1), "dim"), ("  ", "plain"), *cells.pieces())

    def _sightings(self, scale: Scale, name: str) -> None:
        """When an environment was watched, when it was not, and what was seen there; nothing where no live evidence was read of it."""
        mine = [event for event in self._sighted() if event.environment == name]
        windows = [one for one in self._setting.watched if one.environment == name]
        if not mine and not windows:
            return
        glyphs = self._page.glyphs
        cells = Cells(self._width, self._page)
        cells.fill(0, self._width, glyphs.unwatched, "dim")
        for window in windows:
            start = scale.column(window.start)
            cells.fill(start, max(scale.column(window.until), start) + 1, glyphs.watched, "seen")
            self._used.add("watched")
        self._used.add("unwatched")
        columns = [scale.column(event.time) for event in mine] + [self._width]
        for event, (at, following) in zip(mine, pairwise(columns), strict=True):
            edited = event.kind == "live_edit"
            cells.put(at, glyphs.edited if edited else glyphs.seen, "seen")
            self._used.add("edited" if edited else "seen")
            text = self._page.text(shown(event.after))
            value = self._values.get(text, text)
            room = following - at - 3
            if room >= min(3, self._page.cells(value)):
                cells.write(at + 1, f" {self._page.cut(value, room)} ", "seen")
        self._below("live", cells)

    def _talk(self, scale: Scale) -> None:
        glyphs = self._page.glyphs
        kinds = {"ticket": (glyphs.ticket, "ticket"), "ticket_change": (glyphs.ticket, "ticket"), "message": (glyphs.chat, "chat")}
        kinds |= {"ticket_comment": (glyphs.ticket, "ticket"), "deploy": (glyphs.deploy, "deploy")}
        told = [event for event in self._story.report.events if event.kind in kinds and scale.moments[0] <= event.time <= self._end]
        if not told or not any(self._mine(event) for event in told):
            return
        cells = Cells(self._width, self._page)
        for event in told:
            mark, meaning = kinds[event.kind]
            cells.put(scale.column(event.time), mark, meaning)
            self._used.add(meaning)
        self._page.line(("  ", "plain"), (self._page.fit("around", self._name), "dim"), ("  ", "plain"), *cells.pieces())

    def _stretches(self, scale: Scale) -> None:
        glyphs = self._page.glyphs
        for nature, word in (("difference", "differ"), ("agreement", "agree")):
            mine = [episode for episode in self._setting.episodes if episode.nature == nature and episode.opened_at <= self._end]
            if not mine:
                continue
            cells = Cells(self._width, self._page)
            for episode in mine:
                start, end = scale.column(episode.opened_at), scale.column(episode.closed_at or self._end)
                tone = "open" if episode is self._story.episode else "dim"
                cells.fill(start, end + 1, glyphs.stretch, tone)
                if end > start or episode.closed_at is None:
                    cells.put(start, glyphs.from_here, tone)
                    cells.put(end, glyphs.onward if episode.closed_at is None else glyphs.to_here, tone)
                self._label(cells, start, end, lasted((episode.closed_at or self._end) - episode.opened_at), tone)
            self._page.line(("  ", "plain"), (self._page.fit(word, self._name), "dim"), ("  ", "plain"), *cells.pieces())

    def _legend(self) -> None:
        glyphs = self._page.glyphs
        meanings = {
            "set": f"{glyphs.first} set",
            "changed": f"{glyphs.changed} changed",
            "passed": f"{glyphs.passed} change passed by",
            "unchosen": f"{glyphs.unchosen} not chosen",
            "removed": f"{glyphs.gone} removed",
            "unreadable": f"{glyphs.unread} unreadable",
            "window": f"{glyphs.window} back and forth",
            "edited": f"{glyphs.edited} edited live",
            "seen": f"{glyphs.seen} seen live",
            "watched": f"{glyphs.watched} watched",
            "unwatched": f"{glyphs.unwatched} not watched",
            "ticket": f"{glyphs.ticket} ticket",
            "chat": f"{glyphs.chat} chat",
            "deploy": f"{glyphs.deploy} deploy",
        }
        kept = [text for name, text in meanings.items() if name in self._used]
        room = self._page.width - self._left
        line = ""
        for text in kept:
            if line and len(line) + 2 + len(text) > room:
                self._page.line((" " * self._left + line, "dim"))
                line = ""
            line = f"{line}  {text}" if line else text
        if line:
            self._page.line((" " * self._left + line, "dim"))
