"""Walks over a server's pages, by token and by offset, that end whatever the server answers, and say when they ended early."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from forensics.collect.retrying import Page, all_pages

_PAGES = 1000
_WALKS = 3
Told = Callable[[str], None]


def token_rows(fetch: Callable[[str | None], Any], rows: str, what: str, gap: Told) -> Iterator[Any]:
    """The rows of pages that name the next by `nextPageToken`. A token that comes back, or no end in sight, is told to `gap`."""

    def page(token: str | None) -> Page[Any]:
        answer = fetch(token)
        found = _rows(answer, rows)
        if found is None:
            gap(f"{what}: a page without `{rows}` came: evidence incomplete")
            return Page(())
        following = answer.get("nextPageToken")
        return Page(found, following if isinstance(following, str) else None)

    return all_pages(page, lambda why: gap(f"{what}: {why}: evidence incomplete"), most=_PAGES)


def offset_rows(fetch: Callable[[int], Any], rows: str, what: str, gap: Told, kept: list[Any] | None = None) -> list[Any]:
    """The rows of pages by `startAt`, each once, compared with `total`.

    A page may be shorter than asked for, and may shift while it is read: a row put in shows one twice, a row taken out hides one.
    So the walk goes on from the number of rows had; and where `total` changed on the way, or fewer came, it is made again, with
    every row of either kept. `kept` receives the rows also where a page breaks off with an exception.
    """
    seen: dict[str, Any] = {}
    try:
        for _ in range(_WALKS):
            total, steady = _walk(fetch, rows, what, gap, seen)
            if steady and len(seen) >= total:
                break
        else:
            why = "its pages shifted each time they were read" if not steady else f"{len(seen)} of {total} came"
            gap(f"{what}: {why}: evidence incomplete")
    except BaseException:
        if kept is not None:
            kept += seen.values()
        raise
    return list(seen.values())


def _walk(fetch: Callable[[int], Any], rows: str, what: str, gap: Told, seen: dict[str, Any]) -> tuple[int, bool]:
    """One walk from the beginning: the `total` of its last page (the number of rows where none is said), and whether all said the same."""
    start = 0
    totals: set[int] = set()
    for _ in range(_PAGES):
        answer = fetch(start)
        found = _rows(answer, rows)
        if found is None:
            gap(f"{what}: a page without `{rows}` came: evidence incomplete")
            return 0, True
        for number, row in enumerate(found):
            seen.setdefault(_identity(row, start + number), row)
        start += len(found)
        total = answer.get("total")
        total = total if isinstance(total, int) and not isinstance(total, bool) else None
        totals.update([total] if total is not None else [])
        if not found or answer.get("isLast") is True or (total is not None and start >= total):
            return total or 0, len(totals) < 2
    gap(f"{what}: only the first {_PAGES} pages were read: evidence incomplete")
    return 0, True


def _rows(answer: Any, rows: str) -> list[Any] | None:
    found = answer.get(rows) if isinstance(answer, dict) else None
    return found if isinstance(found, list) else None


def _identity(row: Any, place: int) -> str:
    own = row.get("id") if isinstance(row, dict) else None
    return str(own) if own else f"#{place}"
