"""`forensics doctor`: which sources can be used, and how to mend what is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from forensics.cli import INCOMPLETE, OK
from forensics.cli.asking import show
from forensics.cli.live import JiraSource, SlackSource, StoreOption, slack_address, store_path

OfflineOption = Annotated[bool, typer.Option("--offline", help="Ask nobody: look only at what is on this machine.")]


def doctor(slack: SlackSource = None, jira: JiraSource = None, store: StoreOption = None, offline: OfflineOption = False) -> None:
    """Which sources can be used, as whom, with which scopes, and how to mend what is missing."""
    from forensics.collect.credentials import usual_places
    from forensics.examining import Examined, examine
    from forensics.present.clean import one_line

    usable = True
    for finding in examine(Examined(slack, jira, offline, store_path(store), usual_places(), slack_address())):
        first, *rest = finding.sentences
        show(f"{finding.source:<13} {finding.state:<11} {one_line(first)}\n" + "".join(f"{'':<25} {one_line(line)}\n" for line in rest))
        usable = usable and finding.state != "unusable"
    raise typer.Exit(OK if usable else INCOMPLETE)
