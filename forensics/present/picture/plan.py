"""What the picture shows, in times and not yet in pixels: lanes with their lines, marks, watched windows and stretches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forensics.model import Event, Setting, Span
from forensics.present.clean import one_line
from forensics.present.scale import Scale, scale
from forensics.present.story import Story, alike
from forensics.present.words import Role, event_word, role, shown

# Columns that the terminal's scale is asked for: about one for each 8 pixels of a plot of 900.
COLUMNS = 112
# Values that get a colour of their own; colours used twice would tell of an equality that is not there.
COLOURS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch in which one value held. `words` is the value as shown, `colour` its number among the colours, None for none."""

    start: datetime
    until: datetime
    words: str
    state: str
    colour: int | None
    cite: str
    whole: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of bars in a lane: the value in effect, what the files said, or what was seen running."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, at its instant; `says` is one line of it."""

    id: str
    time: datetime
    kind: str
    source: str
    says: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One environment. `watched` is None where no live evidence was read of it; `astray`: the stretches in which a diverged
    environment's value was chosen by nobody."""

    name: str
    role: Role
    value: str
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    watched: tuple[tuple[datetime, datetime, str], ...] | None
    astray: tuple[tuple[datetime, datetime], ...]
    windows: tuple[tuple[datetime, datetime, int], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """An episode. `told`: it is the one that the verdict is of."""

    start: datetime
    until: datetime
    open: bool
    nature: str
    told: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. `around` are the marks of no environment of the setting."""

    key: str
    lanes: tuple[Lane, ...]
    around: tuple[Mark, ...]
    stretches: tuple[Stretch, ...]
    scale: Scale
    end: datetime


def picture(told: Story) -> Picture | None:
    """The story's headline setting as a picture; None where there is no setting, or no time to show."""
    setting = told.setting
    if setting is None:
        return None
    end = told.report.asked.as_of
    marked = _marked(told, end)
    across = scale(_moments(setting, marked), end, COLUMNS)
    if across is None:
        return None
    bars = _Bars(setting, end)
    lanes = tuple(_lane(told, setting, bars, name, [mark for place, mark in marked if place == name]) for name, _ in setting.timelines)
    names = {lane.name for lane in lanes}
    return Picture(
        key=told.report.asked.key,
        lanes=lanes,
        around=tuple(mark for place, mark in marked if place not in names),
        stretches=tuple(
            Stretch(one.opened_at, one.closed_at or end, one.closed_at is None, one.nature, one is told.episode)
            for one in setting.episodes
            if one.opened_at <= end
        ),
        scale=across,
        end=end,
    )


def _marked(told: Story, end: datetime) -> list[tuple[str | None, Mark]]:
    """The story's rows as marks, with their environments. A window of quick changes has a mark for each."""
    events = (told.events[cite] for row in told.rows for cite in row.cites if cite in told.events)
    return [(event.environment, _mark(told, event)) for event in events if event.time <= end]


def _mark(told: Story, event: Event) -> Mark:
    before, after = (one_line(shown(value))[:40] for value in (event.before, event.after))
    changed = f"{before} → {after}, " if event.kind == "change" else f"{after}, " if event.after is not None else ""
    says = f"{event_word(event)}: {changed}{told.roles.text(one_line(event.title))[:140]}"
    return Mark(event.id, event.time, event.kind, event.source, says)


def _moments(setting: Setting, marked: Iterable[tuple[str | None, Mark]]) -> list[datetime]:
    """The moments that need room: changes (those of a window of quick ones only at its ends), openings, what was seen or done live,
    and where the telling begins."""
    quiet = {(one.environment, one.start, one.until) for one in setting.windows}
    found = [
        span.start
        for name, spans in setting.timelines
        for span in spans
        if not any(name == place and start < span.start < until for place, start, until in quiet)
    ]
    found += [episode.opened_at for episode in setting.episodes]
    times = sorted(mark.time for _, mark in marked)
    live = [mark.time for _, mark in marked if mark.kind in ("observation", "live_edit")]
    return [*found, *(live if len(live) <= COLUMNS // 6 else ()), *times[:1]]


def _lane(told: Story, setting: Setting, bars: _Bars, name: str, marks: Sequence[Mark]) -> Lane:
    stand = next((one for one in setting.stands if one.environment == name), None)
    diverged = told.verdict is not None and name in told.verdict.diverged and told.episode is not None
    episode = told.episode
    end = told.report.asked.as_of
    windows = tuple((one.start, one.until, f"{one.source}: {one.covers}") for one in setting.watched if one.environment == name)
    lines = bars.lines(name)
    live = bool(windows) or len(lines) > 1 or any(mark.kind in ("observation", "live_edit") for mark in marks)
    return Lane(
        name=name,
        role=role(stand, setting, told.verdict) if stand else Role("", "calm"),
        value=shown(stand.effective) if stand else "",
        lines=lines,
        marks=tuple(marks),
        watched=windows if live else None,
        astray=((episode.opened_at, episode.closed_at or end),) if diverged and episode else (),
        windows=tuple((one.start, one.until, one.changes) for one in setting.windows if one.environment == name),
    )


class _Bars:
    """Makes bars of a setting's spans: one colour per value over all lanes."""

    def __init__(self, setting: Setting, end: datetime) -> None:
        self._setting = setting
        self._end = end
        every = [setting.timelines, setting.declared, setting.observed]
        values = [span.value for lines in every for _, spans in lines for span in spans if span.state == "present"]
        counted = Counter(shown(value) for value in values)
        now = [shown(stand.effective) for stand in setting.stands if stand.effective is not None]
        ranked = list(dict.fromkeys([*now, *(value for value, _ in counted.most_common())]))
        first_seen = [value for value in dict.fromkeys(shown(value) for value in values) if value in ranked[:COLOURS]]
        self._colours: Mapping[str, int] = {value: number for number, value in enumerate(first_seen)}
        texts = list(counted)
        self._words = dict(zip(texts, alike([one_line(value[:4000]) for value in texts], 40), strict=True))

    def lines(self, name: str) -> tuple[Line, ...]:
        """The lines of one environment: the value in effect, and where live evidence says more, the files' and the running one."""
        effective = self._line("value", self._setting.timelines, name)
        declared = self._line("files", self._setting.declared, name)
        observed = self._line("running", self._setting.observed, name)
        more = [line for line in (declared, observed) if line.bars and (line is observed or _unlike(line, effective))]
        return (effective, *more)

    def _line(self, word: str, lines: Sequence[tuple[str, tuple[Span, ...]]], name: str) -> Line:
        spans = next((spans for place, spans in lines if place == name), ())
        return Line(word, tuple(self._bar(span) for span in spans if span.start <= self._end))

    def _bar(self, span: Span) -> Bar:
        value = shown(span.value)
        words = self._words.get(value, value) if span.state == "present" else "not set" if span.state == "absent" else "unreadable"
        colour = self._colours.get(value) if span.state == "present" else None
        return Bar(span.start, min(span.until or self._end, self._end), words, span.state, colour, span.origin, value[:300])


def _unlike(one: Line, other: Line) -> bool:
    return [(bar.start, bar.until, bar.whole) for bar in one.bars] != [(bar.start, bar.until, bar.whole) for bar in other.bars]
