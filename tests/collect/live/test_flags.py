"""Audit logs of flags: a row counts for the environment that it names, and tells a value only where it says one."""

from __future__ import annotations

import json
from typing import Any

from tests.collect.live.workshop import read, times


def row(environment: str, verb: str = "turned on the flag", **more: Any) -> dict[str, Any]:
    return {
        "_id": "65f", "date": 1771000000123, "kind": "flag", "name": "New pricing", "titleVerb": verb,
        "accesses": [{"action": "updateOn", "resource": f"proj/default:env/{environment}:flag/new-pricing"}],
        "member": {"email": "jroe@example.com", "firstName": "J"},
    } | more  # fmt: skip


def test_launchdarkly_says_on_or_off_for_the_environment_of_the_row() -> None:
    made = read(
        json.dumps({"items": [row("production"), row("staging", "turned off the flag"), row("Production", "updated the targeting rules")]}),
        key="new-pricing",
    )
    assert [(edit.environment, edit.value) for edit in made.edits] == [("production", "true"), ("staging", "false"), ("production", None)]
    assert (made.edits[0].actor, made.edits[0].actor_kind) == ("jroe@example.com", "person")
    assert times(made.edits[0].time) == ["2026-02-13T16:26:40Z"]


def test_an_entrys_own_page_has_both_versions() -> None:
    sides = {side: {"environments": {"production": {"on": on}}} for side, on in (("previousVersion", True), ("currentVersion", False))}
    edit = read(json.dumps(row("production", "updated the flag", **sides)), key="new-pricing").edits[0]
    assert (edit.before, edit.value) == ("true", "false")


def test_the_list_is_found_wherever_it_stands_in_the_answer() -> None:
    rows = [row("production")] * 2
    answer = {"_links": {"self": {"href": "/api/v2/auditlog?limit=20", "type": "application/json"}}, "items": rows}
    for text in (json.dumps(answer), json.dumps(answer, indent=2), "\n".join(json.dumps(one) for one in rows)):
        assert [edit.value for edit in read(text, key="new-pricing").edits] == ["true", "true"]


def test_another_flag_is_nothing() -> None:
    assert read(json.dumps({"items": [row("production")]}), key="other-flag").edits == ()


def test_unleash_says_on_or_off_and_other_events_only_that_it_was_touched() -> None:
    def event(kind: str, environment: str | None) -> dict[str, Any]:
        return {
            "id": 1, "type": kind, "createdBy": "jroe", "createdAt": "2026-05-14T10:02:31.004Z", "data": None, "preData": None,
            "featureName": "new-pricing", "project": "default", "environment": environment,
        }  # fmt: skip

    rows = [
        event("feature-environment-enabled", "production"),
        event("feature-strategy-update", "production"),
        event("feature-archived", None),
    ]
    made = read(json.dumps({"version": 1, "events": rows}), key="new-pricing")
    assert [(edit.value, edit.removed) for edit in made.edits] == [("true", False), (None, False), (None, True)]
