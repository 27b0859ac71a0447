"""Messages found in a stream: hits, neighbours, and the days in which a thread goes on."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.slack.finding import thread_gate, windows, with_neighbours
from forensics.model import Message

from .conftest import at, moment

TEN = timedelta(minutes=10)


def said(minutes: float, text: str = "", channel: str = "web") -> Message:
    return Message(channel, channel, at(minutes), moment(minutes), text)


def test_windows_that_touch_are_one() -> None:
    assert windows([moment(30), moment(0), moment(15)], TEN) == [(moment(-10), moment(40))]
    assert windows([moment(0), moment(30)], TEN) == [(moment(-10), moment(10)), (moment(20), moment(40))]


@given(st.lists(st.tuples(st.integers(0, 200), st.booleans()), max_size=20))
def test_neighbours_are_those_within_the_time_of_any_hit(told: list[tuple[int, bool]]) -> None:
    messages = [said(minutes, "KEY" if hit else "") for minutes, hit in told]
    found = list(with_neighbours(messages, ["key"], TEN))
    hits = [minutes for minutes, hit in told if hit]
    assert [message for message, _ in found] == [
        message for message, (minutes, _) in zip(messages, told, strict=True) if any(abs(minutes - hit) <= 10 for hit in hits)
    ]
    assert [hit for _, hit in found].count(True) == len(hits)


def test_neighbours_are_of_the_same_channel() -> None:
    messages = [said(0, "KEY"), said(1, "about it"), said(1, "not", channel="pay")]
    assert [message.text for message, _ in with_neighbours(messages, ["KEY"], TEN)] == ["KEY", "about it"]


def test_a_thread_is_found_however_the_file_is_laid_out() -> None:
    gate = thread_gate(["1.000100"])
    assert gate(b'[{"thread_ts":"1.000100"}]')
    assert gate(b'[\n {"thread_ts" : \t"1.000100"}]')
    assert not gate(b'[{"ts": "1.000100", "thread_ts": "11.000100"}]')
