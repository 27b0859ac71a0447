"""`forensics trace KEY`: read the question, ask it, show or write the report."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from forensics.cli import INCOMPLETE, NOT_FOUND
from forensics.cli.answering import answer_for
from forensics.cli.asking import (
    AllRefsOption,
    NoPagerOption,
    QuietOption,
    RepoOption,
    VerboseOption,
    screen,
    show,
    show_paged,
)
from forensics.cli.documents import ColumnsOption, IntoOption, TemplateOption, Wish, wished
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
    NoCacheOption,
    NotesOption,
    OpenOption,
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
from forensics.cli.remembered import Answer

if TYPE_CHECKING:
    from forensics.answers.outline import Outline
    from forensics.model import Report

Extent = Literal["brief", "usual", "whole"]


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
    notes: NotesOption = None,
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
    open_: OpenOption = False,
    who: WhoOption = False,
    reveal: RevealOption = False,
    strict: StrictOption = False,
    all_refs: AllRefsOption = False,
    verify_objects: VerifyObjectsOption = False,
    plain: PlainOption = False,
    no_pager: NoPagerOption = False,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Trace a key: its value in each environment, since when and why."""
    given = dict(locals())
    if open_:
        from forensics.cli.opening import as_page

        format_, output, force = as_page(key, format_, output, force)
    wish = wished(key, format_, output, into, template, columns, force)
    _check_manner(wish, format_, plain, quiet, verbose)
    found = answer_for(**given, kept=True)
    extent: Extent = "brief" if quiet else "whole" if verbose else "usual"
    if wish is not None:
        wish.hand_over(found, who, force)
        if open_ and output is not None:
            from forensics.cli.opening import open_page

            open_page(output)
    elif output is not None:
        put(_screen(found, who, plain, extent, False, False), output, force)
    else:
        show_paged(lambda links: _screen(found, who, plain, extent, sys.stdout is not None, links), no_pager)
    raise typer.Exit(status_of(found.outline, strict))


def _check_manner(wish: Wish | None, form: str | None, plain: bool, quiet: bool, verbose: bool) -> None:
    """Raises QuestionError where the ways of showing don't go together."""
    from forensics.question import QuestionError

    if plain and wish is not None:
        raise QuestionError(f"--plain is a form of the terminal's screen: leave out --format {form or wish.form}")
    if quiet and verbose:
        raise QuestionError("--quiet and --verbose exclude each other: leave one out")


def _screen(found: Answer, who: bool, plain_form: bool, extent: Extent, to_screen: bool, links: bool) -> str:
    """The screen, from what is kept where it was drawn alike before: what draws it is imported only where it was not."""

    def in_sentences(report: Report) -> str:
        from forensics.present.plain import plain

        return plain(report, who=who, extent=extent)

    look = screen(to_screen)
    shape = (look.width, look.colour, look.unicode, who, links and look.links, extent)

    def drawn(report: Report) -> str:
        from forensics.present.terminal import terminal

        return terminal(report, *shape)

    return found.text(("plain", who, extent), in_sentences) if plain_form else found.text(("terminal", *shape), drawn)


# What the commands that trace a key have in common. Their options are those above, by the same names.


def check_format(name: str | None, known: Iterable[str]) -> None:
    """Raises QuestionError for a format that there is none of."""
    from forensics.question import QuestionError

    if name is not None and name not in known:
        raise QuestionError(f"there is no format named {name!r}: choose one of {', '.join(known)}")


def put(text: str, output: Path | None, force: bool) -> None:
    """To the file that was named, whole or not at all, or to standard output."""
    from forensics.writing import write_text

    if output is not None:
        write_text(output, text, force)
    else:
        show(text if text.endswith("\n") else text + "\n")


def status_of(outline: Outline, strict: bool) -> int:
    """The exit status that a report stands for."""
    if not outline.found:
        return NOT_FOUND
    return INCOMPLETE if strict and outline.partial else 0
