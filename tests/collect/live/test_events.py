"""Anybody's own evidence: every readable line counts, every other is a gap with its number."""

from __future__ import annotations

import json

from forensics.collect.live import read_events
from forensics.keys import Key
from forensics.model import LiveRead
from tests.collect.live.workshop import KEY, times


def told(*rows: object) -> LiveRead:
    return read_events("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode(), Key(KEY), "events.jsonl")


DEPLOY = {"time": "2026-04-07T09:20:00Z", "kind": "deploy", "environment": "staging", "actor": "argocd", "title": "payments synced"}
EDIT = {
    "time": "2026-04-08T09:20:00",
    "kind": "live_edit",
    "environment": "production",
    "title": "raised by hand",
    "key": KEY,
    "before": "3",
    "after": 10,
}


def test_a_deploy_is_a_happening_and_a_rollout_at_the_same_line() -> None:
    made = told("", DEPLOY)
    assert [(one.kind, one.title, one.spot.line) for one in made.happenings] == [("deploy", "payments synced", 2)]
    assert [(one.kind, one.environment, one.actor, one.spot.line) for one in made.rollouts] == [("deploy", "staging", "argocd", 2)]


def test_a_live_edit_of_the_key_is_an_edit_and_one_of_another_key_is_not() -> None:
    made = told(EDIT, EDIT | {"key": "OTHER"})
    assert [(edit.before, edit.value, edit.environment) for edit in made.edits] == [("3", "10", "production")]
    assert len(made.happenings) == 2
    assert times(made.edits[0].time) == ["2026-04-08T09:20:00Z"]


def test_a_time_and_a_title_are_enough() -> None:
    assert [(one.kind, one.environment) for one in told({"time": 1771000000, "title": "paged"}).happenings] == [("event", None)]


def test_a_bad_line_is_a_gap_with_its_number_and_the_rest_counts() -> None:
    made = told("{", "[]", {"title": "x"}, {"time": "2026-04-08"}, {"time": "noon", "title": "x"}, DEPLOY)
    assert [gap.where for gap in made.gaps] == [f"events.jsonl:{number}" for number in (1, 2, 3, 4, 5)]
    assert [gap.why.split(":")[0] for gap in made.gaps] == [
        "this event is not valid JSON", "this event is no JSON object", "this event has no time", "this event has no title",
        "this event's time can't be read",
    ]  # fmt: skip
    assert len(made.happenings) == 1
