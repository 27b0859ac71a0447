"""Terraform states and plans: what the state remembers, what was found to differ, and nothing that is marked sensitive."""

from __future__ import annotations

import json
import time
import tracemalloc
from typing import Any

from tests.collect.live.workshop import KEY, read, times, values


def resource(address: str, given: dict[str, Any], masked: dict[str, Any] | None = None, mode: str = "managed") -> dict[str, Any]:
    kind, name = address.split(".")[-2:]
    return {"address": address, "mode": mode, "type": kind, "name": name, "values": given, "sensitive_values": masked or {}}


def state(*resources: dict[str, Any], inner: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    module: dict[str, Any] = {"resources": list(resources)}
    if inner:
        module["child_modules"] = [{"address": "module.a", "resources": [], "child_modules": [{"resources": list(inner)}]}]
    return {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": module}}


LAMBDA = resource("aws_lambda_function.api", {"environment": [{"variables": {KEY: "3000"}}], "memory_size": 512})


def test_a_states_attributes_are_what_terraform_remembers_in_modules_too() -> None:
    made = read(json.dumps(state(LAMBDA)))
    assert values(made) == [("3000", "recorded")]
    assert values(read(json.dumps(state(inner=(LAMBDA,)), indent=2))) == [("3000", "recorded")]
    assert made.observations[0].spot.object == "aws_lambda_function.api"


def test_a_number_keeps_its_text() -> None:
    assert values(read(json.dumps(state(LAMBDA)).replace("512", "5.120"), key="memory_size")) == [("5.120", "recorded")]


def test_a_parameter_is_found_by_its_own_name_and_a_container_definition_inside_its_text() -> None:
    parameter = resource("aws_ssm_parameter.t", {"name": f"/prod/payments/{KEY}", "value": "8000", "type": "String"})
    task = resource(
        "aws_ecs_task_definition.t", {"container_definitions": json.dumps([{"name": "api", "environment": [{"name": KEY, "value": "1"}]}])}
    )
    assert values(read(json.dumps(state(parameter, task)))) == [("8000", "recorded"), ("1", "recorded")]


def test_a_sensitive_value_is_only_known_to_be_there() -> None:
    masked = resource(
        "aws_lambda_function.api", {"environment": [{"variables": {KEY: "hunter2"}}]}, {"environment": [{"variables": {KEY: True}}]}
    )
    whole = resource("aws_ssm_parameter.t", {"name": KEY, "value": "hunter2"}, {"value": True})
    made = read(json.dumps(state(masked, whole)))
    assert values(made) == [(None, "existence"), (None, "existence")]
    assert "hunter2" not in repr(made)


def test_what_is_read_by_a_data_source_is_not_what_this_state_manages() -> None:
    assert read(json.dumps(state(resource("data.aws_lambda_function.api", {KEY: "1"}, mode="data")))).observations == ()


def plan(before: Any, after: Any, **more: Any) -> str:
    change = {
        "actions": ["update"],
        "before": before,
        "after": after,
        "after_unknown": {},
        "before_sensitive": {},
        "after_sensitive": {},
    } | more
    drift = {"address": "aws_lambda_function.api", "mode": "managed", "type": "aws_lambda_function", "name": "api", "change": change}
    whole = {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": state(LAMBDA)["values"], "resource_drift": [drift]}
    return json.dumps(whole | {"timestamp": "2026-09-01T10:00:00Z"})


def test_drift_is_an_edit_outside_terraform_before_the_plan_by_nobody_known() -> None:
    made = read(plan({"environment": [{"variables": {KEY: "3000"}}]}, {"environment": [{"variables": {KEY: "9000"}}]}))
    assert values(made) == [("3000", "recorded"), ("9000", "value")]
    edit = made.edits[0]
    assert (edit.before, edit.value, edit.certainty, edit.time_means, edit.actor) == ("3000", "9000", "differs", "at_latest", None)
    assert times(edit.time, made.observations[1].observed_at) == ["2026-09-01T10:00:00Z"] * 2


def test_drift_that_removed_the_key_and_drift_of_another_attribute() -> None:
    assert [edit.removed for edit in read(plan({KEY: "1", "x": "1"}, {"x": "1"})).edits] == [True]
    assert read(plan({KEY: "1", "x": "1"}, {KEY: "1", "x": "2"})).edits == ()


def test_sensitive_drift_is_told_without_its_values() -> None:
    made = read(plan({KEY: "hunter2"}, {KEY: "hunter3"}, after_sensitive={KEY: True}))
    assert [(edit.value, edit.before, edit.withheld) for edit in made.edits] == [(None, None, True)]
    assert "hunter" not in repr(made)


def test_what_is_only_planned_was_not_seen() -> None:
    text = json.dumps({"format_version": "1.2", "planned_values": state(LAMBDA)["values"], "resource_changes": []})
    assert read(text).observations == ()


def test_a_state_file_of_version_4_is_read_and_its_sensitive_attributes_are_not() -> None:
    path = [{"type": "get_attr", "value": "token"}]
    instance = {"attributes": {"timeout_ms": "30", "token": "hunter2"}, "sensitive_attributes": [path]}
    text = json.dumps(
        {
            "version": 4,
            "terraform_version": "1.9.0",
            "serial": 3,
            "resources": [{"mode": "managed", "type": "t", "name": "n", "instances": [instance]}],
        }
    )
    assert values(read(text, key="timeout_ms")) == [("30", "recorded")]
    assert values(read(text, key="token")) == [(None, "existence")]


def test_an_older_state_is_a_gap() -> None:
    made = read(json.dumps({"version": 3, "terraform_version": "0.11.14", "serial": 1, "modules": [{"resources": {KEY: {}}}]}))
    assert made.observations == ()
    assert "version 3" in made.gaps[0].why


def test_a_state_that_breaks_off_gives_what_stands_before() -> None:
    text = json.dumps(state(LAMBDA, resource("x.y", {"a": "b"})))
    made = read(text[:-40])
    assert values(made) == [("3000", "recorded")]
    assert "breaks off" in made.gaps[0].why


def test_a_state_of_fifty_megabytes_is_read_one_resource_at_a_time() -> None:
    filler = [resource(f"aws_thing.n{n}", {"blob": "x" * 2000, "list": [str(i) for i in range(40)]}) for n in range(21_500)]
    raw = json.dumps(state(*filler, LAMBDA)).encode()
    assert len(raw) > 50_000_000
    tracemalloc.start()
    started = time.perf_counter()
    made = read(raw)
    took, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert values(made) == [("3000", "recorded")]
    assert peak < 6 * len(raw)
    assert took < 60
