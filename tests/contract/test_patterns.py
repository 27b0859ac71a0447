"""Patterns of a contract: as `re` reads them, whole values only, and never slow."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.contract.patterns import PatternRefused, compiled

ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\.", "1", ""])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.builds(lambda one, two: one + two, inner, inner)
    | st.builds(lambda one, two: f"({one}|{two})", inner, inner)
    | st.builds(lambda one, count: f"(?:{one}){count}", inner, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}"])),
    max_leaves=8,
)


@pytest.mark.law
@given(PATTERNS, st.text("ab1.", max_size=6))
def test_a_pattern_means_what_python_reads_in_it(pattern: str, text: str) -> None:
    assert compiled(pattern).matches(text) is (re.fullmatch(pattern, text, re.DOTALL) is not None)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)*b", "(a*)*", "((a?){9}){9}b", "(.*)(.*)(.*)(.*)b"])
def test_no_pattern_is_slow_whatever_the_value(pattern: str) -> None:
    began = time.process_time()
    compiled(pattern).matches("a" * 2000)
    assert time.process_time() - began < 3.0


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "a)", "*", "a**", "[", "[z-a]", r"\b", r"(a)\1", "(?=a)", "(?P<x>a)", "a{3,1}", "a{999}{999}", "x" * 300,
        "(" * 50 + ")" * 50, "\\", "((((a{900}){900}){900}){900})", "(((){999}){999}){999}",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_refused_with_a_few_words(pattern: str) -> None:
    with pytest.raises(PatternRefused, match=r"\w"):
        compiled(pattern)


def test_the_whole_value_must_match_with_or_without_anchors() -> None:
    assert compiled("^10+$").matches("1000")
    assert not compiled("10+").matches("x1000")
    assert not compiled("a").matches("a" * 3000)
