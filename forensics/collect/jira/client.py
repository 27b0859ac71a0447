"""Asks a living Jira, Cloud or Data Center: for tickets by words and by key, whole, with every refusal as a Gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forensics.collect.credentials import JiraCredentials
from forensics.collect.retrying import Asker, GaveUp
from forensics.model import Gap, Ticket

from .changes import Step, changed_steps
from .completing import complete_changelogs, complete_comments, remote_links
from .explaining import Product, explained
from .jql import changed_query, is_ticket_key, keys_query, text_query
from .literal import holds_literally
from .moves import mark_bulk
from .paging import offset_rows, token_rows
from .reading import former_keys, read_issue
from .session import Refusal, Server, connect
from .times import read_time

_PAGE = 100
_KEYS_AT_ONCE = 50
_REMOTE_LINKS_FOR = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """Tickets, and what they are worth: `offered` of them the search named, these hold the words literally; `missing` are keys that
    the server doesn't know or doesn't show us."""

    tickets: tuple[Ticket, ...] = ()
    gaps: tuple[Gap, ...] = ()
    offered: int = 0
    missing: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        return f"the search of Jira named {self.offered}, of which {len(self.tickets)} literally contain it"


@dataclass(frozen=True, slots=True)
class Projects:
    """The keys of the projects that exist for us; only with one of these is `ABC-12` a ticket."""

    keys: frozenset[str]
    gaps: tuple[Gap, ...] = ()


@dataclass(slots=True)
class Jira:
    """A Jira that answered. Made by `open_jira`; every method returns what could be had, with a Gap for what couldn't."""

    server: Server
    product: Product
    site: str
    clock: datetime | None = None  # the server's, when it was opened
    _gaps: list[Gap] = field(default_factory=list)

    def search(self, words: Sequence[str], since: datetime | None = None, until: datetime | None = None) -> Answer:
        """Tickets one of whose texts holds one of `words`. Comments are completed before the look, so that none is missed in those
        that a page of results leaves out; changelogs after it, of the tickets that count."""
        try:
            query = text_query(words, since, until)
        except ValueError:
            return Answer()
        raw = self._rows(query)
        complete_comments(self.server, self.product, raw, self._gap)
        found = [issue for issue in raw if (ticket := self._ticket(issue)) and holds_literally(ticket, words)]
        return self._answer(found, offered=len(raw))

    def fetch(self, keys: Sequence[str]) -> Answer:
        """The tickets of these keys, whole and with their remote links; a key that was moved leads to its ticket of today."""
        asked = list(dict.fromkeys(key.upper() for key in keys if is_ticket_key(key)))
        raw: list[dict[str, Any]] = []
        unanswered: set[str] = set()
        for start in range(0, len(asked), _KEYS_AT_ONCE):
            raw += self._by_keys(asked[start : start + _KEYS_AT_ONCE], unanswered)
        raw = _distinct(raw)
        complete_comments(self.server, self.product, raw, self._gap)
        remote_links(self.server, self.product, raw[:_REMOTE_LINKS_FOR], self._gap)
        if len(raw) > _REMOTE_LINKS_FOR:
            self._gap(f"remote links were asked for the first {_REMOTE_LINKS_FOR} of {len(raw)} tickets only: evidence incomplete")
        answer = self._answer(raw, offered=len(raw))
        known = {key for ticket in answer.tickets for key in (ticket.key, *former_keys(ticket))}
        missing = tuple(key for key in asked if key not in known and key not in unanswered)
        return Answer(answer.tickets, answer.gaps, answer.offered, missing)

    def changed(self, project: str, since: datetime, until: datetime) -> Iterator[Step]:
        """A project's tickets that lived between the two times, page by page in the order of their last update; see `changes`."""
        return changed_steps(self.server, self.product, self.site, changed_query(project, since, until))

    def projects(self) -> Projects:
        """The keys of all projects that this account may see."""
        rows: list[Any] = []
        try:
            if self.product == "cloud":
                rows = offset_rows(lambda start: self.server.get(self._path("project/search"), {"startAt": start, "maxResults": _PAGE}),
                                   "values", "projects", self._gap)  # fmt: skip
            else:
                listed = self.server.get(self._path("project"))
                rows = listed if isinstance(listed, list) else []
        except GaveUp as trouble:
            self._gap(f"projects: {explained(trouble, self.product)}: evidence incomplete")
        keys = (row.get("key") for row in rows if isinstance(row, dict))
        return Projects(frozenset(key for key in keys if isinstance(key, str)), self._taken())

    def _path(self, rest: str) -> str:
        return f"/rest/api/{'3' if self.product == 'cloud' else '2'}/{rest}"

    def _rows(self, query: str) -> list[dict[str, Any]]:
        """All issues of a search as the server gives them; a search that breaks off keeps what it had, and says so."""
        rows: list[Any] = []
        try:
            self._walk(query, rows)
        except GaveUp as trouble:
            self._gap(f"search: {explained(trouble, self.product)}: evidence incomplete")
        return _distinct(rows)

    def _walk(self, query: str, rows: list[Any]) -> None:
        names: dict[str, Any] = {}

        def kept(page: Any) -> Any:
            if isinstance(page, dict) and isinstance(page.get("names"), dict):
                names.update(page["names"])
            return page

        if self.product == "cloud":
            asked = {"jql": query, "maxResults": _PAGE, "fields": ["*all"], "expand": "changelog,names"}
            found: Iterator[Any] = token_rows(
                lambda token: kept(self.server.post(self._path("search/jql"), asked | ({"nextPageToken": token} if token else {}))),
                "issues", "search", self._gap)  # fmt: skip
        else:
            wanted = {"jql": query, "maxResults": _PAGE, "fields": ["*all"], "expand": ["changelog", "names"]}
            found = iter(offset_rows(lambda start: kept(self.server.post(self._path("search"), wanted | {"startAt": start})),
                                     "issues", "search", self._gap, rows))  # fmt: skip
        for row in found:
            if isinstance(row, dict):
                row.setdefault("names", names)
                rows.append(row)

    def _by_keys(self, keys: Sequence[str], unanswered: set[str]) -> list[dict[str, Any]]:
        """One unknown key makes the server refuse all: those it names are left out, or else the question is halved. Keys that got
        no answer go into `unanswered`: of them it isn't known whether they exist."""
        waiting = [list(keys)]
        found: list[dict[str, Any]] = []
        while waiting:
            chunk = waiting.pop()
            rows: list[Any] = []
            try:
                self._walk(keys_query(chunk), rows)
            except GaveUp as trouble:
                if trouble.failed is None or trouble.failed.status != 400:
                    self._gap(f"tickets by key: {explained(trouble, self.product)}: evidence incomplete")
                    unanswered.update(chunk, *waiting)
                    return found + _distinct(rows)
                waiting += _without_unknown(chunk, trouble.failed.words if isinstance(trouble.failed, Refusal) else ())
            found += _distinct(rows)
        return _distinct(found)

    def _answer(self, raw: list[dict[str, Any]], offered: int) -> Answer:
        complete_changelogs(self.server, self.product, raw, self._gap)
        tickets = mark_bulk([ticket for issue in raw if (ticket := self._ticket(issue)) is not None])
        return Answer(tickets, self._taken(), offered)

    def _ticket(self, issue: dict[str, Any]) -> Ticket | None:
        return read_issue(issue, site=self.site)

    def _gap(self, why: str) -> None:
        self._gaps.append(Gap("jira", why))

    def _taken(self) -> tuple[Gap, ...]:
        taken = tuple(dict.fromkeys(self._gaps))
        self._gaps.clear()
        return taken


