"""`forensics snapshot`: a dump of the cluster that the user is logged into, read-only, for `trace --live`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from forensics.cli import INCOMPLETE
from forensics.cli.asking import show

ContextOption = Annotated[str, typer.Option("--kube-context", metavar="NAME", help="The context of kubectl to ask.")]
FolderOption = Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write to; it may not hold a dump yet.")]
NamespaceOption = Annotated[str | None, typer.Option("--namespace", metavar="NAME", help="Only this namespace. Default: all.")]
EnvironmentOption = Annotated[
    str, typer.Option("--env", metavar="NAME", help="The environment that it is of, for the options that are printed. Default: production.")
]
TimeoutOption = Annotated[int, typer.Option("--timeout", metavar="SECONDS", min=1, max=3600, help="How long kubectl may take for a kind.")]


def snapshot(
    kube_context: ContextOption,
    output: FolderOption,
    namespace: NamespaceOption = None,
    env: EnvironmentOption = "production",
    timeout: TimeoutOption = 60,
) -> None:
    """Take a dump of a cluster with kubectl, by `get` alone and without Secrets, and print the options that trace it."""
    from forensics.collect.live.snapshot import SnapshotError, options_for, take_snapshot
    from forensics.present.clean import one_line
    from forensics.question import QuestionError

    try:
        taken = take_snapshot(kube_context, output, namespace, timeout)
    except SnapshotError as error:
        raise QuestionError(str(error)) from error
    for gap in taken.gaps:
        print(f"forensics: {one_line(gap.where)}: {one_line(gap.why)}", file=sys.stderr)
    show(" ".join(shlex.quote(one) for one in options_for(taken, env)) + "\n")
    if taken.gaps:
        raise typer.Exit(INCOMPLETE)
