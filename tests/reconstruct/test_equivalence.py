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


@pytest.mark.parametrize(
    ("prod", "staging"),
    [
        ("arn:aws:iam::111122223333:role/app", "arn:aws:iam::444455556666:role/app"),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app", "444455556666.dkr.ecr.eu-west-1.amazonaws.com/app"),
        ("https://sqs.eu-west-1.amazonaws.com/111122223333/jobs", "https://sqs.eu-west-1.amazonaws.com/444455556666/jobs"),
    ],
)
def test_an_account_number_inside_an_address_is_part_of_the_environments_name(prod: str, staging: str) -> None:
    assert masked(prod, "production", names_of("production")) == masked(staging, "staging", names_of("staging"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("107374182400", "214748364800"), ("[107374182400, 1]", "[214748364800, 1]"), ("app:202401011200", "app:202402011200")],
)
def test_twelve_digits_that_are_an_amount_or_a_time_are_a_value(one: str, other: str) -> None:
    assert masked(one, "production", names_of("production")) != masked(other, "staging", names_of("staging"))


@pytest.mark.parametrize("unit", ["", "s", "ms", "Gi", "d1h"])
def test_a_number_of_any_length_is_compared_as_text(unit: str) -> None:
    long = "9" * 5000
    assert same(long + unit, long + unit)
    assert not same(long + unit, long[:-1] + "8" + unit)


def test_long_quantities_are_exact() -> None:
    assert not same("123456789012345678.123456789012345678Pi", "123456789012345678.123456789012345679Pi")


@pytest.mark.law
@given(st.text(max_size=40))
def test_comparing_is_settled_after_one_step(text: str) -> None:
    assert same(text, text)
    assert comparable(text) is not None
