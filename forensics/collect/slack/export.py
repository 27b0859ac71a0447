"""An export as a stream of messages, day by day: standard, Grid, old and new layouts, as a ZIP or a folder."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self

from forensics.model import Account, Gap, Message

from .entities import Names
from .finding import Gate, by_time, thread_gate, with_neighbours
from .members import ExportError, Members, Unread, open_members
from .reading import Channel, read_account, read_channel, read_message

# Which files an export has: https://slack.com/help/articles/220556107 (org_users.json on Enterprise Grid)
_USERS = ("users.json", "org_users.json")
_CHANNELS = ("channels.json", "groups.json", "dms.json", "mpims.json")
_DAY = re.compile(r"(?:(?P<above>.*)/)?(?P<channel>[^/]+)/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\.json")
_LIST_BYTES = 256_000_000
_DAY_BYTES = 64_000_000
_TOTAL_BYTES = 50_000_000_000
_EXAMPLES = 3
_RUN = re.compile(rb"[A-Za-z0-9_]{3,}")


@dataclass(frozen=True, slots=True)
class Window:
    """What an export covers: its first and last day, and how many day files it has; `messages` of them were read so far, in `read` day
    files, and `passed` day files were passed over as holding none of the words asked for."""

    first: date | None
    last: date | None
    days: int
    read: int
    passed: int
    messages: int


@dataclass(frozen=True, slots=True, order=True)
class _Day:
    day: date
    above: str
    folder: str
    member: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class DayFile:
    """One channel's day of an export: the file's name in it, a digest of its bytes, and its messages; `whole`: none had to be left out;
    `shared`: another file of the export holds the same channel's same day."""

    member: str
    day: date
    channel: Channel
    digest: bytes
    messages: tuple[Message, ...]
    whole: bool
    shared: bool


