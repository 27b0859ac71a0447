"""`forensics trace KEY`: read the question, ask it, show or write the report."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from forensics.cli import INCOMPLETE, NOT_FOUND
from forensics.cli.asking import AllRefsOption, ProgressLine, RepoOption, screen, show
from forensics.cli.documents import ColumnsOption, IntoOption, TemplateOption, Wish, wished
from forensics.cli.live import StoreOption, existing_store, history_file, live_file
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
    RevealOption,
    SettingOption,
    ShellHistoryOption,
    SinceOption,
    SlackOption,
    StrictOption,
    VerifyObjectsOption,
    WhoOption,
)

if TYPE_CHECKING:
    from forensics.model import Report

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
    into: IntoOption = None,
    template: TemplateOption = None,
    columns: ColumnsOption = None,
    force: ForceOption = False,
    who: WhoOption = False,
    reveal: RevealOption = False,
    strict: StrictOption = False,
    all_refs: AllRefsOption = False,
    verify_objects: VerifyObjectsOption = False,
) -> None:
    """Trace a key: its value in each environment, since when and why."""
    from forensics import __version__
    from forensics.investigate import investigate
    from forensics.investigate.stating import given_contract
    from forensics.question import Question
    from forensics.redacting import redacted
    from forensics.when import moment

    wish = wished(key, format_, output, into, template, columns, force)
    now = datetime.now(UTC).replace(microsecond=0)
    question = Question(
        key=key,
        repositories=tuple(repo or (".",)),
        as_of=moment(as_of, "--as-of", now) or now,
        since=moment(since, "--since", now),
        environments=tuple(env or ()),
        setting=setting,
        contract=given_contract(contract),
        all_refs=all_refs,
        verify_objects=verify_objects,
        slack=slack,
        jira=jira,
        store=existing_store(store),
        live=tuple(live_file(one) for one in live or ()),
        shell_history=tuple(history_file(one) for one in shell_history or ()),
        events=tuple(events or ()),
    )
    report = redacted(investigate(question, __version__, progress := ProgressLine()), reveal)
    progress.done()
    raise typer.Exit(_handed_over(report, wish, who, output, force, strict))


def _handed_over(report: Report, wish: Wish | None, who: bool, output: Path | None, force: bool, strict: bool) -> int:
    """Shows or writes the report; returns the exit status."""
    if wish is not None:
        wish.hand_over(report, who, force)
    else:
        _put(_shown(report, who, output is None and sys.stdout is not None), output, force)
    return _status(report, strict)


def _put(text: str, output: Path | None, force: bool) -> None:
    """To the file that was named, whole or not at all, or to standard output."""
    from forensics.writing import write_text

    if output is not None:
        write_text(output, text, force)
    else:
        show(text if text.endswith("\n") else text + "\n")


def _status(report: Report, strict: bool) -> int:
    if not report.settings:
        return NOT_FOUND
    return INCOMPLETE if strict and any(source.status in ("partial", "unavailable") for source in report.sources) else 0


def _shown(report: Report, who: bool, to_screen: bool) -> str:
    from forensics.present.terminal import terminal

    look = screen(to_screen)
    return terminal(report, width=look.width, colour=look.colour, unicode=look.unicode, who=who)
