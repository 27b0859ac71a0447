"""`forensics doctor`: which sources can be used, as whom, with which scopes, and how to mend what is missing."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from forensics.collect.credentials import CredentialError, Places, jira_credentials, read_private_file, slack_credentials
from forensics.collect.git.errors import RepositoryError
from forensics.collect.git.version import git_version
from forensics.collect.jira import stream_export
from forensics.collect.jira.identify import identify as identify_jira
from forensics.collect.retrying import Asker, Policy
from forensics.collect.slack.client import open_slack
from forensics.collect.slack.export import read_export
from forensics.collect.slack.members import ExportError
from forensics.fingerprints import KEY_FILE, state_folder
from forensics.model import Gap
from forensics.store import StoreError, open_store

State = Literal["usable", "unusable", "not set up", "not asked"]
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one source: its state, and sentences for a person to read."""

    source: str
    state: State
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What `examine` is to look at. `slack`, `jira`: an export's path, `api`, or None for whatever is set up; `offline`: ask nobody."""

    slack: str | None
    jira: str | None
    offline: bool
    store: Path
    places: Places
    slack_address: str


def examine(asked: Examined) -> Iterator[Finding]:
    """One finding for each source, as soon as it is there. Never raises for what it finds."""
    yield _git()
    yield _credentials(asked.places)
    yield _fingerprints()
    yield _store(asked.store)
    yield _slack_export(asked.slack) if asked.slack not in (None, "api") else _slack(asked)
    yield _jira_export(asked.jira) if asked.jira not in (None, "api") else _jira(asked)


def _git() -> Finding:
    try:
        return Finding("git", "usable", (f"{git_version()}.",))
    except RepositoryError as trouble:
        return Finding("git", "unusable", (str(trouble),))


def _credentials(places: Places) -> Finding:
    try:
        written = read_private_file(places.file)
    except CredentialError as trouble:
        return Finding("credentials", "unusable", (str(trouble),))
    if not places.file.exists():
        return Finding("credentials", "usable", (f"There is no {places.file}: tokens come from the environment or the keyring.",))
    names = ", ".join(sorted(written)) or "no token"
    return Finding("credentials", "usable", (f"{places.file} is private and holds {names}.",))


def _fingerprints() -> Finding:
    path = state_folder() / KEY_FILE
    try:
        mode = path.lstat().st_mode
    except OSError:
        return Finding("fingerprints", "usable", (f"The key of fingerprints will be made at {path} on first use.",))
    if not stat.S_ISREG(mode) or stat.S_IMODE(mode) & 0o077:
        return Finding("fingerprints", "unusable", (f"{path} can be read by others, and is not used: chmod 600 it.",))
    return Finding("fingerprints", "usable", (f"{path} is private.",))


def _store(path: Path) -> Finding:
    if not path.exists():
        return Finding("store", "usable", (f"There is none yet: forensics sync makes it at {path}.",))
    try:
        with open_store(path) as store:
            channels, projects = ({one.place for one in covered} for covered in (store.window("slack"), store.window("jira")))
            told = f"{path} holds {len(channels)} Slack channels and {len(projects)} Jira projects; its index is {store.index}."
    except StoreError as trouble:
        return Finding("store", "unusable", (str(trouble),))
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding("store", "unusable", (f"{path} can be read by others (mode {mode:04o}): chmod 600 it.",))
    return Finding("store", "usable", (told,))


def _slack_export(path: str | None) -> Finding:
    try:
        with read_export(path or "") as export:
            window = export.window
            told = f"{path} is a Slack export: {len(export.channels)} channels, {window.days} day files, {window.first} to {window.last}."
            return Finding("slack", "usable", (told, *(f"{gap.why}." for gap in export.gaps)))
    except ExportError as trouble:
        return Finding("slack", "unusable", (str(trouble),))


def _jira_export(path: str | None) -> Finding:
    one = next(iter(stream_export(Path(path or ""))), None)
    if one is None or isinstance(one, Gap):
        return Finding("jira", "unusable", (f"{path} can't be read as a Jira export: {one.why if one else 'it is empty'}.",))
    return Finding("jira", "usable", (f"{path} is a Jira export; its first ticket is {one.key}.",))


def _slack(asked: Examined) -> Finding:
    try:
        credentials = slack_credentials(asked.places)
    except CredentialError as trouble:
        return Finding("slack", "unusable" if asked.slack else "not set up", (str(trouble),))
    if asked.offline:
        tokens = [token.origin for token in (credentials.user, credentials.bot) if token]
        return Finding("slack", "not asked", (f"A token was found ({', '.join(tokens)}); Slack was not asked about it: --offline.",))
    identities = open_slack(credentials, Asker(Policy(total_seconds=_SECONDS)), asked.slack_address).identify()
    sentences = tuple(sentence for identity in identities for sentence in identity.sentences())
    return Finding("slack", "usable" if any(identity.trouble is None for identity in identities) else "unusable", sentences)


def _jira(asked: Examined) -> Finding:
    try:
        credentials = jira_credentials(asked.places)
    except CredentialError as trouble:
        return Finding("jira", "unusable" if asked.jira else "not set up", (str(trouble),))
    if asked.offline:
        told = f"A token was found ({credentials.token.origin}); {credentials.url} was not asked about it: --offline."
        return Finding("jira", "not asked", (told,))
    found = identify_jira(credentials, Asker(Policy(total_seconds=_SECONDS)))
    return Finding("jira", "usable" if found.usable else "unusable", found.sentences)
