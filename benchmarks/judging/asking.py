"""Asks our own route a question in this process, and keeps what the judge was given, so that it can be asked again in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from forensics import __version__
from forensics.cli.live import history_file, live_file
from forensics.investigate import investigate, judging, reporting
from forensics.investigate.numbering import numbers
from forensics.judge import judge
from forensics.model import Event, Report, Verdict
from forensics.question import Question
from forensics.when import moment

# Which setting and which of its episodes.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A report; what the judge was given for each episode; and the events by the ids that it was given."""

    report: Report
    given: Mapping[Place, tuple[Any, ...]]
    events: Mapping[str, Event]

    def judged(self, place: Place | None) -> Verdict | None:
        """The judge's verdict as its tables stand now; None where there is no such episode."""
        return judge(*self.given[place]) if place is not None and place in self.given else None

    def headline(self) -> Place | None:
        verdict = self.report.verdict
        return (verdict.setting, verdict.episode) if verdict else None


def question(key: str, repository: str, as_of: str, options: Sequence[str] = ()) -> Question:
    """The question that the command line would make of these options (`--live ENV=PATH …`)."""
    now = datetime.now(UTC)
    told: dict[str, list[str]] = {}
    for name, value in zip(options[::2], options[1::2], strict=True):
        told.setdefault(name, []).append(value)
    return Question(
        key=key,
        repositories=(repository,),
        as_of=moment(as_of, "--as-of", now) or now,
        slack=next(iter(told.get("--slack", ())), None),
        jira=next(iter(told.get("--jira", ())), None),
        live=tuple(live_file(one) for one in told.get("--live", ())),
        shell_history=tuple(history_file(one) for one in told.get("--shell-history", ())),
        events=tuple(told.get("--events", ())),
    )


def ask(asked: Question) -> Asked:
    """Investigates, and listens at the judge's door. Raises RuntimeError where nothing was heard though episodes were judged."""
    given: dict[Place, tuple[Any, ...]] = {}
    events: dict[str, Event] = {}
    number = numbers

    def heard(*what: Any) -> Verdict:
        given[what[0].setting, what[0].episode.id] = what
        return judge(*what)

    def numbered(happened: Sequence[Event], offset: int = 1) -> dict[str, str]:
        events.update({event.id: event for event in happened})
        return number(happened, offset)

    with patch.object(judging, "judge", heard), patch.object(reporting, "numbers", numbered):
        report = investigate(asked, __version__)
    if report.verdict is not None and not given:
        raise RuntimeError("the judge was not asked through forensics.investigate.judging: mend benchmarks/judging/asking.py")
    return Asked(report, given, events)
