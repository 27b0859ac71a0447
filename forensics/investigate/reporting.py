"""What was traced in each repository → the one report, with short event ids, and nothing left out that a sentence cites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from forensics.investigate.checks import check_environments, check_setting
from forensics.investigate.evidence import Evidence, check_named
from forensics.investigate.live_events import rows_of
from forensics.investigate.noting import Kept, given_notes_of, noted
from forensics.investigate.numbering import (
    numbers,
    ordered,
    qualified,
    qualified_finding,
    renumber_event,
    renumber_finding,
    renumber_promise,
    renumber_setting,
)
from forensics.investigate.relevance import headline, ranked
from forensics.investigate.speaking import Heard, Spoken, heard_in, spoken_of
from forensics.judge.said import Said
from forensics.keys import Key
from forensics.model import Asked, CodeRead, ContractFinding, Event, Gap, Report, RepositoryFacts, Setting, Source, Span
from forensics.notes import Notes
from forensics.question import Question

# What an investigator may also hold; the report says of each whether it was asked.
_OTHER_SOURCES = ("slack", "jira", "live", "shell-history", "events")


@dataclass(frozen=True, slots=True)
class Traced:
    """One repository's part of the answer. `unread` is what git could not give, `remarks` what else must be said.

    `settings` are not judged yet: `judge` gives them with their verdicts, once what was said is known.
    """

    facts: RepositoryFacts
    environments: tuple[str, ...]
    settings: tuple[Setting, ...]
    events: tuple[Event, ...]
    unread: tuple[Gap, ...]
    remarks: tuple[Gap, ...]
    suggestions: tuple[str, ...]
    code: tuple[CodeRead, ...] = ()
    heard: Heard = field(default_factory=Heard)
    contract: tuple[ContractFinding, ...] = ()
    kept: Kept = field(default_factory=lambda: Kept(Notes()))
    judge: Callable[[Sequence[Said]], Sequence[Setting]] = lambda _: ()

    def judged(self, spoken: Spoken, several: bool) -> Sequence[Setting]:
        """The settings with their verdicts; where several repositories are told of, with ids led by this one's path."""
        if not several:
            return self.judge(spoken.statements)
        theirs = {event.id: event.id for event in spoken.events}
        return qualified(self.facts.path, self.judge(spoken.of(self.facts.path)), self.events, theirs)[0]

    def qualified(self) -> Traced:
        """With ids led by the repository's path, so that those of several repositories stay apart."""
        settings, events = qualified(self.facts.path, self.settings, self.events)
        rules = tuple(qualified_finding(self.facts.path, one) for one in self.contract)
        return replace(self, settings=tuple(settings), events=tuple(events), contract=rules)


def report_of(question: Question, key: Key, version: str, traced: Sequence[Traced], evidence: Evidence) -> Report:
    """The report. Raises QuestionError where an environment or a setting was asked for that there is none of."""
    parts = [one.qualified() for one in traced] if len(traced) > 1 else list(traced)
    environments = tuple(dict.fromkeys(name for part in parts for name in part.environments))
    check_environments(question.environments, environments)
    check_named(question, environments)
    settings = [setting for part in parts for setting in part.settings]
    check_setting(question.setting, [setting.id for setting in settings])
    happened = [event for part in parts for event in part.events]
    happened += rows_of(evidence.read, environments, {event.id for part in traced for event in part.events})
    spoken = spoken_of(question, key, environments, happened, heard_in(part.heard for part in parts))
    settings = [setting for part in traced for setting in part.judged(spoken, len(traced) > 1)]
    events = ordered(_shown(question.since, settings, [*happened, *spoken.events]))
    ids = numbers(events)
    shown = ranked([renumber_setting(setting, ids) for setting in settings], question.setting)
    best = headline(shown, question.setting)
    gaps = [gap for part in parts for gap in (*part.unread, *part.remarks)]
    notes, lost = noted((*(part.kept for part in traced), given_notes_of(question)), shown, question, len(traced) > 1)
    gaps += [*evidence.read.gaps, *spoken.gaps, *lost]
    return Report(
        version=version,
        asked=Asked(question.key, question.as_of, question.since, environments, tuple(part.facts for part in parts)),
        verdict=next((episode.verdict for episode in reversed(best.episodes) if episode.verdict), None) if best else None,
        settings=shown,
        events=tuple(renumber_event(event, ids) for event in events),
        sources=tuple(_sources(question, parts, events, (*spoken.sources, *evidence.sources))),
        gaps=tuple(dict.fromkeys(gaps)),
        suggestions=tuple(dict.fromkeys(name for part in parts for name in part.suggestions)),
        code=tuple(read for part in parts for read in part.code),
        promises=tuple(renumber_promise(one, ids) for one in spoken.promises if one.event in ids),
        contract=tuple(renumber_finding(one, ids) for part in parts for one in part.contract),
        notes=notes,
    )


def without_what_had_ended(setting: Setting, since: datetime | None) -> Setting:
    """The setting without the values, the to and fro, and the episodes that had ended before `since`."""
    if since is None:
        return setting
    return replace(
        setting,
        timelines=_since(setting.timelines, since),
        declared=_since(setting.declared, since),
        windows=tuple(window for window in setting.windows if window.until >= since),
        watched=tuple(one for one in setting.watched if one.until >= since),
        findings=tuple(one for one in setting.findings if one.until is None or one.until >= since),
        episodes=tuple(one for one in setting.episodes if one.closed_at is None or one.closed_at >= since),
    )


def _since(lines: Iterable[tuple[str, tuple[Span, ...]]], since: datetime) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    return tuple((environment, tuple(span for span in spans if span.until is None or span.until > since)) for environment, spans in lines)


def _shown(since: datetime | None, settings: Iterable[Setting], events: Sequence[Event]) -> list[Event]:
    """The events since a moment, and older ones that what is shown cites, or that such an event links to."""
    if since is None:
        return list(events)
    by_id = {event.id: event for event in events}
    pending = [cite for setting in settings for cite in _cites(setting)]
    pending += [event.id for event in events if event.time >= since]
    kept: dict[str, Event] = {}
    while pending:
        event = by_id.get(pending.pop())
        if event is not None and event.id not in kept:
            kept[event.id] = event
            pending += [link.to for link in event.links]
    return list(kept.values())


def _cites(setting: Setting) -> Iterator[str]:
    """The ids of all events that a setting's spans, episodes and verdicts rest on."""
    for finding in setting.findings:
        yield from finding.cites
    for _, spans in (*setting.timelines, *setting.declared, *setting.observed):
        yield from (span.origin for span in spans)
    for episode in setting.episodes:
        yield from (episode.opened_by, episode.closed_by or "")
        if episode.verdict:
            yield episode.verdict.opened_by or ""
            yield from (cite for clue in episode.verdict.evidence for cite in clue.cites)


def _sources(question: Question, parts: Sequence[Traced], events: Sequence[Event], spoken: Sequence[Source]) -> Iterator[Source]:
    unwatched = "" if question.live or question.shell_history else "; manual changes outside git were not watched"
    yield Source(
        "git",
        "partial" if any(part.unread for part in parts) else "complete",
        next((event.time for event in events if event.source == "git"), None),
        question.as_of,
        sum(part.facts.commits for part in parts),
        f"{len(parts)} repositor{'y' if len(parts) == 1 else 'ies'}{unwatched}",
    )
    yield from spoken
    given = {source.name for source in spoken}
    yield from (Source(name, "absent", detail="not given") for name in _OTHER_SOURCES if name not in given)
