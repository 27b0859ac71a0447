"""Which stretches of time were read, of which channel or project; and what is left to read of one that is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from forensics.model import check_utc

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Covered:
    """A stretch, `first` ≤ time < `last`, of a channel or project that was read, as the source was at `read_at`; `complete` False: with
    gaps, or not to its end."""

    source: str
    place: str
    name: str
    first: datetime
    last: datetime
    read_at: datetime
    complete: bool

    def __post_init__(self) -> None:
        check_utc(self.first, self.last, self.read_at)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The stretches in order, those that touch as one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if first >= last:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def left_to_read(wanted: Span, complete: Iterable[Span], margin: timedelta) -> tuple[Span, ...]:
    """What of `wanted` was not read yet, each stretch lengthened by `margin` into what was: edits and late replies come there.

    Never beyond `wanted`. Where all was read, the last `margin` of it comes again.
    """
    first, last = wanted
    bare: list[Span] = []
    at = first
    for start, end in joined(complete):
        if end <= first or start >= last:
            continue
        if start > at:
            bare.append((at, start))
        at = max(at, end)
    if at < last:
        bare.append((at, last))
    if not bare:
        bare = [(max(first, last - margin), last)]
    return joined((max(first, start - margin), min(last, end + margin)) for start, end in bare)
