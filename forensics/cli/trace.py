"""`forensics trace KEY`: read the question, ask it, show or write the report."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from forensics.cli import INCOMPLETE, NOT_FOUND
from forensics.cli.asking import (
    AllRefsOption,
    NoPagerOption,
    ProgressLine,
    QuietOption,
    RepoOption,
    VerboseOption,
    screen,
    show,
    show_paged,
)
from forensics.cli.live import StoreOption
from forensics.cli.options import (
    AsOfOption,
    ContractOption,
    EnvOption,
    EventsOption,
    ForceOption,
    FormatOption,
    JiraOption,
    KeyArgument,
    LiveOption,
    OutputOption,
    PlainOption,
    RevealOption,
    SettingOption,
    ShellHistoryOption,
    SinceOption,
    SlackOption,
    StrictOption,
    VerifyObjectsOption,
    WhoOption,
)
from forensics.cli.posing import keep, question_of

if TYPE_CHECKING:
    from forensics.model import Report
    from forensics.question import Question


def trace(
    key: KeyArgument,
    repo: RepoOption = None,
    slack: SlackOption = None,
    jira: JiraOption = None,
    live: LiveOption = None,
    shell_history: ShellHistoryOption = None,
    events: EventsOption = None,
    store: StoreOption = None,
    contract: ContractOption = None,
    as_of: AsOfOption = None,
    since: SinceOption = None,
    env: EnvOption = None,
    setting: SettingOption = None,
    format_: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    who: WhoOption = False,
    reveal: RevealOption = False,
    strict: StrictOption = False,
    all_refs: AllRefsOption = False,
    verify_objects: VerifyObjectsOption = False,
    plain: PlainOption = False,
    no_pager: NoPagerOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Trace a key: its value in each environment, since when and why."""
    from forensics.present import EXPORTS
    from forensics.question import QuestionError

    if format_ is not None and format_ not in EXPORTS:
        raise QuestionError(f"there is no format named {format_!r}: choose one of {', '.join(EXPORTS)}")
    if plain and format_ not in (None, "terminal"):
        raise QuestionError(f"--plain is a form of the terminal's screen: leave out --format {format_}")
    if quiet and verbose:
        raise QuestionError("--quiet and --verbose exclude each other: leave one out")
    question = question_of(
        key, repo=repo, slack=slack, jira=jira, live=live, shell_history=shell_history, events=events, store=store, contract=contract,
        as_of=as_of, since=since, env=env, setting=setting, all_refs=all_refs, verify_objects=verify_objects,
    )  # fmt: skip
    report = _traced(question, reveal, ProgressLine(quiet, verbose))
    keep(question, contract)
    wanted = Wanted(format_, who, plain, "brief" if quiet else "whole" if verbose else "usual")
    _put(report, wanted, output, force, no_pager)
    raise typer.Exit(_status(report, strict))


def _traced(question: Question, reveal: bool, progress: ProgressLine) -> Report:
    from forensics import __version__
    from forensics.investigate import investigate
    from forensics.redacting import redacted

    report = redacted(investigate(question, __version__, progress), reveal)
    progress.done()
    return report


def _put(report: Report, wanted: Wanted, output: Path | None, force: bool, no_pager: bool) -> None:
    """To the file that was named, whole or not at all; to standard output, a screen through a pager where it is long."""
    from forensics.writing import write_text

    if output is not None:
        write_text(output, shown(report, wanted, to_screen=False), force)
    elif wanted.on_screen:
        show_paged(lambda links: shown(report, wanted, to_screen=sys.stdout is not None, links=links), no_pager)
    else:
        text = shown(report, wanted, to_screen=True)
        show(text if text.endswith("\n") else text + "\n")


def _status(report: Report, strict: bool) -> int:
    if not report.settings:
        return NOT_FOUND
    return INCOMPLETE if strict and any(source.status in ("partial", "unavailable") for source in report.sources) else 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form that the report is wanted in."""

    form: str | None
    who: bool
    plain: bool
    extent: Literal["brief", "usual", "whole"]

    @property
    def on_screen(self) -> bool:
        return self.form in (None, "terminal")


def shown(report: Report, wanted: Wanted, to_screen: bool, links: bool = False) -> str:
    """The report as text in the form that is wanted."""
    from forensics.present import EXPORTS

    if not wanted.on_screen:
        form = str(wanted.form)
        return EXPORTS[form](report) if form != "markdown" else EXPORTS[form](report, who=wanted.who)
    if wanted.plain:
        from forensics.present.plain import plain

        return plain(report, who=wanted.who, extent=wanted.extent)
    from forensics.present.terminal import terminal

    look = screen(to_screen)
    return terminal(report, look.width, look.colour, look.unicode, wanted.who, links and look.links, wanted.extent)
