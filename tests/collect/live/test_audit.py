"""Kubernetes audit logs: only writes that took place count, with who asked and what the body said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.collect.live.workshop import KEY, edits, read, times

MERGE = {"spec": {"template": {"spec": {"containers": [{"name": "api", "env": [{"name": KEY, "value": "10000"}]}]}}}}
ENV = f"#Deployment/api.spec.template.spec.containers[api].env.{KEY}"


def record(time: str = "2026-08-18T02:19:41.123456Z", **changed: Any) -> str:
    row: dict[str, Any] = {
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Request", "auditID": "0a1b", "stage": "ResponseComplete",
        "requestURI": "/apis/apps/v1/namespaces/shop/deployments/api?fieldManager=kubectl-edit", "verb": "patch",
        "user": {"username": "jroe@example.com", "groups": ["system:authenticated"]}, "sourceIPs": ["10.0.0.7"],
        "userAgent": "kubectl/v1.31.0 (linux/amd64) kubernetes/9edcffc", "responseStatus": {"metadata": {}, "code": 200},
        "objectRef": {"resource": "deployments", "namespace": "shop", "name": "api", "apiGroup": "apps", "apiVersion": "v1"},
        "requestObject": MERGE, "requestReceivedTimestamp": time, "stageTimestamp": time,
    }  # fmt: skip
    return json.dumps({name: value for name, value in (row | changed).items() if value is not None})


def test_a_patch_says_who_wrote_what_and_when() -> None:
    made = read(record() + "\n")
    assert edits(made) == [("patched through the API server", ENV, "10000")]
    edit = made.edits[0]
    assert (edit.actor, edit.actor_kind, edit.tool, edit.certainty) == ("jroe@example.com", "person", "kubectl/v1.31.0", "recorded")
    assert times(edit.time) == ["2026-08-18T02:19:41Z"]


@pytest.mark.parametrize(
    "changed",
    [
        {"stage": "RequestReceived"},
        {"responseStatus": {"code": 409}},
        {"requestURI": "/apis/apps/v1/namespaces/shop/deployments/api?dryRun=All"},
        {"verb": "get"},
        {"objectRef": {"resource": "deployments", "name": "api", "subresource": "status"}},
    ],
    ids=["unfinished", "refused", "dry run", "only looked", "status"],
)
def test_what_changed_nothing_is_no_edit(changed: dict[str, Any]) -> None:
    assert read(record(**changed) + "\n").edits == ()


def test_a_json_patch_names_its_key_by_path_or_in_the_value_that_it_adds() -> None:
    by_path = [{"op": "replace", "path": f"/data/{KEY}", "value": "5"}]
    added = [{"op": "add", "path": "/spec/template/spec/containers/0/env/-", "value": {"name": KEY, "value": "6"}}]
    gone = [{"op": "remove", "path": f"/data/{KEY}"}]
    made = read("\n".join(record(requestObject=patch) for patch in (by_path, added, gone)))
    assert [(edit.value, edit.removed) for edit in made.edits] == [("5", False), ("6", False), (None, True)]


def test_a_merge_patch_with_null_removes() -> None:
    made = read(record(requestObject={"data": {KEY: None}}))
    assert [(edit.value, edit.removed) for edit in made.edits] == [(None, True)]


def test_a_file_inside_a_config_map_is_looked_into() -> None:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"app.properties": "payment.timeout.ms=5000\n"}}
    made = read(record(requestObject=body, verb="create", objectRef={"resource": "configmaps", "name": "c"}), key="payment.timeout.ms")
    assert edits(made) == [("created through the API server", "#ConfigMap/c.data[app.properties].payment.timeout.ms", "5000")]


def whole(value: str, time: str) -> str:
    return record(time, verb="update", requestObject={"kind": "Deployment", "metadata": {"name": "api"}, **merge_of(value)})


def merge_of(value: str) -> dict[str, Any]:
    return json.loads(json.dumps(MERGE).replace("10000", value))  # type: ignore[no-any-return]


def test_updates_that_restate_a_value_are_no_changes_of_it() -> None:
    lines = [
        whole("3", "2026-08-18T01:00:00Z"),
        whole("3", "2026-08-18T02:00:00Z"),
        whole("9", "2026-08-18T03:00:00Z"),
        whole("9", "2026-08-18T04:00:00Z"),
    ]
    made = read("\n".join(lines))
    assert [(edit.value, edit.note) for edit in made.edits] == [("3", "the whole object was sent: the value may be older"), ("9", "")]


def test_at_level_metadata_only_a_write_to_a_known_object_counts_and_tells_no_value() -> None:
    line = record(level="Metadata", requestObject=None)
    assert read(line).edits == ()
    touched = read(line, objects=("Deployment/api",)).edits[0]
    assert (touched.keypath, touched.value, touched.spot.object) == (None, None, "Deployment/api")


def test_a_secrets_value_is_not_kept() -> None:
    body = {"data": {KEY: "aHVudGVyMg=="}}
    made = read(record(requestObject=body, objectRef={"resource": "secrets", "name": "s"}))
    assert [(edit.value, edit.withheld) for edit in made.edits] == [(None, True)]
    assert "aHVudGVyMg" not in repr(made)


@pytest.mark.parametrize(
    ("user", "impersonated", "told"),
    [
        ("system:serviceaccount:argocd:argocd-application-controller", None, "automation"),
        ("kubernetes-admin", None, "unknown"),
        ("bastion", "jroe@example.com", "person"),
    ],
)
def test_a_service_account_is_a_machine_and_a_shared_admin_may_be_anybody(user: str, impersonated: str | None, told: str) -> None:
    line = record(user={"username": user}, impersonatedUser={"username": impersonated} if impersonated else None)
    edit = read(line).edits[0]
    assert edit.actor_kind == told
    assert edit.actor is not None
    assert user in edit.actor
    assert (impersonated or "") in edit.actor


def test_the_window_is_that_of_all_requests_not_only_of_those_that_count() -> None:
    made = read("\n".join([record("2026-08-17T00:00:00Z", verb="get"), record(), record("2026-08-19T00:00:00Z", verb="list")]))
    assert times(made.watched[0].start, made.watched[0].until) == ["2026-08-17T00:00:00Z", "2026-08-19T00:00:00Z"]


def test_a_record_that_is_cut_off_is_a_gap_with_its_line_and_the_rest_counts() -> None:
    made = read("\n".join([record(), record()[:-30], record(requestObject={"data": {KEY: "4"}})]))
    assert [edit.value for edit in made.edits] == ["10000", "4"]
    assert [gap.where for gap in made.gaps] == ["live.txt:2"]
