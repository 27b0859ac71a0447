"""Slack into the store: an export day file by day file, a living workspace stretch by stretch of each channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from forensics.collect.slack.client import Stretch, Workspace
from forensics.collect.slack.export import DayFile, Export
from forensics.collect.slack.reading import Channel
from forensics.model import Gap
from forensics.store import Covered, Store, Wrote, left_to_read

from .steps import Steps, Wanted

# Edits and replies come mostly within days; a thread is read with its first message.
MARGIN = timedelta(days=3)
_DAY = timedelta(days=1)
_OTHER_DAYS = "days that are not those of UTC"


@dataclass(frozen=True, slots=True)
class SlackExport:
    """An opened export; `channels` by name or id, none: all."""

    export: Export
    channels: tuple[str, ...] = ()

    def bring(self, store: Store, steps: Steps, wanted: Wanted) -> tuple[Gap, ...]:
        """Day files that the store doesn't know yet, whole; a file that changed since is compared with what it held."""
        export = self.export
        at, window = export.newest(), export.window
        if at is None or window.first is None or window.last is None:
            return (*export.gaps, Gap("slack", f"{export.path} holds no message"))
        first = max(window.first, wanted.since.astimezone(UTC).date()) if wanted.since else window.first
        last = min(window.last, (wanted.until - timedelta(microseconds=1)).astimezone(UTC).date()) if wanted.until else window.last
        accounts = tuple(export.accounts.values())
        steps.add(0, partial(store.put_accounts, accounts, at))
        met: dict[str, Channel] = {}

        def chosen(channel: Channel) -> bool:
            if not self.channels or channel.id in self.channels or channel.name in self.channels:
                met[channel.id] = channel
                return True
            return False

        def known(member: str, digest: bytes) -> bool:
            return store.knows_unit("slack", member, digest)

        broken: set[str] = set()
        for file in export.day_files((first, last), chosen, known):
            if not file.whole:
                broken.add(file.channel.id)
            steps.add(len(file.messages), partial(_write_day, store, file, at))
        for channel in export.channels.values():
            chosen(channel)
        missing = tuple(Gap("slack", f"there is no channel {name} in {export.path}") for name in self.channels if not _named(name, met))
        end = min(_begin(last) + _DAY, max(at, _begin(last)) + timedelta(microseconds=1))
        for channel in met.values():
            covered = Covered("slack", channel.id, channel.name, _begin(first), end, at, channel.id not in broken)
            steps.add(0, partial(store.note_window, covered))
        return (*export.gaps, *missing)


def _named(name: str, met: dict[str, Channel]) -> bool:
    return any(name in (channel.id, channel.name) for channel in met.values())


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _write_day(store: Store, file: DayFile, at: datetime) -> Wrote:
    wrote = store.put_messages(file.messages, at)
    if file.messages and file.whole and not file.shared:
        times = [message.time for message in file.messages]
        between = (_begin(file.day), _begin(file.day) + _DAY)
        if min(times) < between[0] or max(times) >= between[1]:
            store.note_unit("slack", _OTHER_DAYS, b"1")
        if store.knows_unit("slack", _OTHER_DAYS, b"1"):  # where its day begins isn't known: only what lies between its messages is its
            between = (min(times), max(times))
        channel = (file.channel.id, file.channel.name)
        wrote += store.bury_messages(channel, (between[0], min(between[1], at)), file.messages, at)
    if file.whole:
        store.note_unit("slack", file.member, file.digest)
    return wrote


@dataclass(frozen=True, slots=True)
class SlackLive:
    """A living workspace; `channels` by name or id, none: all that can be read."""

    workspace: Workspace
    channels: tuple[str, ...] = ()

    def bring(self, store: Store, steps: Steps, wanted: Wanted) -> tuple[Gap, ...]:
        """What is left to read of each channel, newest first; each stretch is noted with its messages."""
        identities = self.workspace.identify()
        since, until, at = wanted.live(next((one.answered_at for one in identities if one.answered_at), None))
        channels = self._chosen(self.workspace.channels())
        found = {name for channel in channels for name in (channel.id, channel.name)}
        missing = [Gap("slack", f"there is no channel {name} that can be read") for name in self.channels if name not in found]
        for channel in channels:
            covered = [(one.first, one.last) for one in store.window("slack") if one.place == channel.id and one.complete]
            for first, last in reversed(left_to_read((since, until), covered, MARGIN)):
                for stretch in self.workspace.stretches(channel, first, last):
                    steps.add(len(stretch.messages), partial(_write_stretch, store, stretch, at))
                    steps.flush()
        accounts = tuple(self.workspace.accounts.values())
        steps.add(0, partial(store.put_accounts, accounts, at))
        return (*self.workspace.gaps, *missing)

    def _chosen(self, channels: Sequence[Channel]) -> list[Channel]:
        return [channel for channel in channels if not self.channels or channel.id in self.channels or channel.name in self.channels]


def _write_stretch(store: Store, stretch: Stretch, at: datetime) -> Wrote:
    channel = (stretch.channel.id, stretch.channel.name)
    wrote = store.put_messages(stretch.messages, at)
    if stretch.whole:
        wrote += store.bury_messages(channel, (stretch.first, stretch.last), stretch.messages, at, stretch.threads)
    store.note_window(Covered("slack", *channel, stretch.first, stretch.last, at, stretch.whole))
    return wrote
