"""The report line after line in plain sentences: for a screen reader, a braille line, or a ticket. No lanes, no columns, no signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from forensics.model import Clue, Episode, Event, Report, Setting, Span, Stand
from forensics.present.clean import one_line
from forensics.present.evidence import reading_words, set_aside_because
from forensics.present.findings import FINDINGS
from forensics.present.promised import promise_words
from forensics.present.story import MANY_ROWS, Row, Story, cites_of, ordered_stands, sides, story
from forensics.present.top import never_differed
from forensics.present.words import (
    counted,
    default_words,
    event_word,
    headline,
    kind_words,
    lasted,
    minute,
    role,
    shown,
    strength,
    weight_word,
)
from forensics.present.words import number_of as number

_LONGEST = 200


def plain(report: Report, who: bool = False, extent: Literal["brief", "usual", "whole"] = "usual") -> str:
    """The report as lines that are read from left to right, one statement each, under headings that end with a colon.

    `who`: with people's names; `extent`: the verdict alone, or every row. Every text is cleaned; nothing is wrapped or padded.
    """
    told = story(report, who, many=len(report.events) if extent == "whole" else MANY_ROWS)
    lines = _nowhere(told) if told.setting is None else _found(told, told.setting, extent == "brief")
    return "".join(f"{one_line(line)}\n" for line in lines)


def _value(value: str | None) -> str:
    text = one_line(shown(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"


def _cited(cites: Iterable[str]) -> str:
    return "".join(f" [{number(cite)}]" for cite in cites)


def _found(told: Story, setting: Setting, brief: bool) -> Iterator[str]:
    report = told.report
    yield f"{report.asked.key}, as of {minute(report.asked.as_of)}"
    yield from _verdict(told, setting)
    yield ""
    yield "Environments:"
    yield from (_stand(told, setting, stand) for stand in ordered_stands(setting, told.verdict))
    if brief:
        return
    for name, spans in setting.timelines:
        yield ""
        yield f"Values of {name}, oldest first:"
        yield from _spans(spans)
        yield from (f"Watched from {minute(one.start)} to {minute(one.until)}." for one in setting.watched if one.environment == name)
    if told.rows:
        yield ""
        yield "How it went, oldest first, times in UTC:"
        yield from (_row(told, row) for row in told.rows)
        if told.left_out:
            yield f"{counted(told.left_out, 'more row')}: --verbose shows them."
    yield from _section("Seen running, beside what the files say:", _finding(told, setting))
    yield from _evidence(told)
    yield from _section(
        "Promised:",
        (
            f"{one.state.capitalize()}: “{told.roles.text(one.quote)}” {promise_words(one)}.{_cited((one.event, *one.by))}"
            for one in report.promises
        ),
    )
    yield from _rest(told)
    yield ""
    yield f"Next: forensics show {number(told.rows[-1].cites[0]) if told.rows else '1'} opens a citation by its number."


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and its lines; nothing where there is none."""
    kept = list(lines)
    if kept:
        yield from ("", title, *kept)


def _verdict(told: Story, setting: Setting) -> Iterator[str]:
    verdict, episode = told.verdict, told.episode
    if verdict is not None:
        sure = "" if verdict.kind == "undetermined" else f" ({strength(verdict.confidence)} support)"
        yield f"Verdict: {headline(verdict)}{sure}."
        if verdict.summary:
            yield f"In short: {told.roles.text(verdict.summary)}"
    elif episode is None:
        yield f"Verdict: none. {never_differed(setting)}"
    else:
        yield "Verdict: none was given."
    if episode is not None:
        yield _lasting(told, episode)
    if verdict is not None and verdict.intended_value is not None and verdict.diverged:
        yield f"The evidence supports {_value(verdict.intended_value)} for {', '.join(verdict.diverged)}."


def _lasting(told: Story, episode: Episode) -> str:
    word = "differed" if episode.nature == "difference" else "agreed"
    span = lasted((episode.closed_at or told.report.asked.as_of) - episode.opened_at)
    if episode.closed_at is None:
        return f"The environments have {word} since {minute(episode.opened_at)}, for {span}, and still do."
    return f"The environments {word} from {minute(episode.opened_at)} to {minute(episode.closed_at)}, for {span}."


def _stand(told: Story, setting: Setting, stand: Stand) -> str:
    called = role(stand, setting, told.verdict)
    because = f", {called.because}" if called.because else ""
    cites = _cited(cites_of(stand.environment, setting, told.verdict, told.events)[:3])
    return f"{stand.environment}: {_value(stand.effective)}, {called.label.lower()}{because}.{cites}"


