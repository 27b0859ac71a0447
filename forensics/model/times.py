"""Times as the nouns hold them: aware, UTC, and written in one way."""

from __future__ import annotations

from datetime import datetime, timedelta


def utc_text(moment: datetime | None) -> str | None:
    """An aware UTC time as ISO 8601 with `Z`, to the second; None stays None."""
    if moment is None:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def check_utc(*moments: datetime | None) -> None:
    """Raises ValueError for a time that is naive or in another zone."""
    for moment in moments:
        if moment is not None and moment.utcoffset() != timedelta(0):
            raise ValueError(f"{moment!r} is not an aware UTC time")
