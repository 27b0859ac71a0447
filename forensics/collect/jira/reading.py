"""One issue of REST JSON as a Ticket: Cloud and Data Center, API v2 and v3, with what of it isn't there said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from forensics.model import Comment, Ticket

from .fields import labels_of, links_of, named, other_texts_of, project_of, sprints_of
from .moves import read_moves
from .people import read_account
from .texts import body_text
from .times import read_time

# No text of a ticket may be longer than 32,767 characters unless an administrator allowed it; an ADF body is a multiple of its text.
_TEXT_LIMIT = 1_000_000


def read_issue(raw: Any, *, names: Mapping[str, str] | None = None, site: str | None = None) -> Ticket | None:
    """The ticket in one issue object, or None where it is none (no key). Never raises, whatever stands in the fields.

    `names`: the shown names of fields (`expand=names`); `site`: the address that `/browse/KEY` hangs on, where that isn't the one
    in `self` (scoped tokens work at another host). `unread` says what is missing: `changelog 40 of 61`, `comments not included`.
    """
    issue = _flat(raw) if isinstance(raw, dict) and "fields" not in raw else raw
    if not isinstance(issue, dict) or not isinstance(issue.get("fields"), dict):
        return None
    fields: dict[str, Any] = issue["fields"]
    key = issue.get("key")
    if not isinstance(key, str) or not key.strip():
        return None
    doubts = _Doubts()
    comments = tuple(_comments(fields.get("comment"), doubts))
    moves, unread_moves = read_moves(_histories(issue.get("changelog"), doubts))
    if unread_moves:
        doubts.add(f"{unread_moves} changes of the changelog")
    own_names = issue.get("names") if isinstance(issue.get("names"), dict) else names
    status = fields.get("status")
    return Ticket(
        key=key.strip(),
        project=named(fields.get("project"), "key") or project_of(key.strip()),
        kind=named(fields.get("issuetype")) or "",
        status=named(status) or "",
        summary=doubts.line(fields.get("summary")),
        description=doubts.text(fields.get("description"), "description"),
        created=doubts.time(fields.get("created"), "created"),
        updated=doubts.time(fields.get("updated"), "updated"),
        creator=read_account(fields.get("creator")) or read_account(fields.get("reporter")),
        assignee=read_account(fields.get("assignee")),
        resolution=named(fields.get("resolution")),
        status_category=named(status.get("statusCategory"), "key") if isinstance(status, dict) else None,
        labels=labels_of(fields),
        sprints=sprints_of(fields),
        links=links_of(issue, fields),
        other_texts=(*other_texts_of(fields, own_names or {}), *_worklog(fields.get("worklog"), doubts)),
        comments=comments,
        moves=moves,
        url=_address(issue, key.strip(), site),
        unread=doubts.told(),
    )


def former_keys(ticket: Ticket) -> tuple[str, ...]:
    """The keys that a ticket bore before it was moved to another project, oldest first: its changelog's `Key` rows."""
    return tuple(dict.fromkeys(move.before for move in ticket.moves if move.field == "Key" and move.before))


class _Doubts:
    """Collects what of one issue can't be had, while its parts are read."""

    def __init__(self) -> None:
        self._told: dict[str, None] = {}

    def add(self, words: str) -> None:
        self._told[words] = None

    def told(self) -> tuple[str, ...]:
        return tuple(self._told)

    def line(self, value: Any) -> str:
        return " ".join(value.split()) if isinstance(value, str) else ""

    def text(self, body: Any, where: str) -> str:
        text = body_text(body[:_TEXT_LIMIT] if isinstance(body, str) else body)
        if len(text) > _TEXT_LIMIT or (isinstance(body, str) and len(body) > _TEXT_LIMIT):
            self.add(f"{where} beyond {_TEXT_LIMIT} characters")
        return text[:_TEXT_LIMIT]

    def time(self, written: Any, where: str) -> datetime | None:
        moment = read_time(written)
        if moment is None and isinstance(written, str) and len(written) < 60:
            try:
                moment = datetime.fromisoformat(written).replace(tzinfo=UTC)
                self.add("the time zone of its times: taken as UTC")
            except (ValueError, OverflowError):
                pass
        if moment is None and written is not None:
            self.add(f"the time of {where}")
        return moment

    def count(self, what: str, had: int, raw: Mapping[str, Any]) -> None:
        """Compare what came with the `total` that the server counted: lists within an issue are cut at 20, 40 or 100."""
        total = raw.get("total")
        if isinstance(total, int) and not isinstance(total, bool) and total > had:
            self.add(f"{what} {had} of {total}")


def _comments(raw: Any, doubts: _Doubts) -> Iterator[Comment]:
    rows = raw.get("comments") if isinstance(raw, dict) else raw
    if not isinstance(rows, list):
        doubts.add("comments not included")
        return
    read = 0
    for number, row in enumerate(rows, 1):
        if isinstance(row, str):  # hand-made exports keep the words only
            row = {"body": row}
        if not isinstance(row, dict):
            continue
        read += 1
        time = doubts.time(row.get("created"), "a comment")
        yield Comment(str(row.get("id") or f"#{number}"), time, doubts.text(row.get("body"), "a comment"), read_account(row.get("author")))
    doubts.count("comments", read, raw if isinstance(raw, dict) else {"total": len(rows)})


def _histories(raw: Any, doubts: _Doubts) -> list[Any]:
    rows = (raw.get("histories") if isinstance(raw.get("histories"), list) else raw.get("values")) if isinstance(raw, dict) else raw
    if not isinstance(rows, list):
        doubts.add("changelog not included")
        return []
    doubts.count("changelog", len(rows), raw if isinstance(raw, dict) else {})
    return rows


def _worklog(raw: Any, doubts: _Doubts) -> Iterator[tuple[str, str]]:
    rows = raw.get("worklogs") if isinstance(raw, dict) else None
    if not isinstance(rows, list):
        return
    doubts.count("work log", len(rows), raw)
    for row in rows:
        text = doubts.text(row.get("comment"), "a work log") if isinstance(row, dict) else ""
        if text:
            yield "Work log", text


def _address(issue: Mapping[str, Any], key: str, site: str | None) -> str | None:
    own = issue.get("self")
    base, mark, _ = own.partition("/rest/") if isinstance(own, str) else ("", "", "")
    base = site.rstrip("/") if site else base if mark and base.startswith(("https://", "http://")) else ""
    return f"{base}/browse/{quote(key, safe='-')}" if base else None


def _flat(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Hand-made exports put everything on one level, names instead of objects: the same issue in REST's form."""
    fields = dict(raw)
    key = next((raw[name] for name in ("key", "issue_key", "issueKey", "issue_id") if isinstance(raw.get(name), str)), None)
    for name, others in (("summary", ("title",)), ("issuetype", ("type", "issue_type")), ("comment", ("comments",))):
        fields.setdefault(name, next((raw[other] for other in others if other in raw), None))
    for name in ("status", "issuetype", "resolution", "project"):
        if isinstance(fields.get(name), str):
            fields[name] = {"name": fields[name], "key": fields[name]}
    for name in ("reporter", "creator", "assignee"):
        if isinstance(fields.get(name), str):
            fields[name] = {"displayName": fields[name]}
    written = isinstance(fields.get("summary"), str)
    return {"key": key, "fields": fields, "self": raw.get("self"), "changelog": raw.get("changelog")} if key and written else {}
