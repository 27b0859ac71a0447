"""`forensics explain KEY`: which layer gives an environment its value, now or at any moment in history."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer

from forensics.caching import history_folder
from forensics.cli import AFTERWARDS, NOT_FOUND
from forensics.cli.asking import AllRefsOption, NoPagerOption, ProgressLine, RepoOption, screen, show, show_paged
from forensics.cli.options import KeyArgument, NoCacheOption, RevealOption

PlacesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ENV@{TIME}]...", help="Environments, each at its own time: production@{2026-10-01}, staging@{3.days.ago}."),
]
EnvOption = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Only this environment, or ENV@{TIME}; may be given several times.")
]
AtOption = Annotated[str | None, typer.Option(metavar="TIME", help="The moment, where none stands beside the environment. Default: now.")]
ExplainFormat = Annotated[str | None, typer.Option("--format", metavar="NAME", help="terminal or json. Default: terminal.")]


def explain(
    key: KeyArgument,
    places: PlacesArgument = None,
    repo: RepoOption = None,
    env: EnvOption = None,
    at: AtOption = None,
    setting: Annotated[str | None, typer.Option(metavar="ID", help="Only this setting, where several match.")] = None,
    format_: ExplainFormat = None,
    reveal: RevealOption = False,
    all_refs: AllRefsOption = False,
    no_pager: NoPagerOption = False,
    no_cache: NoCacheOption = False,
) -> None:
    """Explain a value: every layer that was consulted, in order, and which one decides."""
    from forensics.investigate.explaining import Asking
    from forensics.investigate.explaining import explain as explained_by
    from forensics.investigate.remembering import Remembering
    from forensics.present.explanation import explanation_json, explanation_screen
    from forensics.question import QuestionError
    from forensics.redacting import anything_masked, redacted_explained
    from forensics.when import moment, place_and_time

    if format_ not in (None, "terminal", "json"):
        raise QuestionError(f"there is no format named {format_!r}: choose terminal or json")
    now = datetime.now(UTC).replace(microsecond=0)
    default = moment(at, "--at", now) or now
    asked = [place_and_time(one, "environment", now) for one in (*(places or ()), *(env or ()))]
    moments = tuple((name, when or default) for name, when in asked) or ((None, default),)
    progress, remembering = ProgressLine(), Remembering(None if reveal or no_cache else history_folder())
    asking = Asking(key, tuple(repo or (".",)), moments, setting, all_refs)
    unmasked = explained_by(asking, progress, remembering)
    found = redacted_explained(unmasked, reveal)
    progress.done()
    AFTERWARDS.append(partial(remembering.write, anything_masked(unmasked, found)))
    if not found.explanations:
        near = f"; did you mean {', '.join(found.suggestions)}?" if found.suggestions else ""
        sys.stderr.write(f"forensics: {key} is set in no file of an environment{near}\n")
        raise typer.Exit(NOT_FOUND)
    if format_ == "json":
        show(explanation_json(found))
    else:
        look = screen()
        show_paged(lambda _: explanation_screen(found, look.width, look.colour, look.unicode), no_pager)
