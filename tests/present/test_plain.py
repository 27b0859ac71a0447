"""The plain form: read from left to right, one statement a line, nothing drawn."""

from __future__ import annotations

import re

import pytest

from forensics.present.plain import plain
from tests.present import reports
from tests.present.reports import ALL
from tests.present.test_clean import steering

DRAWN = set("●◆○◌━┄✕≈△▲■◇▽▶╞╡═░─")


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_drawn_padded_or_steering(name: str) -> None:
    told = plain(ALL[name], who=True)
    assert not DRAWN & set(told)
    assert steering(told, keep="\n") == []
    assert "  " not in told
    assert all(line == line.strip() for line in told.splitlines())


def test_the_verdict_comes_first_and_each_environment_in_words() -> None:
    lines = plain(reports.LIVE).splitlines()
    assert lines[1] == "Verdict: A value that nobody chose (very strong support)."
    assert "production: 3000, overwritten, a deploy put the declared value back. [7] [3] [8]" in lines
    assert "Watched from 2026-08-18 02:20Z to 2026-09-01 00:00Z." in lines
    assert any(line.startswith("Undone: 10000, set live in production") for line in lines)


def test_every_cited_number_is_told_in_a_row() -> None:
    told = plain(reports.PAYMENT)
    rows = set(re.findall(r"(?m)^\[(\d+)\]", told))
    assert set(re.findall(r"\[(\d+)\]", told)) == rows


def test_brief_is_the_verdict_alone_and_whole_leaves_nothing_out() -> None:
    assert "How it went" not in plain(reports.PAYMENT, extent="brief")
    assert "more rows: --verbose" in plain(reports.CROWDED)
    assert "more row" not in plain(reports.CROWDED, extent="whole")
