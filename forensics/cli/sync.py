"""`forensics sync`: bring what was said into the store."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forensics.cli import INCOMPLETE, OK
from forensics.cli.asking import ProgressLine, show
from forensics.cli.live import JiraSource, SlackSource, StoreOption, patient, slack_address, store_path

if TYPE_CHECKING:
    from forensics.model import Gap
    from forensics.syncing import JiraExport, JiraLive, SlackExport, SlackLive

_HOURS = 12.0

SinceOption = Annotated[
    str | None, typer.Option(metavar="TIME", help="From then on. Default: all of an export, 90 days of a live service.")
]
UntilOption = Annotated[str | None, typer.Option(metavar="TIME", help="Up to then. Default: now.")]
ChannelOption = Annotated[
    list[str] | None, typer.Option("--channel", metavar="NAME", help="Only this Slack channel, by name or id; several times for several.")
]
ProjectOption = Annotated[
    list[str] | None, typer.Option("--project", metavar="KEY", help="Only this Jira project; several times for several.")
]


def sync(
    slack: SlackSource = None,
    jira: JiraSource = None,
    since: SinceOption = None,
    until: UntilOption = None,
    channel: ChannelOption = None,
    project: ProjectOption = None,
    store: StoreOption = None,
) -> None:
    """Bring the messages and tickets of a window into the store; after an interruption it goes on where it was."""
    from forensics.fingerprints import load_or_make_key, state_folder
    from forensics.present.clean import one_line
    from forensics.store import open_store
    from forensics.syncing import Wanted
    from forensics.syncing import sync as bring

    wanted = _window(since, until)
    _check(slack, jira, channel, project)
    with ExitStack() as opened:
        sources: list[SlackExport | SlackLive | JiraExport | JiraLive] = []
        gaps: list[Gap] = []
        if slack is not None:
            sources.append(_slack(slack, tuple(name.lstrip("#") for name in channel or ()), opened))
        if jira is not None:
            found = _jira(jira, tuple(key.upper() for key in project or ()))
            (gaps if _is_gap(found) else sources).append(found)  # type: ignore[arg-type]
        key, unsure = load_or_make_key(state_folder())
        kept = opened.enter_context(open_store(store_path(store), key))
        progress = ProgressLine()
        try:
            done = bring(kept, sources, Wanted(*wanted), progress)
        finally:
            progress.done()
        wrote = done.wrote
        lines = [f"{wrote.new:,} new, {wrote.changed:,} changed, {wrote.gone:,} gone of {done.looked_at:,} messages and tickets read"]
        lines += [*_covered(kept.window("slack")), *_covered(kept.window("jira")), f"store: {kept.path} (index: {kept.index})"]
        show("".join(f"{one_line(line)}\n" for line in lines))
    gaps += [*done.gaps, *([unsure] if unsure else [])]
    for gap in gaps:
        sys.stderr.write(f"forensics: {one_line(f'{gap.where}: {gap.why}')}\n")
    raise typer.Exit(INCOMPLETE if gaps else OK)


def _window(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None, datetime]:
    from forensics.question import QuestionError
    from forensics.when import moment

    now = datetime.now(UTC).replace(microsecond=0)
    first, last = moment(since, "--since", now), moment(until, "--until", now)
    if first is not None and first >= (last or now):
        raise QuestionError(f"--since {since!r} is not before {f'--until {until!r}' if until else 'now'}")
    return first, last, now


def _check(slack: str | None, jira: str | None, channel: Sequence[str] | None, project: Sequence[str] | None) -> None:
    from forensics.question import QuestionError

    if slack is None and jira is None:
        raise QuestionError("nothing to bring: name a source with --slack PATH, --slack api, --jira PATH or --jira api")
    if channel and slack is None:
        raise QuestionError("--channel goes with --slack")
    if project and jira is None:
        raise QuestionError("--project goes with --jira")


def _slack(told: str, channels: tuple[str, ...], opened: ExitStack) -> SlackExport | SlackLive:
    from forensics.collect.credentials import slack_credentials, usual_places
    from forensics.collect.slack.client import open_slack
    from forensics.collect.slack.export import read_export
    from forensics.syncing import SlackExport, SlackLive

    if told != "api":
        return SlackExport(opened.enter_context(read_export(told)), channels)
    return SlackLive(open_slack(slack_credentials(usual_places()), patient(_HOURS), slack_address()), channels)


def _jira(told: str, projects: tuple[str, ...]) -> JiraExport | JiraLive | Gap:
    from forensics.collect.credentials import jira_credentials, usual_places
    from forensics.collect.jira.client import Jira, open_jira
    from forensics.question import QuestionError
    from forensics.syncing import JiraExport, JiraLive

    if told != "api":
        if not Path(told).exists():
            raise QuestionError(f"--jira {told!r} does not exist: name an export's file or folder, or write api for the living Jira")
        return JiraExport(Path(told), projects)
    found = open_jira(jira_credentials(usual_places()), patient(_HOURS))
    return JiraLive(found, projects) if isinstance(found, Jira) else found


def _is_gap(found: object) -> bool:
    from forensics.model import Gap

    return isinstance(found, Gap)


def _covered(windows: Sequence[object]) -> Iterator[str]:
    """One line for what the store holds of a source."""
    from forensics.model import utc_text
    from forensics.store import Covered

    rows = [window for window in windows if isinstance(window, Covered)]
    if rows:
        names = list(dict.fromkeys(row.name for row in rows))
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        first, last = min(row.first for row in rows), max(row.last for row in rows)
        broken = "" if all(row.complete for row in rows) else ", not everywhere complete"
        yield f"{rows[0].source}: {shown}, from {utc_text(first)} to {utc_text(last)}{broken}"
