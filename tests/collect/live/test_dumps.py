"""Whole environments: a value, or that it was absent; never a guess."""

from __future__ import annotations

import json

import pytest

from tests.collect.live.workshop import KEY, read, times, values


def test_a_dump_of_variables_has_the_value_with_its_line_at_the_moment_stated() -> None:
    seen = read(f"PATH=/usr/bin\n{KEY}=3000\nHOME=/root\n").observations[0]
    assert (seen.value, seen.proves, seen.spot.line, seen.time_means) == ("3000", "value", 2, "stated")


def test_what_a_dump_lacks_is_absent() -> None:
    assert values(read("PATH=/usr/bin\nHOME=/root\n")) == [(None, "absence")]


def test_without_a_moment_the_time_is_unknown() -> None:
    assert read(f"{KEY}=1\n", at=None).observations[0].time_means == "unknown"


def test_the_shells_own_listing_is_read_too() -> None:
    assert values(read(f'declare -x HOME="/root"\ndeclare -x {KEY}="3000"\n')) == [("3000", "value")]


def test_a_process_environment_is_what_runs() -> None:
    content = b"PATH=/usr/bin\0" + KEY.encode() + b"=3000\0LC_ALL=C.UTF-8\0"
    assert values(read(content)) == [("3000", "running")]
    assert values(read(b"PATH=/usr/bin\0HOME=/\0")) == [(None, "absence")]


def snapshot(**more: object) -> str:
    return json.dumps(
        {"environment": "production", "observed_at": "2026-09-02T10:00:00Z", "source": "actuator", "values": {KEY: 3000}} | more
    )


def test_a_snapshots_own_time_goes_before_the_callers() -> None:
    seen = read(snapshot()).observations[0]
    assert (seen.value, seen.time_means, seen.source) == ("3000", "observed", "actuator")
    assert times(seen.observed_at) == ["2026-09-02T10:00:00Z"]


def test_a_snapshot_of_another_environment_is_said() -> None:
    assert "says that it is of staging" in read(snapshot(environment="staging")).gaps[0].why
    assert read(snapshot(environment="Production")).gaps == ()


def test_a_snapshot_with_a_time_that_is_none_falls_back_and_says_so() -> None:
    made = read(snapshot(observed_at="yesterday"))
    assert made.observations[0].time_means == "stated"
    assert "is not a time" in made.gaps[0].why


@pytest.mark.parametrize("text", [snapshot()[:-20], '{"values": [1], "environment": "x"}'])
def test_a_snapshot_that_is_cut_off_or_malformed_is_a_gap(text: str) -> None:
    made = read(text)
    assert made.observations == ()
    assert made.gaps
