"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from forensics.cli.doctor import doctor
from forensics.cli.environments import environments
from forensics.cli.explain import explain
from forensics.cli.keys import keys
from forensics.cli.show import show
from forensics.cli.snapshot import snapshot
from forensics.cli.sync import sync
from forensics.cli.trace import trace

app = typer.Typer(
    add_completion=True,
    rich_markup_mode=None,  # rich's help costs 100 ms of every start
    pretty_exceptions_enable=False,  # its frames may show values that must stay masked
    no_args_is_help=True,
    help="When, where and why configuration environments diverged: one key, traced through git history with its evidence.",
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


app.command(epilog="Example: forensics trace PAYMENT_GATEWAY_TIMEOUT_MS --repo ../deploy --as-of 2026-11-17T14:30:00Z")(trace)
app.command(epilog="Example: forensics show 4")(show)
app.command(epilog="Example: forensics environments --repo ../deploy")(environments)
app.command(epilog="Example: forensics keys 'PAYMENT_*' --repo ../deploy")(keys)
app.command(epilog="Example: forensics explain PAYMENT_GATEWAY_TIMEOUT_MS 'production@{3.days.ago}' production")(explain)
app.command(epilog="Example: forensics sync --slack export.zip --jira api --since 2026-08-01 --project PAY")(sync)
app.command(epilog="Example: forensics snapshot --kube-context prod-eu --env production -o /tmp/prod-eu")(snapshot)
app.command(epilog="Example: forensics doctor --slack api --jira api")(doctor)
