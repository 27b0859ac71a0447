"""Whether a value is as a contract expects it: units, ranges, sets, patterns, other environments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.contract import Expectation

NUMBERS = st.integers(-(10**6), 10**6)


@pytest.mark.parametrize(
    ("least", "most", "value", "key", "holds"),
    [
        ("3s", "30s", "10000ms", "T", True),
        ("3s", "30s", "31s", "T", False),
        ("3s", "30s", "10000", "T_MS", True),
        ("3s", "30s", "10000", "T_SECONDS", False),
        ("3s", "30s", "10000", "T", None),
        ("1000", "2000", "1s", "T_MS", True),
        ("500m", "2", "1500m", "cpu", True),
        ("1Gi", "2Gi", "1536Mi", "memory", True),
        ("1", "5", "plenty", "T", False),
        (None, "5", "-1", "T", True),
        ("5", None, "5", "T", True),
        ("1", "5", "0x3", "T", False),
    ],
)
def test_a_range_compares_amounts_in_their_units(least: str | None, most: str | None, value: str, key: str, holds: bool | None) -> None:
    assert Expectation(least=least, most=most, key=key).holds(value, {}) is holds


@pytest.mark.law
@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_range_holds_exactly_what_lies_between_its_ends(low: int, high: int, value: int) -> None:
    assert Expectation(least=str(low), most=str(high)).holds(str(value), {}) is (low <= value <= high)


@pytest.mark.law
@given(st.lists(st.text(max_size=5), min_size=1, max_size=5), st.text(max_size=5))
def test_a_set_holds_each_of_its_values_and_no_other_text(allowed: list[str], value: str) -> None:
    one = Expectation(tuple(allowed))
    assert all(one.holds(each, {}) for each in allowed)
    if one.holds(value, {}):
        assert any(Expectation((each,)).holds(value, {}) for each in allowed)


def test_same_as_compares_with_what_the_other_environment_has() -> None:
    one = Expectation(same_as="production")
    assert one.holds("10s", {"production": "10000ms"}) is True
    assert one.holds("10s", {"production": "11s"}) is False
    assert one.holds(None, {"production": None}) is True
    assert one.holds("10s", {}) is None


def test_all_that_is_said_must_hold() -> None:
    one = Expectation(least="1", most="99", pattern="[0-9]*0")
    assert one.holds("50", {}) is True
    assert one.holds("51", {}) is False
    assert one.holds("500", {}) is False


def test_a_key_that_must_not_be_set_is_not_set() -> None:
    assert Expectation(absent=True).holds(None, {}) is True
    assert Expectation(absent=True).holds("5", {}) is False
    assert Expectation(("5",)).holds(None, {}) is False


def test_only_one_allowed_value_alone_is_exact() -> None:
    assert Expectation(("5",), key="T").exact == "5"
    assert Expectation(("5", "6")).exact is None
    assert Expectation(("5",), most="9").exact is None
