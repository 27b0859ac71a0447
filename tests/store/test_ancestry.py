"""Ancestries come back from the index as they were, in whatever parts they were kept."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.git.ancestry import Ancestry
from forensics.store import ancestry as kept
from forensics.store.chain import Damaged

GENERATION = b"g"
WIDTH = 20
Commit = tuple[str, int, tuple[str, ...]]


def connection() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.execute(kept.SCHEMA)
    return made


@st.composite
def ancestries(draw: st.DrawFn) -> Ancestry:
    """Commits, each after its parents."""
    made = Ancestry()
    for row in range(draw(st.integers(1, 12))):
        made.commits.append(f"{row:040x}")
        made.times.append(draw(st.sampled_from([0, 1, 1_700_000_000, 253_402_300_799])))
        made.parents.append(tuple(draw(st.lists(st.integers(0, row - 1), max_size=3, unique=True))) if row else ())
    return made


def by_name(one: Ancestry) -> set[Commit]:
    return {
        (oid, time, tuple(one.commits[parent] for parent in parents))
        for oid, time, parents in zip(one.commits, one.times, one.parents, strict=True)
    }


@pytest.mark.law
@given(ancestries(), st.data())
def test_commits_come_back_with_times_and_parents_in_whatever_parts_they_were_kept(made: Ancestry, data: st.DataObject) -> None:
    store = connection()
    size = len(made.commits)
    for cut in (*sorted(data.draw(st.lists(st.integers(0, size), max_size=4))), size):
        kept.add(store, GENERATION, made, range(cut), WIDTH)
    assert by_name(kept.load(store, GENERATION, WIDTH)) == by_name(made)
    assert len(kept.load(store, GENERATION, WIDTH).commits) == size


def test_many_small_batches_are_put_together() -> None:
    store, made = connection(), Ancestry()
    for row in range(80):
        made.commits.append(f"{row:040x}")
        made.times.append(row)
        made.parents.append((row - 1,) if row else ())
        kept.add(store, GENERATION, made, range(row + 1), WIDTH)
    assert store.execute("SELECT count(*) FROM ancestry").fetchone()[0] <= kept._MOST_BATCHES
    assert by_name(kept.load(store, GENERATION, WIDTH)) == by_name(made)


def test_a_commit_whose_parents_are_not_known_is_left_out_with_its_children() -> None:
    store = connection()
    made = Ancestry(["a" * 40, "b" * 40, "c" * 40])
    made.times.extend([1, 2, 3])
    made.parents += [(), (0,), (1,)]
    kept.add(store, GENERATION, made, [1, 2], WIDTH)
    assert kept.load(store, GENERATION, WIDTH).commits == []


@pytest.mark.law
@given(ancestries(), st.data())
def test_other_bytes_are_never_believed(made: Ancestry, data: st.DataObject) -> None:
    store = connection()
    kept.add(store, GENERATION, made, range(len(made.commits)), WIDTH)
    (body,) = store.execute("SELECT body FROM ancestry").fetchone()
    place = data.draw(st.integers(0, len(body) - 1))
    store.execute("UPDATE ancestry SET body = ?", (body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :],))
    with pytest.raises(Damaged):
        kept.load(store, GENERATION, WIDTH)
    with pytest.raises(ValueError, match="cut off"):
        kept._take(Ancestry(), body[: data.draw(st.integers(0, len(body) - 1))], WIDTH)
