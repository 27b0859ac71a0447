"""One citation of a trace, opened: the commit and its diff of the key, the message in its thread, the ticket, the file's lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from forensics.investigate import opened_at
from forensics.investigate.excerpts import diff_of, lines_of
from forensics.investigate.talk import Talk, talk_for
from forensics.keys import Key
from forensics.model import Commit, Event, Excerpt, Gap, Message, Moved, Opened, Related, Report, Setting, Written
from forensics.question import Question, QuestionError

if TYPE_CHECKING:
    from forensics.collect.git import Repository

_TICKET = re.compile(r"\b[A-Z][A-Z0-9_]{1,15}-[1-9][0-9]{0,6}\b")
# A message outside any thread is shown with what was said in its channel so long around it.
_NEARBY = timedelta(hours=2)
_MOST_AROUND = 4
_MOST_BYTES = 50_000_000


def opened(question: Question, number: str, report: Report) -> Opened:
    """The citation `number` of a question's report, with what its source says. Raises QuestionError, with one sentence, where the report
    has none such."""
    bare = in_report(report, number)
    if bare.event.commit:
        return _from_commit(bare, question, report)
    if bare.event.source in ("slack", "jira"):
        return _said(bare, report, question)
    return _from_file(bare)


def drawn_on(report: Report, number: str) -> tuple[object, ...]:
    """All of a report that an opened citation is made from. Raises QuestionError."""
    bare = in_report(report, number)
    event = bare.event
    if event.commit:
        return bare, _path_of(report, event)
    return (bare, *_told(report)) if event.source in ("slack", "jira") else (bare,)


def in_report(report: Report, number: str) -> Opened:
    """All that the report itself says of a citation. Raises QuestionError."""
    event = _event(report, number)
    moved = tuple(_moved(report, event)) if event.commit else ()
    return Opened(report.asked.key, event, moved=moved, related=tuple(_related(report, event)), cited_for=tuple(_cited_for(report, event)))


def _event(report: Report, number: str) -> Event:
    wanted = number.strip().strip("[]").removeprefix("e")
    found = next((event for event in report.events if event.id == f"e{wanted}"), None)
    if found is not None:
        return found
    if not report.events:
        raise QuestionError(f"there is no [{wanted}]: this trace of {report.asked.key} cites nothing")
    raise QuestionError(f"there is no [{wanted}]: this trace of {report.asked.key} cites [1] to [{len(report.events)}]")


def _related(report: Report, event: Event) -> Iterator[Related]:
    by_id = {one.id: one for one in report.events}
    yield from (Related(by_id[link.to], link.rule) for link in event.links if link.to in by_id)
    yield from (Related(one, link.rule) for one in report.events for link in one.links if link.to == event.id)


def _cited_for(report: Report, event: Event) -> Iterator[str]:
    if report.verdict is not None:
        yield from (clue.says for clue in report.verdict.evidence if event.id in clue.cites)


# --- a commit ---


def _from_commit(bare: Opened, question: Question, report: Report) -> Opened:
    """Its words, and its diff of the key; what it moved is told only where it can be read."""
    oid = bare.event.commit or ""
    for path in question.repositories:
        with opened_at(path) as repository:
            commit = repository.commits([oid]).get(oid)
            if commit is not None:
                return replace(bare, written=_written(commit), excerpts=tuple(_diff(repository, commit, report, bare.event)))
    return replace(bare, moved=(), gaps=(Gap(f"commit {oid[:10]}", "it could not be read"),))


def _setting(report: Report, event: Event) -> Setting | None:
    return next((one for one in report.settings if one.id == event.setting), None)


def _moved(report: Report, event: Event) -> Iterator[Moved]:
    """What a commit did to each environment of the setting."""
    setting = _setting(report, event)
    mine = {
        one.environment: one
        for one in report.events
        if one.commit == event.commit and one.setting == event.setting and one.kind == event.kind
    }
    for name, spans in setting.timelines if setting else ():
        if name in mine:
            yield Moved(setting.id if setting else "", name, mine[name].before, mine[name].after, True)
            continue
        then = next((span for span in reversed(spans) if span.start <= event.time), None)
        value = then.value if then else None
        yield Moved(setting.id if setting else "", name, value, value, False)


def _diff(repository: Repository, commit: Commit, report: Report, event: Event) -> Iterator[Excerpt]:
    path = _path_of(report, event)
    if path is None:
        return
    parent = commit.parents[0] if commit.parents else None
    at = repository.at([(oid, path) for oid in (commit.oid, parent) if oid])
    blobs = dict(repository.blobs(dict.fromkeys(oid for oid in at.values() if oid)))
    old, new = (blobs.get(at.get((oid or "", path)) or "") for oid in (parent, commit.oid))
    yield diff_of(path, old, new, event.line, (event.before, event.after))


def _path_of(report: Report, event: Event) -> str | None:
    """The event's file; of a value that was removed the one that gave it before."""
    if event.path:
        return event.path
    setting = _setting(report, event)
    spans = next((spans for name, spans in setting.timelines if name == event.environment), ()) if setting else ()
    return next((span.path for span in reversed(spans) if span.start < event.time and span.path), None)


