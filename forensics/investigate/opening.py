"""One citation of a trace, opened: the commit and its diff of the key, the message in its thread, the ticket, the file's lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from forensics.investigate import investigate, opened_at, quiet
from forensics.investigate.excerpts import diff_of, lines_of
from forensics.investigate.mining import Progress
from forensics.investigate.remembering import NOTHING, Remembering
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


def opened(question: Question, number: str, version: str, progress: Progress = quiet, remembering: Remembering = NOTHING) -> Opened:
    """The citation `number` of the trace that `question` asks for; `remembering`: what is known of its repositories' history. Raises
    QuestionError, with one sentence, where it has none such."""
    report = investigate(question, version, progress, remembering)
    event = _event(report, number)
    bare = Opened(question.key, event, related=tuple(_related(report, event)), cited_for=tuple(_cited_for(report, event)))
    if event.commit:
        return _Commit(question, report, event).opened(bare)
    if event.source in ("slack", "jira"):
        return _said(bare, report, question)
    return _from_file(bare)


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


@dataclass(frozen=True, slots=True)
class _Commit:
    """A commit's event, and the trace that it stands in."""

    question: Question
    report: Report
    event: Event

    def opened(self, bare: Opened) -> Opened:
        for path in self.question.repositories:
            with opened_at(path) as repository:
                commit = repository.commits([self.event.commit or ""]).get(self.event.commit or "")
                if commit is not None:
                    diff = tuple(self._diff(repository, commit))
                    return replace(bare, written=_written(commit), moved=tuple(self._moved()), excerpts=diff)
        return replace(bare, gaps=(Gap(f"commit {(self.event.commit or '')[:10]}", "it could not be read"),))

    def _setting(self) -> Setting | None:
        return next((one for one in self.report.settings if one.id == self.event.setting), None)

    def _moved(self) -> Iterator[Moved]:
        """What the commit did to each environment of the setting."""
        setting = self._setting()
        mine = {
            one.environment: one
            for one in self.report.events
            if one.commit == self.event.commit and one.setting == self.event.setting and one.kind == self.event.kind
        }
        for name, spans in setting.timelines if setting else ():
            if name in mine:
                yield Moved(setting.id if setting else "", name, mine[name].before, mine[name].after, True)
                continue
            then = next((span for span in reversed(spans) if span.start <= self.event.time), None)
            value = then.value if then else None
            yield Moved(setting.id if setting else "", name, value, value, False)

    def _diff(self, repository: Repository, commit: Commit) -> Iterator[Excerpt]:
        path = self.event.path or self._path_before()
        if path is None:
            return
        parent = commit.parents[0] if commit.parents else None
        at = repository.at([(oid, path) for oid in (commit.oid, parent) if oid])
        blobs = dict(repository.blobs(dict.fromkeys(oid for oid in at.values() if oid)))
        old, new = (blobs.get(at.get((oid or "", path)) or "") for oid in (parent, commit.oid))
        yield diff_of(path, old, new, self.event.line, (self.event.before, self.event.after))

    def _path_before(self) -> str | None:
        """The file that a value was removed from: the one that gave it before."""
        setting = self._setting()
        spans = next((spans for name, spans in setting.timelines if name == self.event.environment), ()) if setting else ()
        return next((span.path for span in reversed(spans) if span.start < self.event.time and span.path), None)


def _written(commit: Commit) -> Written:
    return Written(commit.message, commit.author, commit.committer, commit.authored.utc, commit.committed.utc)


# --- what was said ---


def _said(bare: Opened, report: Report, question: Question) -> Opened:
    event = bare.event
    texts = [part for one in report.events for part in (one.title, one.ref or "")]
    named = sorted({hit for text in texts for hit in _TICKET.findall(text)} | {one.commit[:7] for one in report.events if one.commit})
    asked = replace(question, jira=None) if event.source == "slack" else replace(question, slack=None)
    talk = talk_for(asked, Key(question.key), [event.time], named)
    return _message(bare, talk) if event.source == "slack" else _ticket(bare, talk)


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