def _spans(spans: tuple[Span, ...]) -> Iterator[str]:
    for span in spans:
        what = _value(span.value) if span.state == "present" else "not set" if span.state == "absent" else "unreadable"
        until = f"to {minute(span.until)}" if span.until else "to now"
        yield f"{what} from {minute(span.start)} {until}.{_cited([span.origin]) if span.origin else ''}"


def _row(told: Story, row: Row) -> str:
    event = row.event
    lead = f"[{number(row.cites[0])}] {minute(event.time)}, {event_word(event)}" + (f", {event.environment}" if event.environment else "")
    if row.window is not None:
        return f"{lead}: back and forth, {counted(row.window.changes, 'change')} in {lasted(row.window.until - row.window.start)}."
    title = told.roles.text(event.title).rstrip(". ")
    by = f" By {event.actor}." if told.roles.who and event.actor else ""
    file = f"{event.path}, line {event.line}" if event.path and event.line else event.path or ""
    commit = f"commit {event.commit[:9]}" if event.commit else ""
    place = ", ".join(part for part in (event.ref or "", file, commit) if part)
    return f"{lead}:{_change(told, event)} {title}.{by}" + (f" {place}." if place else "")


def _change(told: Story, event: Event) -> str:
    if event.before is None and event.after is None:
        return ""
    before, after = (told.roles.text(_value(one)) for one in (event.before, event.after))
    if event.before is None:
        return f" set to {after}." if event.kind == "change" else f" {after}."
    return f" from {before} to {after}."


def _finding(told: Story, setting: Setting) -> Iterator[str]:
    for one in setting.findings:
        yield f"{FINDINGS[one.mechanism].capitalize()}: {told.roles.text(one.says)}.{_cited(one.cites)}"


def _evidence(told: Story) -> Iterator[str]:
    verdict = told.verdict
    if verdict is None:
        return
    speaks_for, against = sides(verdict)
    undecided = verdict.kind == "undetermined"
    yield from _section(
        "Evidence, pointing several ways:" if undecided else f"Evidence for {kind_words(verdict.kind)}:",
        (_clue(told, clue, undecided) for clue in speaks_for),
    )
    yield from _section("Evidence against it:", (_clue(told, clue, True) for clue in against))
    others = []
    for other in verdict.alternatives[:3]:
        if other.kind != "undetermined":
            why, cites = set_aside_because(other, verdict)
            others.append(f"{reading_words(other)} ({strength(other.confidence)} support): {told.roles.text(why)}.{_cited(cites)}")
    yield from _section("It could be:" if undecided else "Set aside:", others)


def _clue(told: Story, clue: Clue, leaning: bool) -> str:
    toward = f", {'speaks against' if clue.weight < 0 else 'points to'} {kind_words(clue.leans)}" if leaning else ""
    return f"{told.roles.text(clue.says)} ({weight_word(clue.weight)}{toward}).{_cited(clue.cites)}"


def _rest(told: Story) -> Iterator[str]:
    report = told.report
    yield from _section("Read in code:", (f"{read.path}, line {read.line}: {default_words(read)}." for read in report.code))
    yield from _section("Other places of this key:", (one.id for one in told.others[:12]))
    partial = [one for one in report.sources if one.status in ("partial", "unavailable")]
    missing = ", ".join(one.name for one in report.sources if one.status == "absent")
    unknown = [f"{one.name}: {one.status}. {one.detail}" for one in partial]
    unknown += [f"{gap.where}: {gap.why}." for gap in report.gaps]
    unknown += [f"Not asked: {missing}."] if missing else []
    yield from _section("Not known:", unknown)
    yield from _section("Would settle it:", (told.roles.text(one) for one in (told.verdict.would_settle if told.verdict else ())))


def _nowhere(told: Story) -> Iterator[str]:
    report = told.report
    yield f"{report.asked.key}, as of {minute(report.asked.as_of)}"
    yield "Found nowhere: no version of any configuration file has this key."
    yield from _section("Looked in:", (f"{one.path}: {counted(one.commits, 'commit')}." for one in report.asked.repositories))
    yield from _section("Spelt alike:", report.suggestions[:10])
    yield from _rest(told)
    yield from ("", "Next: forensics keys lists the keys that are there.")