@dataclass(slots=True)
class Export:
    """An export that was opened; a context manager. `accounts` and `channels` are by id; `gaps` and `window` grow while it is read."""

    path: str
    accounts: dict[str, Account]
    channels: dict[str, Channel]
    workspace: str | None
    _members: Members
    _days: list[_Day]
    _places: dict[tuple[str, str], Channel]
    _unread: list[tuple[str, str]]
    _broken: Counter[str] = field(default_factory=Counter)
    _bytes: int = 0
    _read: int = 0
    _passed: int = 0
    _messages: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._members.close()

    def messages(self, wanted: Gate | None = None, between: tuple[date | None, date | None] = (None, None)) -> Iterator[Message]:
        """Every message, by day and within a day by channel; each day file is read when its turn comes.

        `wanted` is asked of a day file's bytes, and where it says no the file is not decoded; `between` leaves out whole days
        (inclusive; a day file's name may be a day off from UTC). The same id may come more than once where the export keeps
        edits, each time as another version. Never raises for what the export holds: see `gaps`.
        """
        self._bytes = self._read = self._passed = self._messages = 0
        self._broken.clear()
        names = Names(self.accounts, {id: channel.name for id, channel in self.channels.items()})
        today, seen = None, set[Message]()
        for day in self._days:
            if not _within(day.day, between):
                continue
            if day.day != today:  # a channel shared by two workspaces of a Grid is there once for each
                today, seen = day.day, set()
            for raw in self._rows(day, wanted):
                message = read_message(raw, self._channel(day), names, self.workspace)
                if message is None:
                    self._broken[day.member] += _lost(raw)
                    continue
                if day.above:
                    if message in seen:
                        continue
                    seen.add(message)
                self._messages += 1
                yield message

    def day_files(
        self,
        between: tuple[date | None, date | None] = (None, None),
        wanted: Callable[[Channel], bool] = lambda channel: True,
        known: Callable[[str, bytes], bool] = lambda member, digest: False,
    ) -> Iterator[DayFile]:
        """The same file by file, for a reader that keeps them: those of wanted channels that aren't `known` by their name and digest."""
        names = Names(self.accounts, {id: channel.name for id, channel in self.channels.items()})
        days = [(day, channel) for day in self._days if _within(day.day, between) and wanted(channel := self._channel(day))]
        times = Counter((day.day, channel.id) for day, channel in days)
        digests: list[bytes] = []

        def fresh(content: bytes) -> bool:
            digests.append(hashlib.sha256(content).digest()[:16])
            return not known(day.member, digests[-1])

        for day, channel in days:
            told, passed = len(self._unread), self._passed
            rows = self._rows(day, fresh)
            if self._passed > passed or not digests:
                continue
            read = [(raw, read_message(raw, channel, names, self.workspace)) for raw in rows]
            messages = tuple(message for _, message in read if message is not None)
            lost = sum(_lost(raw) for raw, message in read if message is None)
            self._broken[day.member] += lost
            self._messages += len(messages)
            whole = not lost and len(self._unread) == told
            yield DayFile(day.member, day.day, channel, digests[-1], messages, whole, times[day.day, channel.id] > 1)

    def newest(self) -> datetime | None:
        """The last moment that anything in it tells of: it was made then or later. None where it holds no message."""
        for day in sorted({day.day for day in self._days}, reverse=True):
            said = [message for file in self.day_files((day, day)) for message in file.messages]
            self._read = self._messages = 0
            self._broken.clear()
            if said:
                return max(moment for message in said for moment in (message.time, message.edited_at) if moment)
        return None

    def _channel(self, day: _Day) -> Channel:
        return self._places.get((day.above, day.folder)) or self._places.get(("", day.folder)) or Channel(day.folder, day.folder)

    def _rows(self, day: _Day, wanted: Gate | None) -> Sequence[object]:
        if self._bytes > _TOTAL_BYTES:
            self._note(day.member, "the export is larger than can be read at once")
            return ()
        try:
            content = self._members.read(day.member, _DAY_BYTES)
            self._bytes += len(content)
            if wanted is not None and not wanted(content):
                self._passed += 1
                return ()
            rows = decode(content)
        except Unread as trouble:
            self._note(day.member, str(trouble))
            return ()
        if not isinstance(rows, list):
            self._note(day.member, "it holds no list of messages")
            return ()
        self._read += 1
        return rows

    def _note(self, member: str, why: str) -> None:
        if (member, why) not in self._unread:
            self._unread.append((member, why))

    def search(self, words: Sequence[str], around: timedelta = timedelta(minutes=10)) -> tuple[Message, ...]:
        """The messages that hold one of `words` literally, in any case, each with its whole thread and what was said within `around`
        of it in its channel that day; by time. Day files that hold none of the words are not decoded; `window` tells of this reading."""
        found = dict(with_neighbours(self.messages(gate_for(words)), words, around))
        threads = {(message.channel_id, message.thread) for message, hit in found.items() if hit and message.thread}
        if threads:
            told = (self._read, self._passed, self._messages)
            again = self.messages(thread_gate(thread for _, thread in threads if thread))
            found |= dict.fromkeys((message for message in again if (message.channel_id, message.thread) in threads), False)
            self._read, self._passed, self._messages = told
        return tuple(sorted(found, key=by_time))

    @property
    def window(self) -> Window:
        days = [day.day for day in self._days]
        return Window(min(days, default=None), max(days, default=None), len(days), self._read, self._passed, self._messages)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read so far, like things together."""
        by_reason: dict[str, list[str]] = {}
        for member, why in (*self._members.refused, *self._unread):
            by_reason.setdefault(why, []).append(member)
        told = [
            Gap("slack", f"{_listed(members)} of {self.path} not read: {why}: evidence incomplete") for why, members in by_reason.items()
        ]
        broken = {member: count for member, count in self._broken.items() if count}
        if broken:
            count = sum(broken.values())
            which = f"{count} message{'s' if count != 1 else ''} without a usable ts"
            told.append(Gap("slack", f"{which} left out, in {_listed(list(broken))} of {self.path}: evidence incomplete"))
        return tuple(told)


def read_export(path: str, workspace: str | None = None) -> Export:
    """Open the export at `path`, a ZIP or the folder it was unpacked into; close it after use.

    `workspace` (`https://acme.slack.com/`) makes permalinks, which exports don't hold. ExportError, one sentence, where there is
    no export at `path`; whatever of it can't be read is in its `gaps`.
    """
    members = open_members(path)
    names = members.names()
    days = sorted(_days(names))
    lists = [name for name in names if name.rpartition("/")[2] in (*_USERS, *_CHANNELS)]
    if not days and not lists:
        members.close()
        raise ExportError(f"{path} holds no Slack export: there is no channels.json in it, and no folder of days.")
    export = Export(path, {}, {}, workspace, members, days, {}, [])
    for name in sorted(
        lists, key=lambda name: name.rpartition("/")[2] not in _USERS
    ):  # people first: direct conversations are called by them
        _take_list(export, name)
    return export


def decode(content: bytes) -> Any:
    """JSON as Slack writes it, and as anybody else might; numbers with a point keep their text. Unread where it is none."""
    try:
        return json.loads(content.decode("utf-8-sig", "replace"), parse_float=str)
    except RecursionError:
        raise Unread("it is nested too deep") from None
    except ValueError:
        raise Unread("it is no whole JSON") from None


def gate_for(words: Sequence[str]) -> Gate:
    """A gate that lets through every day file that may hold one of `words`, in any case; sure never to miss one, not to hold others back.

    Of each word the longest run of ASCII letters, digits and underscores is sought, for these stand in JSON as they are. A word
    without such a run of three lets everything through.
    """
    runs = [max(_RUN.findall(word.encode("utf-8", "ignore")), key=len, default=b"").lower() for word in words]
    if not all(runs):
        return lambda content: True
    return lambda content: _holds(content.lower(), runs)


def _holds(content: bytes, runs: Sequence[bytes]) -> bool:
    return any(run in content for run in runs)


def _days(names: Sequence[str]) -> Iterator[_Day]:
    for name in names:
        found = _DAY.fullmatch(name)
        if found is None:
            continue
        try:
            yield _Day(date.fromisoformat(found["day"]), found["above"] or "", found["channel"], name)
        except ValueError:
            continue  # 2024-02-31.json: no day


def _take_list(export: Export, name: str) -> None:
    above, _, kind = name.rpartition("/")
    try:
        rows = decode(export._members.read(name, _LIST_BYTES))
    except Unread as trouble:
        export._note(name, str(trouble))
        return
    if not isinstance(rows, list):
        export._note(name, "it holds no list")
        return
    if kind in _USERS:
        export.accounts.update((account.id, account) for account in map(read_account, rows) if account)
        return
    for channel in (read_channel(row, export.accounts) for row in rows):
        if channel is not None:
            export.channels.setdefault(channel.id, channel)
            for folder in (channel.name, channel.id):
                export._places.setdefault((above, folder), channel)


def _within(day: date, between: tuple[date | None, date | None]) -> bool:
    first, last = between
    return (first is None or first <= day) and (last is None or day <= last)


def _lost(raw: object) -> int:
    """1 where a row that was to be a message can't be one."""
    return int(not isinstance(raw, dict) or raw.get("type", "message") == "message")


def _listed(members: list[str]) -> str:
    shown = ", ".join(members[:_EXAMPLES])
    return f"{len(members)} files ({shown}, …)" if len(members) > _EXAMPLES else shown
