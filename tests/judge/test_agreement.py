"""Environments that agree although a contract or a long habit says that they differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from forensics.investigate.agreements import SUSPECTED, agreements
from forensics.investigate.assembly import Told
from forensics.judge import judge
from forensics.judge.case import Case, OtherValue, Standing, Touch
from forensics.judge.weights import CEILING
from forensics.model import Episode, Reading, Setting
from forensics.reconstruct.episodes import intervals, moments
from forensics.reconstruct.tracks import Step
from tests.reconstruct.drawn import drawn

RULE = {"staging": "100", "production": "900"}
DAY = 86400


def story(**values: list[tuple[int, str]]) -> Told:
    """Environment → (day, value) as tracks; each change has an event."""
    tracks = tuple(
        drawn(name, "T", (Step(day, day, day * DAY, Reading(f"{name}.env", "T", "present", value, 1, "b")) for day, value in steps))
        for name, steps in values.items()
    )
    every = moments(tracks)
    events = {(track.environment, step.commit): f"{track.environment}-{step.commit}" for track in tracks for step in track.steps}
    return Told(Setting("{env}.env#T", "setting", "exact", (), (), ()), tracks, tracks, (), every, tuple(intervals(every)), events, {})


def days(told: Told, rule: Mapping[str, str] | None = None) -> list[tuple[int, int | None, str]]:
    def day(moment: datetime | None) -> int | None:
        return int(moment.timestamp()) // DAY if moment else None

    found = [one for one in agreements(told, rule) if SUSPECTED not in one.id]
    assert all(one.nature == "agreement" for one in found)
    return [(day(one.opened_at) or 0, day(one.closed_at), one.opened_by) for one in found]


def test_equal_values_where_the_contract_names_two_are_an_episode() -> None:
    told = story(staging=[(1, "100")], production=[(1, "900"), (50, "100"), (60, "900"), (70, "100")])
    assert days(told, RULE) == [(50, 60, "production-50"), (70, None, "production-70")]


def test_an_agreement_before_the_rule_was_ever_kept_is_told_only_while_it_lasts() -> None:
    assert days(story(staging=[(1, "100")], production=[(1, "100"), (50, "900")]), RULE) == []
    assert days(story(staging=[(1, "100")], production=[(1, "100")]), RULE) == [(1, None, "production-1")]


def test_environments_that_the_rule_does_not_tell_apart_may_agree() -> None:
    assert days(story(dev=[(1, "1")], production=[(1, "1")]), {"dev": "1", "production": "1"}) == []
    assert days(story(dev=[(1, "1")], qa=[(1, "1")]), RULE) == []


def test_a_long_habit_of_differing_through_changes_of_both_is_broken_by_equal_values() -> None:
    told = story(staging=[(1, "a"), (100, "b")], production=[(1, "x"), (150, "y"), (400, "b")])
    assert days(told) == [(400, None, "production-400")]


def test_a_change_that_arrives_late_breaks_no_habit() -> None:
    assert days(story(staging=[(1, "a"), (100, "b")], production=[(1, "a"), (400, "b")])) == []
    assert days(story(staging=[(1, "a"), (100, "b")], production=[(1, "x"), (400, "b")])) == []


def test_a_short_or_half_kept_difference_is_no_habit() -> None:
    assert days(story(staging=[(1, "a"), (20, "b")], production=[(1, "x"), (30, "y"), (90, "b")])) == []
    half = story(staging=[(1, "a"), (400, "b"), (450, "c")], production=[(1, "a"), (500, "y"), (700, "c")])
    assert days(half) == []


def case(expected: Mapping[str, str] | None = RULE, subject: str = "sync the files", both: bool = False, others: int = 3) -> Case:
    born, opened = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
    changed: dict[str, tuple[str | None, str | None]] = {"production": ("900", "100")}
    if both:
        changed["staging"] = ("90", "100")
    touch = Touch(
        "e9", opened, "c", subject, "", changed, frozenset(changed), frozenset(), 1,
        tuple(OtherValue("production", f"K{number}", "1", "2") for number in range(others)),
    )  # fmt: skip
    return Case(
        setting="s", key="T_MS", subject="setting",
        episode=Episode("s@agreement-1", opened, None, "e9", None, (), "agreement"),
        as_of=datetime(2026, 10, 1, tzinfo=UTC), order=("staging", "production"),
        standings=(
            Standing("staging", "100", "present", born, "e1", False, born),
            Standing("production", "100", "present", opened, "e9", False, born),
        ),
        touches=(touch,), ever_agreed=False, masked=False, by_name=False, expected=expected,
    )  # fmt: skip


def test_a_value_that_left_what_the_contract_expects_in_a_commit_about_other_things_was_copied() -> None:
    found = judge(case())
    assert (found.kind, found.mechanism, found.diverged, found.intended_value) == ("accident", "copied", ("production",), "900")
    assert found.deliberate == ("staging",)
    assert found.opened_by == "e9"
    assert found.confidence <= CEILING
    assert all(clue.cites for clue in found.evidence)
    assert "900 in production" in found.summary


def test_without_a_contract_the_value_before_is_the_usual_one() -> None:
    found = judge(case(expected=None))
    assert (found.kind, found.diverged, found.intended_value) == ("accident", ("production",), "900")


def test_a_commit_that_names_the_key_or_sets_all_alike_may_have_ended_the_habit() -> None:
    for found in (judge(case(None, subject="align t_ms")), judge(case(None, both=True, others=0))):
        assert (found.kind, found.diverged, found.deliberate) == ("undetermined", (), ())


def suspected(told: Told) -> list[str]:
    return [one.opened_by for one in agreements(told, None) if SUSPECTED in one.id]


def test_one_environment_that_falls_in_with_what_the_others_long_had_is_suspected() -> None:
    assert suspected(story(staging=[(1, "false")], production=[(1, "true"), (300, "false")])) == ["production-300"]
    assert suspected(story(staging=[(1, "false"), (290, "no")], production=[(1, "true"), (300, "no")])) == []


def test_a_value_of_production_that_names_another_environment_is_suspected() -> None:
    copied = story(staging=[(1, "/homes/staging")], production=[(1, "/homes/prod"), (9, "/homes/staging")])
    assert suspected(copied) == ["production-9"]
    assert suspected(story(staging=[(1, "/homes/all")], production=[(1, "/homes/prod"), (9, "/homes/all")])) == []
