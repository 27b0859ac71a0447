"""What `forensics doctor` says of a Jira: which product, as whom, what is missing and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forensics.collect.credentials import JiraCredentials
from forensics.collect.retrying import Asker, GaveUp
from forensics.model import Account

from .client import Jira, server_info
from .explaining import Product, explained
from .people import read_account
from .session import Server, connect

_NAMES: dict[Product, str] = {"cloud": "Jira Cloud", "datacenter": "Jira Data Center"}


@dataclass(frozen=True, slots=True)
class Identified:
    """`usable`: a trace can read from it. `sentences`: what was found, then what is missing, each whole and for people to read."""

    usable: bool
    sentences: tuple[str, ...]
    product: Product | None = None
    account: Account | None = None


def identify(credentials: JiraCredentials, asker: Asker | None = None) -> Identified:
    """Ask a Jira what it is, who we are there, and what we may read. Never raises: a refusal is a sentence with its way out."""
    try:
        server = connect(credentials, asker or Asker())
        product, told = server_info(server, cloud_first=bool(credentials.email))
    except GaveUp as trouble:
        return Identified(False, (f"Jira can't be reached at {credentials.url}: {explained(trouble, None)}.",))
    found = [f"{_NAMES[product]} {_word(told, 'version')} answers at {server.base}.", *_mismatch(credentials, product)]
    version = "3" if product == "cloud" else "2"
    try:
        account = read_account(server.get(f"/rest/api/{version}/myself"))
    except GaveUp as trouble:
        return Identified(False, (*found, f"It does not say who we are: {explained(trouble, product)}."), product)
    if account is None:
        return Identified(False, (*found, "It does not say who we are: its answer names no account."), product)
    found.append(f"We are {account.name} there (account {account.id}).")
    missing = [*_permissions(server, product, version), *_projects(server, product), *_search(server, product)]
    return Identified(not missing, (*found, *(missing or ["Issues can be searched and read."])), product, account)


def _mismatch(credentials: JiraCredentials, product: Product) -> list[str]:
    if product == "cloud" and not credentials.email:
        return ["No e-mail address is set: on Jira Cloud an API token goes with one (JIRA_EMAIL); only OAuth tokens do without."]
    if product == "datacenter" and credentials.email:
        return ["An e-mail address is set, so the token is sent as a password: Data Center takes a personal access token, in JIRA_PAT."]
    return []


def _permissions(server: Server, product: Product, version: str) -> list[str]:
    query = {"permissions": "BROWSE_PROJECTS"} if product == "cloud" else {}
    try:
        told = server.get(f"/rest/api/{version}/mypermissions", query)
    except GaveUp as trouble:
        return [f"What we may read can't be asked: {explained(trouble, product)}."]
    listed = told.get("permissions") if isinstance(told, dict) else None
    browse = listed.get("BROWSE_PROJECTS") if isinstance(listed, dict) else None
    if isinstance(browse, dict) and browse.get("havePermission") is False:
        return ["The account has the permission Browse Projects in no project: an administrator of Jira grants it."]
    return []


def _projects(server: Server, product: Product) -> list[str]:
    projects = Jira(server, product, server.base).projects()
    if projects.gaps:
        return [f"The projects can't be listed, so that ticket keys can't be told from other words: {projects.gaps[0].why}."]
    return [] if projects.keys else ["The account sees no project at all: an administrator of Jira grants access."]


def _search(server: Server, product: Product) -> list[str]:
    """One small search of the kind that a trace makes."""
    asked = {"jql": 'updated >= "-1d"', "maxResults": 1, "fields": ["id"]}
    path = "/rest/api/3/search/jql" if product == "cloud" else "/rest/api/2/search"
    try:
        server.post(path, asked)
    except GaveUp as trouble:
        return [f"Issues can't be searched: {explained(trouble, product)}."]
    return []


def _word(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else "of an unknown version"
