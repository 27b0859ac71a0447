"""The picture alone, as an SVG file: light, and dark where the reader prefers that."""

from __future__ import annotations

from forensics.model import Report
from forensics.present.markup import Markup, joined, tag
from forensics.present.picture import Picture, drawing, legend, picture
from forensics.present.picture.colours import DARK, FONT, LIGHT, rules
from forensics.present.picture.drawing import GUTTER, RIGHT, WIDTH
from forensics.present.story import Story, story
from forensics.present.words import headline, minute, strength

_EDGE = 28
_TOP = 88
_LEGEND = 30
_MOST_ROWS = 400
_HEADING = ".lanes .title { font-size: 20px; font-weight: 600 }\n.lanes .said { font-size: 14px }"


def svg(report: Report, who: bool = False, dark: bool = True, font: str = FONT) -> str:
    """The report's picture as an SVG document. `who`: with people's names; `dark` False: light for every reader;
    `font`: the family of its words."""
    told = story(report, who, _MOST_ROWS)
    shown = picture(told)
    inner = drawing(shown) if shown is not None else None
    height = int(inner.partition('viewBox="0 0 ')[2].partition('"')[0].split()[1]) if inner else 0
    total = _TOP + height + (_LEGEND if shown else 0) + _EDGE
    style = _style(dark, font)
    body = Markup(inner.replace("<svg ", f'<svg x="{_EDGE}" y="{_TOP}" ', 1)) if inner else None
    made = tag(
        "svg",
        tag("title", f"{report.asked.key}: values over time", id="file-title"),
        tag("desc", _described(told), id="file-desc"),
        Markup(f"<style>{style}</style>"),
        tag("rect", width=WIDTH + 2 * _EDGE, height=total, class_="paper"),
        _head(told),
        body,
        _legend(shown, _TOP + height + _LEGEND - 6) if shown is not None else None,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH + 2 * _EDGE} {total}",
        width=WIDTH + 2 * _EDGE,
        height=total,
        role="img",
        aria_labelledby="file-title file-desc",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{made}\n'


def _style(dark: bool, font: str) -> str:
    sheets = f".paper {{ fill: {LIGHT['paper']} }}\n{rules(LIGHT, font)}\n{_HEADING}"
    if dark:
        sheets += f"\n@media (prefers-color-scheme: dark) {{\n.paper {{ fill: {DARK['paper']} }}\n{rules(DARK, font)}\n}}"
    return sheets


def _head(told: Story) -> Markup:
    said, aside = said_of(told), f"UTC, as of {minute(told.report.asked.as_of)}"
    if told.setting is not None and (shown := picture(told)) is not None and not shown.scale.true:
        aside += ", long stretches shortened"
    return tag(
        "g",
        tag("text", _cut(told.report.asked.key, 70), x=_EDGE, y=36, class_="title"),
        tag("text", _cut(said, 78), x=_EDGE, y=60, class_="said"),
        tag("text", aside, x=_EDGE + WIDTH - RIGHT, y=60, text_anchor="end", class_="small"),
        class_="lanes",
    )


def _legend(shown: Picture, y: float) -> Markup:
    """What the shapes mean, in one line: those that are in the picture."""
    parts, at = [], float(_EDGE + GUTTER)
    for shape, kind, word in legend(shown):
        face = tag("path", d=shape, class_="face", transform=f"translate({at:.0f} {y - 4:.0f}) scale(.85)")
        parts.append(tag("g", face, tag("text", word, x=at + 11, y=y, class_="small"), class_=f"mark {kind}"))
        at += 34 + 6.4 * len(word)
    swatches = [("astray", "nobody chose it", any(lane.astray for lane in shown.lanes))]
    swatches.append(("unwatched", "not watched", any(lane.watched is not None for lane in shown.lanes)))
    for kind, word, there in swatches:
        if there:
            fill = "url(#hatch)" if kind == "unwatched" else None
            rect = tag("rect", x=at - 6, y=y - 10, width=22, height=11, rx=2, class_=kind, fill=fill)
            parts.append(joined(rect, tag("text", word, x=at + 22, y=y, class_="small")))
            at += 50 + 6.4 * len(word)
    return tag("g", *parts, class_="lanes")


def _described(told: Story) -> str:
    summary = told.roles.text(told.verdict.summary) if told.verdict else ""
    return f"{said_of(told)} {summary}".strip()


def said_of(told: Story) -> str:
    """The answer in one line."""
    verdict, setting = told.verdict, told.setting
    if setting is None:
        return "Found nowhere: no version of any configuration file has this key."
    if verdict is not None:
        sure = "" if verdict.kind == "undetermined" else f" ({strength(verdict.confidence)} support)"
        return f"{headline(verdict)}{sure}."
    if told.episode is not None:
        still = told.episode.closed_at is None
        return "The environments differ, and no verdict was given." if still else "The environments differed for a time."
    return "The environments never differed." if len(setting.stands) > 1 else "Only one environment has this key."


def _cut(words: str, room: int) -> str:
    return words if len(words) <= room else words[: room - 1] + "…"
