"""A rule through the versions of its contract."""

from __future__ import annotations

from datetime import UTC, datetime

from forensics.contract import Contract, RuleHistory, Version, history_of, read


def version(month: int, text: str) -> Version:
    return Version(datetime(2026, month, 1, tzinfo=UTC), f"c{month}", read(text.encode()) if text else Contract(stated=False))


def moment(month: int, day: int = 1) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC)


T1, T2 = "expected_differences: {T: {a: 1}}\n", "expected_differences: {T: {a: 2}}\n"
VERSIONS = (version(1, "expected_differences: {U: {a: 1}}"), version(2, T1), version(3, T1 + "# again\n"), version(4, T2), version(5, ""))


def history(*versions: Version) -> RuleHistory:
    return history_of(versions, lambda contract: contract.expects("T"), lambda commit: f"event-{commit}")


def test_only_what_changed_the_rule_is_kept_with_how_and_by_which_commit() -> None:
    found = history(*VERSIONS)
    assert [(one.how, one.commit, one.event) for one in found.versions] == [
        ("added", "c2", "event-c2"),
        ("changed", "c4", "event-c4"),
        ("removed", "c5", "event-c5"),
    ]
    assert found.by("c4") is found.versions[1]
    assert found.by("c3") is None


def test_the_rule_in_force_is_that_of_the_last_landing() -> None:
    found = history(*VERSIONS)
    assert found.at(moment(1, 20)) is None
    assert found.at(moment(2)) is found.versions[0]
    assert found.before(moment(2)) is None
    assert found.before(moment(4)) is found.versions[0]
    assert found.rule_at(moment(4)) == read(T2.encode()).rules[0]
    assert found.rule_at(moment(6)) is None
    assert found.within(moment(2), moment(4)) == found.versions[:2]


def test_a_contract_without_a_history_is_always_in_force_and_changed_nothing() -> None:
    found = history(Version(None, None, read(T1.encode())))
    assert [(one.how, one.event) for one in found.versions] == [("given", "")]
    assert found.rule_at(moment(1)) is not None
    assert found.within(moment(1), moment(12)) == ()


def test_a_key_without_a_rule_has_no_history() -> None:
    assert history() == history(version(1, "expected_differences: {U: {a: 1}}")) == RuleHistory()
