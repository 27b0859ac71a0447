"""Kubernetes dumps: values, who owns them, what was edited by hand, through ConfigMaps, in pods; what is not known is not said."""

from __future__ import annotations

import json

import pytest

from forensics.collect.live import read_live
from forensics.keys import Key
from tests.collect.live.workshop import AT, KEY, dedent, edits, listed, manager, read, times, values, workload

ENV = f"#Deployment/api.spec.template.spec.containers[api].env.{KEY}"
EDITED = manager("kubectl-edit", "2026-08-18T02:19:41Z", [KEY])
BY_HELM = manager("helm", "2026-08-01T09:00:00Z", ["LOG_LEVEL"])


def test_a_variable_of_a_deployment_is_a_value_with_its_line_and_the_moment_that_the_caller_states() -> None:
    text = workload({"LOG_LEVEL": "info", KEY: "10000"}, (EDITED, BY_HELM))
    seen = read(text).observations[0]
    assert (seen.keypath, seen.value, seen.proves, seen.time_means) == (ENV, "10000", "value", "stated")
    assert seen.observed_at == AT
    assert text.split("\n")[(seen.spot.line or 0) - 1].strip() == 'value: "10000"'
    assert (seen.spot.object, seen.spot.namespace) == ("Deployment/api", "shop")


def test_a_field_that_kubectl_edit_owns_is_a_hand_made_edit_no_later_than_the_managers_time() -> None:
    made = read(workload({"LOG_LEVEL": "info", KEY: "10000"}, (EDITED, BY_HELM)))
    edit = made.edits[0]
    assert (edit.tool, edit.value, edit.certainty, edit.time_means, edit.actor_kind, edit.actor) == (
        "kubectl-edit", "10000", "owned", "at_latest", "person", None,
    )  # fmt: skip
    assert times(edit.time) == ["2026-08-18T02:19:41Z"]
    assert [(own.manager, own.reach) for own in made.ownerships] == [("kubectl-edit", "value")]


def test_managed_fields_watch_from_the_owners_last_change_until_the_dump() -> None:
    window = next(one for one in read(workload({KEY: "1"}, (EDITED,))).watched if one.source == "managedFields")
    assert times(window.start, window.until) == ["2026-08-18T02:19:41Z", "2026-11-17T14:00:00Z"]


def test_a_value_with_two_owners_is_nobodys_for_sure() -> None:
    both = (EDITED, manager("helm", "2026-08-01T09:00:00Z", [KEY], "Apply"))
    edit = read(workload({KEY: "10000"}, both)).edits[0]
    assert (edit.value, edit.note) == (None, "shared with helm")


@pytest.mark.parametrize(
    "name", ["helm", "argocd-controller", "kustomize-controller", "kube-controller-manager", "kubectl-client-side-apply"]
)
def test_a_field_that_no_hand_owns_is_no_edit(name: str) -> None:
    made = read(workload({KEY: "3000"}, (manager(name, "2026-08-01T09:00:00Z", [KEY]),)))
    assert made.edits == ()
    assert made.ownerships[0].manager_class in ("gitops", "controller", "ambiguous")


def test_the_buckets_of_the_api_server_say_that_the_origin_is_lost() -> None:
    classes = [
        read(workload({KEY: "3000"}, (manager(name, "2026-08-01T09:00:00Z", [KEY]),))).ownerships[0].manager_class
        for name in ("ancient-changes", "before-first-apply")
    ]
    assert classes == ["merged", "origin unknown"]


def applied(variables: dict[str, str]) -> dict[str, str]:
    env = [{"name": key, "value": value} for key, value in variables.items()]
    body = {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api", "namespace": "shop"},
        "spec": {"template": {"spec": {"containers": [{"name": "api", "env": env}]}}},
    }  # fmt: skip
    return {"kubectl.kubernetes.io/last-applied-configuration": json.dumps(body) + "\n"}


def test_what_differs_from_the_last_apply_was_changed_past_it_and_the_applied_value_stands_beside() -> None:
    made = read(workload({KEY: "10000"}, (EDITED,), annotations=applied({KEY: "3000"})))
    assert values(made) == [("10000", "value"), ("3000", "applied")]
    assert [(edit.how, edit.before, edit.value) for edit in made.edits] == [("kubectl-edit", "3000", "10000")]


def test_without_owners_a_difference_from_the_last_apply_has_no_author_and_no_time() -> None:
    edit = read(workload({KEY: "10000"}, annotations=applied({KEY: "3000"}))).edits[0]
    assert (edit.certainty, edit.before, edit.value, edit.time, edit.tool) == ("differs", "3000", "10000", None, None)


def test_what_was_applied_and_is_gone_was_removed() -> None:
    made = read(workload({"OTHER": "1"}, annotations=applied({KEY: "3000"})))
    assert [(edit.removed, edit.before) for edit in made.edits] == [(True, "3000")]
    assert values(made) == [(None, "absence"), ("3000", "applied")]


