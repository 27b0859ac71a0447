"""Times as people give them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forensics.question import QuestionError
from forensics.when import moment, place_and_time

NOW = datetime(2026, 11, 17, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize("told", ["2026-11-17T14:30:00Z", "2026-11-17T15:30:00+01:00", "2026-11-17 14:30", NOW, NOW.replace(tzinfo=None)])
def test_a_moment_is_utc(told: str | datetime) -> None:
    assert moment(told, "--as-of") == NOW


@pytest.mark.parametrize(
    ("told", "day"),
    [("now", 17), ("yesterday", 16), ("3.days.ago", 14), ("3 days ago", 14), ("1.week.ago", 10), ("48.HOURS.ago", 15), ("2.weeks.ago", 3)],
)
def test_a_while_ago_is_counted_from_now(told: str, day: int) -> None:
    assert moment(told, "--at", NOW) == NOW.replace(day=day)


@pytest.mark.parametrize("told", ["soon", "3.parsecs.ago", "2026-13-01", "99999.years.ago", ""])
def test_what_is_no_time_is_refused_in_a_sentence_that_shows_how(told: str) -> None:
    with pytest.raises(QuestionError, match=r"--at .* is not a time: write it as 2026-11-17T14:30:00Z, 2026-11-17 or 3\.days\.ago"):
        moment(told, "--at", NOW)


def test_without_a_now_nothing_is_counted_from_it() -> None:
    with pytest.raises(QuestionError, match="'yesterday' is not a time"):
        moment("yesterday", "--as-of")


def test_an_environment_can_be_asked_for_at_a_time_of_its_own() -> None:
    assert place_and_time("production@{2026-11-17T14:30Z}", "environment", NOW) == ("production", NOW)
    assert place_and_time("prod-eu@{3.days.ago}", "environment", NOW) == ("prod-eu", NOW.replace(day=14))
    assert place_and_time("staging", "environment", NOW) == ("staging", None)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(QuestionError, match="no environment at a time"):
        place_and_time("production@{2026", "environment", NOW)
