"""Times as people give them: ISO 8601, or a while ago; and environments at a time, `production@{3.days.ago}`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from forensics.question import QuestionError

_AGO = re.compile(r"^(\d{1,6})[. ](second|minute|hour|day|week|month|year)s?[. ]ago$", re.IGNORECASE)
_UNITS = {
    "second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1),
    "week": timedelta(weeks=1), "month": timedelta(days=30), "year": timedelta(days=365),
}  # fmt: skip
_AT = re.compile(r"^(?P<environment>.+?)@\{(?P<time>[^{}]*)\}$")


def moment(told: str | datetime | None, name: str, now: datetime | None = None) -> datetime | None:
    """A time as an aware UTC datetime. `told`: ISO 8601 (without an offset it is UTC) or, where `now` is given, `now`, `yesterday`,
    `3.days.ago` or `3 days ago` (as git writes them; a month is 30 days, a year 365). `name`: the option, for the message.

    Raises QuestionError.
    """
    if told is None:
        return None
    try:
        if isinstance(told, datetime):
            return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
        found = _while_ago(told.strip(), now) if now is not None else None
        if found is None:
            found = datetime.fromisoformat(told.strip().replace("Z", "+00:00").replace("z", "+00:00"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise QuestionError(f"{name} {told!r} is not a time: write it as 2026-11-17T14:30:00Z, 2026-11-17 or 3.days.ago") from error


def _while_ago(told: str, now: datetime) -> datetime | None:
    if told.casefold() in ("now", "yesterday"):
        return now - timedelta(days=told.casefold() == "yesterday")
    hit = _AGO.match(told)
    return now - int(hit[1]) * _UNITS[hit[2].lower()] if hit else None


def place_and_time(told: str, name: str, now: datetime) -> tuple[str, datetime | None]:
    """`production@{2026-10-01}` as the environment and the time; without `@{…}` the time is None. Raises QuestionError."""
    hit = _AT.match(told)
    if hit is None:
        if "@{" in told:
            raise QuestionError(f"{name} {told!r} is no environment at a time: write production@{{2026-10-01}} or @{{3.days.ago}}")
        return told, None
    return hit["environment"], moment(hit["time"], name, now)
