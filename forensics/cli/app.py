"""The commands, put together, each with examples that a test runs."""

from __future__ import annotations

from typing import Annotated

import typer

from forensics.cli.challenge import challenge
from forensics.cli.doctor import doctor
from forensics.cli.environments import environments
from forensics.cli.explain import explain
from forensics.cli.index import index
from forensics.cli.keys import keys
from forensics.cli.note import note
from forensics.cli.show import show
from forensics.cli.snapshot import snapshot
from forensics.cli.sync import sync
from forensics.cli.trace import trace

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

app = typer.Typer(
    add_completion=True,
    rich_markup_mode=None,  # rich's help costs 100 ms of every start
    pretty_exceptions_enable=False,  # its frames may show values that must stay masked
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="When, where and why configuration environments diverged: one key, traced through git history with its evidence.",
    epilog=_STARTS,
)


def _version(asked: bool) -> None:
    if asked:
        from forensics import __version__

        typer.echo(f"forensics {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)] = False,
) -> None:
    """When, where and why configuration environments diverged: one key, traced through git history with its evidence."""


def _ends(exits: str, *examples: str) -> str:
    """The end of a command's help: examples, one a line (click's \\\\b keeps the lines), and its exit statuses."""
    lines = "\n".join(f"  {one}" for one in examples)
    return f"\b\nExamples:\n{lines}\n\nExit status: {exits}."


app.command(
    epilog=_ends(
        f"{_FOUND}; 3 with --strict, where a source could not be read in full",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --repo ../deploy --as-of 2026-11-17T14:30:00Z",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --slack export.zip --jira jira.json",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --live production=prod.yaml --plain",
        "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --format markdown -o incident.md",
    )
)(trace)
app.command(
    epilog=_ends(
        "0 it was opened; 2 there is no such citation, or the question itself is wrong",
        "forensics show 2",
        "forensics show 2 PAYMENT_GATEWAY_TIMEOUT_MS --repo ../deploy --who",
    )
)(show)
app.command(
    epilog=_ends(
        f"{_FOUND}; 3 with --strict, where a source could not be read in full",
        "forensics challenge PAYMENT_GATEWAY_TIMEOUT_MS",
    )
)(challenge)
app.command(
    epilog=_ends(
        "0 it was written; 2 there is no such episode, or the question itself is wrong",
        "forensics note PAYMENT_GATEWAY_TIMEOUT_MS --verdict by_design --because 'a mock answers at once' --notes forensics-notes.toml",
    )
)(note)
app.command(epilog=_ends(_FOUND, "forensics environments", "forensics environments --repo ../deploy --all"))(environments)
app.command(epilog=_ends(_FOUND, "forensics keys 'PAYMENT_*' --repo ../deploy", "forensics keys --differing"))(keys)
app.command(
    epilog=_ends(
        _FOUND,
        "forensics explain PAYMENT_GATEWAY_TIMEOUT_MS",
        "forensics explain PAYMENT_GATEWAY_TIMEOUT_MS 'production@{2026-10-01}' staging",
    )
)(explain)
app.command(
    epilog=_ends(
        "0 it was built, or forgotten; 1 there was none to forget; 2 the question itself is wrong; 3 it can't be kept",
        "forensics index --repo ../deploy",
        "forensics index --repo ../deploy --forget",
    )
)(index)
app.command(
    epilog=_ends(
        "0 all of it was read; 2 the question itself is wrong; 3 a part could not be read",
        "forensics sync --slack export.zip --jira jira.json",
        "forensics sync --slack export.zip --since 2026-08-01 --channel incidents",
    )
)(sync)
app.command(
    epilog=_ends(
        "0 it was written; 2 the question itself is wrong; 3 a part could not be read",
        "forensics snapshot --kube-context prod-eu --env production -o /tmp/prod-eu",
    )
)(snapshot)
app.command(
    epilog=_ends(
        "0 what is set up can be used; 3 something that is set up can't",
        "forensics doctor --offline",
        "forensics doctor --slack export.zip --jira jira.json",
    )
)(doctor)
