"""Jira's forms of a time: ISO with an offset (REST), RFC 822 (XML), epoch numbers (one reply of Cloud), and a CSV's many."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Above it a number can only be milliseconds: as seconds it would be the year 5138.
_MILLISECONDS_FROM = 100_000_000_000
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4})\b")
_WRITTEN = re.compile(
    r"(?P<a>\d{1,4})[/. -](?P<b>\d{1,2}|[^\W\d_]{3,9}\.?)[/. -](?P<c>\d{2,4}),?"
    r"(?:[ T]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?\s?(?P<half>[AaPp]\.?[Mm]\.?)?)?"
)
_MONTHS = {name: number for number, names in enumerate((
    "jan janv ene gen", "feb fev fév févr", "mar mär märz mrz mars", "apr abr avr", "may mai mag mei", "jun juin giu", "jul juil lug",
    "aug ago août aoû", "sep sept set", "oct okt out ott", "nov", "dec dez déc dic"), 1) for name in names.split()}  # fmt: skip


def read_time(written: Any) -> datetime | None:
    """A REST or XML time as UTC; None where it is none, or says no offset.

    Jira writes `2026-02-25T16:38:58.000+0000`; POST changelog/bulkfetch also epoch numbers, in seconds or milliseconds (the
    description of the service says text, its own example is a number).
    """
    try:
        if isinstance(written, bool):
            return None
        if isinstance(written, int | float):
            return _EPOCH + timedelta(seconds=written / 1000 if abs(written) >= _MILLISECONDS_FROM else written)
        if not isinstance(written, str) or len(written) > 60:
            return None
        moment = datetime.fromisoformat(written) if written[:4].isdigit() else parsedate_to_datetime(written)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None


def day_first(written: Iterable[str]) -> bool | None:
    """Whether `5/6/2025`-like dates begin with the day: told by those that can be read in one way only; None where none can."""
    for text in written:
        hit = _SLASHED.match(text)
        if hit and int(hit[1]) > 12:
            return True
        if hit and int(hit[2]) > 12:
            return False
    return None


def read_local_time(written: str, *, days_first: bool) -> datetime | None:
    """A CSV export's time, taken as UTC where it states no offset: `25/Feb/26 4:38 PM`, `6/21/2025 16:14`, ISO; None where unreadable."""
    text = written.strip()
    exact = read_time(text)
    if exact is not None:
        return exact
    hit = _WRITTEN.fullmatch(text[:60])
    if hit is None:
        return None
    day, month, year = _ordered(hit["a"], hit["b"], hit["c"], days_first=days_first)
    try:
        hour = _hour(int(hit["hour"] or 0), hit["half"])
        return datetime(year, month, day, hour, int(hit["minute"] or 0), int(hit["second"] or 0), tzinfo=UTC)
    except ValueError:
        return None


def _ordered(a: str, b: str, c: str, *, days_first: bool) -> tuple[int, int, int]:
    """Day, month, year; month 0 where there is no such month, which no date has."""
    if len(a) == 4:
        return int(c), _month(b), int(a)
    if len(a) > 2:
        return 0, 0, 0
    year = int(c) + 2000 if len(c) == 2 else int(c)
    if b.isdigit() and not days_first:
        return int(b), int(a), year
    return int(a), _month(b), year


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    name = written.rstrip(".").lower()
    return _MONTHS.get(name) or _MONTHS.get(name[:3], 0)


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half[0] in "Pp" else 0)
