"""Argo CD Applications: the syncs that went through, and the last operation whatever became of it."""

from __future__ import annotations

from tests.collect.live.workshop import dedent, read, times

APPLICATION = dedent("""
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata:
      name: shop
      namespace: argocd
    spec:
      source:
        helm:
          parameters:
          - name: PAYMENT_TIMEOUT_MS
            value: "9000"
    status:
      history:
      - deployStartedAt: "2026-10-01T08:00:00Z"
        deployedAt: "2026-10-01T08:00:11Z"
        id: 3
        initiatedBy:
          automated: true
        revision: 1111111111111111111111111111111111111111
      - deployedAt: "2026-10-02T08:00:11Z"
        id: 4
        initiatedBy:
          username: admin
        revisions:
        - aaaa
        - bbbb
      operationState:
        finishedAt: "2026-10-03T09:00:00Z"
        message: one or more objects failed to apply
        phase: Failed
        operation:
          initiatedBy:
            username: jroe
          sync:
            revision: cccc
""")


def test_each_sync_has_its_time_its_revision_and_who_started_it() -> None:
    made = read(APPLICATION)
    assert [(one.version, one.status, one.actor, one.actor_kind) for one in made.rollouts] == [
        ("1" * 40, "Succeeded", None, "automation"),
        ("aaaa, bbbb", "Succeeded", "admin", "person"),
        ("cccc", "Failed", "jroe", "person"),
    ]
    assert times(*(one.time for one in made.rollouts)) == ["2026-10-01T08:00:11Z", "2026-10-02T08:00:11Z", "2026-10-03T09:00:00Z"]


def test_a_parameter_of_the_application_is_a_value() -> None:
    assert [seen.value for seen in read(APPLICATION).observations] == ["9000"]


def test_a_last_operation_that_the_history_has_is_told_once() -> None:
    text = APPLICATION.replace('finishedAt: "2026-10-03T09:00:00Z"', 'finishedAt: "2026-10-02T08:00:11Z"').replace(
        "phase: Failed", "phase: Succeeded"
    )
    assert len(read(text).rollouts) == 2
