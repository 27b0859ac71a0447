"""The intervals in which environments differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.model import Reading
from forensics.reconstruct.episodes import intervals, moments, partition
from forensics.reconstruct.tracks import Step, Track
from tests.reconstruct.drawn import drawn

Values = list[tuple[int, str | None]]


def track(environment: str, values: Values, ends: int | None = None) -> Track:
    steps = [
        Step(landed, landed, landed, Reading(f"{environment}.env", "KEY", "present" if value is not None else "absent", value, 1, "b"))
        for landed, value in values
    ]
    if ends is not None:
        steps.append(Step(ends, ends, ends, Reading(f"{environment}.env", "KEY", "absent", None, None, None), exists=False))
    return drawn(environment, "KEY", steps)


def stretches(*tracks: Track) -> list[tuple[int, int | None]]:
    return [(one.moments[0].landed, one.end.landed if one.end else None) for one in intervals(moments(tracks))]


def test_a_difference_lasts_from_the_first_step_to_the_last_that_follows() -> None:
    assert stretches(track("prod", [(1, "a"), (5, "b")]), track("staging", [(1, "a"), (3, "b")])) == [(3, 5)]


def test_values_that_change_while_environments_differ_are_one_episode() -> None:
    assert stretches(track("prod", [(1, "a"), (9, "c")]), track("staging", [(1, "a"), (3, "b"), (6, "c")])) == [(3, 9)]


def test_changes_in_one_commit_open_nothing() -> None:
    assert stretches(track("prod", [(1, "a"), (3, "b")]), track("staging", [(1, "a"), (3, "b")])) == []


def test_absent_is_a_value_of_its_own() -> None:
    assert stretches(track("prod", [(1, None)]), track("staging", [(1, None), (4, "on")])) == [(4, None)]


def test_an_environment_that_is_not_there_yet_does_not_differ() -> None:
    assert stretches(track("prod", [(1, "a")]), track("prod-eu", [(7, "a")])) == []
    assert stretches(track("prod", [(1, "a")]), track("dev", [(1, "b")], ends=5)) == [(1, 5)]


def test_values_that_carry_their_own_environments_name_agree_when_masked() -> None:
    every = moments([track("prod", [(1, "db.prod.corp")]), track("staging", [(1, "db.staging.corp")])])
    (one,) = intervals(every)
    assert one.by_name


def test_a_real_difference_ends_a_difference_in_name_alone() -> None:
    prod, staging = track("prod", [(1, "db.prod.corp")]), track("staging", [(1, "db.staging.corp"), (5, "db2.staging.corp")])
    assert [(one.by_name, one.end is None) for one in intervals(moments([prod, staging]))] == [(True, False), (False, True)]


_STEPS = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from(["a", "b", None])), min_size=1, max_size=8, unique_by=lambda row: row[0]
).map(sorted)


@pytest.mark.law
@given(st.dictionaries(st.sampled_from(["dev", "staging", "prod"]), _STEPS, min_size=2))
def test_replaying_the_steps_gives_back_every_reading_and_episodes_are_just_where_they_differ(rows: dict[str, Values]) -> None:
    tracks = [track(environment, values) for environment, values in rows.items()]
    every = moments(tracks)
    found = list(intervals(every))
    for second in range(1, 32):
        begun = [one for one in tracks if one.steps[0].landed <= second]
        now = {one.environment: [step.reading for step in one.steps if step.landed <= second][-1] for one in begun}
        told = [one.readings for one in every if one.landed <= second]
        assert dict(told[-1] if told else {}) == now
        inside = any(one.moments[0].landed <= second and (one.end is None or second < one.end.landed) for one in found)
        assert inside == (len(partition(now, False)) > 1)


@pytest.mark.law
@given(st.dictionaries(st.sampled_from(["dev", "staging", "prod"]), _STEPS, min_size=2))
def test_the_order_of_the_environments_does_not_matter(rows: dict[str, Values]) -> None:
    tracks = [track(environment, values) for environment, values in rows.items()]
    assert stretches(*tracks) == stretches(*reversed(tracks))
