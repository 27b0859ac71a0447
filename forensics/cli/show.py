"""`forensics show N`: opens one citation of a trace."""

from __future__ import annotations

from typing import Annotated

import typer

from forensics.cli.asking import AllRefsOption, NoPagerOption, ProgressLine, QuietOption, RepoOption, screen, show_paged
from forensics.cli.live import StoreOption
from forensics.cli.options import (
    AsOfOption,
    ContractOption,
    EnvOption,
    EventsOption,
    JiraOption,
    LiveOption,
    RevealOption,
    SettingOption,
    ShellHistoryOption,
    SinceOption,
    SlackOption,
    WhoOption,
)

NumberArgument = Annotated[str, typer.Argument(metavar="N", help="The citation's number, as the trace shows it: 4 for [4].")]
OfKeyArgument = Annotated[
    str | None, typer.Argument(metavar="KEY", help="The key that was traced, with the trace's own options. Default: the last trace.")
]


def show(
    number: NumberArgument,
    key: OfKeyArgument = None,
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
    all_refs: AllRefsOption = False,
    who: WhoOption = False,
    reveal: RevealOption = False,
    no_pager: NoPagerOption = False,
    quiet: QuietOption = False,
) -> None:
    """Open one citation: the message in its thread, the ticket with its moves, the commit's diff of the key, the file's lines."""
    from forensics import __version__
    from forensics.cli.posing import last_question, question_of
    from forensics.cli.remembered import history_folder
    from forensics.investigate.opening import opened
    from forensics.investigate.remembering import Remembering
    from forensics.present.showing import showing
    from forensics.question import QuestionError
    from forensics.redacting import redacted_opened

    given: dict[str, object] = {
        "repo": repo, "slack": slack, "jira": jira, "live": live, "shell-history": shell_history, "events": events, "store": store,
        "contract": contract, "as-of": as_of, "since": since, "env": env, "setting": setting, "all-refs": all_refs,
    }  # fmt: skip
    if key is None:
        stray = next((name for name, value in given.items() if value), None)
        if stray is not None:
            raise QuestionError(f"--{stray} goes with a key: forensics show {number} KEY --{stray} …; without one the last trace is opened")
        question = last_question()
    else:
        question = question_of(key, **{name.replace("-", "_"): value for name, value in given.items()})  # type: ignore[arg-type]
    progress = ProgressLine(quiet)
    found = redacted_opened(opened(question, number, __version__, progress, Remembering(None if reveal else history_folder())), reveal)
    progress.done()
    look = screen()
    show_paged(lambda links: showing(found, look.width, look.colour, look.unicode, who, links and look.links), no_pager)
