"""The picture as SVG elements: a lane per environment, what is around them, the stretches of difference, and the axis."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from forensics.present.markup import Markup, joined, tag
from forensics.present.picture.across import Across, apart, ticks
from forensics.present.picture.plan import Bar, Lane, Line, Mark, Picture
from forensics.present.picture.shapes import TONES, mark_of
from forensics.present.words import lasted, minute

WIDTH = 960
GUTTER = 64
RIGHT = 14
_AXIS = 22
_NAME = 24
_BAR = 24
_THIN = 15
_MARKS = 24
_BELOW = 10
# A narrow average of system fonts at 12 px; wide scripts take twice as much.
_CHAR = 7.0


def drawing(shown: Picture, linked: Collection[str] | None = None, label: str = "") -> Markup:
    """The whole `<svg>`. `linked`: the events that the page around it has rows of, to which marks and bars lead, each with its times
    for the page's script; None for a picture that stands alone. `label`: the id of its heading."""
    return _Drawing(shown, linked).whole(label)


class _Drawing:
    def __init__(self, shown: Picture, linked: Collection[str] | None) -> None:
        self._shown = shown
        self._linked = linked
        self._across = Across(shown.scale, GUTTER, WIDTH - GUTTER - RIGHT)
        self._live = linked is not None

    def whole(self, label: str) -> Markup:
        parts: list[Markup] = []
        top = float(_AXIS)
        for lane in self._shown.lanes:
            drawn, height = self._lane(lane)
            parts.append(self._placed("lane", drawn, top, height, env=lane.name))
            top += height
        if self._shown.around:
            parts.append(self._placed("lane around", self._around(), top, _MARKS + 12, env=""))
            top += _MARKS + 12
        for nature, word in (("difference", "differ"), ("agreement", "agree")):
            row = self._stretches(nature, word)
            if row is not None:
                parts.append(self._placed("lane row", row, top, 24))
                top += 24
        height = top + 4
        lead = [self._title() if not label else None, self._patterns(height), self._bands(height), self._axis(height)]
        return tag(
            "svg",
            *lead,
            *parts,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH} {round(height)}",
            width=None if self._live else WIDTH,
            height=None if self._live else round(height),
            class_="lanes",
            role="group" if self._live else "img",
            aria_labelledby=label or "picture-title picture-desc",
            data_knots=" ".join(f"{at}:{part:.5f}" for at, part in self._across.knots) if self._live else None,
            data_told=self._told() if self._live else None,
        )

    def _told(self) -> str | None:
        """The stretch that the page's button leads to: around the told episode's opening."""
        opened = next((one.start for one in self._shown.stretches if one.told), None)
        return str(_epoch(opened)) if opened else None

    def _title(self) -> Markup:
        called = [f" ({lane.role.label.lower()})" if lane.role.label else "" for lane in self._shown.lanes]
        lanes = "; ".join(f"{lane.name}: {lane.value[:60]}{words}" for lane, words in zip(self._shown.lanes, called, strict=True))
        return joined(
            tag("title", f"{self._shown.key}: values over time", id="picture-title"),
            tag("desc", f"Times are UTC, until {minute(self._shown.end)}. {lanes}.", id="picture-desc"),
        )

    def _patterns(self, height: float) -> Markup:
        line = tag("path", d="M-1 1 1-1M0 6 6 0M5 7 7 5", class_="hatch")
        hatch = tag("pattern", line, id="hatch", width=6, height=6, patternUnits="userSpaceOnUse")
        clip = tag("clipPath", tag("rect", x=GUTTER - 1, y=0, width=WIDTH - GUTTER - RIGHT + 9, height=round(height) + 20), id="plot")
        return tag("defs", hatch, clip)

    def _placed(self, kind: str, drawn: Markup, top: float, height: float, env: str | None = None) -> Markup:
        return tag(
            "g",
            drawn,
            class_=kind,
            transform=f"translate(0 {round(top)})",
            data_h=round(height) if self._live else None,
            data_env=env if self._live else None,
        )

    def _bands(self, height: float) -> Markup:
        """The told episode, as a band behind everything."""
        rects = [self._rect(one.start, one.until, _AXIS, height - _AXIS, "band") for one in self._shown.stretches if one.told]
        return tag("g", rects, class_="bands", clip_path="url(#plot)")

    def _axis(self, height: float) -> Markup:
        told = [one.start for one in self._shown.stretches if one.told]
        lines = [
            joined(
                tag("line", x1=at, x2=at, y1=_AXIS - 4, y2=round(height), class_="rule"),
                tag("text", words, x=at, y=12, text_anchor="middle", class_="small"),
            )
            for at, words in ticks(self._across, told)
        ]
        return tag("g", lines, class_="axis", aria_hidden="true")

    def _rect(self, start: datetime, until: datetime, y: float, height: float, kind: str, **more: str | int | None) -> Markup:
        left, right = self._across.x(start), self._across.x(until)
        return tag(
            "rect",
            x=left,
            y=y,
            width=max(2.0, right - left),
            height=height,
            class_=kind,
            data_a=_epoch(start) if self._live else None,
            data_b=_epoch(until) if self._live else None,
            **more,
        )

    def _lane(self, lane: Lane) -> tuple[Markup, float]:
        """One environment: its name and what its value is called, the lines of values, and the marks."""
        parts: list[Markup] = [self._head(lane)]
        at = float(_NAME)
        for line in lane.lines:
            if line.name == "running":
                break
            parts.append(self._line(lane, line, at))
            at += (_BAR if line.name == "value" else _THIN) + 4
        if lane.watched is not None:
            running = next((line for line in lane.lines if line.name == "running"), Line("running", ()))
            parts.append(self._running(lane, running, at))
            at += _THIN + 4
        if lane.marks:
            parts.append(self._marks(lane.marks, lane.name, at))
            at += _MARKS
        return joined(*parts), at + _BELOW

    def _head(self, lane: Lane) -> Markup:
        edge = WIDTH - RIGHT
        name = tag("text", _cut(lane.name, 40), x=0, y=15, class_="name")
        if not lane.role.label:
            return name
        shape = tag("path", d=TONES[lane.role.tone], class_=f"tone {lane.role.tone}", transform=f"translate({edge - 5} 11) scale(.75)")
        called = tag("text", lane.role.label, x=edge - 15, y=15, text_anchor="end", class_=f"called {lane.role.tone}")
        return joined(name, tag("g", shape, called, class_="role"))

    def _line(self, lane: Lane, line: Line, y: float) -> Markup:
        height = _BAR if line.name == "value" else _THIN
        bars = [self._bar(lane, line, bar, y, height) for bar in line.bars]
        over = []
        if line.name == "value":
            over += [self._astray(line, start, until, y) for start, until in lane.astray]
            over += [self._rect(start, until, y - 2, height + 4, "flurry", rx=3) for start, until, _ in lane.windows]
        word = tag("text", line.name, x=0, y=y + height / 2 + 4, class_="small", aria_hidden="true")
        inner = tag("g", bars, over, clip_path="url(#plot)")
        return tag("g", word, inner, class_="line" if line.name == "value" else "line thin")

    def _astray(self, line: Line, start: datetime, until: datetime, y: float) -> Markup:
        """The stretch in which nobody chose the value: outlined, the value written once more where it began before."""
        rect = self._rect(start, until, y + 1, _BAR - 2, "astray", rx=3)
        held = next((bar for bar in line.bars if bar.start < start < bar.until), None)
        if held is None or self._across.x(start) - self._across.x(held.start) < 3 * _CHAR:
            return rect
        room = self._across.x(min(until, held.until)) - self._across.x(start) - 12
        at = self._across.x(start) + 7
        return tag("g", rect, self._words(held.words, at, y + _BAR / 2 + 4, room), class_="piece over")

    def _words(self, words: str, x: float, y: float, room: float, kind: str = "words") -> Markup:
        """As much of the words as there is room for; a link around them has its own name."""
        whole = words if self._live else None
        fitting = (
            _fitted(words, room)
            if kind == "words"
            else next((one for one in (words, words.partition(",")[0]) if _fitted(one, room) == one), "")
        )
        return tag("text", fitting, x=x, y=y, class_=kind, data_l=whole, aria_hidden="true" if self._live else None)

    def _running(self, lane: Lane, line: Line, y: float) -> Markup:
        """What was seen running: hatched where nothing was watching, so that nothing is known of it."""
        start, end = self._shown.scale.moments[0], self._shown.end
        under = [self._rect(start, end, y, _THIN, "unwatched", fill="url(#hatch)")]
        under += [self._rect(one, until, y, _THIN, "watched") for one, until, _ in lane.watched or ()]
        bars = [self._bar(lane, line, bar, y + 3, _THIN - 6) for bar in line.bars]
        word = tag("text", "running", x=0, y=y + _THIN / 2 + 4, class_="small", aria_hidden="true")
        return tag("g", word, tag("g", under, bars, clip_path="url(#plot)"), class_="line thin")

    def _bar(self, lane: Lane, line: Line, bar: Bar, y: float, height: float) -> Markup:
        kind = f"v{bar.colour}" if bar.colour is not None else bar.state if bar.state != "present" else "vx"
        left, right = self._across.x(bar.start), self._across.x(bar.until)
        until = "now" if bar.until == self._shown.end else minute(bar.until)
        says = f"{lane.name}, {line.name} {bar.whole if bar.state == 'present' else bar.words}: {minute(bar.start)} to {until}"
        rect = self._rect(bar.start, bar.until, y, height, f"bar {kind}", rx=3)
        room = right - left - 12
        words = None if height < _THIN else self._words(bar.words, left + 6, y + height / 2 + 4, room)
        return tag("g", self._leading(bar.cite, says, rect, "piece"), words, class_="held")

    def _leading(self, cite: str, says: str, inner: Markup, kind: str, **more: str | int | None) -> Markup:
        """A piece that leads to its row where the page has one; the words are its name, and what hovering shows without a script."""
        title = tag("title", says)
        if self._linked is None or cite not in self._linked:
            return tag("g", title, inner, class_=kind, **more)
        return tag("a", title, inner, href=f"#{cite}", class_=kind, **more)

    def _marks(self, marks: tuple[Mark, ...], place: str, y: float) -> Markup:
        ordered = sorted(marks, key=lambda mark: mark.time)
        places = [self._across.x(mark.time) for mark in ordered]
        stood = {one.number: one for one in apart(places, GUTTER, WIDTH - RIGHT)}
        drawn = []
        for number, mark in enumerate(ordered):
            one = stood.get(number)
            if one is None and not self._live:
                continue
            at, true, count = (one.at, one.true, one.count) if one else (0.0, 0.0, 0)
            drawn.append(self._mark(mark, place, at, true, count, one is None))
        return tag("g", drawn, class_="marks", transform=f"translate(0 {round(y)})")

    def _mark(self, mark: Mark, place: str, at: float, true: float, count: int, hidden: bool) -> Markup:
        shape, kind, _ = mark_of(mark.kind)
        says = f"{minute(mark.time)}, {place + ', ' if place else ''}{mark.says}"
        many = count > 1
        leader = tag("path", d=f"M{true:.1f} 0V3L{at:.1f} 7", class_="leader")
        drawn = "M-7-7H7V7H-7Z" if many else shape
        face = tag("path", d=drawn, transform=f"translate({at:.1f} 13)", class_="face", data_d=shape if self._live else None)
        number = tag("text", str(count), x=at, y=16.5, text_anchor="middle", class_="many", aria_hidden="true") if many else None
        says = f"{count} events, the first of them: {says}" if many and not self._live else says
        more: dict[str, str | int | None] = {"data_t": _epoch(mark.time), "data_src": mark.source} if self._live else {}
        if hidden:
            more["display"] = "none"
        return self._leading(mark.id, says, joined(leader, face, number), f"mark {kind}", **more)

    def _around(self) -> Markup:
        word = tag("text", "around", x=0, y=16, class_="small", aria_hidden="true")
        return joined(word, self._marks(self._shown.around, "", 0))

    def _stretches(self, nature: str, word: str) -> Markup | None:
        mine = [one for one in self._shown.stretches if one.nature == nature]
        if not mine:
            return None
        drawn = []
        for one in mine:
            room = self._across.x(one.until) - self._across.x(one.start)
            words = lasted(one.until - one.start) + (", still open" if one.open else "")
            says = f"{word} from {minute(one.start)} to {'now' if one.open else minute(one.until)}: {words}"
            rect = self._rect(one.start, one.until, 5, 5, "stretch told" if one.told else "stretch", rx=2)
            text = self._words(words, self._across.x(one.start), 22, room, "stretch-words words")
            drawn.append(tag("g", tag("title", says), rect, text, class_="piece"))
        gutter = tag("text", word, x=0, y=11, class_="small", aria_hidden="true")
        return joined(gutter, tag("g", drawn, clip_path="url(#plot)"))


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())


def _cells(words: str) -> int:
    """Half-width cells: characters of wide scripts take two."""
    return sum(2 if char >= "\u1100" and not "\u2010" <= char <= "\u303e" else 1 for char in words)


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else words[: room - 1] + "…"


def _fitted(words: str, room: float) -> str:
    """As much of the words as the pixels hold; nothing where that is less than three characters of a longer text."""
    if _cells(words) * _CHAR <= room:
        return words
    kept = ""
    for char in words:
        if (_cells(kept) + _cells(char) + 1) * _CHAR > room:
            break
        kept += char
    return kept + "…" if len(kept) >= 3 else ""
