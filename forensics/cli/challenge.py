"""`forensics challenge KEY`: the best case against a verdict, and the one fact that would turn it."""

from __future__ import annotations

import inspect
import sys
from typing import Any

import typer

from forensics.cli.asking import screen
from forensics.cli.trace import check_format, put, report_for, status_of, trace

_FORMS = ("terminal", "json", "markdown")


def challenge(**options: Any) -> None:
    """Challenge a verdict: the best case against it, what it rests on, and the one fact that would turn it."""
    from forensics.judge.counter import counter
    from forensics.present.challenge import challenge_json, challenge_markdown, challenge_screen

    form, output, who = options["format_"] or "terminal", options["output"], options["who"]
    check_format(form, _FORMS)
    report = report_for(**options)
    case = counter(report.verdict) if report.verdict else None
    if form == "json":
        text = challenge_json(report, case)
    elif form == "markdown":
        text = challenge_markdown(report, case, who)
    else:
        look = screen(output is None and sys.stdout is not None)
        text = challenge_screen(report, case, look.width, look.colour, look.unicode, who)
    put(text, output, options["force"])
    raise typer.Exit(status_of(report, options["strict"]))


# A verdict is challenged with the very options it was reached with: typer reads them here.
challenge.__signature__ = inspect.signature(trace, eval_str=True)  # type: ignore[attr-defined]
