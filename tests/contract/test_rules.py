"""Which rule of a contract speaks of a setting, and whether its terms still count."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from forensics.contract import Contract, Expectation, Rule, read

RULE = Rule("T_MS", (("staging", Expectation(("1",))), ("production", Expectation(("2",)))))
OTHER = Rule("OTHER", (("a", Expectation(("b",))),))


def named(key: str) -> Rule:
    return Rule(key, RULE.named)


@pytest.mark.parametrize("written", ["T_MS", "env.T_MS", "tMs", "env.t-ms"])
@pytest.mark.parametrize("path", ["env.T_MS", ("env", "T_MS"), "#Deployment/api.spec.env.T_MS"])
def test_a_rule_is_found_by_the_settings_own_path_however_it_is_written(written: str, path: str | tuple[str, ...]) -> None:
    assert Contract((OTHER, named(written))).rule_of(path) == named(written)


def test_the_rule_that_names_most_of_the_path_counts() -> None:
    rules = Contract((OTHER, Rule("T_MS", OTHER.named), named("env.T_MS")))
    assert rules.rule_of("env.T_MS") == named("env.T_MS")
    assert rules.rule_of("job.T_MS") == Rule("T_MS", OTHER.named)


def test_another_key_has_no_rule() -> None:
    assert Contract((named("env.T_MS"),)).rule_of("env.OTHER_T_MS") is None
    assert Contract((named("job.T_MS"),)).rule_of("env.T_MS") is None


def test_a_contract_is_read_from_its_file() -> None:
    found = read(b"expected_differences:\n  T_MS:\n    staging: 1\n    production: 2\nother: x\n")
    rule = found.expects("t-ms")
    assert rule is not None
    assert rule == found.rule_of("env.T_MS")
    assert rule.values == {"staging": "1", "production": "2"}
    assert rule.line == 2
    assert found.gaps == ()


@pytest.mark.parametrize(("day", "stale"), [("2027-03-30", False), ("2027-03-31", False), ("2027-04-01", True)])
def test_a_rule_counts_until_the_end_of_its_last_day(day: str, stale: bool) -> None:
    rule = Rule("T", RULE.named, expires=date(2027, 3, 31))
    assert rule.stale(datetime.fromisoformat(f"{day}T23:59:59+00:00").astimezone(UTC)) is stale
    assert not RULE.stale(datetime(2099, 1, 1, tzinfo=UTC))


def test_a_rule_says_what_it_expects_and_on_which_terms() -> None:
    rule = Rule("T", RULE.named, Expectation(least="1", most="9"), "the mock is quick", "payments", "PAY-4", date(2027, 3, 31))
    assert rule.says == "expects 1 in staging, 2 in production, from 1 to 9 in every other environment"
    assert rule.terms == "the mock is quick; owner payments; PAY-4; until 2027-03-31"
