"""The lanes as a small SVG picture that paints its own background: the same in light and dark notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from forensics.present.chart import WIDTH, Bar, Chart, Mark
from forensics.present.words import day

CELL = 6.6
_NAME = 132
_RIGHT = 14
_TOP = 30
_LANE = 50
_BAR = 20
_FONT = "font-family=\"system-ui,'Segoe UI',Helvetica,Arial,sans-serif\""
# Tone → a bar's fill, its edge, and its text: at least 4.5 to 1 between text and fill.
TONES = {
    "lane": ("#dfe6f2", "#7488ab", "#1d2b45"),
    "good": ("#cfe9d6", "#2c7a48", "#123d22"),
    "bad": ("#f8d3ce", "#b3261e", "#5f120d"),
    "open": ("#fbe6b8", "#946200", "#4d3300"),
    "calm": ("#d5ecef", "#2b7783", "#123a41"),
}
# A mark's shape by the event's words; a circle for any other.
_SHAPES = {"live edit": "diamond", "seen live": "triangle", "deploy": "square", "chat": "bubble", "ticket": "card"}


def strip(made: Chart) -> str:
    """The picture as SVG text. It has no script, no link, no style element and no id, so that several can stand in one document."""
    width, height = _NAME + WIDTH * CELL + _RIGHT, _TOP + _LANE * len(made.lanes) + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" height="{height}" {_FONT}>',
        f'<rect width="100%" height="100%" rx="6" fill="#ffffff"/>{_stretch(made, height)}{_axis(made, height)}',
    ]
    for lane, name in enumerate(made.lanes):
        parts.append(_clipped(10, _TOP + lane * _LANE, _NAME - 16, _text(0, 15, _cut(name, 18), "#1b1f24", "600")))
        parts += [_bar(made, bar) for bar in made.bars if bar.lane == lane]
        parts += _marks(made, [mark for mark in made.marks if mark.lane == lane], lane)
    parts.append(_legend(made, height))
    return "".join(parts) + "</svg>"


def spread(places: Sequence[float], room: float, most: float) -> list[float]:
    """Places in order, pushed apart to `room` from one another and kept at or below `most`, as near their own as that allows."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + room) if found else place)
    limit = most
    for number in range(len(found) - 1, -1, -1):
        found[number] = min(found[number], limit)
        limit = found[number] - room
    return found


def ticks(made: Chart, room: float) -> list[tuple[float, str]]:
    """Dates for the axis, at least `room` cells apart: the two ends and the told stretch first, then the changes."""
    moments = made.scale.moments
    wanted = [moments[0], moments[-1], *(made.stretch or ())[:1], *moments]
    taken: list[tuple[float, str]] = []
    for moment in wanted:
        place = made.at(moment)
        if all(abs(place - other) >= room for other, _ in taken):
            taken.append((place, day(moment)))
    return sorted(taken)


def _x(cells: float) -> float:
    return _NAME + cells * CELL


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(1, room - 1)] + "…"


def _text(x: float, y: float, text: str, fill: str, weight: str = "400", size: int = 12, anchor: str = "start") -> str:
    look = f'font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(text)}</text>'


def _clipped(x: float, y: float, width: float, inside: str) -> str:
    """What is inside, cut off at a width: wide scripts take more room than their characters' number says."""
    return f'<svg x="{x:.1f}" y="{y}" width="{max(1.0, width):.1f}" height="{_BAR}">{inside}</svg>'


def _stretch(made: Chart, height: float) -> str:
    if made.stretch is None:
        return ""
    left, right = (_x(made.at(moment)) for moment in made.stretch)
    box = f'x="{left:.1f}" y="20" width="{max(2.0, right - left):.1f}" height="{height - 54:.0f}"'
    return f'<rect {box} fill="#b3261e" fill-opacity="0.07"/>'


