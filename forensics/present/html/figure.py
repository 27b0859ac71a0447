"""The lanes on the page: what to show, zoom, the picture, its legend, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from forensics.present.html.bits import Bits, plain, section, shape
from forensics.present.markup import Markup, joined, tag
from forensics.present.picture import Picture, drawing, legend
from forensics.present.picture.plan import Lane
from forensics.present.words import counted, minute

_MOST_LINES = 400


def figure(bits: Bits, shown: Picture) -> Markup:
    """The picture with its tools. The tools need the script and stay hidden without it."""
    aside = "UTC" if shown.scale.true else "UTC, long stretches shortened"
    view = tag(
        "div",
        drawing(shown, bits.on_page, "lanes-title"),
        class_="view",
        tabindex=0,
        role="region",
        aria_label="Picture of the values over time",
        aria_describedby="how-to",
    )
    how = tag("p", "Plus and minus zoom, the arrow keys move, 0 shows it all. Each mark leads to its row.", id="how-to", class_="dim quiet")
    picture = tag("figure", view, _legend(shown))
    return section("lanes", "Values over time", _tools(bits, shown), picture, how, _table(bits, shown), aside=aside)


def _tools(bits: Bits, shown: Picture) -> Markup:
    told = any(one.told for one in shown.stretches)
    buttons = [
        tag("button", "−", type="button", data_do="out", aria_label="Zoom out", title="Zoom out (−)"),
        tag("button", "+", type="button", data_do="in", aria_label="Zoom in", title="Zoom in (+)"),
        tag("button", "All", type="button", data_do="all", title="The whole time (0)"),
        tag("button", "The difference", type="button", data_do="told", title="Where the difference opened") if told else None,
        None if shown.scale.true else tag("button", "True to scale", type="button", data_do="true", aria_pressed="false"),
    ]
    every = tuple(dict.fromkeys(row.event.environment for row in bits.told.rows))
    names = [lane.name for lane in shown.lanes] + [one for one in every if one and one not in {lane.name for lane in shown.lanes}]
    others = [("", "no environment")] if None in every else []
    sources = list(dict.fromkeys(row.event.source for row in bits.told.rows))
    filters = [
        _choices("Environments", "env", [*((name, name) for name in names), *others]) if len(names) + len(others) > 1 else None,
        _choices("Sources", "src", [(name, name) for name in sources]) if len(sources) > 1 else None,
    ]
    zoom = tag("div", *buttons, class_="zoom", role="group", aria_label="Zoom")
    return tag("div", *filters, zoom, class_="tools", hidden=True)


def _choices(title: str, name: str, choices: Iterable[tuple[str, str]]) -> Markup:
    """Check boxes, all checked."""
    boxes = [tag("label", tag("input", type="checkbox", name=name, value=value, checked=True), plain(words)) for value, words in choices]
    return tag("fieldset", tag("legend", title), *boxes)


def _legend(shown: Picture) -> Markup:
    """What the shapes mean; only those in the picture."""
    words = [tag("li", shape(path, kind), word) for path, kind, word in legend(shown)]
    if any(lane.astray for lane in shown.lanes):
        words.append(tag("li", tag("span", class_="swatch astray"), "nobody chose this value here"))
    if any(lane.watched is not None for lane in shown.lanes):
        words += [
            tag("li", tag("span", class_=f"swatch {name}"), text) for name, text in (("watched", "watched"), ("unwatched", "not watched"))
        ]
    if any(one.told for one in shown.stretches):
        words.append(tag("li", tag("span", class_="swatch band"), "the difference that this page is about"))
    return tag("figcaption", tag("ul", *words, class_="legend"))


def _table(bits: Bits, shown: Picture) -> Markup:
    """What the picture shows, in words: for whoever can't see it, or wants to copy it."""
    rows = [row for lane in shown.lanes for row in _rows(bits, lane, shown)]
    told = rows[:_MOST_LINES]
    heads = tag("tr", *(tag("th", word, scope="col") for word in ("Environment", "Line", "From (UTC)", "Until (UTC)", "Value")))
    caption = tag("caption", "Values over time, line by line")
    table = tag("table", caption, tag("thead", heads), tag("tbody", *told))
    left_out = tag("p", f"{counted(len(rows) - len(told), 'more line')}: --format json") if len(rows) > len(told) else None
    region = tag("div", table, left_out, class_="wide", tabindex=0, role="region", aria_label="Table of the values over time")
    return tag("details", tag("summary", "The same as a table"), region, class_="table")


def _rows(bits: Bits, lane: Lane, shown: Picture) -> list[Markup]:
    told = [
        _cells(lane.name, line.name, bar.start, bar.until, shown, joined(plain(bar.words), bits.cites([bar.cite], about=False)))
        for line in lane.lines
        for bar in line.bars
    ]
    return told + [
        _cells(lane.name, "watched", start, until, shown, plain(bits.words(words))) for start, until, words in lane.watched or ()
    ]


def _cells(name: str, line: str, start: datetime, until: datetime, shown: Picture, value: Markup) -> Markup:
    end = "now" if until == shown.end else minute(until)
    return tag("tr", tag("th", plain(name), scope="row"), *(tag("td", one) for one in (line, minute(start), end, value)))
