"""When two texts are one value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.reconstruct.equivalence import comparable, masked, names_of, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("False", "false"), ('"3000"', "3000"), ("2.5Gi", "2560Mi"), ("1m30s", "90s"), ("10s", "10000ms"), ("24h", "1d"),
        ("${SW_TIMEOUT:3000}", "3000"), ("1000m", "1000m"), (" x ", "x"),
    ],
)  # fmt: skip
def test_stated_equivalences_hold(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("010", "8"), ("no", "false"), ("1:30", "90"), ("10s", "10000"), ("3000", "3000.0"), ("", None), ("0.5", "500m"), ("yes", "true"),
        ("5m", "300s"), ("v1", "V1"), ("1Gi", "1G"),
    ],
)  # fmt: skip
def test_nothing_else_is_equal(one: str | None, other: str | None) -> None:
    assert not same(one, other)


def test_values_that_differ_by_their_environments_own_name_are_equal_when_masked() -> None:
    prod, staging = "db.prod.corp.example", "db.staging.corp.example"
    assert not same(prod, staging)
    assert masked(prod, "production", names_of("production")) == masked(staging, "staging", names_of("staging"))


def test_a_foreign_environments_name_in_a_value_stays() -> None:
    assert masked("db.staging.corp", "production", names_of("production")) != masked("db.staging.corp", "staging", names_of("staging"))


@pytest.mark.law
@given(st.text(max_size=40))
def test_comparing_is_settled_after_one_step(text: str) -> None:
    assert same(text, text)
    assert comparable(text) is not None
