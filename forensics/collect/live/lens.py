"""What a live file is read for: the key, the environment that it tells of, and what the caller knows beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from forensics.keys import Key
from forensics.model import Spot, TimeMeans

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Mask = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Lens:
    """`at`: when the file was taken, as the caller states it. `objects`: names (`Deployment/api`) known to hold the key, so that a
    record which names only the object counts. `mask` makes a fingerprint of a secret value; without it only its existence is told."""

    environment: str
    key: Key
    at: datetime | None = None
    where: str = ""
    objects: tuple[str, ...] = ()
    mask: Mask | None = None

    def spot(self, line: int | None = None, **more: str | None) -> Spot:
        return Spot(self.where, line, **more)

    def seen(self, own: datetime | None = None, means: TimeMeans = "observed") -> tuple[datetime | None, TimeMeans]:
        """The time of an observation and what it means: the file's own, or else the caller's, or none."""
        if own is not None:
            return own, means
        return (self.at, "stated") if self.at is not None else (None, "unknown")

    def fingerprint(self, keypath: str, value: str | None) -> str | None:
        return self.mask(keypath, value) if self.mask is not None and value else None


def moment(text: str | None, *, naive_is_utc: bool = False) -> datetime | None:
    """An ISO 8601 time, or seconds since 1970, as aware UTC; None for anything else, and for a time without a zone unless
    `naive_is_utc`: in which zone a machine wrote it is not to be guessed."""
    if not text or len(text) > 40:
        return None
    try:
        if text[0].isdigit() and text.replace(".", "", 1).isdigit() and len(text) > 8:
            return epoch(float(text))
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            return found.replace(tzinfo=UTC) if naive_is_utc else None
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def epoch(seconds: float) -> datetime | None:
    """Seconds since 1970 as aware UTC; None where that is no time that a computer has seen."""
    if not 0 < seconds < 32_503_680_000:  # the year 3000
        return None
    return _EPOCH + timedelta(seconds=seconds)
