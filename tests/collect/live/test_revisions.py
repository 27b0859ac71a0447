"""Past pod templates: their values in the order of their revisions, a rollback by the ReplicaSet that it used again."""

from __future__ import annotations

from tests.collect.live.workshop import KEY, listed, manager, read, times, values, workload


def revision(number: int, created: str, variables: dict[str, str], cause: str = "", earlier: str = "") -> str:
    notes = {"deployment.kubernetes.io/revision": str(number)}
    notes |= {"kubernetes.io/change-cause": cause} if cause else {}
    notes |= {"deployment.kubernetes.io/revision-history": earlier} if earlier else {}
    return workload(variables, kind="ReplicaSet", name=f"api-{number}", annotations=notes, created=created, owner="Deployment/api")


LIVE = workload({KEY: "1000"}, (manager("kubectl-set", "2026-03-03T02:12:08Z", [KEY]),))
OLD = revision(40, "2026-02-24T11:20:00Z", {KEY: "4000"}, "helm upgrade 9.1.0")
NEW = revision(41, "2026-03-03T02:12:08Z", {KEY: "1000"}, "kubectl set env by hand")


def test_each_revision_has_its_value_at_its_making_and_its_cause() -> None:
    made = read(listed(NEW, OLD))
    assert [(seen.value, seen.proves, seen.version) for seen in made.observations] == [
        ("4000", "template", "40"),
        ("1000", "template", "41"),
    ]
    assert times(*(seen.observed_at for seen in made.observations)) == ["2026-02-24T11:20:00Z", "2026-03-03T02:12:08Z"]
    assert [(one.kind, one.version, one.cause) for one in made.rollouts] == [
        ("revision", "40", "helm upgrade 9.1.0"), ("revision", "41", "kubectl set env by hand"),
    ]  # fmt: skip
    assert made.observations[0].spot.owner == "Deployment/api"


def test_a_rollback_uses_the_old_replica_set_again_and_came_after_the_one_below_it() -> None:
    again = revision(42, "2026-02-24T11:20:00Z", {KEY: "4000"}, earlier="40")
    made = read(listed(NEW, again))
    last = made.rollouts[-1]
    assert (last.kind, last.version, last.time_means) == ("rollback", "42", "at_earliest")
    assert times(last.time) == ["2026-03-03T02:12:08Z"]


def test_the_history_watches_from_its_oldest_template_until_the_dump() -> None:
    window = next(one for one in read(listed(OLD, NEW)).watched if one.source == "replicasets")
    assert times(window.start, window.until) == ["2026-02-24T11:20:00Z", "2026-11-17T14:00:00Z"]


def test_a_template_without_the_key_beside_one_with_it_shows_its_absence() -> None:
    before = revision(39, "2026-02-01T00:00:00Z", {"OTHER": "1"})
    assert values(read(listed(before, OLD))) == [(None, "absence"), ("4000", "template")]


def test_a_deployment_that_lost_the_key_is_absent_where_its_revisions_had_it() -> None:
    live = workload({"OTHER": "1"})
    made = read(listed(live, OLD))
    assert [(seen.spot.object, seen.proves) for seen in made.observations] == [
        ("ReplicaSet/api-40", "template"),
        ("Deployment/api", "absence"),
    ]


def test_a_template_that_takes_a_config_map_whole_may_have_the_key_from_it() -> None:
    taken = "        envFrom:\n        - configMapRef:\n            name: api-config\n"
    before = workload(
        {"OTHER": "1"}, kind="ReplicaSet", name="api-39", annotations={"deployment.kubernetes.io/revision": "39"},
        owner="Deployment/api", extra=taken,
    )  # fmt: skip
    assert values(read(listed(before, OLD))) == [("4000", "template")]


def test_the_live_value_and_the_history_stand_side_by_side() -> None:
    assert values(read(listed(LIVE, OLD, NEW))) == [("4000", "template"), ("1000", "template"), ("1000", "value")]
