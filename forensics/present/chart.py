"""What a plot of the headline setting draws, before any drawing: lanes, bars, marks and the stretch in which environments differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from forensics.model import Report, Span
from forensics.present.clean import one_line
from forensics.present.scale import Scale, scale
from forensics.present.story import Row, Story, cited, story
from forensics.present.words import counted, day, event_word, headline, minute, number_of, role, shown, strength

Tone = Literal["lane", "good", "bad", "open", "calm"]

# Cells across the time axis; the drawings give a cell the width that suits them.
WIDTH = 100
TALK = "tickets, chat"
_MOST_LANES = 12
_LONGEST = 300
# A mark and its number need so many cells; more of them than fit in a lane are counted, not drawn.
MARK_ROOM = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of one lane for one stretch; `starts`: the value was set here, and not only seen from here on."""

    lane: int
    start: datetime
    until: datetime
    text: str
    tone: Tone
    absent: bool
    starts: bool
    tells: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One cited event on a lane. `shape` is the event's kind in words; `tells` is for whoever points at it."""

    lane: int
    time: datetime
    shape: str
    number: str
    tells: str
    weighty: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn. `stretch`: the told episode; `scale` maps times to `WIDTH` cells."""

    title: str
    verdict: str
    lanes: tuple[str, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    stretch: tuple[datetime, datetime] | None
    scale: Scale
    note: str

    def at(self, moment: datetime) -> float:
        """The place of a moment on the axis, in cells."""
        return float(self.scale.column(moment))


def chart(report: Report, who: bool = False) -> Chart | None:
    """What is to be drawn of the headline setting; None where there is no time to show. `who`: with people's names."""
    told = story(report, who)
    setting = told.setting
    if setting is None:
        return None
    ranked = setting.timelines[:_MOST_LANES]
    drawn = scale(_moments(told), report.asked.as_of, WIDTH)
    if drawn is None:
        return None
    bars = tuple(bar for lane, (name, spans) in enumerate(ranked) for bar in _bars(told, lane, name, spans))
    places = {name: lane for lane, (name, _) in enumerate(ranked)}
    marks, hidden = _marks(told, places, drawn)
    talk = [TALK] if any(mark.lane == len(ranked) for mark in marks) else []
    episode = told.episode
    stretch = (episode.opened_at, min(episode.closed_at or report.asked.as_of, report.asked.as_of)) if episode else None
    missing = len(setting.timelines) - len(ranked)
    notes = ["UTC", "" if drawn.true else "long stretches shortened", counted(hidden, "mark") + " not drawn" if hidden else ""]
    notes.append(counted(missing, "more environment") + " not drawn" if missing else "")
    return Chart(
        title=f"{plain(report.asked.key)}  {plain(setting.id)}" if setting.id != report.asked.key else plain(setting.id),
        verdict=verdict_line(told),
        lanes=(*(plain(name) for name, _ in ranked), *talk),
        bars=bars,
        marks=marks,
        stretch=stretch,
        scale=drawn,
        note=" · ".join(note for note in notes if note),
    )


def verdict_line(told: Story) -> str:
    """The verdict's kind and strength in one line, or what stands in its place."""
    if told.verdict is None:
        if told.setting is not None and len(told.setting.stands) == 1:
            return f"Only {plain(told.setting.stands[0].environment, 60)} has this key"
        return "The environments differ; no verdict was given" if told.episode else "The environments never differed"
    sure = "" if told.verdict.kind == "undetermined" else f" ({strength(told.verdict.confidence)} support)"
    return headline(told.verdict) + sure


def plain(text: str, longest: int = _LONGEST) -> str:
    """Text from outside on one line, harmless and of bounded length."""
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def words(made: Chart) -> str:
    """The lanes as sentences, for whoever can't see the picture: each environment's values, one after the other."""
    told = []
    for lane, name in enumerate(made.lanes):
        held = [bar for bar in made.bars if bar.lane == lane and bar.starts]
        steps = [f"{plain(bar.text, 60)} from {day(bar.start)}" for bar in held[:6]]
        more = f" and {counted(len(held) - 6, 'more value')}" if len(held) > 6 else ""
        told.append(f"{name}: {', then '.join(steps)}{more}.") if held else None
    return " ".join(told)