def test_what_equals_the_last_apply_is_no_edit() -> None:
    assert read(workload({KEY: "3000"}, annotations=applied({KEY: "3000"}))).edits == ()


def test_an_object_without_managed_fields_says_that_its_writers_are_unknown() -> None:
    made = read(workload({KEY: "3000"}))
    assert values(made) == [("3000", "value")]
    assert "no managedFields" in made.gaps[0].why


@pytest.mark.parametrize(
    "wrap", [lambda one: one, listed, lambda one: f"---\n{one}---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: x\n"]
)
def test_one_object_a_list_and_several_documents_read_alike(wrap) -> None:  # type: ignore[no-untyped-def]
    text = wrap(workload({KEY: "10000"}, (EDITED,)))
    made = read(text)
    assert values(made) == [("10000", "value")]
    assert text.split("\n")[(made.observations[0].spot.line or 0) - 1].strip() == 'value: "10000"'


def test_json_reads_as_yaml_does() -> None:
    fields: dict[str, object] = {
        "f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"api"}': {"f:env": {f'k:{{"name":"{KEY}"}}': {"f:value": {}}}}}}}}
    }
    entry = {"manager": "kubectl-set", "operation": "Update", "time": "2026-08-18T02:19:41Z", "fieldsType": "FieldsV1", "fieldsV1": fields}
    one = {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api", "namespace": "shop", "managedFields": [entry]},
        "spec": {"template": {"spec": {"containers": [{"name": "api", "env": [{"name": KEY, "value": "10000"}]}]}}},
    }  # fmt: skip
    for text in (json.dumps(one), json.dumps({"apiVersion": "v1", "items": [one], "kind": "List"}, indent=4), json.dumps([one])):
        made = read(text)
        assert values(made) == [("10000", "value")]
        assert edits(made) == [("kubectl-set", ENV, "10000")]


CONFIG_MAP = """
apiVersion: v1
kind: ConfigMap
metadata:
  name: api-config
  namespace: shop
  managedFields:
  - apiVersion: v1
    fieldsType: FieldsV1
    fieldsV1:
      f:data:
        f:{entry}: {{}}
    manager: kubectl-edit
    operation: Update
    time: "2026-10-02T08:00:00Z"
data:
{data}
"""


def config_map(entry: str, data: str) -> str:
    return CONFIG_MAP.format(entry=entry, data=data).lstrip()


def test_one_entry_of_a_config_map_has_its_own_owner() -> None:
    made = read(config_map(KEY, f'  {KEY}: "5000"\n  OTHER: "1"'))
    assert edits(made) == [("kubectl-edit", f"#ConfigMap/api-config.data.{KEY}", "5000")]
    assert read(config_map("OTHER", f'  {KEY}: "5000"\n  OTHER: "1"')).edits == ()


def test_a_key_inside_a_file_of_a_config_map_was_only_touched_with_the_whole_file() -> None:
    made = read(config_map("app.properties", "  app.properties: |\n    payment.timeout.ms=5000\n"), key="payment.timeout.ms")
    assert values(made) == [("5000", "value")]
    assert [(own.reach) for own in made.ownerships] == ["text"]
    assert [(edit.value, edit.note) for edit in made.edits] == [(None, "the whole text was written")]


def test_a_manager_that_owns_only_the_map_does_not_own_the_entry() -> None:
    text = config_map(KEY, f'  {KEY}: "5000"').replace(f"        f:{KEY}: {{}}\n", "").replace("      f:data:\n", "      f:data: {}\n")
    made = read(text)
    assert [own.reach for own in made.ownerships] == ["above"]
    assert made.edits == ()


ENV_FROM = "        envFrom:\n        - configMapRef:\n            name: api-config\n"
VALUE_FROM = (
    f"        env:\n        - name: {KEY}\n          valueFrom:\n            configMapKeyRef:\n"
    "              name: api-config\n              key: timeout\n"
)


def test_a_config_map_taken_whole_gives_its_value_to_the_workload() -> None:
    made = read(listed(workload({}, extra=ENV_FROM), config_map(KEY, f'  {KEY}: "5000"')))
    through = next(seen for seen in made.observations if seen.spot.object == "Deployment/api")
    assert (through.value, through.proves, through.note) == ("5000", "value", f"from ConfigMap/api-config {KEY}")


def test_env_of_the_same_container_goes_before_env_from() -> None:
    own = workload({KEY: "7"}, extra=ENV_FROM)
    made = read(listed(own, config_map(KEY, f'  {KEY}: "5000"')))
    assert [(seen.value, seen.spot.object) for seen in made.observations] == [("7", "Deployment/api"), ("5000", "ConfigMap/api-config")]


