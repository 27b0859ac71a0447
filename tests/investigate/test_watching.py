"""Watched time: what is said to have been seen, or not seen, is said of the windows that were watched and of no other time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.investigate.placing import Placed
from forensics.investigate.watching import merged, unwatched
from forensics.model import Event, Observation, Spot, Watched

DAY = datetime(2026, 3, 1, tzinfo=UTC)
SPOT = Spot("dump.yaml", 1)
_STATED = re.compile(r"from (\d{4}-\d\d-\d\d \d\d:\d\d) to (\d{4}-\d\d-\d\d \d\d:\d\d)")


def hours(start: int, until: int, source: str = "managedFields") -> Watched:
    return Watched("prod", DAY + timedelta(hours=start), DAY + timedelta(hours=until), source, "writes", SPOT)


def edit(hour: int) -> Event:
    return Event(f"e{hour}", DAY + timedelta(hours=hour), "live_edit", "by hand", "kubernetes", environment="prod")


def said(windows: list[Watched], edits: list[Event]) -> str:
    seen = Observation("prod", "K", "1", "value", DAY, "observed", "kubernetes", SPOT)
    (gap,) = unwatched({"prod": Placed(observations=[seen], watched=windows)}, edits)
    return gap.why


def test_without_a_window_nothing_is_said_of_edits_that_were_not_found() -> None:
    assert said([], []) == "it was seen at moments only: a manual edit and its undoing between them would not show"


def test_the_windows_are_told_with_what_watched_and_what_it_saw() -> None:
    assert "from 2026-03-01 01:00 to 2026-03-01 05:00 UTC (managedFields), and none did" in said([hours(1, 5)], [edit(7)])
    assert "and 1 did" in said([hours(1, 5)], [edit(3)])


def test_an_edit_with_which_a_window_begins_is_none_that_the_window_would_have_shown() -> None:
    assert "and no other did" in said([hours(1, 5)], [edit(1)])


def test_a_shell_alone_does_not_say_that_none_did() -> None:
    assert "none did" not in said([hours(1, 5, "shell history")], [])


_WINDOWS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from(["managedFields", "kubernetes audit", "shell history"])).map(
        lambda row: hours(row[0], row[0] + row[1], row[2])
    ),
    max_size=6,
)


def covered(windows: list[Watched], hour: int) -> bool:
    at = DAY + timedelta(hours=hour, minutes=30)
    return any(one.start <= at <= one.until for one in windows if one.source != "shell history")


@pytest.mark.law
@given(_WINDOWS, st.integers(0, 52), st.sampled_from(["managedFields", "kubernetes audit", "shell history"]))
def test_cutting_a_sources_window_takes_away_what_was_said_of_the_time_cut(windows: list[Watched], cut: int, source: str) -> None:
    """After the cut no statement covers an hour that nothing watches any more, and each hour still watched is still told."""
    limit = DAY + timedelta(hours=cut)
    left = [
        replace(one, until=min(one.until, limit)) if one.source == source else one
        for one in windows
        if one.source != source or one.start <= limit
    ]
    text = said(left, [])
    negative = text.partition("; what was typed")[0] if "none did" in text else ""
    spans = [(_at(start), _at(until)) for start, until in _STATED.findall(negative)]
    for hour in range(53):
        at = DAY + timedelta(hours=hour, minutes=30)
        assert any(start <= at <= until for start, until in spans) == covered(left, hour)


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


@pytest.mark.law
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=8))
def test_merged_windows_cover_the_same_time_and_lie_apart(rows: list[tuple[int, int]]) -> None:
    windows = [(DAY + timedelta(hours=start), DAY + timedelta(hours=start + length)) for start, length in rows]
    found = merged(iter(windows))
    for hour in range(41):
        at = DAY + timedelta(hours=hour)
        assert any(start <= at <= until for start, until in found) == any(start <= at <= until for start, until in windows)
    assert all(one[1] < other[0] for one, other in pairwise(found))
