"""The values over time as a Mermaid Gantt chart: a section per environment, a bar per value, a milestone per event."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from forensics.model import Event, Report, Setting, Span
from forensics.present.document import plain_line
from forensics.present.story import Row, Story, ordered_stands, story
from forensics.present.words import event_word, headline, number_of, shown

# Mermaid's own escape is an entity with # for &; every sign that could mean something to its grammar gets one (mermaid.js.org, "Syntax").
_UNSAFE = re.compile(r"[^\w .,/()=“”…-]", re.ASCII)
_MOST_BARS = 120
_MOST_EVENTS = 60
_TIME = "%Y-%m-%d %H:%M"  # measured: a literal Z, or seconds as X, parse and then collapse the bars


def mermaid(report: Report, who: bool = False) -> str:
    """A `gantt` diagram of the headline setting, in the syntax that Mermaid 10 and 11 share; no click lines, no directives. Each name
    begins with a word or sign of ours, so that no text can stand where the grammar looks for a keyword."""
    told = story(report, who, many=_MOST_EVENTS)
    lines = ["gantt", f"    title {_label(_title(told), 200)}", "    dateFormat YYYY-MM-DD HH:mm", "    axisFormat %Y-%m-%d"]
    if told.setting is None:
        moment = report.asked.as_of.strftime(_TIME)
        return "\n".join([*lines, "    section Found nowhere", f"    no version has this key :milestone, {moment}, 0d"]) + "\n"
    for name in dict.fromkeys(stand.environment for stand in ordered_stands(told.setting, told.verdict)):
        lines += _section(told, told.setting, name)
    others = [row for row in told.rows if row.event.environment is None]
    if others:
        lines += ["    section elsewhere", *(_milestone(told, row) for row in others)]
    return "\n".join(lines) + "\n"


def fenced(report: Report, who: bool = False) -> str:
    """The diagram as GitHub, GitLab and Notion take it inside a Markdown document."""
    return f"```mermaid\n{mermaid(report, who)}```\n"


def _title(told: Story) -> str:
    words = headline(told.verdict) if told.verdict else "never differed" if told.episode is None else "differs, not judged"
    return f"{told.report.asked.key} - {words if told.setting else 'found nowhere'} (UTC)"


def _section(told: Story, setting: Setting, environment: str) -> list[str]:
    spans = next((spans for name, spans in setting.timelines if name == environment), ())
    rows = [row for row in told.rows if row.event.environment == environment and row.event.kind not in ("change", "masked")]
    lines = [bar for span in spans[-_MOST_BARS:] for bar in _bars(told, environment, span)] + [_milestone(told, row) for row in rows]
    return [f"    section env {_label(environment, 40)}", *lines] if lines else []


def _bars(told: Story, environment: str, span: Span) -> list[str]:
    """A value for as long as it held; where nobody chose it, `crit` from the difference's opening on."""
    end = span.until or told.report.asked.as_of
    verdict, episode = told.verdict, told.episode
    unchosen = verdict is not None and environment in verdict.diverged and episode is not None and end > episode.opened_at
    value = "unreadable" if span.state == "unreadable" else shown(span.value)
    cite = f" ({number_of(span.origin)})" if span.origin in told.events else ""
    name = f"    = {_label(plain_line(value, 40) + cite, 60)}"
    if not unchosen or episode is None:
        return [_bar(name, "active", span.start, end)]
    before = [_bar(name, "active", span.start, episode.opened_at)] if span.start < episode.opened_at else []
    closed = min(end, episode.closed_at or end)
    after = [_bar(name, "active", closed, end)] if closed < end else []
    return [*before, _bar(name, "crit", max(span.start, episode.opened_at), closed), *after]


def _bar(name: str, tag: str, start: datetime, end: datetime) -> str:
    return f"{name} :{tag}, {_when(start)}, {_when(max(end, start + timedelta(minutes=1)))}"


def _milestone(told: Story, row: Row) -> str:
    event = row.event
    name = f"{event_word(event)} {_text(told, event)} ({number_of(row.cites[0])})"
    return f"    - {_label(name, 90)} :milestone, {_when(event.time)}, 0d"


def _text(told: Story, event: Event) -> str:
    text = told.roles.text(event.title)
    return f"“{text[:60]}”" if event.kind == "message" else text[:60]


def _when(moment: datetime) -> str:
    return moment.strftime(_TIME)


def _label(text: str, room: int) -> str:
    """At most `room` characters; letters of any script stay, every other sign as an entity."""
    return "".join(char if char.isalnum() else _UNSAFE.sub(lambda hit: f"#{ord(hit[0])};", char) for char in plain_line(text, room))
