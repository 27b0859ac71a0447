"""Brings what was said in a window of time into the store, from exports or live, resumable after any interruption."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from forensics.model import Gap
from forensics.store import Store, Wrote

from .from_jira import JiraExport, JiraLive
from .from_slack import SlackExport, SlackLive
from .steps import Steps, Wanted

__all__ = ["JiraExport", "JiraLive", "SlackExport", "SlackLive", "Source", "Synced", "Wanted", "sync"]

Progress = Callable[[str, int], None]


class Source(Protocol):
    """Something to bring from; `bring` writes through `steps` and returns what could not be had."""

    def bring(self, store: Store, steps: Steps, wanted: Wanted) -> tuple[Gap, ...]: ...


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync brought, how many items it looked at, and what it could not have."""

    wrote: Wrote
    looked_at: int
    gaps: tuple[Gap, ...]


def sync(store: Store, sources: Sequence[Source], wanted: Wanted, progress: Progress) -> Synced:
    """Bring the messages and tickets of the window `wanted`, since ≤ time < until, from all `sources` into the store.

    What was noted before is not asked for again, but for a margin at its edges, where edits and late replies come; another run after
    an interruption goes on where the last whole step ended, and ends in the same store. A step is a few day files or a page, noted in
    one transaction with what it brought. `since` None: all of an export, 90 days of a live service; `until` None: now.

    A source that can't be read is a Gap, and the others are still read. StoreError where the store lets us down.
    """
    steps = Steps(store, progress)
    gaps: list[Gap] = []
    for source in sources:
        gaps += source.bring(store, steps, wanted)
        steps.flush()
    return Synced(steps.wrote, steps.looked_at, tuple(dict.fromkeys(gaps)))
