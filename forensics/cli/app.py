"""The commands, put together, each with examples that a test runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Annotated

import typer

_FOUND = "0 an answer was given; 1 the key was found nowhere; 2 the question itself is wrong"
_STARTS = """\b
Examples:
  forensics trace PAYMENT_GATEWAY_TIMEOUT_MS
  forensics show 4
  forensics keys 'PAYMENT_*' --differing

\b
Exit status, of every command: 0 done, 1 not found, 2 the question is wrong,
3 a source could not be read in full (trace: only with --strict).
Settings that can't be inferred stand in forensics.toml at the repository's root,
or under [tool.forensics] of its pyproject.toml."""


def _ends(exits: str, *examples: str) -> str:
    """The end of a command's help: examples, one a line (click's \\\\b keeps the lines), and its exit statuses."""
    lines = "\n".join(f"  {one}" for one in examples)
    return f"\b\nExamples:\n{lines}\n\nExit status: {exits}."


# Each command stands in the file of its name, as the function of its name.
COMMANDS = {
    "trace": _ends(
        f"{_FOUND}; 3 with --strict, where a source could not be read in full",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --repo ../deploy --as-of 2026-11-17T14:30:00Z",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --slack export.zip --jira jira.json",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --live production=prod.yaml --plain",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --format markdown -o incident.md",
    ),
    "show": _ends(
        "0 it was opened; 2 there is no such citation, or the question itself is wrong",
        "forensics show 2",
        "forensics show 2 PAYMENT_GATEWAY_TIMEOUT_MS --repo ../deploy --who",
    ),
    "challenge": _ends(
        f"{_FOUND}; 3 with --strict, where a source could not be read in full",
        "forensics challenge PAYMENT_GATEWAY_TIMEOUT_MS",
    ),
    "note": _ends(
        "0 it was written; 2 there is no such episode, or the question itself is wrong",
        "forensics note PAYMENT_GATEWAY_TIMEOUT_MS --verdict by_design --because 'a mock answers at once' --notes forensics-notes.toml",
    ),
    "environments": _ends(_FOUND, "forensics environments", "forensics environments --repo ../deploy --all"),
    "keys": _ends(_FOUND, "forensics keys 'PAYMENT_*' --repo ../deploy", "forensics keys --differing"),
    "explain": _ends(
        _FOUND,
        "forensics explain PAYMENT_GATEWAY_TIMEOUT_MS",
        "forensics explain PAYMENT_GATEWAY_TIMEOUT_MS 'production@{2026-10-01}' staging",
    ),
    "index": _ends(
        "0 it was built, or forgotten; 1 there was none to forget; 2 the question itself is wrong; 3 it can't be kept, or removed",
        "forensics index --repo ../deploy",
        "forensics index --repo ../deploy --forget",
    ),
    "sync": _ends(
        "0 all of it was read; 2 the question itself is wrong; 3 a part could not be read",
        "forensics sync --slack export.zip --jira jira.json",
        "forensics sync --slack export.zip --since 2026-08-01 --channel incidents",
    ),
    "snapshot": _ends(
        "0 it was written; 2 the question itself is wrong; 3 a part could not be read",
        "forensics snapshot --kube-context prod-eu --env production -o /tmp/prod-eu",
    ),
    "doctor": _ends(
        "0 what is set up can be used; 3 something that is set up can't",
        "forensics doctor --offline",
        "forensics doctor --slack export.zip --jira jira.json",
    ),
}  # fmt: skip


def _version(asked: bool) -> None:
    if asked:
        from forensics import __version__

        typer.echo(f"forensics {__version__}")
        raise typer.Exit


def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)] = False,
) -> None:
    """When, where and why configuration environments diverged: one key, traced through git history with its evidence."""


def app(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with these commands; those that aren't asked for need not be imported."""
    made = typer.Typer(
        add_completion=True,
        rich_markup_mode=None,  # rich's help costs 100 ms of every start
        pretty_exceptions_enable=False,  # its frames may show values that must stay masked
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="When, where and why configuration environments diverged: one key, traced through git history with its evidence.",
        epilog=_STARTS,
    )
    made.callback()(main)
    for name in names:
        made.command(name, epilog=COMMANDS[name])(getattr(import_module(f"forensics.cli.{name}"), name))
    return made


def asked(arguments: Sequence[str]) -> Iterable[str]:
    """The commands that a command line needs: the one that it begins with, or else all, as for help, a slip and a completion."""
    first = arguments[0] if arguments else ""
    if first == "--version":
        return ()
    return (first,) if first in COMMANDS else COMMANDS