def _written(commit: Commit) -> Written:
    return Written(commit.message, commit.author, commit.committer, commit.authored.utc, commit.committed.utc)


# --- what was said ---


def _said(bare: Opened, report: Report, question: Question) -> Opened:
    event = bare.event
    tickets = {hit for text in _told(report) for hit in _TICKET.findall(text)}
    named = sorted(tickets | {one.commit[:7] for one in report.events if one.commit})
    asked = replace(question, jira=None) if event.source == "slack" else replace(question, slack=None)
    talk = talk_for(asked, Key(question.key), [event.time], named)
    return _message(bare, talk) if event.source == "slack" else _ticket(bare, talk)


def _told(report: Report) -> list[str]:
    """The texts of a report that may name tickets."""
    return [part for one in report.events for part in (one.title, one.ref or "")]


def _message(bare: Opened, talk: Talk) -> Opened:
    event = bare.event
    title = event.title.rstrip("…")
    mine = [one for one in talk.messages if one.time == event.time and f"#{one.channel}" == event.ref]
    cited = next((one for one in mine if " ".join(one.text.split()).startswith(title)), None)
    if cited is None:
        return replace(bare, gaps=(Gap(event.ref or "slack", "the message is not to be had from its source any more"),))
    thread = sorted(_thread(cited, talk), key=lambda one: (one.time, one.ts))
    return replace(bare, thread=tuple(thread), said=thread.index(cited))


def _thread(cited: Message, talk: Talk) -> list[Message]:
    """The cited message's thread; where it has none, what was said around it in its channel."""
    same = [one for one in talk.messages if one.channel_id == cited.channel_id and not one.deleted]
    thread = [one for one in same if cited.thread and one.thread == cited.thread]
    if len(thread) > 1:
        return thread
    near = sorted((one for one in same if abs(one.time - cited.time) <= _NEARBY), key=lambda one: (one.time, one.ts))
    at = near.index(cited)
    return near[max(0, at - _MOST_AROUND) : at + _MOST_AROUND + 1]


def _ticket(bare: Opened, talk: Talk) -> Opened:
    found = next((one for one in talk.tickets if one.key == bare.event.ref), None)
    if found is None:
        return replace(bare, gaps=(Gap(bare.event.ref or "jira", "the ticket is not to be had from its source any more"),))
    return replace(bare, ticket=found)


# --- a file of evidence ---


def _from_file(bare: Opened) -> Opened:
    event = bare.event
    if event.path is None:
        return bare
    try:
        if Path(event.path).stat().st_size > _MOST_BYTES:
            return replace(bare, gaps=(Gap(event.path, f"over {_MOST_BYTES // 1_000_000} MB; its lines are not shown"),))
        content = Path(event.path).read_bytes()
    except OSError as trouble:
        return replace(bare, gaps=(Gap(event.path, f"it can't be read ({trouble.strerror})"),))
    return replace(bare, excerpts=(lines_of(event.path, content, event.line, (event.before, event.after)),))
