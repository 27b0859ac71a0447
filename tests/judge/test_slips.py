"""Slips of the finger and of the unit."""

from __future__ import annotations

import pytest

from forensics.judge.slips import slip


@pytest.mark.parametrize(
    ("odd", "meant"),
    [
        ("3000", "30000"),
        ("18000", "1800"),
        ("5", "5000"),
        ("12000", "1200"),
        ("10s", "10ms"),
        ("2100", "1200"),
        ("500", "5000"),
        ("180", "1800"),
        ("strict", "strct"),
    ],
)
def test_a_slip_is_seen(odd: str, meant: str) -> None:
    assert slip(odd, meant)


def test_a_number_of_any_length_is_looked_at() -> None:
    assert slip("1" * 5000, "1" * 4999) is None
    assert slip("1" * 5000 + "s", "1" * 5000 + "ms") is None


@pytest.mark.parametrize(
    ("odd", "meant"),
    [("3000", "10000"), ("2", "3"), ("true", "false"), ("3000", "3000"), ("15.3", "15.1"), ("debug", "warn"), ("400", "900")],
)
def test_two_values_that_people_choose_are_no_slip(odd: str, meant: str) -> None:
    assert slip(odd, meant) is None
