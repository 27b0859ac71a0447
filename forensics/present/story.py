"""What of a report is told to people, and in which order: the headline setting, its episode, and the rows of how it went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forensics.model import Clue, Episode, Event, Report, Setting, Stand, Verdict, Window
from forensics.present.words import Roles, number_of

MANY_ROWS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row of how it went: an event, or a window of quick changes told as one. `cites` are event ids."""

    event: Event
    window: Window | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A report as it is told. `setting` is None where the key was found nowhere."""

    report: Report
    setting: Setting | None
    episode: Episode | None
    verdict: Verdict | None
    others: tuple[Setting, ...]
    rows: tuple[Row, ...]
    left_out: int
    roles: Roles
    events: Mapping[str, Event]


def story(report: Report, who: bool = False, many: int = MANY_ROWS) -> Story:
    """The report's story. `many`: how many rows at most; those that the verdict cites are kept first, then the newest."""
    setting = _headline(report)
    verdict = report.verdict
    episode = _told_episode(setting, verdict) if setting else None
    if verdict is None and episode is not None:
        verdict = episode.verdict
    rows = _rows(report, setting, verdict)
    kept = _kept(rows, verdict, many)
    return Story(
        report=report,
        setting=setting,
        episode=episode,
        verdict=verdict,
        others=tuple(one for one in report.settings if one is not setting),
        rows=kept,
        left_out=len(rows) - len(kept),
        roles=Roles((name for event in report.events for name in people_in(event)), who),
        events={event.id: event for event in report.events},
    )


def people_in(event: Event) -> tuple[str | None, ...]:
    """The people whom an event names in fields of their own: who did it, and between whom a ticket went."""
    assigned = event.kind == "ticket_change" and event.title.partition(" ")[2].startswith(("assigned to", "taken from"))
    notes = [note.removeprefix("assigned to ") for note in event.notes if note.startswith("assigned to ")]
    return (event.actor, *((event.before, event.after) if assigned else ()), *notes)


def _headline(report: Report) -> Setting | None:
    wanted = report.verdict.setting if report.verdict else None
    return next((one for one in report.settings if one.id == wanted), report.settings[0] if report.settings else None)


def _told_episode(setting: Setting, verdict: Verdict | None) -> Episode | None:
    """The episode that the verdict judges; without a verdict the open one, or else the last."""
    if verdict is not None:
        return next((one for one in setting.episodes if one.id == verdict.episode), None)
    return next((one for one in reversed(setting.episodes) if one.closed_at is None), setting.episodes[-1] if setting.episodes else None)


def cited(verdict: Verdict | None) -> frozenset[str]:
    """The ids of the events that the verdict rests on."""
    if verdict is None:
        return frozenset()
    found = {cite for clue in verdict.evidence for cite in clue.cites}
    return frozenset(found | ({verdict.opened_by} if verdict.opened_by else set()))


def cites_of(environment: str, setting: Setting, verdict: Verdict | None, events: Mapping[str, Event]) -> tuple[str, ...]:
    """What is cited for one environment: the event that gave it its value, then what the verdict's clues cite of it."""
    spans = next((spans for name, spans in setting.timelines if name == environment), ())
    origin = [spans[-1].origin] if spans and spans[-1].origin in events else []
    clues = verdict.evidence if verdict else ()
    named = {cite for clue in clues for cite in clue.cites if cite in events and events[cite].environment == environment}
    return tuple(dict.fromkeys([*origin, *sorted(named, key=_by_number)]))


def _by_number(event_id: str) -> tuple[int, str]:
    number = number_of(event_id)
    return (int(number) if number.isdigit() else 0, event_id)


def _rows(report: Report, setting: Setting | None, verdict: Verdict | None) -> list[Row]:
    important = cited(verdict)
    telling = [
        event
        for event in report.events
        if event.id in important or (event.kind != "commit" and (setting is None or event.setting in (None, setting.id)))
    ]
    rows: list[Row] = []
    grouped: dict[Window, int] = {}
    for event in sorted(telling, key=lambda event: (event.time, _by_number(event.id))):
        window = _window_of(event, setting) if event.id not in important else None
        if window is None:
            rows.append(Row(event, None, (event.id,)))
        elif window in grouped:
            first = rows[grouped[window]]
            rows[grouped[window]] = Row(first.event, window, (*first.cites, event.id))
        else:
            grouped[window] = len(rows)
            rows.append(Row(event, window, (event.id,)))
    return [row if len(row.cites) > 1 else Row(row.event, None, row.cites) for row in rows]


def _window_of(event: Event, setting: Setting | None) -> Window | None:
    if setting is None or event.kind != "change":
        return None
    return next(
        (one for one in setting.windows if one.environment == event.environment and one.start <= event.time <= one.until),
        None,
    )


def _kept(rows: list[Row], verdict: Verdict | None, many: int) -> tuple[Row, ...]:
    if len(rows) <= many:
        return tuple(rows)
    important = cited(verdict)
    ranked = sorted(range(len(rows)), key=lambda place: (not important & set(rows[place].cites), place != 0, -place))
    return tuple(rows[place] for place in sorted(ranked[:many]))


def sides(verdict: Verdict) -> tuple[tuple[Clue, ...], tuple[Clue, ...]]:
    """The clues for the verdict and those against it, the weightiest first.

    For `undetermined` nothing is for or against: all clues come first, each with what it leans to.
    """
    ordered = sorted(verdict.evidence, key=lambda clue: -abs(clue.weight))
    if verdict.kind == "undetermined":
        return tuple(ordered), ()
    speaks_for = [clue for clue in ordered if (clue.leans in (verdict.kind, verdict.mechanism)) == (clue.weight >= 0)]
    return tuple(speaks_for), tuple(clue for clue in ordered if clue not in speaks_for)


def ordered_stands(setting: Setting, verdict: Verdict | None) -> tuple[Stand, ...]:
    """Environments as a headline names them: changed on purpose first, then those that diverged, then the rest."""
    first = verdict.deliberate if verdict else ()
    second = verdict.diverged if verdict else ()
    return tuple(sorted(setting.stands, key=lambda stand: 0 if stand.environment in first else 1 if stand.environment in second else 2))


def differ_now(setting: Setting) -> bool:
    return any(episode.closed_at is None and episode.nature == "difference" for episode in setting.episodes)


def alike(values: Iterable[str], room: int) -> list[str]:
    """Values cut to `room` characters so that what tells them apart stays: a long common beginning becomes `…`."""
    texts = list(values)
    common = _common_beginning(texts) if len(set(texts)) > 1 else 0
    shown = []
    for text in texts:
        if len(text) > room and common > 6:
            text = "…" + text[max(1, common - 4) :]
        shown.append(text if len(text) <= room else text[: max(1, room - 1)] + "…")
    return shown


def _common_beginning(texts: Sequence[str]) -> int:
    least, most = min(texts), max(texts)
    return next((place for place, (one, other) in enumerate(zip(least, most, strict=False)) if one != other), len(least))