def _axis(made: Chart, height: float) -> str:
    found = []
    for place, text in ticks(made, 16):
        x, anchor = _x(place), "start" if place < 6 else "end" if place > WIDTH - 8 else "middle"
        found.append(f'<path d="M{x:.1f} 19V{height - 34:.0f}" stroke="#c9d1da" stroke-dasharray="2 3"/>')
        found.append(_text(x, 14, text, "#57606a", size=11, anchor=anchor))
    return "".join(found)


def _bar(made: Chart, bar: Bar) -> str:
    left, right = _x(made.at(bar.start)), _x(made.at(bar.until))
    top, width = _TOP + bar.lane * _LANE, max(2.0, right - left)
    fill, edge, ink = TONES[bar.tone]
    shape = f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_BAR}" fill="{"#ffffff" if bar.absent else fill}" stroke="{edge}"'
    shape += ' stroke-dasharray="4 3"/>' if bar.absent else "/>"
    start = f'<path d="M{left:.1f} {top - 2}v{_BAR + 4}" stroke="{edge}" stroke-width="3"/>' if bar.starts else ""
    room = int((width - 10) / 7.4)
    text = _text(0, 14, _cut(bar.text, room), ink, "600")
    label = _clipped(left + 7, top, width - 8, text) if room >= min(3, len(bar.text)) else ""
    return f"<g><title>{escape(bar.tells)}</title>{shape}{start}{label}</g>"


def _marks(made: Chart, marks: Sequence[Mark], lane: int) -> list[str]:
    """Marks on a row of their own below the bar, each with a line to its true moment and its number."""
    top = _TOP + lane * _LANE - (0 if any(bar.lane == lane for bar in made.bars) else _BAR)
    true = [_x(made.at(mark.time)) for mark in marks]
    places = spread(true, 28, _x(WIDTH) - 14)
    found = []
    for mark, x, moment in zip(marks, places, true, strict=True):
        tone = "#1b1f24" if mark.weighty else "#6e7781"
        line = f'<path d="M{moment:.1f} {top + _BAR}L{x:.1f} {top + 29}" stroke="{tone}" stroke-opacity="0.5" fill="none"/>'
        number = _text(x + 6, top + 37, _cut(mark.number, 4), tone, "600" if mark.weighty else "400", 10)
        found.append(f"<g><title>{escape(mark.tells)}</title>{line}{_sign(x, top + 33, mark.shape, tone)}{number}</g>")
    return found


def _sign(x: float, y: float, shape: str, tone: str) -> str:
    """One mark's shape, about ten units wide: told apart without colour."""
    paths = {
        "diamond": f"M{x:.1f} {y - 5}l5 5-5 5-5-5z",
        "triangle": f"M{x:.1f} {y - 5}l5 9h-10z",
        "square": f"M{x - 4:.1f} {y - 4}h8v8h-8z",
    }
    outlines = {
        "bubble": f"M{x - 5:.1f} {y - 4}h10v6h-6l-3 3v-3h-1z",
        "card": f"M{x - 5:.1f} {y - 4}h10v8h-10zM{x - 3:.1f} {y}h6",
    }
    named = _SHAPES.get(shape, "circle")
    if named in paths:
        return f'<path d="{paths[named]}" fill="{tone}"/>'
    if named in outlines:
        return f'<path d="{outlines[named]}" fill="#ffffff" stroke="{tone}" stroke-width="1.4"/>'
    return f'<circle cx="{x:.1f}" cy="{y}" r="4" fill="{tone}"/>'


def _legend(made: Chart, height: float) -> str:
    """What the shapes mean, for those that were drawn, and what is to be said of the axis."""
    y, x, found = height - 14, 14.0, []
    for shape in dict.fromkeys(mark.shape for mark in made.marks):
        if x > _NAME + WIDTH * CELL * 0.55:
            break
        found.append(_sign(x, y - 4, shape, "#57606a") + _text(x + 9, y, _cut(shape, 22), "#57606a", size=11))
        x += 28 + 6.4 * min(22, len(shape))
    return "".join(found) + _text(_x(WIDTH), y, _cut(made.note, 60), "#57606a", size=11, anchor="end")
