"""The contract's file: its short form, its long forms, and a gap with a line for whatever can't be a rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.contract import Expectation, Rule, read

LONG = """\
expected_differences:
  GATEWAY_TIMEOUT_MS:
    staging: 10000
    canary: [3000, 5000]
    production: {min: 3s, max: 30s}
    dr: {same-as: production}
    dev: {pattern: "[0-9]+000"}
    local: {absent: true}
    reason: the mock gateway answers at once
    owner: payments
    ticket: PAY-412
    expires: 2027-03-31
"""


def only(text: str) -> Rule:
    found = read(text.encode())
    assert found.gaps == ()
    return found.rules[0]


def test_every_long_form_is_read() -> None:
    rule = only(LONG)
    told = {environment: one.says for environment, one in rule.named}
    assert told == {
        "staging": "10000",
        "canary": "3000 or 5000",
        "production": "from 3s to 30s",
        "dr": "the same as in production",
        "dev": "what matches [0-9]+000",
        "local": "it not to be set",
    }
    assert (rule.reason, rule.owner, rule.ticket) == ("the mock gateway answers at once", "payments", "PAY-412")
    assert rule.expires == date(2027, 3, 31)
    assert rule.values == {"staging": "10000"}


@pytest.mark.parametrize("written", ["[2, 4]", "{any-of: [2, 4]}", "{any-of: [2, 4], owner: ops}"])
def test_what_stands_beside_the_environments_counts_for_all_that_are_not_named(written: str) -> None:
    rule = only(f"expected_differences:\n  CPU: {written}\n")
    assert rule.expects("anything") == Expectation(("2", "4"), key="CPU")


def test_a_named_environment_goes_before_what_counts_everywhere() -> None:
    rule = only("expected_differences:\n  CPU:\n    min: 500m\n    max: 8\n    staging: 2\n")
    assert rule.expects("staging") == Expectation(("2",), key="CPU")
    assert rule.holds({"staging": "3", "production": "4", "dev": "100m"}) == {"staging": False, "production": True, "dev": False}


def test_below_environments_no_word_is_reserved() -> None:
    rule = only("expected_differences:\n  T:\n    environments: {owner: 5, min: 6}\n    owner: ops\n")
    assert rule.values == {"owner": "5", "min": "6"}
    assert rule.owner == "ops"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("T: 5", "names no environment"),
        ("T: {staging: }", "has no value"),
        ("T: {staging: {foo: 3}}", "foo for T is not known"),
        ("T: {staging: {min: soon}}", "no amount"),
        ("T: {staging: {min: 5, max: 3}}", "no value between"),
        ("T: {staging: {min: 5, max: 3s}}", "can't be compared"),
        ("T: {staging: {pattern: '(a'}}", "never closed"),
        ("T: {staging: {absent: maybe}}", "neither true nor false"),
        ("T: {staging: []}", "holds no value"),
        ("T: {staging: 5, expires: soon}", "is no date"),
        ("T: {owner: ops}", "no environment of which"),
        ("T: {staging: 5}\n  T: {staging: 6}", "once more"),
    ],
)
def test_what_is_no_rule_is_a_gap_with_its_line(line: str, why: str) -> None:
    found = read(f"expected_differences:\n  KEPT: {{staging: 1}}\n  {line}\n".encode(), "rules.yaml")
    assert found.rules[0].values == {"staging": "1"}
    assert [gap for gap in found.gaps if why in gap.why and gap.where in ("rules.yaml:3", "rules.yaml:4")], found.gaps


def test_a_term_that_can_not_be_read_makes_no_weaker_rule() -> None:
    found = read(b"expected_differences:\n  T: {staging: {min: 1, max: soon}, production: 2}\n")
    assert [rule.environments for rule in found.rules] == [("production",)]


@pytest.mark.parametrize("text", ["other: 1\n", "- a\n", "expected_differences: none\n", "expected_differences: [a]\n", "a: [\n", "\0"])
def test_a_file_without_rules_says_so(text: str) -> None:
    found = read(text.encode())
    assert found.rules == ()
    assert found.gaps


@pytest.mark.law
@given(st.binary(max_size=400))
def test_reading_never_raises(content: bytes) -> None:
    read(b"expected_differences:\n  T: " + content)
    read(content)


TERMS = ["min", "max", "value", "any-of", "pattern", "same-as", "absent", "owner", "expires", "environments"]
WORDS = st.sampled_from([*TERMS, "T", "staging", "production", "5", "3s", "[a", "(b)", "~", "true"])
TREES = st.recursive(WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12)


@pytest.mark.law
@given(TREES, st.dictionaries(st.sampled_from(["staging", "production", "owner"]), st.none() | WORDS))
def test_whatever_stands_in_a_rule_it_can_be_held_against_values(tree: object, values: dict[str, str | None]) -> None:
    import json

    for rule in read(json.dumps({"expected_differences": {"T": tree}}).encode()).rules:
        assert rule.says.startswith("expects")
        assert rule.holds(values).keys() <= values.keys()
