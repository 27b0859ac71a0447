"""Finding messages in a stream of them: those that hold a word, what was said around them, and the threads they belong to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from forensics.model import Message

_THREAD = re.compile(rb'"thread_ts"\s*:\s*"([0-9.]+)"')

Gate = Callable[[bytes], bool]


def holds(message: Message, words: Sequence[str]) -> bool:
    """Whether the message's text or links hold one of `words` as it is written, in any case."""
    text = "\n".join((message.text, *message.links)).casefold()
    return any(word.casefold() in text for word in words)


def with_neighbours(messages: Iterable[Message], words: Sequence[str], around: timedelta) -> Iterator[tuple[Message, bool]]:
    """The messages that hold a word (True), and those within `around` of one in the same channel and on the same day (False).

    `messages` come by day and channel; no more than one day of one channel is kept.
    """
    for _, day in groupby(messages, key=lambda message: (message.channel_id, message.time.date())):
        said = [(message, holds(message, words)) for message in day]
        near = windows((message.time for message, hit in said if hit), around)
        yield from ((message, hit) for message, hit in said if hit or _inside(message.time, near))


def windows(times: Iterable[datetime], around: timedelta) -> list[tuple[datetime, datetime]]:
    """The intervals that lie within `around` of a time, joined where they touch."""
    joined: list[tuple[datetime, datetime]] = []
    for time in sorted(times):
        first, last = time - around, time + around
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _inside(time: datetime, joined: list[tuple[datetime, datetime]]) -> bool:
    place = bisect_right(joined, time, key=lambda window: window[0]) - 1
    return place >= 0 and time <= joined[place][1]


def thread_gate(threads: Iterable[str]) -> Gate:
    """A gate for day files in which a message of one of `threads` (by their ts) stands: parents and replies all state it."""
    wanted = {thread.encode() for thread in threads}
    return lambda content: any(ts in wanted for ts in _THREAD.findall(content))


def by_time(message: Message) -> tuple[object, ...]:
    """The order of a talk: by time, and where that is the same always the same way."""
    return message.time, message.channel_id, message.ts, message.edited_at or message.time, message.deleted
