"""Promises are found, with their words, their environments and their day; questions, denials and reports are none."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.promises import SENTENCES, measure
from forensics.correlate.languages import LANGUAGES
from forensics.correlate.promises import promises
from tests.correlate.making import START

ENVIRONMENTS = ("dev", "staging", "prod", "eu")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_sentences_that_the_rules_were_written_for_are_all_told_apart(language: str) -> None:
    counts = measure("written_for", language)
    assert counts["missed"] == 0
    assert counts["false"] == 0


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_sentences_held_out_are_found_mostly_and_falsely_hardly_ever(language: str) -> None:
    counts = measure("held_out", language)
    assert counts["right"] / (counts["right"] + counts["missed"]) >= 0.85
    assert counts["right"] / (counts["right"] + counts["false"]) >= 0.95


@pytest.mark.parametrize("half", ["written_for", "held_out"])
def test_there_are_enough_sentences_of_every_kind(half: str) -> None:
    assert {path.stem for path in (SENTENCES / half).glob("*.toml")} == set(LANGUAGES)
    assert all(path.read_text().count('",\n') >= 20 for path in (SENTENCES / half).glob("*.toml"))


def test_a_promise_has_its_words_where_they_stand() -> None:
    text = "500s are gone.\nprod first, staging tomorrow. Thanks all"
    (one,) = promises(text, START, ENVIRONMENTS)
    assert (one.kind, one.quote, one.environments) == ("carry_on", "prod first, staging tomorrow.", ("staging",))
    assert text[one.start : one.end].startswith("prod first")


@pytest.mark.parametrize(
    ("text", "environments"),
    [
        ("staging tomorrow, prod on Friday", ("staging", "prod")),
        ("dev is done, staging and prod follow next week", ("staging", "prod")),
        ("erst prod, staging morgen", ("staging",)),
        ("will roll it out to the rest on Monday", ()),
    ],
)
def test_the_environments_still_to_come_are_those_that_are_promised(text: str, environments: tuple[str, ...]) -> None:
    (one,) = promises(text, START, ENVIRONMENTS)
    assert one.environments == environments


@pytest.mark.parametrize(
    ("text", "said", "day"),
    [
        ("prod first, staging tomorrow", "tomorrow", 3),
        ("only until Friday, then back to 30", "Friday", 6),
        ("will roll it out to the rest on Monday", "Monday", 9),
        ("nur bis Mittwoch auf 60", "Mittwoch", 4),
        ("来週 staging にも反映します", "来週", 9),
        ("staging ist durch, prod am 23.3.", "23.3.", 23),
        ("3月20日に本番", "3月20日", 20),
        ("temporary change until 2026-03-09", "2026-03-09", 9),
        ("I'll revert this after the migration", "after the migration", None),
    ],
)
def test_a_day_is_counted_from_when_it_was_said(text: str, said: str, day: int | None) -> None:
    due = promises(text, START, ENVIRONMENTS)[0].due
    assert due is not None
    assert due.said == said
    assert due.at == (datetime(2026, 3, day, 23, 59, 59, tzinfo=UTC) if day else None)


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("same value everywhere please", "everywhere"),
        ("only on prod", "only"),
        ("staging first", "first"),
        ("prod differs on purpose", "on purpose"),
        ("keeping prod at 3000 so we can merge staging", "held"),
        ("please don't touch prod", "held"),
        ("prod stays at 3000 until Friday", "held"),
    ],
)
def test_a_scope_says_how_far_it_goes(text: str, reach: str) -> None:
    assert [one.reach for one in promises(text, START, ENVIRONMENTS)] == [reach]


@pytest.mark.parametrize(
    "text",
    ["that keeps us on the old version in prod", "staging keeps its logs for 30 days", "leave it to the prod team"],
)
def test_only_an_environment_that_is_left_as_it_is_is_held(text: str) -> None:
    assert not [one for one in promises(text, START, (*ENVIRONMENTS, "us")) if one.reach == "held"]


@pytest.mark.law
@given(st.text(alphabet=st.sampled_from("prod first, staging tomorrow.?!\n本番のみ until temporary "), max_size=200))
def test_any_text_is_read_without_fault_and_each_promise_stands_in_it(text: str) -> None:
    for one in promises(text, START, ENVIRONMENTS):
        assert one.quote in text
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize("piece", ["prod first ", "will roll ", "a.b", "until ", "まず本番", ",", "the rest "])
def test_long_texts_take_time_in_proportion(piece: str) -> None:
    begun = time.perf_counter()
    promises(piece * (100_000 // len(piece)), START, ENVIRONMENTS)
    assert time.perf_counter() - begun < 5
