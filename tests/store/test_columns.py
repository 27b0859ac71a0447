"""Walked commits come back from their columns as they were, whatever part of them was known before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.git.raw_log import Strand
from forensics.collect.git.recalled import joined
from forensics.model import FileChange, History
from forensics.store.columns import Columns, Growing, packed, recalled, together, unpacked

WIDTH = 20
EMPTY = recalled(Columns(), WIDTH)
PATHS = ["app.yaml", "deploy/values-prod.yaml", "caf\udce9.yaml", "línea.env", "a\nb.yaml"]


def oid(kind: str, number: int) -> str:
    return f"{kind}{number:039x}"


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Children first, parents further on, changes in the order of the commits."""
    size = draw(st.integers(1, 12))
    parents = tuple(
        tuple(draw(st.lists(st.integers(place + 1, size - 1), max_size=3, unique=True))) if place + 1 < size else ()
        for place in range(size)
    )
    times = tuple(draw(st.one_of(st.none(), st.integers(1, 253_402_300_799))) for _ in range(size))
    changes = []
    for place in range(size):
        for path in draw(st.lists(st.sampled_from(PATHS), max_size=3, unique=True)):
            before, after = draw(st.lists(st.sampled_from([None, *range(4)]), min_size=2, max_size=2, unique=True))
            changes.append(
                FileChange(place, path, None if before is None else oid("b", before), None if after is None else oid("b", after))
            )
    return History(tuple(oid("c", number) for number in range(size)), parents, times, tuple(changes))


def walked(history: History, places: Sequence[int]) -> Strand:
    """What git tells of the commits at these places."""
    strand = Strand(lambda _: True)
    for number, place in enumerate(places):
        strand.commits.append(history.commits[place])
        strand.parents.append(tuple(history.commits[parent] for parent in history.parents[place]))
        strand.times.append(history.times[place])
        of_it = (change for change in history.changes if change.commit == place)
        strand.changes += [FileChange(number, change.path, change.before, change.after) for change in of_it]
    return strand


def kept(history: History, places: Sequence[int], known: Columns) -> Columns:
    batches = Growing.of(recalled(known, WIDTH)).batches(history, places)
    return together([known, *(unpacked(packed(batch)) for batch in batches)])


@pytest.mark.law
@given(histories(), st.data())
def test_a_history_is_the_same_whatever_part_of_it_was_known(history: History, data: st.DataObject) -> None:
    size = len(history.commits)
    first = data.draw(st.integers(0, size))  # what an earlier walk saw: some commits with all below them
    reached = set(range(first, size))
    columns = kept(history, sorted(reached), Columns())
    fresh = [place for place in range(size) if place not in reached]
    once, told = joined(history.commits, recalled(columns, WIDTH), [walked(history, fresh), Strand(lambda _: True)])
    assert (once, told) == (history, fresh)
    again, told = joined(history.commits, recalled(kept(history, fresh, columns), WIDTH), [Strand(lambda _: True)])
    assert (again, told) == (history, [])


@pytest.mark.law
@given(histories())
def test_what_is_known_is_not_kept_twice(history: History) -> None:
    columns = kept(history, range(len(history.commits)), Columns())
    assert kept(history, range(len(history.commits)), columns) == columns


@pytest.mark.law
@given(st.binary(max_size=200))
def test_other_bytes_are_no_columns_or_come_back_as_they_are(body: bytes) -> None:
    try:
        columns = unpacked(body)
    except ValueError:
        return
    assert packed(columns) == body


def test_nothing_is_known_of_an_empty_file() -> None:
    assert (EMPTY.commits, EMPTY.paths, list(EMPTY.changed)) == ([], [], [])