def _distinct(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Each issue once: a page that shifted under an insert shows the same one again."""
    kept: dict[Any, dict[str, Any]] = {}
    for row in rows:
        if isinstance(row, dict):
            kept.setdefault(str(row.get("id") or row.get("key")), row)
    return list(kept.values())


def _without_unknown(keys: list[str], words: Sequence[str]) -> list[list[str]]:
    told = " ".join(words).upper()
    known = [key for key in keys if f"'{key}'" not in told and f'"{key}"' not in told]
    if len(known) < len(keys):
        return [known] if known else []
    half = len(keys) // 2
    return [keys[:half], keys[half:]] if half else []


def open_jira(credentials: JiraCredentials, asker: Asker | None = None) -> Jira | Gap:
    """The Jira at an address, once it has said what it is and who we are; a Gap that says why where it doesn't.

    Who we are is asked because a search with a token that isn't accepted is answered as for anybody: with fewer issues, and no word
    of it. `asker` holds the time allowed for all questions.
    """
    product: Product | None = None
    try:
        server = connect(credentials, asker or Asker())
        product, told = server_info(server, cloud_first=bool(credentials.email))
        server.get(f"/rest/api/{'3' if product == 'cloud' else '2'}/myself")
    except GaveUp as trouble:
        return Gap("jira", f"unreachable: {explained(trouble, product)}: evidence incomplete")
    site = told.get("baseUrl")
    site = site if isinstance(site, str) and site.startswith(("https://", "http://")) else server.base
    return Jira(server, product, site, read_time(told.get("serverTime")))


def server_info(server: Server, *, cloud_first: bool) -> tuple[Product, dict[str, Any]]:
    """Which product it is, and what else it says of itself. Data Center knows no API version 3, and answers 404 to it."""
    attempts: list[Callable[[], Any]] = [lambda: server.get("/rest/api/3/serverInfo"), lambda: server.get("/rest/api/2/serverInfo")]
    first, second = attempts if cloud_first else reversed(attempts)
    try:
        told = first()
    except GaveUp as trouble:
        if trouble.failed is None or trouble.failed.status not in (404, 410):
            raise
        told = second()
    if not isinstance(told, dict) or not ({"deploymentType", "version", "versionNumbers"} & told.keys()):
        raise GaveUp("it does not answer as a Jira does")
    return ("cloud" if told.get("deploymentType") == "Cloud" else "datacenter"), told
