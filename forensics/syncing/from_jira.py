"""Jira into the store: an export ticket by ticket, a living service project by project in the order of the last update."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from forensics.collect.jira import stream_export
from forensics.collect.jira.changes import Step
from forensics.collect.jira.client import Jira
from forensics.model import Gap, Ticket
from forensics.store import Covered, Store, Wrote, left_to_read

from .steps import Steps, Wanted

# The search's index lags behind, and its times are minutes: what was updated last comes again.
MARGIN = timedelta(hours=6)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOGETHER = 200
_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class JiraExport:
    """An export's file or folder; `projects` by key, none: all. That a ticket isn't in it says nothing: an export is what a filter
    found. So nothing is buried by it, and its windows are never complete."""

    path: Path
    projects: tuple[str, ...] = ()
    _spans: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)

    def bring(self, store: Store, steps: Steps, wanted: Wanted) -> tuple[Gap, ...]:
        """All tickets that lived in the window, unless the export was read whole before with the same window."""
        told = f"{wanted.since}|{wanted.until}|{','.join(self.projects)}"
        digest = _digest(self.path, told)
        if digest is not None and store.knows_unit("jira", str(self.path.absolute()), digest):
            return ()
        gaps: list[Gap] = []
        self._spans.clear()
        for some in self._batches(wanted, gaps):
            steps.add(len(some), partial(_write_some, store, some))
        steps.add(0, partial(self._note, store, digest))
        return tuple(gaps)

    def _batches(self, wanted: Wanted, gaps: list[Gap]) -> Iterator[tuple[Ticket, ...]]:
        some: list[Ticket] = []
        for one in stream_export(self.path):
            if isinstance(one, Gap):
                gaps.append(one)
            elif _lives(one, wanted) and (not self.projects or one.project in self.projects):
                first, last = one.created or _as_of(one), _as_of(one) + _TICK
                had = self._spans.get(one.project, (first, last))
                self._spans[one.project] = (min(first, had[0]), max(last, had[1]))
                some.append(one)
                if len(some) >= _TOGETHER:
                    yield tuple(some)
                    some = []
        yield tuple(some)

    def _note(self, store: Store, digest: bytes | None) -> Wrote:
        for project, (first, last) in self._spans.items():
            store.note_window(Covered("jira", project, project, first, last, last, False))
        if digest is not None:
            store.note_unit("jira", str(self.path.absolute()), digest)
        return Wrote()


def _lives(ticket: Ticket, wanted: Wanted) -> bool:
    updated = ticket.updated or ticket.created
    late = wanted.until is not None and ticket.created is not None and ticket.created >= wanted.until
    return not late and (wanted.since is None or updated is None or updated >= wanted.since)


def _as_of(ticket: Ticket) -> datetime:
    """An export doesn't say when it was made: no earlier than the ticket's last update."""
    return ticket.updated or ticket.created or _EPOCH


def _write_some(store: Store, tickets: tuple[Ticket, ...]) -> Wrote:
    wrote = Wrote()
    for ticket in tickets:
        wrote += store.put_tickets([ticket], _as_of(ticket))
    return wrote


def _digest(path: Path, told: str) -> bytes | None:
    """Of everything that the export holds and of the question; None where it can't be read, which the reading then says."""
    whole = hashlib.sha256(told.encode())
    try:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                whole.update(f"\0{file.relative_to(path)}\0".encode(errors="surrogateescape"))
                with file.open("rb") as stream:
                    whole.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError:
        return None
    return whole.digest()[:16]


@dataclass(frozen=True, slots=True)
class JiraLive:
    """A living Jira; `projects` by key, none: all that can be seen."""

    jira: Jira
    projects: tuple[str, ...] = ()

    def bring(self, store: Store, steps: Steps, wanted: Wanted) -> tuple[Gap, ...]:
        """What changed in each project since it was read last; each page is noted with its tickets."""
        since, until, at = wanted.live(self.jira.clock)
        listed = self.jira.projects()
        gaps = list(listed.gaps)
        if not listed.gaps:
            gaps += (Gap("jira", f"there is no project {key} that can be seen") for key in self.projects if key not in listed.keys)
        chosen = self.projects if listed.gaps else listed.keys & set(self.projects) if self.projects else listed.keys
        for project in sorted(chosen):
            covered = [(one.first, one.last) for one in store.window("jira") if one.place == project and one.complete]
            for span in left_to_read((since, until), covered, MARGIN):
                gaps += self._project(store, steps, project, span, at)
        return tuple(gaps)

    def _project(self, store: Store, steps: Steps, project: str, span: tuple[datetime, datetime], at: datetime) -> Iterator[Gap]:
        done, last = span
        for step in self.jira.changed(project, done, last):
            passed = max(done, last if step.end else min(step.come_to or done, last))
            steps.add(len(step.tickets), partial(_write_step, store, project, step, (done, passed), at))
            steps.flush()
            done = passed
            yield from step.gaps
            if step.end or done >= last:
                return
        steps.add(0, partial(store.note_window, Covered("jira", project, project, done, last, at, False)))


def _write_step(store: Store, project: str, step: Step, passed: tuple[datetime, datetime], at: datetime) -> Wrote:
    wrote = store.put_tickets(step.tickets, at)
    store.suspect_tickets(project, *passed, at)
    if step.end:
        wrote += store.bury_tickets(project, at)
    store.note_window(Covered("jira", project, project, *passed, at, not step.gaps))
    return wrote
