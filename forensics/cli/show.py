"""`forensics show N`: opens one citation of a trace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from forensics.cli.answering import Asked
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

if TYPE_CHECKING:
    from forensics.model import Opened

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
    from forensics.cli.posing import last_question, question_of
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
        question, of_now = last_question()
    else:
        question = question_of(key, **{name.replace("-", "_"): value for name, value in given.items()})  # type: ignore[arg-type]
        of_now = as_of is None
    progress = ProgressLine(quiet)
    asked = Asked(question, of_now=False, reveal=reveal, alone=reveal, progress=progress)
    found = redacted_opened(opened_from_kept(asked, of_now, number), reveal)
    progress.done()
    look = screen()
    show_paged(lambda links: showing(found, look.width, look.colour, look.unicode, who, links and look.links), no_pager)


def opened_from_kept(asked: Asked, of_now: bool, number: str) -> Opened:
    """From the report that was kept, unless something of the citation is masked in it: what it hides is known by what it is. `of_now`:
    an answer to the question of no named moment will do. Raises QuestionError, with one sentence, where there is no such citation."""
    from forensics.cli.remembered import kept_answer
    from forensics.investigate.opening import drawn_on, opened
    from forensics.redacting import is_masked

    kept = kept_answer(asked.question, True, asked.make) if of_now and not asked.alone else None
    report = (kept or asked.answer()).report
    if asked.made is None and is_masked(drawn_on(report, number)):
        asked.question = replace(asked.question, as_of=report.asked.as_of)  # the numbers are those of that moment
        asked.make()
    return opened(asked.question, number, asked.made or report)
