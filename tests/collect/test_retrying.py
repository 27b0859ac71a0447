"""Asking again: waits that servers state are kept, everything ends in time, and pages are walked once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.retrying import AGAIN, Asker, Failed, GaveUp, Page, Policy, World, all_pages, next_wait, retry_after, within

NOW = datetime(2026, 11, 17, 14, 30, tzinfo=UTC)


@dataclass
class Play:
    """A world in which sleeping moves the clock and nothing else does."""

    slept: list[float] = field(default_factory=list)
    chance: float = 0.5

    def world(self) -> World:
        return World(lambda: sum(self.slept), lambda: NOW + timedelta(seconds=sum(self.slept)), self.slept.append, lambda: self.chance)


def failing(*troubles: Failed) -> Callable[[float], str]:
    """An attempt that fails in these ways, then succeeds."""
    coming: Iterator[Failed] = iter(troubles)

    def attempt(_: float) -> str:
        for trouble in coming:
            raise trouble
        return "answer"

    return attempt


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "Tue, 17 Nov 2026 14:31:00 GMT"}, 60.0),
        ({"retry-after": "Tue, 17 Nov 2026 14:31:00 GMT", "date": "Tue, 17 Nov 2026 14:30:50 GMT"}, 10.0),
        ({"retry-after": "Tue, 17 Nov 2026 14:00:00 GMT"}, 0.0),
        ({"retry-after": "Tuesday, 17-Nov-26 14:31:00 GMT"}, 60.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "١٢"}, None),
        ({"retry-after": "1.2.3"}, None),
        ({"retry-after": "."}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_breaks_the_reading(stated: str, date: str) -> None:
    wait = retry_after({"retry-after": stated, "date": date}, NOW)
    assert wait is None or wait >= 0


@given(
    st.integers(1, 5),
    st.sampled_from(sorted(AGAIN)),
    st.floats(0, 1e6),
    st.floats(0, 1e6),
    st.floats(0, 1, exclude_max=True),
    st.booleans(),
)
def test_a_stated_wait_is_kept_in_full_and_never_outlasts_the_time_left(
    attempt: int, status: int, asked: float, left: float, chance: float, stated: bool
) -> None:
    failed = Failed("busy", status, {"Retry-After": f"{asked:.3f}"} if stated else {})
    try:
        wait = next_wait(Policy(), attempt, failed, left, NOW, chance)
    except GaveUp:
        return
    assert 0 <= wait < left
    assert wait >= float(f"{asked:.3f}") if stated else wait <= Policy().longest_wait


def test_waits_of_our_own_double_and_are_drawn_from_their_upper_half() -> None:
    play = Play(chance=0.0)
    assert Asker(Policy(total_seconds=600), play.world()).ask(failing(*[Failed("answered 503", 503)] * 5)) == "answer"
    assert play.slept == [0.5, 1, 2, 4, 8]


@pytest.mark.parametrize("status", [None, *sorted(AGAIN)])
def test_what_may_pass_is_asked_again(status: int | None) -> None:
    play = Play()
    assert Asker(Policy(), play.world()).ask(failing(Failed("trouble", status))) == "answer"
    assert len(play.slept) == 1


@pytest.mark.parametrize(
    "failed", [Failed("answered 404", 404), Failed("no such host", final=True), Failed("answered 503", 503, final=True)]
)
def test_what_will_not_pass_is_not_asked_again(failed: Failed) -> None:
    play = Play()
    with pytest.raises(GaveUp) as caught:
        Asker(Policy(), play.world()).ask(failing(failed))
    assert str(caught.value) == str(failed)
    assert caught.value.failed is failed
    assert not play.slept


def test_a_huge_wait_is_not_begun_and_a_long_one_is_not_cut_short() -> None:
    play = Play()
    with pytest.raises(GaveUp, match=r"the next try would be 3600 s away, and 180 s .* left"):
        Asker(Policy(), play.world()).ask(failing(Failed("answered 429", 429, {"Retry-After": "3600"})))
    assert not play.slept
    assert Asker(Policy(), play.world()).ask(failing(Failed("answered 429", 429, {"Retry-After": "100"}))) == "answer"
    assert play.slept[0] >= 100


def test_all_questions_share_one_end() -> None:
    play = Play()
    asker = Asker(Policy(total_seconds=100), play.world())
    asker.ask(failing(Failed("answered 429", 429, {"Retry-After": "60"})))
    with pytest.raises(GaveUp, match="of the time allowed are left"):
        asker.ask(failing(Failed("answered 429", 429, {"Retry-After": "60"})))
    play.slept.append(60)
    with pytest.raises(GaveUp, match="the 100 s allowed have gone by"):
        asker.ask(failing())


def test_attempts_are_counted() -> None:
    play = Play()
    with pytest.raises(GaveUp, match="answered 500, 3 times"):
        Asker(Policy(attempts=3), play.world()).ask(failing(*[Failed("answered 500", 500)] * 9))
    assert len(play.slept) == 2


def test_other_exceptions_pass_through() -> None:
    def wrong(_: float) -> str:
        raise LookupError("channel_not_found")

    with pytest.raises(LookupError, match="channel_not_found"):
        Asker().ask(wrong)


def test_a_call_that_never_ends_is_left_behind() -> None:
    began = time.monotonic()
    with pytest.raises(Failed, match="gave no whole answer within 0 s"):
        within(0.05, lambda: time.sleep(5))
    assert time.monotonic() - began < 2


def test_a_time_out_of_the_call_itself_is_its_own() -> None:
    def call() -> None:
        raise TimeoutError("the socket's")

    with pytest.raises(TimeoutError, match="the socket's"):
        within(5, call)


def walk(pages: dict[str | None, Page[int]], **limits: int) -> tuple[list[int], list[str]]:
    cuts: list[str] = []
    return list(all_pages(pages.__getitem__, cuts.append, **limits)), cuts


def test_short_and_empty_pages_are_no_end() -> None:
    assert walk({None: Page([1, 2], "a"), "a": Page([], "b"), "b": Page([3], "c"), "c": Page([4], "")}) == ([1, 2, 3, 4], [])


def test_a_cursor_that_comes_again_ends_the_walk_and_is_told() -> None:
    assert walk({None: Page([1], "a"), "a": Page([2], "a")}) == ([1, 2], ["page 2 leads back to an earlier one"])
    assert walk({None: Page([1], "a"), "a": Page([2], "b"), "b": Page([3], "a")}) == ([1, 2, 3], ["page 3 leads back to an earlier one"])


def test_pages_are_capped_and_so_are_empty_ones() -> None:
    endless = {None: Page([0], "1")} | {str(n): Page([n], str(n + 1)) for n in range(1, 50)}
    assert walk(endless, most=3) == ([0, 1, 2], ["only the first 3 pages were read"])
    barren: dict[str | None, Page[int]] = {None: Page([], "1")} | {str(n): Page([], str(n + 1)) for n in range(1, 50)}
    assert walk(barren, empty=3) == ([], ["4 pages in a row were empty, and more were announced"])
