"""A question on its way to its answer: the one that was kept, or one that is made now."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from forensics.caching import history_folder
from forensics.cli import AFTERWARDS
from forensics.cli.asking import ProgressLine
from forensics.cli.posing import keep, question_of
from forensics.cli.remembered import Answer, answer, fresh

if TYPE_CHECKING:
    from forensics.model import Report
    from forensics.question import Question


@dataclass(slots=True)
class Asked:
    """A question and how it is asked. `of_now`: no moment was named; `alone`: nothing that was kept is used, and nothing is kept;
    `attended`: somebody watches; `watched`: and is told at once what the key is now."""

    question: Question
    of_now: bool
    reveal: bool
    alone: bool
    progress: ProgressLine
    attended: bool = False
    watched: bool = False
    made: Report | None = None  # the report with nothing masked, where it was made now

    def answer(self) -> Answer:
        """The answer, its secrets masked. Raises QuestionError and RepositoryError, each one sentence."""
        return fresh(self.make()) if self.alone else answer(self.question, self.of_now, self.make)

    def make(self) -> Report:
        """The report made now, its secrets masked."""
        from forensics import __version__
        from forensics.cli.ahead import look_ahead
        from forensics.cli.glimpsing import tell
        from forensics.investigate import investigate
        from forensics.investigate.remembering import Remembering
        from forensics.redacting import anything_masked, redacted

        remembering = Remembering(None if self.alone else history_folder())
        self.made = investigate(self.question, __version__, self.progress, remembering, tell if self.watched else None)
        report = redacted(self.made, self.reveal)
        self.progress.done()
        indexes = remembering.indexes() if self.attended else []
        AFTERWARDS.append(partial(remembering.write, anything_masked(self.made, report)))
        AFTERWARDS.append(partial(look_ahead, indexes, self.question.all_refs))
        return report


def report_for(key: str, **options: Any) -> Report:
    """The report of `answer_for`, for who looks into it."""
    return answer_for(key, **options).report


def answer_for(
    key: str,
    reveal: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    no_cache: bool = False,
    kept: bool = False,
    **options: Any,
) -> Answer:
    """The answer that a trace's options ask for, its secrets masked; `kept`: `forensics show N` goes on from it. Raises QuestionError
    and RepositoryError, each one sentence."""
    question = question_of(key, **{name: options[name] for name in inspect.signature(question_of).parameters if name in options})
    of_now = options.get("as_of") is None
    attended = not quiet and sys.stderr is not None and sys.stderr.isatty()
    alone = reveal or no_cache or question.verify_objects
    asked = Asked(question, of_now, reveal, alone, ProgressLine(quiet, verbose), attended, attended and of_now)
    found = asked.answer()
    if verbose and asked.made is None:
        typer.echo("nothing has moved since this was asked before: the answer was kept (--no-cache makes it anew)", err=True)
    if kept:
        keep(question, of_now, options.get("contract"))
    return found
