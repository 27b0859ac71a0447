"""Times as whole microseconds since 1970, as the store keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICRO


def maybe_micros(moment: datetime | None) -> int | None:
    return None if moment is None else micros(moment)


def moment_of(micro: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micro)


def maybe_moment(micro: int | None) -> datetime | None:
    return None if micro is None else moment_of(micro)


def ts_of(micro: int) -> str:
    """A moment as Slack writes it in its usual form."""
    return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"
