"""The judge's benchmark takes away what it says, turns the judge's tables and puts them back, and scores naive rules fairly."""

from __future__ import annotations

import pytest

from benchmarks.judging.figures import reliability, sure_and_wrong
from benchmarks.judging.knobs import instead, tables, turned
from benchmarks.judging.removal import BLANK, Removed, without
from forensics.judge.clues import FAMILIES

CASE = {
    "history": [{"message": "Raise the pool"}, {"message": "Tidy"}],
    "slack": [{"text": "raise it?"}, {"text": "yes", "thread": 0}, {"text": "done", "thread": 0}, {"text": "lunch"}],
    "jira": [{"key": "OPS-1"}, {"key": "OPS-2"}],
    "live": [{"env": "prod"}, {"env": "staging"}],
    "events": [],
    "truth": {"verdict": "rollout", "opened_by": "history[0]"},
}


def test_what_is_taken_away_is_gone_and_the_rest_stays() -> None:
    left = without(CASE, Removed(messages={0}, tickets={"OPS-1"}, live={0}))
    assert [entry["message"] for entry in left["history"]] == [BLANK, "Tidy"]
    assert [issue["key"] for issue in left["jira"]] == ["OPS-2"]
    assert left["live"] == [{"env": "staging"}]
    assert CASE["history"][0]["message"] == "Raise the pool"  # type: ignore[index]


def test_a_thread_that_lost_its_head_goes_on_under_its_first_answer() -> None:
    left = without(CASE, Removed(slack={0}))
    assert left["slack"] == [{"text": "yes"}, {"text": "done", "thread": 0}, {"text": "lunch"}]


def test_the_tables_are_as_they_were_after_a_turn() -> None:
    before = tables()
    knob = next(one for one in sorted(before) if one[0] == "WEIGHTS")
    with turned({knob: before[knob] + 1}):
        assert tables()[knob] == before[knob] + 1
    assert tables() == before


def test_a_family_that_the_judge_does_not_hold_is_not_taken_away_in_silence() -> None:
    with instead(FAMILIES=dict(FAMILIES)):
        pass
    with pytest.raises(LookupError, match="NO_SUCH_TABLE"), instead(NO_SUCH_TABLE=1):
        pass


def test_reliability_counts_what_held_in_each_tenth() -> None:
    rows = [{"confidence": 0.85, "ok": True}, {"confidence": 0.8, "ok": False}, {"confidence": 0.3, "ok": False}]
    assert [line[:3] for line in reliability(rows, lambda row: bool(row["ok"]))] == [("0.3–0.4", 1, 0), ("0.8–0.9", 2, 1)]
    assert sure_and_wrong(rows, lambda row: bool(row["ok"])) == 1
