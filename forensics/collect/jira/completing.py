"""Fills up what a search leaves out of an issue: all comments, the whole changelog, remote links; counted against `total`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from forensics.collect.retrying import GaveUp

from .explaining import Product, explained
from .paging import offset_rows, token_rows
from .session import Server

_PAGE = 100
# From this number of cut changelogs on, Cloud is asked for many at once (POST changelog/bulkfetch: up to 1,000 issues).
_BULK_FROM = 10
_BULK_ISSUES = 1000
_BULK_PAGE = 1000
Told = Callable[[str], None]
Issue = dict[str, Any]


def complete_comments(server: Server, product: Product, issues: Sequence[Issue], gap: Told) -> None:
    """Replace, in place, the comments of those issues that came with fewer than their `total`."""
    for issue in issues:
        fields = issue.get("fields")
        embedded = fields.get("comment") if isinstance(fields, dict) else None
        if not isinstance(fields, dict) or not _is_cut(embedded, "comments"):
            continue
        path = f"/rest/api/{_version(product)}/issue/{_name(issue)}/comment"
        rows = _offset(server, product, path, "comments", f"comments of {issue.get('key')}", gap)
        if rows is not None:
            fields["comment"] = {"comments": rows, "total": max(len(rows), _total(embedded))}


def complete_changelogs(server: Server, product: Product, issues: Sequence[Issue], gap: Told) -> None:
    """Likewise their changelogs. Data Center gives them whole with the issue and has no other service for them."""
    cut = [issue for issue in issues if _is_cut(issue.get("changelog"), "histories")]
    if product != "cloud" or not cut:
        return
    if len(cut) >= _BULK_FROM and _complete_at_once(server, cut, gap):
        cut = [issue for issue in cut if _is_cut(issue.get("changelog"), "histories")]
    for issue in cut:
        path = f"/rest/api/3/issue/{_name(issue)}/changelog"
        rows = _offset(server, product, path, "values", f"changelog of {issue.get('key')}", gap)
        if rows is not None:
            _put(issue, rows)


def _complete_at_once(server: Server, cut: Sequence[Issue], gap: Told) -> bool:
    """The changelogs of many issues by one service, which answers by numeric id; False where it isn't to be had."""
    by_id = {str(issue["id"]): issue for issue in cut if issue.get("id")}
    identities = list(by_id)
    histories: dict[str, dict[str, Any]] = {}
    try:
        for start in range(0, len(identities), _BULK_ISSUES):
            fetch = partial(_bulk_page, server, identities[start : start + _BULK_ISSUES])
            for row in token_rows(fetch, "issueChangeLogs", "changelogs", gap):
                found = row.get("changeHistories") if isinstance(row, dict) else None
                for history in found if isinstance(found, list) else ():
                    if isinstance(history, dict):
                        histories.setdefault(str(row.get("issueId")), {})[str(history.get("id"))] = history
    except GaveUp as trouble:
        if trouble.failed is None or trouble.failed.status not in (400, 403, 404, 405, 410):
            gap(f"changelogs: {explained(trouble, 'cloud')}: evidence incomplete")
            return True
        return False
    for identity, found in histories.items():
        if identity in by_id:
            _put(by_id[identity], list(found.values()))
    return True


def _bulk_page(server: Server, identities: list[str], token: str | None) -> Any:
    asked = {"issueIdsOrKeys": identities, "maxResults": _BULK_PAGE}
    return server.post("/rest/api/3/changelog/bulkfetch", asked | ({"nextPageToken": token} if token else {}))


def _put(issue: Issue, rows: list[Any]) -> None:
    embedded = issue["changelog"]
    if len(rows) >= len(embedded["histories"]):
        issue["changelog"] = {"histories": rows, "total": max(len(rows), _total(embedded))}


def remote_links(server: Server, product: Product, issues: Sequence[Issue], gap: Told) -> None:
    """Put each issue's remote links (pages, pull requests, other systems) with it, as `remotelinks`."""
    for issue in issues:
        try:
            issue["remotelinks"] = server.get(f"/rest/api/{_version(product)}/issue/{_name(issue)}/remotelink")
        except GaveUp as trouble:
            if trouble.failed is not None and trouble.failed.status in (403, 404):
                continue  # links are switched off there, or not shown to us: a site's choice, which hides no change
            gap(f"remote links: {explained(trouble, product)}: evidence incomplete")
            return


def _offset(server: Server, product: Product, path: str, rows: str, what: str, gap: Told) -> list[Any] | None:
    try:
        return offset_rows(lambda start: server.get(path, {"startAt": start, "maxResults": _PAGE}), rows, what, gap)
    except GaveUp as trouble:
        gap(f"{what}: {explained(trouble, product)}: evidence incomplete")
        return None


def _is_cut(embedded: Any, rows: str) -> bool:
    found = embedded.get(rows) if isinstance(embedded, dict) else None
    return isinstance(found, list) and _total(embedded) > len(found)


def _total(embedded: Any) -> int:
    total = embedded.get("total") if isinstance(embedded, dict) else None
    return total if isinstance(total, int) else 0


def _name(issue: Issue) -> str:
    """The id, which stays when an issue is moved; only letters, digits and what keys hold, as it goes into an address."""
    name = str(issue.get("id") or issue.get("key") or "")
    return "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-_"))


def _version(product: Product) -> str:
    return "3" if product == "cloud" else "2"