def _moments(told: Story) -> list[datetime]:
    """The times that the axis gives room: changes of value, what was seen live, and where episodes opened."""
    assert told.setting is not None
    end = told.report.asked.as_of
    found = [span.start for _, spans in told.setting.timelines[:_MOST_LANES] for span in spans]
    found += [episode.opened_at for episode in told.setting.episodes]
    found += [row.event.time for row in told.rows if row.event.kind in ("live_edit", "observation", "deploy")]
    return [moment for moment in found if moment <= end] or [event.time for event in told.report.events if event.time <= end]


def _bars(told: Story, lane: int, name: str, spans: tuple[Span, ...]) -> list[Bar]:
    """A lane's bars: each value's stretch, cut where the told episode opens and closes so that its tone can change there."""
    end = told.report.asked.as_of
    found = []
    for span in spans:
        until = min(span.until or end, end)
        if span.start >= until:
            continue
        cuts = sorted({span.start, until} | {edge for edge in _edges(told) if span.start < edge < until})
        text = {"present": plain(shown(span.value)), "absent": "not set", "unreadable": "not readable"}[span.state]
        tells = f"{plain(name)}: {text}, from {minute(span.start)}" + (f" to {minute(span.until)}" if span.until else "")
        where = f" · {plain(span.path)}{f':{span.line}' if span.line else ''}" if span.path else ""
        for start, stop in pairwise(cuts):
            tone = _tone(told, name, start, span.state)
            found.append(Bar(lane, start, stop, text, tone, span.state != "present", start == span.start, tells + where))
    return found


def _edges(told: Story) -> tuple[datetime, ...]:
    episode = told.episode
    return () if episode is None else (episode.opened_at, *([episode.closed_at] if episode.closed_at else []))


def _tone(told: Story, name: str, start: datetime, state: str) -> Tone:
    """Outside the told episode a bar is calm; inside it has the tone of its environment's role."""
    episode, setting = told.episode, told.setting
    if state == "unreadable":
        return "open"
    if setting is None or episode is None or start < episode.opened_at or (episode.closed_at and start >= episode.closed_at):
        return "lane"
    stand = next((stand for stand in setting.stands if stand.environment == name), None)
    return role(stand, setting, told.verdict).tone if stand else "lane"


def _marks(told: Story, places: dict[str, int], drawn: Scale) -> tuple[tuple[Mark, ...], int]:
    """The rows as marks on their lanes, those that the verdict cites first where room is short; and how many were left out."""
    important = cited(told.verdict)
    inside = [row for row in told.rows if drawn.moments[0] <= row.event.time <= drawn.moments[-1]]
    made = [_mark(told, row, places, bool(important & set(row.cites))) for row in inside]
    most = WIDTH // MARK_ROOM
    kept: list[Mark] = []
    for lane in range(len(places) + 1):
        mine = sorted((mark for mark in made if mark.lane == lane), key=lambda mark: (not mark.weighty, mark.time))
        kept += mine[:most]
    return tuple(sorted(kept, key=lambda mark: (mark.lane, mark.time))), len(told.rows) - len(kept)


def _mark(told: Story, row: Row, places: dict[str, int], weighty: bool) -> Mark:
    event = row.event
    parts = [f"[{number_of(row.cites[0])}] {minute(event.time)} {event_word(event)}", plain(told.roles.text(event.title))]
    if event.before is not None or event.after is not None:
        values = [told.roles.text(shown(value)) for value in (event.before, event.after)]
        parts.append(" → ".join(plain(value, 80) for value in values))
    if told.roles.who and event.actor:
        parts.append(plain(event.actor))
    lane = places.get(event.environment or "", len(places))
    return Mark(lane, event.time, plain(event_word(event), 40), plain(number_of(row.cites[0]), 12), " · ".join(parts), weighty)
