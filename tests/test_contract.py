"""Which rule of a contract speaks of a setting."""

from __future__ import annotations

import pytest

from forensics.contract import Contract, read

RULE = {"staging": "1", "production": "2"}


@pytest.mark.parametrize("written", ["T_MS", "env.T_MS", "tMs", "env.t-ms"])
@pytest.mark.parametrize("path", ["env.T_MS", ("env", "T_MS"), "#Deployment/api.spec.env.T_MS"])
def test_a_rule_is_found_by_the_settings_own_path_however_it_is_written(written: str, path: str | tuple[str, ...]) -> None:
    assert Contract({"OTHER": {"a": "b"}, written: RULE}).rule_of(path) == RULE


def test_the_rule_that_names_most_of_the_path_counts() -> None:
    rules = Contract({"T_MS": {"production": "9"}, "env.T_MS": RULE})
    assert rules.rule_of("env.T_MS") == RULE
    assert rules.rule_of("job.T_MS") == {"production": "9"}


def test_another_key_has_no_rule() -> None:
    assert Contract({"env.T_MS": RULE}).rule_of("env.OTHER_T_MS") is None
    assert Contract({"job.T_MS": RULE}).rule_of("env.T_MS") is None


def test_a_contract_is_read_from_its_file() -> None:
    found = read(b"expected_differences:\n  T_MS:\n    staging: 1\n    production: 2\nother: x\n")
    assert found.expects("t-ms") == found.rule_of("env.T_MS") == RULE