def test_a_reference_is_followed_to_an_entry_of_another_name() -> None:
    made = read(listed(workload({}, extra=VALUE_FROM), config_map("timeout", '  timeout: "5000"')))
    assert [(seen.value, seen.proves) for seen in made.observations] == [("5000", "value")]


def test_a_reference_to_what_is_not_in_the_dump_stays_one() -> None:
    seen = read(workload({}, extra=VALUE_FROM)).observations[0]
    assert (seen.value, seen.proves, seen.note) == (None, "reference", "configMapKeyRef api-config/timeout")


SECRET = """apiVersion: v1
data:
  DB_PASSWORD: aHVudGVyMg==
kind: Secret
metadata:
  name: api-secret
  namespace: shop
type: Opaque
"""


def test_of_a_secret_only_its_existence_and_the_callers_fingerprint_are_kept() -> None:
    made = read(SECRET, key="DB_PASSWORD")
    assert values(made) == [(None, "existence")]
    assert "aHVudGVyMg" not in repr(made)
    masked = read_live(SECRET.encode(), "production", AT, Key("DB_PASSWORD"), "live", mask=lambda _, value: f"fp{len(value)}")
    assert masked.observations[0].fingerprint == "fp12"


def test_a_secret_taken_whole_is_only_known_to_be_there() -> None:
    secret_ref = "        envFrom:\n        - secretRef:\n            name: api-secret\n"
    made = read(listed(workload({}, extra=secret_ref), SECRET), key="DB_PASSWORD")
    assert {seen.proves for seen in made.observations} == {"existence"}
    assert "aHVudGVyMg" not in repr(made)


def pod(started: str, body: str, owner: str = "ReplicaSet/api-1") -> str:
    return dedent(f"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: api-1-abcde
          namespace: shop
          ownerReferences:
          - kind: {owner.split("/")[0]}
            name: {owner.split("/")[1]}
        spec:
          containers:
          - name: api
            {body}
        status:
          startTime: "2026-09-01T00:00:00Z"
          containerStatuses:
          - name: api
            state:
              running:
                startedAt: "{started}"
    """)


def test_a_running_pod_has_its_own_variables_since_its_container_was_started() -> None:
    body = f"env:\n            - name: {KEY}\n              value: '3000'"
    seen = read(pod("2026-09-01T00:00:09Z", body)).observations[0]
    assert (seen.value, seen.proves) == ("3000", "running")
    assert times(seen.since) == ["2026-09-01T00:00:09Z"]


def test_a_pod_that_was_started_before_its_config_map_changed_does_not_run_the_new_value() -> None:
    body = "envFrom:\n            - configMapRef:\n                name: api-config"
    made = read(listed(pod("2026-09-01T00:00:09Z", body), config_map(KEY, f'  {KEY}: "5000"')))
    in_pod = next(seen for seen in made.observations if seen.spot.object == "Pod/api-1-abcde")
    assert (in_pod.value, in_pod.proves) == (None, "reference")
    assert "changed after this container was started" in in_pod.note


def test_a_pod_that_was_started_after_its_config_map_changed_runs_the_value() -> None:
    body = "envFrom:\n            - configMapRef:\n                name: api-config"
    made = read(listed(pod("2026-10-03T00:00:00Z", body), config_map(KEY, f'  {KEY}: "5000"')))
    in_pod = next(seen for seen in made.observations if seen.spot.object == "Pod/api-1-abcde")
    assert (in_pod.value, in_pod.proves) == ("5000", "running")


def test_where_nobody_says_when_the_dump_was_taken_its_latest_time_is_a_bound() -> None:
    seen = read(workload({KEY: "1"}, (EDITED,)), at=None).observations[0]
    assert (times(seen.observed_at), seen.time_means) == (["2026-08-18T02:19:41Z"], "at_earliest")


def test_a_comment_with_a_time_is_used_by_name_where_nothing_else_is_there() -> None:
    text = "# observed at 2026-09-01T00:00:00Z\n" + workload({KEY: "1"}, (EDITED,))
    seen = read(text, at=None).observations[0]
    assert (times(seen.observed_at), seen.time_means) == (["2026-09-01T00:00:00Z"], "remarked")
    assert read(text).observations[0].time_means == "stated"


def test_a_watch_needs_to_know_until_when() -> None:
    assert read(workload({KEY: "1"}, (EDITED,)), at=None).watched == ()


def test_a_status_and_a_managers_list_of_fields_are_no_settings() -> None:
    text = workload({"A": "1"}, (manager("helm", "2026-08-01T09:00:00Z", ["A"]),)) + "status:\n  replicas: 7\n"
    assert [seen.value for seen in read(text, key="replicas").observations] == ["2"]


def test_two_dumps_that_contradict_one_another_are_both_kept() -> None:
    made = read(workload({KEY: "10000"}, (EDITED,))) + read(workload({KEY: "3000"}, (EDITED,)))
    assert [seen.value for seen in made.observations] == ["10000", "3000"]
