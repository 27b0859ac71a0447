"""Walked commits come back from their columns as they were, whatever part of them was known before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.model import FileChange
from forensics.store.columns import Columns, Growing, packed, recalled, together, unpacked

WIDTH = 20
EMPTY = recalled(Columns(), WIDTH)
PATHS = ["app.yaml", "deploy/values-prod.yaml", "caf\udce9.yaml", "línea.env", "a\nb.yaml"]
Read = tuple[list[str], list[FileChange]]


def oid(kind: str, number: int) -> str:
    return f"{kind}{number:039x}"


@st.composite
def walks(draw: st.DrawFn) -> Read:
    """Commits, and their changes in the order of the commits."""
    size = draw(st.integers(1, 30))
    changes = []
    for place in range(size):
        for path in draw(st.lists(st.sampled_from(PATHS), max_size=3, unique=True)):
            before, after = draw(st.lists(st.sampled_from([None, *range(4)]), min_size=2, max_size=2, unique=True))
            changes.append(
                FileChange(place, path, None if before is None else oid("b", before), None if after is None else oid("b", after))
            )
    return [oid("c", number) for number in range(size)], changes


def part(walk: Read, places: Sequence[int]) -> Read:
    """What the commits at some places changed, told of these alone."""
    commits, changes = walk
    number = {place: number for number, place in enumerate(places)}
    mine = [change._replace(commit=number[change.commit]) for change in changes if change.commit in number]
    return [commits[place] for place in places], mine


def kept(walk: Read, known: Columns) -> Columns:
    batches = Growing.of(recalled(known, WIDTH)).batches(*walk)
    return together([known, *(unpacked(packed(batch)) for batch in batches)])


@pytest.mark.law
@given(walks(), st.data())
def test_commits_come_back_with_their_changes_in_whatever_parts_they_were_kept(walk: Read, data: st.DataObject) -> None:
    commits, changes = walk
    early = data.draw(st.sets(st.integers(0, len(commits) - 1)))
    late = data.draw(st.sets(st.integers(0, len(commits) - 1)))  # some of which may be known already
    columns = kept(part(walk, sorted(late)), kept(part(walk, sorted(early)), Columns()))
    found = recalled(columns, WIDTH)
    rows = found.rows
    assert set(rows) == {commits[place] for place in early | late}
    few = data.draw(st.sets(st.sampled_from(sorted(early | late)), max_size=3)) if early | late else set()
    chosen = data.draw(st.sampled_from([few, {place for place in early | late if place % 2}]))
    wanted = {rows[commits[place]]: place for place in chosen}  # few are looked up one by one
    assert sorted(found.changes(wanted), key=str) == sorted((one for one in changes if one.commit in wanted.values()), key=str)


@pytest.mark.law
@given(walks())
def test_what_is_known_is_not_kept_twice(walk: Read) -> None:
    columns = kept(walk, Columns())
    assert kept(walk, columns) == columns


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
