"""What the speed benchmark makes of its measurements: extrapolations, slopes, samples, and results that outlive a stop."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.__main__ import Wanted, begun, shapes, wanted
from benchmarks.speed.results import from_json, keep, to_json
from benchmarks.speed.sampled import sample
from benchmarks.speed.taken import Sampled, Taken, extrapolated, ratio, slope
from benchmarks.speed.timing import Command, rounds, timed
from benchmarks.synthetic import Shape
from tests.benchmarks.making import grown, measured, results, took

costs = st.lists(st.floats(0.001, 10), min_size=1, max_size=30)


class Clock:
    """Stands still but for what is told to pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> int:
        self.now += seconds
        return 0


@given(costs)
def test_a_sample_of_all_is_what_all_took_and_has_no_error(seconds: list[float]) -> None:
    clock = Clock()
    found = sample(seconds, clock.pass_by, float("inf"), clock)
    whole = extrapolated(clock.now + 1.0, found)
    assert whole.seconds == pytest.approx(sum(seconds) + 1.0)
    assert whole.error == 0
    assert not whole.extrapolated


@given(st.integers(1, 500), st.floats(0.01, 100))
def test_where_each_commit_costs_the_same_any_sample_tells_the_whole(commits: int, most: float) -> None:
    clock = Clock()
    found = sample([0.5] * commits, clock.pass_by, most, clock)
    whole = extrapolated(clock.now + 2.0, found)
    assert whole.seconds == pytest.approx(2.0 + 0.5 * commits)
    assert whole.error == pytest.approx(0, abs=1e-3)


def test_a_sample_stops_when_its_time_is_over_and_is_spread_over_all_history() -> None:
    clock, looked = Clock(), []
    found = sample(range(1000), lambda place: looked.append(place) or clock.pass_by(1.0), 100.0, clock)  # type: ignore[func-returns-value]
    assert (found.sampled, found.of) == (100, 1000)
    assert len(set(looked)) == 100
    assert all(any(start <= place < start + 250 for place in looked) for start in (0, 250, 500, 750))


def test_the_error_grows_with_what_commits_differ_by() -> None:
    even, uneven = Sampled(100.0, 100.0, 100, 10_000), Sampled(100.0, 1000.0, 100, 10_000)
    assert extrapolated(100.0, even).error == 0
    assert extrapolated(100.0, uneven).error == pytest.approx(2 * 10_000 * (9 / 99 * 0.99) ** 0.5)


def test_no_commits_no_extrapolation() -> None:
    assert extrapolated(1.5, Sampled(0.0, 0.0, 0, 0)).seconds == 1.5


def test_a_ratio_needs_both_sides() -> None:
    assert ratio(took(1.0, 9.0, 2.0), took(4.0)) == 0.5
    assert ratio(took(1.0), None) is None
    assert ratio(None, took(1.0)) is None


def test_the_slope_is_that_of_the_last_step() -> None:
    assert slope([(10, 5.0), (100, 1.0), (1000, 10.0)]) == pytest.approx(1.0)
    assert slope([(100, 3.0), (1000, 3.0)]) == 0
    assert slope([(100, 3.0)]) is None


def test_a_command_that_fails_has_no_time() -> None:
    assert timed(Command(("git", "no-such-command"))) is None
    taken = rounds({"good": Command(("git", "--version")), "bad": Command(("git", "no-such-command"))}, 3)
    assert taken["bad"] is None
    assert taken["good"] is not None
    assert len(taken["good"].runs) == 3


def test_results_come_back_as_they_were(tmp_path: Path) -> None:
    one = results(measured("a/b", 9_000, cold=1.5), growth=(grown(1000, 0.5),))
    assert from_json(to_json(one)) == one
    keep(one, tmp_path / "new" / "speed.json")
    assert from_json((tmp_path / "new" / "speed.json").read_text()) == one


def _asked(place: Path, resume: bool) -> Wanted:
    return wanted({"RESULTS": str(place), "RESUME": "1" if resume else "", "GROWTH": "0"})


def test_a_run_goes_on_only_where_it_is_asked_to_and_nothing_has_changed(tmp_path: Path) -> None:
    place = tmp_path / "speed.json"
    fresh = begun(_asked(place, True))
    assert fresh.repositories == ()
    keep(begun(_asked(place, False)), place)
    assert begun(_asked(place, True)).version == fresh.version
    keep(results(measured("a/b", 9_000)), place)
    assert begun(_asked(place, False)).repositories == ()
    with pytest.raises(SystemExit, match="abc123"):
        begun(_asked(place, True))


def test_what_is_wanted_is_told_by_the_environment() -> None:
    asked = wanted({"FORENSICS_MIRRORS": "/m", "ONLY": "moj,govuk", "RUNS": "1", "SAMPLE": "2.5", "GROWTH": "1000,1000000"})
    assert (asked.mirrors, asked.only, asked.runs, asked.sample, asked.growth) == (Path("/m"), ("moj", "govuk"), 1, 2.5, (1000, 1_000_000))
    assert wanted({"GROWTH": "0"}).growth == ()
    assert max(wanted({}).growth) == 100_000


def test_files_keys_and_changes_are_varied_beside_one_size() -> None:
    assert list(shapes((1000,))) == [Shape(1000)]
    varied = [(one.commits, one.files, one.keys, one.changes) for one in shapes((1000, 10_000))]
    assert varied[1:] == [(10_000, 24, 8, 40), (10_000, 240, 8, 40), (10_000, 24, 80, 40), (10_000, 24, 8, 400)]


def test_a_sample_is_told_from_a_whole() -> None:
    assert Taken((1.0,), 3, 9).extrapolated
    assert not Taken((1.0,)).extrapolated
