"""Writings gathered into steps: large enough to be quick, each one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forensics.store import Store, Wrote

_ENOUGH = 4000
LIVE_DAYS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The window that was asked for; None: open on that side."""

    since: datetime | None
    until: datetime | None
    now: datetime

    def live(self, clock: datetime | None) -> tuple[datetime, datetime, datetime]:
        """The window of a live service, and the moment at which it is read, by its own clock where it states one (ours may be days off):
        of a time to come nothing can be read."""
        at = clock or self.now
        until = min(self.until or at, at)
        return self.since or until - LIVE_DAYS, until, at


@dataclass(slots=True)
class Steps:
    """Keeps what is to be written until there is enough of it. What was added and not flushed is as if it had never been read."""

    store: Store
    progress: Callable[[str, int], None]
    wrote: Wrote = field(default_factory=Wrote)
    looked_at: int = 0
    _waiting: list[Callable[[], Wrote | None]] = field(default_factory=list)
    _weight: int = 0

    def add(self, weight: int, write: Callable[[], Wrote | None]) -> None:
        """One unit, of `weight` items, whose `write` is called within a transaction: all of it is noted, or nothing."""
        self._waiting.append(write)
        self._weight += weight
        self.looked_at += weight
        self.progress("messages and tickets", self.looked_at)
        if self._weight >= _ENOUGH:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting, in one transaction."""
        if not self._waiting:
            return
        brought = Wrote()
        with self.store.step():
            for write in self._waiting:
                brought += write() or Wrote()
        self.wrote += brought
        self._waiting.clear()
        self._weight = 0
