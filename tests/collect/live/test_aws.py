"""CloudTrail says who and when, Parameter Store which value; joined by version they are one write."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forensics.collect.live import joined
from tests.collect.live.workshop import KEY, read, times, values

ROLE = {"type": "AssumedRole", "arn": "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0f1e/jroe@example.com"}


def event(name: str, asked: dict[str, Any], **changed: Any) -> dict[str, Any]:
    row = {
        "eventVersion": "1.09", "userIdentity": ROLE, "eventTime": "2026-08-18T02:19:41Z", "eventSource": "ssm.amazonaws.com",
        "eventName": name, "awsRegion": "eu-west-1", "userAgent": "aws-cli/2.17.0",
        "requestParameters": asked, "readOnly": False,
    }  # fmt: skip
    return row | changed


PUT = event(
    "PutParameter", {"name": f"/prod/{KEY}", "value": "HIDDEN_DUE_TO_SECURITY_REASONS", "overwrite": True}, responseElements={"version": 2}
)
VERSIONS = {
    "Parameters": [
        {"Name": f"/prod/{KEY}", "Type": "String", "LastModifiedUser": "arn:aws:iam::1:user/ci", "Version": version} | more
        for version, more in (
            (1, {"LastModifiedDate": 1770000000.5, "Value": "3000"}),
            (2, {"LastModifiedDate": "2026-08-18T04:19:41+02:00", "Value": "10000"}),
        )
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"Records": [PUT]}),
        json.dumps(PUT),
        json.dumps(
            {"Events": [{"EventId": "1", "EventName": "PutParameter", "EventTime": 1.0, "CloudTrailEvent": json.dumps(PUT)}]}, indent=2
        ),
    ],
    ids=["file", "line", "lookup-events"],
)
def test_a_put_parameter_says_who_and_when_and_hides_the_value(text: str) -> None:
    edit = read(text).edits[0]
    assert (edit.keypath, edit.value, edit.withheld, edit.version) == (f"prod.{KEY}", None, True, "2")
    assert (edit.actor_kind, edit.tool, edit.note) == ("person", "aws-cli", "role AWSReservedSSO_Admin_0f1e")
    assert times(edit.time) == ["2026-08-18T02:19:41Z"]


def test_each_version_of_a_parameter_has_its_value_since_its_own_time() -> None:
    made = read(json.dumps(VERSIONS))
    assert [(seen.value, seen.version, seen.time_means) for seen in made.observations] == [
        ("3000", "1", "changed"),
        ("10000", "2", "changed"),
    ]
    assert times(*(seen.observed_at for seen in made.observations)) == ["2026-02-02T02:40:00Z", "2026-08-18T02:19:41Z"]


def test_who_and_which_value_are_joined_by_version_and_by_nothing_else() -> None:
    made = joined(read(json.dumps({"Records": [PUT]})) + read(json.dumps(VERSIONS)))
    assert [(edit.source, edit.version, edit.value) for edit in made.edits] == [("cloudtrail", "2", "10000"), ("ssm", "1", "3000")]
    other = joined(read(json.dumps({"Records": [PUT | {"responseElements": {"version": 9}}]})) + read(json.dumps(VERSIONS)))
    assert [edit.value for edit in other.edits if edit.source == "cloudtrail"] == [None]


def test_a_secure_string_is_only_known_to_be_there() -> None:
    row = VERSIONS["Parameters"][0] | {"Type": "SecureString", "Value": "AQICAHhunter2"}
    made = read(json.dumps({"Parameters": [row]}))
    assert values(made) == [(None, "existence")]
    assert "hunter2" not in repr(made)


@pytest.mark.parametrize("changed", [{"errorCode": "AccessDenied"}, {"readOnly": True}], ids=["refused", "read"])
def test_what_changed_nothing_is_no_edit(changed: dict[str, Any]) -> None:
    assert read(json.dumps({"Records": [PUT | changed]})).edits == ()


def test_variables_and_parameter_groups_say_their_values() -> None:
    task = event(
        "RegisterTaskDefinition", {"family": "api", "containerDefinitions": [{"name": "api", "environment": [{"name": KEY, "value": "5"}]}]}
    )
    group = event(
        "ModifyDBParameterGroup",
        {"dBParameterGroupName": "pg", "parameters": [{"parameterName": KEY, "parameterValue": "6", "applyMethod": "immediate"}]},
    )
    made = read(json.dumps({"Records": [task, group]}))
    assert [(edit.spot.object, edit.value) for edit in made.edits] == [("api", "5"), ("pg", "6")]
    assert [one.kind for one in made.rollouts] == ["deploy"]


def test_a_function_whose_variables_are_hidden_is_touched_where_it_is_known_to_hold_the_key() -> None:
    text = json.dumps({"Records": [event("UpdateFunctionConfiguration20150331v2", {"functionName": "api", "environment": {}})]})
    assert read(text).edits == ()
    assert [(edit.how, edit.keypath) for edit in read(text, objects=("Function/api",)).edits] == [("UpdateFunctionConfiguration", None)]


def test_a_deployment_of_a_service_is_a_rollout() -> None:
    made = read(json.dumps({"Records": [event("UpdateService", {"service": "api", "taskDefinition": "api:41"})]}))
    assert [(one.kind, one.version, one.title) for one in made.rollouts] == [("deploy", "api:41", "UpdateService api")]


@pytest.mark.parametrize(
    ("identity", "kind"),
    [
        ({"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"}, "automation"),
        ({"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/deployer/session-1"}, "unknown"),
        ({"type": "IAMUser", "arn": "arn:aws:iam::1:user/jroe"}, "unknown"),
    ],
)
def test_a_role_without_a_person_in_it_may_be_anybody(identity: dict[str, str], kind: str) -> None:
    assert read(json.dumps({"Records": [PUT | {"userIdentity": identity}]})).edits[0].actor_kind == kind
