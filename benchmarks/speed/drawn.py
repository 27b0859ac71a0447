"""What the pictures share: the sheet of paper with its colours for light and dark, logarithmic scales, and the shapes of marks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forensics.present.markup import Markup, Part, tag
from forensics.present.picture.colours import DARK, FONT, LIGHT

WIDTH = 960
EDGE = 32
# Whose a line or mark is: ours in blue, git's own in brown, the libraries' in grey, the floor green. The shape tells it too.
KINDS = {"ours": "change", "git": "ticket", "python": "dim", "floor": "good"}
SHAPES = {
    "cold": "M0-6A6 6 0 0 1 0 6A6 6 0 0 1 0-6Z",
    "index": "M0-4.5A4.5 4.5 0 0 1 0 4.5A4.5 4.5 0 0 1 0-4.5Z",
    "again": "M0-3A3 3 0 0 1 0 3A3 3 0 0 1 0-3Z",
    "-S": "M0-6.5 6.5 0 0 6.5-6.5 0Z",
    "-m -S": "M-5-5H5V5H-5Z",
    "PyDriller": "M0-6 6 5H-6Z",
    "GitPython": "M0 6 6-5H-6Z",
    "floor": "M-1.5-8H1.5V8H-1.5Z",
    "--raw": "M-1.5-5H1.5V5H-1.5Z",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low` … `high`, both above 0, to pixels from `start` to `end` by their logarithms."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        part = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + (self.end - self.start) * part

    @property
    def decades(self) -> list[float]:
        """The powers of ten on the scale."""
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        return [10.0**power for power in range(first, last + 1)]


def around(values: Sequence[float], start: float, end: float, room: float = 1.25) -> Scale:
    """The scale that holds all of them with some room at both ends. Raises ValueError where there are none."""
    return Scale(min(values) / room, max(values) * room, start, end)


def spoken(seconds: float) -> str:
    """Seconds in two figures, or whole from ten on."""
    if seconds >= 9.95:
        return f"{seconds:,.0f} s"
    digits = max(0, 1 - math.floor(math.log10(seconds * 1.0001)))
    return f"{seconds:.{digits}f}".rstrip("0").rstrip(".") + " s" if digits else f"{seconds:.0f} s"


def mark(name: str, kind: str, x: float, y: float, says: str) -> Markup:
    """A mark with what it says when it is pointed at; those of the libraries are hollow, as they are extrapolated."""
    face = tag("path", d=SHAPES[name], class_="hollow" if kind == "python" else "face", transform=f"translate({x:.1f} {y:.1f})")
    return tag("g", tag("title", says), face, class_=f"mark {kind}")


def legend(names: Mapping[str, tuple[str, str]], x: float, y: float) -> Iterator[Markup]:
    """Mark and words, one after the other. `names`: the mark's name → its kind and its words."""
    for name, (kind, words) in names.items():
        yield mark(name, kind, x, y - 4, words)
        yield tag("text", words, x=x + 12, y=y, class_=f"key {kind}")
        x += 38 + 6.6 * len(words)


def apart(places: Sequence[float], least: float) -> list[float]:
    """The places, moved as little as it takes to be `least` from one another, in the same order as they were told."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    groups: list[list[int]] = [[one] for one in order]
    centres = [places[one] for one in order]
    while (clash := next((one for one in range(len(groups) - 1) if _touch(groups, centres, one, least)), None)) is not None:
        joined = groups[clash] + groups[clash + 1]
        groups[clash : clash + 2] = [joined]
        centres[clash : clash + 2] = [sum(places[one] for one in joined) / len(joined)]
    moved = list(places)
    for group, centre in zip(groups, centres, strict=True):
        for number, one in enumerate(group):
            moved[one] = centre + (number - (len(group) - 1) / 2) * least
    return moved


def _touch(groups: Sequence[Sequence[int]], centres: Sequence[float], one: int, least: float) -> bool:
    room = (len(groups[one]) + len(groups[one + 1])) / 2 * least
    return centres[one + 1] - centres[one] < room - 1e-6


def sheet(title: str, said: str, height: float, *parts: Part) -> str:
    """The whole SVG document: title, one line under it, and what is drawn; light, and dark where the reader prefers that."""
    style = f"{_rules(LIGHT)}\n@media (prefers-color-scheme: dark) {{\n{_rules(DARK)}\n}}"
    made = tag(
        "svg",
        tag("title", title, id="title"),
        tag("desc", said, id="desc"),
        Markup(f"<style>{style}</style>"),
        tag("rect", width=WIDTH, height=round(height), rx=8, class_="paper"),
        tag("text", title, x=EDGE, y=40, class_="title"),
        tag("text", said, x=EDGE, y=62, class_="said"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {round(height)}",
        width=WIDTH,
        height=round(height),
        role="img",
        aria_labelledby="title desc",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{made}\n'


def _rules(colours: Mapping[str, str]) -> str:
    told = [
        f"text {{ font-family: {FONT}; font-size: 12px; fill: {colours['ink']} }}",
        ".title { font-size: 20px; font-weight: 600 }",
        f".said {{ font-size: 13px; fill: {colours['dim']} }}",
        ".name { font-size: 13px; font-weight: 600 }",
        ".key, .end { font-size: 12px }",
        "text.ours { font-weight: 600 }",
        f".small {{ font-size: 11px; fill: {colours['dim']} }}",
        f".paper {{ fill: {colours['paper']} }}",
        f".rule {{ stroke: {colours['rule']}; stroke-width: 1 }}",
        f".row {{ fill: {colours['rule']}; opacity: .35 }}",
        f".guide {{ stroke: {colours['hatch']}; stroke-width: 1; stroke-dasharray: 2 4; fill: none }}",
        ".span { stroke-width: 2; opacity: .3 }",
        ".line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round }",
        ".line.git { stroke-width: 2; stroke-dasharray: 7 4 }",
        f".mark .face {{ stroke: {colours['paper']}; stroke-width: 1.5; paint-order: stroke }}",
        f".mark .hollow {{ fill: {colours['paper']}; stroke-width: 1.5 }}",
    ]
    for kind, colour in KINDS.items():
        told.append(f".span.{kind}, .line.{kind}, .{kind} .hollow {{ stroke: {colours[colour]} }}")
        told.append(f".{kind} .face, text.{kind} {{ fill: {colours[colour]} }}")
    return "\n".join(told)
