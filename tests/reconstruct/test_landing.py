"""When commits reached a branch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.model import History
from forensics.reconstruct.landing import arrivals, line_of

DAY = 86400


def history(parents: list[tuple[int, ...]], times: list[int | None]) -> History:
    return History(tuple(f"{number:040x}" for number in range(len(parents))), tuple(parents), tuple(times), ())


def test_a_commit_of_a_branch_lands_with_the_merge_that_brought_it() -> None:
    # 0 merge ← (1 main, 2 inner ← 3 inner); 1 and 3 stand on 4
    told = history([(1, 2), (4,), (3,), (4,), ()], [50, 20, 40, 30, 10])
    line = line_of(told, "main", 0)
    assert line.commits == (4, 1, 0)
    arrived = arrivals(told, line)
    assert (arrived[2], arrived[3], arrived[1]) == (2, 2, 1)


def test_a_date_that_ran_back_takes_its_parents_time() -> None:
    line = line_of(history([(1,), (2,), ()], [100 * DAY, 90 * DAY, 95 * DAY]), "main", 0)
    assert line.landed == (95 * DAY, 95 * DAY, 100 * DAY)


def test_a_lone_date_far_in_the_future_takes_its_childs_time() -> None:
    line = line_of(history([(1,), (2,), ()], [12 * DAY, 9000 * DAY, 10 * DAY]), "main", 0)
    assert line.landed == (10 * DAY, 12 * DAY, 12 * DAY)


def test_an_unreadable_date_is_never_the_epoch() -> None:
    line = line_of(history([(1,), (2,), ()], [12 * DAY, None, 10 * DAY]), "main", 0)
    assert line.landed == (10 * DAY, 10 * DAY, 12 * DAY)


@pytest.mark.law
@given(st.lists(st.one_of(st.none(), st.integers(0, 4 * 10**9)), min_size=1, max_size=40), st.integers(0, 4 * 10**9))
def test_landing_times_never_decrease_and_a_cut_keeps_just_what_had_landed(times: list[int | None], moment: int) -> None:
    parents: list[tuple[int, ...]] = [(number + 1,) for number in range(len(times) - 1)]
    line = line_of(history([*parents, ()], times), "main", 0)
    assert list(line.landed) == sorted(line.landed)
    assert line.until(moment).landed == tuple(landed for landed in line.landed if landed <= moment)
