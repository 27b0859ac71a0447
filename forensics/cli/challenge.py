"""`forensics challenge KEY`: the best case against a verdict, and the one fact that would turn it."""

from __future__ import annotations

import inspect
import sys
from typing import Any

import typer

from forensics.cli.answering import answer_for
from forensics.cli.asking import screen
from forensics.cli.trace import check_format, put, status_of, trace

_FORMS = ("terminal", "json", "markdown")


def challenge(**options: Any) -> None:
    """Challenge a verdict: the best case against it, what it rests on, and the one fact that would turn it."""
    from forensics.judge.counter import counter
    from forensics.present.challenge import challenge_json, challenge_markdown, challenge_screen

    form, output, who = options["format_"] or "terminal", options["output"], options["who"]
    check_format(form, _FORMS)
    found = answer_for(**options)
    report = found.report
    case = counter(report.verdict) if report.verdict else None
    if form == "json":
        text = challenge_json(report, case)
    elif form == "markdown":
        text = challenge_markdown(report, case, who)
    else:
        look = screen(output is None and sys.stdout is not None)
        text = challenge_screen(report, case, look.width, look.colour, look.unicode, who)
    put(text, output, options["force"])
    raise typer.Exit(status_of(found.outline, options["strict"]))


# A verdict is challenged with the options it was reached with, but for those of documents and of the screen: typer reads them here.
_NOT_HERE = ("into", "template", "columns", "plain", "no_pager", "verbose", "open_")
_TRACED = inspect.signature(trace, eval_str=True)
challenge.__signature__ = _TRACED.replace(  # type: ignore[attr-defined]
    parameters=[one for name, one in _TRACED.parameters.items() if name not in _NOT_HERE]
)
