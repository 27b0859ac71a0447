"""One policy for asking a server again: how often, after which wait, until when. Slack and Jira both ask through it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")

# 429 and 5xx as RFC 6585 and RFC 9110 mean them; 408 and 425 ask for another try by their own definition.
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class Failed(Exception):
    """One attempt failed. Raised by what `Asker.ask` is given; the text is a few words that hold no secret: `answered 503`.

    `status` None: no usable answer came (refused connection, time-out, a reply cut short). `headers` those of the answer.
    `final`: asking again can't help, whatever the status says.
    """

    def __init__(self, why: str, status: int | None = None, headers: Mapping[str, str] | None = None, final: bool = False) -> None:
        super().__init__(why)
        self.status = status
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        self.final = final


class GaveUp(Exception):
    """Asking ended without an answer; the text says why in a few words, `failed` is the last attempt (None: none was made)."""

    def __init__(self, why: str, failed: Failed | None = None) -> None:
        super().__init__(why)
        self.failed = failed


@dataclass(frozen=True, slots=True)
class Policy:
    """`attempts` for one question; `attempt_seconds` for each; `total_seconds` for all questions of one asker, waits included."""

    attempts: int = 6
    attempt_seconds: float = 30.0
    total_seconds: float = 180.0
    first_wait: float = 1.0
    longest_wait: float = 30.0  # of the waits that we choose; one that the server states is kept in full, or not begun


@dataclass(frozen=True, slots=True)
class World:
    """The clock, sleep and chance that an asker uses; tests give their own. `chance` is in [0, 1)."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that a `Retry-After` header (names in lower case) asks for: whole, fractional, or until an HTTP date.

    A date counts from the answer's own `Date` where it has one, as the server's clock may differ from ours, or else from
    `now`. None where there is no header, or nobody can read it; never negative. RFC 9110, 10.2.3.
    """
    stated = headers.get("retry-after", "").strip()
    if not stated:
        return None
    if stated.replace(".", "", 1).isdecimal() and stated.isascii():
        return float(stated)
    until = _date(stated)
    if until is None:
        return None
    return max(0.0, (until - (_date(headers.get("date", "")) or now)).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def next_wait(policy: Policy, attempt: int, failed: Failed, left: float, now: datetime, chance: float) -> float:
    """Seconds to wait after the failed attempt number `attempt` (from 1), with `left` seconds until the end of all. GaveUp where no
    further attempt is worth it.

    A wait that the server states is never cut short: asking earlier only earns the next refusal. Jitter is added on top of it;
    a wait of our own doubles from `first_wait` and is drawn from its upper half.
    """
    if failed.final or (failed.status is not None and failed.status not in AGAIN):
        raise GaveUp(str(failed), failed)
    if attempt >= policy.attempts:
        raise GaveUp(f"{failed}, {attempt} times", failed)
    asked = retry_after(failed.headers, now)
    if asked is None:
        whole = min(policy.longest_wait, policy.first_wait * 2.0 ** (attempt - 1))
        wait = whole * (0.5 + 0.5 * chance)
    else:
        wait = asked + chance * min(1.0, 0.1 + asked * 0.1)
    if wait >= left:
        raise GaveUp(f"{failed}; the next try would be {wait:.0f} s away, and {max(0.0, left):.0f} s of the time allowed are left", failed)
    return wait


@dataclass(slots=True)
class Asker:
    """Asks questions under one policy and one common end: once `total_seconds` have gone by since it was made, every question is
    given up. Not for use from several threads."""

    policy: Policy = field(default_factory=Policy)
    world: World = field(default_factory=World)
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = self.world.monotonic() + self.policy.total_seconds

    def left(self) -> float:
        """Seconds until the end of all."""
        return self._end - self.world.monotonic()

    def ask(self, attempt: Callable[[float], T]) -> T:
        """What `attempt` returns; it is called with the seconds that it may take, and raises Failed to be called again.

        Its time is kept even where the library below forgets to (a reply that drips, a name that does not resolve): a call that
        takes longer is left behind in its thread, and counts as failed. GaveUp where no attempt succeeded; any other exception
        of `attempt` passes through.
        """
        failed: Failed | None = None
        for number in range(1, self.policy.attempts + 1):
            seconds = min(self.policy.attempt_seconds, self.left())
            if seconds <= 0:
                raise GaveUp(f"the {self.policy.total_seconds:.0f} s allowed have gone by", failed)
            try:
                return within(seconds, partial(attempt, seconds))
            except Failed as trouble:
                failed = trouble
            self.world.sleep(next_wait(self.policy, number, failed, self.left(), self.world.wall(), self.world.chance()))
        raise AssertionError("next_wait gives up at the last attempt")


def within(seconds: float, call: Callable[[], T]) -> T:
    """The result (or exception) of `call`, run in a thread of its own; Failed where it takes longer than `seconds`."""
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(call())
        except BaseException as trouble:  # handed to the caller below, whatever it is
            result.set_exception(trouble)

    threading.Thread(target=run, daemon=True, name="forensics-request").start()
    try:
        return result.result(timeout=seconds)
    except TimeoutError:
        if result.done() and result.exception() is not None:
            raise  # the call's own time-out, not ours
        raise Failed(f"gave no whole answer within {seconds:.0f} s") from None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of an answer; `cursor` leads to the next, None or empty where this is the last."""

    rows: Sequence[T]
    cursor: str | None = None


def all_pages(fetch: Callable[[str | None], Page[T]], cut: Callable[[str], None], most: int = 1000, empty: int = 3) -> Iterator[T]:
    """The rows of all pages: `fetch` is called with None, then with each page's cursor, until a page has none.

    A short page is followed like any other, for services return fewer rows than asked for long before the end; so is an empty one,
    but not more than `empty` of them in a row. A cursor that was seen before leads in a circle and ends the walk, as do `most`
    pages: `cut` is then told why in a few words. What `fetch` raises passes through.
    """
    seen: set[str] = set()
    cursor: str | None = None
    barren = 0
    for number in range(1, most + 1):
        page = fetch(cursor)
        yield from page.rows
        barren = 0 if page.rows else barren + 1
        if not page.cursor:
            return
        if page.cursor in seen:
            cut(f"page {number} leads back to an earlier one")
            return
        if barren > empty:
            cut(f"{barren} pages in a row were empty, and more were announced")
            return
        seen.add(page.cursor)
        cursor = page.cursor
    cut(f"only the first {most} pages were read")
