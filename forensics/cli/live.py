"""What commands that ask live services share: the paths or `api` of their options, the credentials, and patience."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forensics.store.usual import usual_path

if TYPE_CHECKING:
    from forensics.collect.retrying import Asker
    from forensics.question import LiveFile

SlackSource = Annotated[
    str | None, typer.Option("--slack", metavar="PATH|api", help="A Slack export (ZIP or folder), or api: the living workspace.")
]
JiraSource = Annotated[
    str | None, typer.Option("--jira", metavar="PATH|api", help="A Jira export (JSON, CSV, XML, or a folder), or api: the living Jira.")
]
StoreOption = Annotated[
    Path | None, typer.Option("--store", metavar="PATH", help="The store's file. Default: forensics/store.db in the user's data folder.")
]


def store_path(stated: Path | None) -> Path:
    """The store that was named, or the user's own. Raises StoreError where there is no home for one."""
    path = stated if stated is not None else usual_path()
    if path is None:
        from forensics.store.schema import StoreError

        raise StoreError("There is no home folder for the store: name a file with --store.")
    return path


def existing_store(stated: Path | None) -> str | None:
    """The store that was named, or the user's own where a sync has made one. SQLite is not imported for it."""
    path = stated if stated is not None else usual_path()
    try:
        return str(path) if path is not None and (stated is not None or path.exists()) else None
    except OSError:
        return None


def patient(hours: float) -> Asker:
    """An asker that waits as services ask it to, for `hours` in all."""
    from forensics.collect.retrying import Asker, Policy

    return Asker(Policy(total_seconds=hours * 3600))


def slack_address() -> str:
    """Slack's API, or the one that SLACK_API_URL names (https://slack-gov.com/api/ for GovSlack): https, or this machine."""
    from forensics.collect.jira.session import check_address
    from forensics.collect.retrying import GaveUp
    from forensics.collect.slack.calling import ADDRESS
    from forensics.question import QuestionError

    stated = os.environ.get("SLACK_API_URL", "").strip()
    if not stated:
        return ADDRESS
    try:
        check_address(stated)
    except GaveUp:
        raise QuestionError(f"SLACK_API_URL {stated!r} is no https address: write https://slack-gov.com/api/, or leave it out") from None
    return stated.rstrip("/") + "/"


def live_file(text: str) -> LiveFile:
    """`ENV[@TIME]=PATH`. Raises QuestionError, with one sentence, where it can't be read."""
    from forensics.collect.live import LiveOptionError, parse_live_option
    from forensics.question import LiveFile, QuestionError

    try:
        return LiveFile(*parse_live_option(text))
    except LiveOptionError as error:
        raise QuestionError(str(error)) from error


def history_file(text: str) -> LiveFile:
    """`ENV=PATH`. Raises QuestionError, with one sentence, where it names no environment or no file."""
    from forensics.question import LiveFile, QuestionError

    environment, _, path = text.partition("=")
    if not environment.strip() or not path.strip():
        raise QuestionError(f"--shell-history {text!r} is no ENV=PATH: write production=/home/ops/.bash_history")
    return LiveFile(environment.strip(), None, path.strip())
