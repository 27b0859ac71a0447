"""Which of several settings the reader most likely means, and which episode is the headline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forensics.keys import TIERS
from forensics.model import Setting


def ranked(settings: Iterable[Setting], chosen: str | None) -> tuple[Setting, ...]:
    """Settings, the most relevant first: the one asked for, the key's own spelling, several environments, still alive, an open
    difference, more environments, the newest change."""
    return tuple(sorted(settings, key=lambda setting: _rank(setting, chosen)))


def headline(settings: Sequence[Setting], chosen: str | None = None) -> Setting | None:
    """The most relevant setting; None where there is none."""
    return min(settings, key=lambda setting: _rank(setting, chosen), default=None)


def _rank(setting: Setting, chosen: str | None) -> tuple[bool, int, bool, bool, bool, bool, int, float, str]:
    present = [stand for stand in setting.stands if stand.state == "present"]
    newest = max((span.start.timestamp() for _, spans in setting.timelines for span in spans), default=0.0)
    open_now = any(episode.closed_at is None for episode in setting.episodes)
    return (
        setting.id != chosen,
        TIERS.index(setting.tier),
        len(setting.stands) < 2,
        not present,
        not open_now,
        not setting.episodes,
        -len(present),
        -newest,
        setting.id,
    )
