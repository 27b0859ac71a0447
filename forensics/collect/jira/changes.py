"""A living Jira's issues in the order of their last update, page by page, so that a reader can stop anywhere and go on from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forensics.collect.retrying import GaveUp
from forensics.model import Gap, Ticket

from .completing import complete_changelogs, complete_comments
from .explaining import Product, explained
from .reading import read_issue
from .session import Server

_PAGE = 100
_MOST_PAGES = 20_000
_MOST_SHIFTS = 50
Page = tuple[list[dict[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One page of tickets. Every issue that was updated before `come_to` (None: unknown) has been shown; `end`: this is the last page, and
    all was. `gaps` say what of it could not be had."""

    tickets: tuple[Ticket, ...]
    come_to: datetime | None
    end: bool
    gaps: tuple[Gap, ...] = ()


def changed_steps(server: Server, product: Product, site: str, query: str) -> Iterator[Step]:
    """The pages of a search that is ordered by `updated`, oldest first. Never raises: one that breaks off ends with a gap."""
    gaps: list[Gap] = []
    come_to: datetime | None = None

    def gap(why: str) -> None:
        gaps.append(Gap("jira", why))

    try:
        for raw, end in _by_token(server, query) if product == "cloud" else _by_offset(server, query):
            complete_comments(server, product, raw, gap)
            complete_changelogs(server, product, raw, gap)
            tickets = tuple(ticket for issue in raw if (ticket := read_issue(issue, site=site)) is not None)
            come_to = max((ticket.updated for ticket in tickets if ticket.updated), default=come_to)
            told = tuple(dict.fromkeys(gaps))
            gaps.clear()
            yield Step(tickets, come_to, end, told)
    except GaveUp as trouble:
        gap(f"search: {explained(trouble, product)}: evidence incomplete")
        yield Step((), come_to, False, tuple(gaps))


def _by_token(server: Server, query: str) -> Iterator[Page]:
    """Cloud's pages, each of which names the next; a token that comes back would lead in a circle."""
    asked = {"jql": query, "maxResults": _PAGE, "fields": ["*all"], "expand": "changelog,names"}
    seen: set[str] = set()
    token: str | None = None
    for _ in range(_MOST_PAGES):
        answer = server.post("/rest/api/3/search/jql", asked | ({"nextPageToken": token} if token else {}))
        rows = _rows(answer)
        token = answer.get("nextPageToken")
        token = token if isinstance(token, str) and token else None
        yield rows, token is None
        if token is None:
            return
        if token in seen:
            raise GaveUp("its pages lead in a circle")
        seen.add(token)
    raise GaveUp(f"only the first {_MOST_PAGES} pages were read")


def _by_offset(server: Server, query: str) -> Iterator[Page]:
    """Data Center's pages by offset. An issue that is updated meanwhile goes to the end, and what followed moves up, past the next page:
    so each page begins with the last issue of the one before, and where it doesn't, the reading goes back until it knows one."""
    start, shifts = 0, 0
    before: str | None = None
    seen: set[str] = set()
    for _ in range(_MOST_PAGES):
        ask = {"jql": query, "maxResults": _PAGE, "fields": ["*all"], "expand": ["changelog", "names"], "startAt": start}
        answer = server.post("/rest/api/2/search", ask)
        rows = _rows(answer)
        if before is not None and (not rows or str(rows[0].get("id")) not in seen):
            shifts += 1
            if shifts > _MOST_SHIFTS:
                raise GaveUp("its pages shifted each time they were read")
            if start:
                start = max(0, start - _PAGE // 2 * shifts)
                continue
        total = answer.get("total")
        end = not rows or not isinstance(total, int) or start + len(rows) >= total
        fresh = [row for row in rows if str(row.get("id")) not in seen]
        seen.update(str(row.get("id")) for row in rows)
        yield fresh, end
        if end:
            return
        before = str(rows[-1].get("id"))
        start += max(1, len(rows) - 1)
    raise GaveUp(f"only the first {_MOST_PAGES} pages were read")


def _rows(answer: Any) -> list[dict[str, Any]]:
    rows = answer.get("issues") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise GaveUp("a page without `issues` came")
    names = answer.get("names")
    found = [row for row in rows if isinstance(row, dict)]
    for row in found:
        row.setdefault("names", names if isinstance(names, dict) else {})
    return found
