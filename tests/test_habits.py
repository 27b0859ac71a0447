"""What is usual: how values travel from one environment's file to the others', seen up to any moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.habits import Course, Courses, Passage, Snapshot

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return BEGIN + timedelta(days=number)


def course(*values: tuple[int, str]) -> Course:
    return Course([Snapshot(day(number), {"a": value}) for number, value in values])


def test_a_value_that_follows_is_a_passage_with_its_days() -> None:
    files = Courses({"staging": course((0, "1"), (2, "2")), "production": course((0, "1"), (9, "2"))})
    assert list(files.passages(day(30))) == [Passage("a", "2", "staging", day(2), "production", day(9))]
    assert list(files.passages(day(5))) == [Passage("a", "2", "staging", day(2), "production", None)], "it had not arrived by then"
    assert list(files.passages(day(1))) == []


def test_a_value_that_was_taken_back_before_anybody_followed_is_none() -> None:
    files = Courses({"staging": course((0, "1"), (2, "2"), (3, "1")), "production": course((0, "1"))})
    assert list(files.passages(day(2))) == [Passage("a", "2", "staging", day(2), "production", None)]
    assert list(files.passages(day(30))) == []


def test_environments_that_move_at_once_are_told_once() -> None:
    files = Courses({"production": course((0, "1"), (2, "2")), "staging": course((0, "1"), (2, "2"))})
    assert list(files.passages(day(30))) == [Passage("a", "2", "production", day(2), "staging", day(2))]


def plainly(files: Mapping[str, Sequence[Snapshot]]) -> Iterator[Passage]:
    """The same by looking at every snapshot."""
    for first, snapshots in files.items():
        for place in range(1, len(snapshots)):
            before, after = snapshots[place - 1].values, snapshots[place].values
            for keypath, value in after.items():
                old = before.get(keypath)
                if value is None or old is None or value == old:
                    continue
                for then in files:
                    if then != first:
                        yield from _followed(keypath, value, old, first, then, snapshots[place:], files[then])


def _followed(
    keypath: str, value: str, old: str, first: str, then: str, rest: Sequence[Snapshot], others: Sequence[Snapshot]
) -> Iterator[Passage]:
    left = rest[0].landed
    standing = [one for one in others if one.landed <= left]
    now = standing[-1].values.get(keypath) if standing else None
    if standing and standing[-1].landed == left and now == value:
        earlier = standing[-2].values.get(keypath) if len(standing) > 1 else None
        if earlier == old and first < then:
            yield Passage(keypath, value, first, left, then, left)
    elif now == old:
        later = [one for one in others if one.landed > left and one.values.get(keypath) != old]
        if later and later[0].values.get(keypath) == value:
            yield Passage(keypath, value, first, left, then, later[0].landed)
        elif not later and all(one.values.get(keypath) == value for one in rest):
            yield Passage(keypath, value, first, left, then, None)


VALUES = st.dictionaries(st.sampled_from("ab"), st.sampled_from(["1", "2", "3", None]), max_size=2)
SNAPSHOTS = st.lists(st.builds(Snapshot, st.integers(0, 12).map(day), VALUES), max_size=10).map(
    lambda some: sorted(some, key=lambda one: one.landed)
)


@pytest.mark.law
@given(st.fixed_dictionaries({"dev": SNAPSHOTS, "staging": SNAPSHOTS, "production": SNAPSHOTS}), st.integers(0, 13).map(day))
def test_passages_are_those_that_looking_at_every_snapshot_shows(files: dict[str, list[Snapshot]], end: datetime) -> None:
    until = {name: [one for one in some if one.landed <= end] for name, some in files.items()}
    assert list(Courses({name: Course(some) for name, some in files.items()}).passages(end)) == list(plainly(until))
