"""What was really running: each way in which it parts from what was declared, as a story with the artefacts that it leaves behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import forensics
from forensics.model import Event, Finding
from forensics.question import QuestionError
from sample_repos.stories import Scene
from tests.collect.live.workshop import listed, manager, workload
from tests.conftest import Build

KEY = "TIMEOUT_MS"
CHART = {f"deploy/api/values-{one}.yaml": "env:\n  TIMEOUT_MS: 3000\n" for one in ("staging", "production")}
BORN = Scene("2026-01-01T10:00:00Z", "Ada Byron", "api: values", files=CHART)
AS_OF = "2026-06-01T00:00:00Z"
EDITED = "2026-03-01T02:00:00Z"


def kubernetes(value: str, *owners: tuple[str, str], keys: tuple[str, ...] = (KEY,)) -> str:
    """A Deployment with the key at a value; (manager, time) of who owns its field."""
    return workload(dict.fromkeys(keys, value), tuple(manager(name, time, list(keys)) for name, time in owners))


class Desk:
    """What an investigator has collected: files on the desk, and the trace that reads them."""

    def __init__(self, folder: Path, repo: Path) -> None:
        self._folder, self._repo = folder, repo
        self._live: list[tuple[str, str | None, Path]] = []
        self._typed: list[tuple[str, Path]] = []
        self._rows: list[Path] = []

    def _put(self, content: str | bytes, name: str) -> Path:
        path = self._folder / f"{len(list(self._folder.iterdir()))}-{name}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def seen(self, content: str | bytes, at: str | None, environment: str = "production", name: str = "dump.yaml") -> Desk:
        self._live.append((environment, at, self._put(content, name)))
        return self

    def typed(self, *lines: tuple[str, str], environment: str = "production") -> Desk:
        text = "".join(f"#{datetime.fromisoformat(time).timestamp():.0f}\n{command}\n" for time, command in lines)
        self._typed.append((environment, self._put(text, "bash_history")))
        return self

    def row(self, time: str, title: str, kind: str = "deploy", environment: str = "production", **more: str) -> Desk:
        line = {"time": time, "kind": kind, "environment": environment, "title": title} | more
        self._rows.append(self._put(json.dumps(line) + "\n", "events.jsonl"))
        return self

    def report(self, as_of: str = AS_OF, key: str = KEY, since: str | None = None) -> forensics.Report:
        return forensics.trace(key, self._repo, live=self._live, shell_history=self._typed, events=self._rows, as_of=as_of, since=since)


@pytest.fixture
def desk(told: Build, tmp_path: Path) -> Desk:
    return on(told(BORN), tmp_path)


def on(repo: Path, tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir(exist_ok=True)
    return Desk(folder, repo)


def findings(report: forensics.Report) -> list[tuple[str, str]]:
    return [(one.mechanism, one.environment) for one in report.settings[0].findings]


def only(report: forensics.Report, mechanism: str) -> Finding:
    (found,) = [one for one in report.settings[0].findings if one.mechanism == mechanism]
    return found


def line(report: forensics.Report, environment: str = "production") -> list[tuple[str, str | None, str]]:
    """The effective line: from when, which value, given by what kind of event."""
    kinds = {event.id: event.kind for event in report.events}
    spans = dict(report.settings[0].timelines)[environment]
    return [(f"{span.start:%Y-%m-%dT%H:%M:%SZ}", span.value, kinds.get(span.origin, "")) for span in spans]


def cited(report: forensics.Report, finding: Finding) -> list[Event]:
    by_id = {event.id: event for event in report.events}
    return [by_id[one] for one in finding.cites]


def of_kind(report: forensics.Report, kind: str) -> list[Event]:
    return [event for event in report.events if event.kind == kind]


START = ("2026-01-01T10:00:00Z", "3000", "change")


def test_live_only(desk: Desk) -> None:
    report = desk.seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z").report()
    assert line(report) == [START, (EDITED, "9000", "live_edit")]
    assert findings(report) == [("live_only", "production")]
    found = only(report, "live_only")
    assert "9000 in production" in found.says
    assert "which say 3000" in found.says
    (edit,) = cited(report, found)
    assert (edit.before, edit.after, edit.source, edit.path is not None and edit.line is not None) == (
        "3000",
        "9000",
        "managedFields",
        True,
    )
    stand = next(one for one in report.settings[0].stands if one.environment == "production")
    assert (stand.declared, stand.observed, stand.effective) == ("3000", "9000", "9000")
    (episode,) = report.settings[0].episodes
    assert episode.opened_by == edit.id
    assert dict(report.settings[0].declared)["production"][-1].value == "3000"
    assert [span.value for span in dict(report.settings[0].observed)["production"]] == ["9000"]


HELM = json.dumps([
    {"revision": 7, "updated": "2026-02-01T09:00:00Z", "status": "superseded", "chart": "api-4.9.1", "description": "Upgrade complete"},
    {"revision": 8, "updated": "2026-04-01T09:00:00Z", "status": "deployed", "chart": "api-4.9.2", "description": "Upgrade complete"},
])  # fmt: skip
ARGO = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: api
  namespace: argocd
spec:
  source: {repoURL: https://git.example/deploy, path: deploy/api}
status:
  history:
  - {id: 3, revision: 1f0a7bb, deployedAt: "2026-04-01T09:00:00Z", deployStartedAt: "2026-04-01T08:59:40Z"}
"""
UNDOING = {
    "helm": lambda desk: desk.seen(HELM, None, name="history.json"),
    "argo": lambda desk: desk.seen(ARGO, "2026-04-02T00:00:00Z", name="application.yaml"),
    "terraform": lambda desk: desk.row("2026-04-01T09:00:00Z", "terraform apply", kind="apply"),
    "ansible": lambda desk: desk.row("2026-04-01T09:00:00Z", "ansible-playbook api.yml -l production"),
    "host replacement": lambda desk: desk.row("2026-04-01T09:00:00Z", "instance refresh of api-production", kind="deployment"),
}


@pytest.mark.parametrize("way", UNDOING)
def test_undone(way: str, desk: Desk) -> None:
    UNDOING[way](desk)
    desk.seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z")
    report = desk.seen("TIMEOUT_MS=3000\nPORT=80\n", "2026-05-01T00:00:00Z", name="printenv.env").report()
    assert line(report) == [START, (EDITED, "9000", "live_edit"), ("2026-04-01T09:00:00Z", "3000", "deploy")]
    found = only(report, "undone")
    assert (found.since, found.until) == (datetime(2026, 3, 1, 2, tzinfo=UTC), datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert [event.kind for event in cited(report, found)] == ["live_edit", "deploy", "observation"]
    deploy = cited(report, found)[1]
    assert (deploy.before, deploy.after) == ("9000", "3000")
    assert deploy.title in found.says
    assert "live_only" not in dict(findings(report))


def test_undone_at_an_unknown_moment_is_said_between_the_two_looks(desk: Desk) -> None:
    desk.seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z")
    report = desk.seen("TIMEOUT_MS=3000\n", "2026-05-01T00:00:00Z", name="printenv.env").report()
    found = only(report, "undone")
    assert (found.since, found.until) == (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
    assert "was gone when it was seen" in found.says


def test_a_deploy_with_no_look_after_it_leaves_open_whether_the_edit_holds(desk: Desk) -> None:
    desk.seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z")
    report = desk.row("2026-04-01T09:00:00Z", "helm upgrade api").report()
    assert line(report)[-1] == (EDITED, "9000", "live_edit")
    assert any("whether the value still holds is not known" in gap.why for gap in report.gaps)


def test_a_release_that_failed_or_is_of_another_application_undid_nothing(desk: Desk) -> None:
    failed = json.dumps([{"revision": 9, "updated": "2026-04-10T09:00:00Z", "status": "failed", "chart": "api-4.9.3"}])
    desk.seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z").seen(failed, None, name="history.json")
    desk.row("2026-04-01T09:00:00Z", "helm upgrade api").row("2026-04-05T09:00:00Z", "helm upgrade search")
    report = desk.seen("TIMEOUT_MS=3000\n", "2026-05-01T00:00:00Z", name="printenv.env").report()
    assert line(report)[-1] == ("2026-04-01T09:00:00Z", "3000", "deploy")


def test_codified_later(told: Build, tmp_path: Path) -> None:
    raised = Scene("2026-03-10T10:00:00Z", "Ada Byron", "api: 9s in prod", edits=(("deploy/api/values-production.yaml", "3000", "9000"),))
    report = on(told(BORN, raised), tmp_path).seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z").report()
    assert findings(report) == [("codified_later", "production")]
    found = only(report, "codified_later")
    edit, change = cited(report, found)
    assert (edit.kind, change.kind) == ("live_edit", "change")
    assert f"deploy/api/values-production.yaml, {(change.commit or '')[:10]}" in found.says
    assert line(report) == [START, (EDITED, "9000", "live_edit")]


def test_codified_elsewhere(told: Build, tmp_path: Path) -> None:
    raised = Scene("2026-03-10T10:00:00Z", "Ada Byron", "api: 9s", edits=(("deploy/api/values-staging.yaml", "3000", "9000"),))
    report = on(told(BORN, raised), tmp_path).seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z").report()
    found = only(report, "codified_elsewhere")
    assert "staging's file" in found.says
    assert [event.environment for event in cited(report, found)] == ["production", "staging"]
    assert ("live_only", "production") in findings(report)


def test_unmanaged(told: Build, tmp_path: Path) -> None:
    files = {"deploy/api/values-staging.yaml": "env:\n  TIMEOUT_MS: 3000\n", "deploy/api/values-production.yaml": "env:\n  PORT: 80\n"}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Byron", "api: values", files=files))
    report = on(repo, tmp_path).seen(kubernetes("9000", ("kubectl-set", EDITED)), "2026-03-02T00:00:00Z").report()
    found = only(report, "unmanaged")
    assert "stands in none of its files" in found.says
    assert line(report)[-1] == (EDITED, "9000", "live_edit")


def pod(value: str, started: str) -> str:
    return (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: api-5d9\n  namespace: shop\nspec:\n  containers:\n  - name: api\n"
        f'    env:\n    - name: TIMEOUT_MS\n      value: "{value}"\nstatus:\n  startTime: "{started}"\n  containerStatuses:\n'
        f'  - name: api\n    state:\n      running:\n        startedAt: "{started}"\n'
    )


def test_not_yet_running(told: Build, tmp_path: Path) -> None:
    raised = Scene("2026-03-10T10:00:00Z", "Ada Byron", "api: 9s", edits=(("deploy/api/values-production.yaml", "3000", "9000"),))
    desk = on(told(BORN, raised), tmp_path).seen(pod("3000", "2026-02-01T00:00:00Z"), "2026-03-11T00:00:00Z")
    report = desk.report()
    assert findings(report) == [("not_yet_running", "production")]
    assert line(report) == [START]
    later = desk.typed(("2026-03-12T08:00:00+00:00", "kubectl -n shop rollout restart deployment/api")).report()
    assert line(later)[-1] == ("2026-03-12T08:00:00Z", "9000", "deploy")


def test_split_hosts(desk: Desk) -> None:
    desk.typed((EDITED, "sed -i 's/^TIMEOUT_MS=.*/TIMEOUT_MS=9000/' /etc/api/api.env"))
    for host, value, at in (("prod-1", "9000", "2026-04-01T09:00:00Z"), ("prod-2", "3000", "2026-04-01T09:01:00Z")):
        desk.seen(json.dumps({"environment": "production", "source": f"printenv {host}", "values": {KEY: value}}), at, name=f"{host}.json")
    report = desk.report()
    found = only(report, "split")
    assert "printenv prod-1 (9000) and printenv prod-2 (3000) of production disagreed" in found.says
    assert "goes by 9000" in found.says
    assert line(report) == [START, (EDITED, "9000", "live_edit")]


def test_conflict(desk: Desk) -> None:
    dumps = [kubernetes(value) for value in ("3000", "9000")]
    for dump in dumps:
        desk.seen(dump, "2026-04-01T09:00:00Z")
    found = only(desk.report(), "conflict")
    assert "contradict each other" in found.says
    assert "Deployment/api (3000)" in found.says


def test_clocks_that_differ_are_stated_and_no_time_is_moved(desk: Desk) -> None:
    typed = "2026-03-01T01:57:00+00:00"
    desk.typed((typed, "kubectl -n shop set env deployment/api TIMEOUT_MS=9000"))
    report = desk.seen(kubernetes("9000", ("kubectl-set", EDITED)), "2026-03-02T00:00:00Z").report()
    found = only(report, "clock")
    assert "180 seconds earlier" in found.says
    (edit,) = of_kind(report, "live_edit")
    assert f"{edit.time:%H:%M:%S}" == "02:00:00"


def test_one_act_that_two_sources_tell_is_one_event_that_names_both(desk: Desk) -> None:
    desk.typed(("2026-03-01T01:59:55+00:00", "kubectl -n shop set env deployment/api TIMEOUT_MS=9000"))
    report = desk.seen(kubernetes("9000", ("kubectl-set", EDITED)), "2026-03-02T00:00:00Z").report()
    (edit,) = of_kind(report, "live_edit")
    assert edit.source == "managedFields"
    assert any("bash_history" in note for note in edit.notes)
    assert "clock" not in dict(findings(report))


def test_a_typed_command_that_the_next_look_contradicts_may_have_failed(desk: Desk) -> None:
    desk.typed((EDITED, "kubectl -n shop set env deployment/api TIMEOUT_MS=9000"))
    report = desk.seen("TIMEOUT_MS=3000\n", "2026-03-02T00:00:00Z", name="printenv.env").report()
    assert line(report) == [START]
    assert "may have failed" in only(report, "conflict").says
    assert len(of_kind(report, "live_edit")) == 1


def test_a_value_that_nothing_explains_is_bounded_by_the_looks_around_it(desk: Desk) -> None:
    desk.seen("TIMEOUT_MS=3000\n", "2026-02-01T00:00:00Z", name="a.env")
    report = desk.seen("TIMEOUT_MS=7000\n", "2026-04-01T00:00:00Z", name="b.env").report()
    assert line(report)[-1] == ("2026-04-01T00:00:00Z", "7000", "observation")
    found = only(report, "live_only")
    assert (found.since, found.until) == (datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    assert "set at an unknown moment after 2026-02-01" in found.says


def test_a_key_that_is_not_set_where_it_is_declared_is_absent(desk: Desk) -> None:
    desk.seen("TIMEOUT_MS=3000\n", "2026-02-01T00:00:00Z", name="a.env")
    report = desk.seen("PORT=80\n", "2026-04-01T00:00:00Z", name="b.env").report()
    assert [span.state for span in dict(report.settings[0].timelines)["production"]] == ["present", "absent"]


def test_a_row_of_somebodys_own_evidence_is_one_event_of_its_kind(desk: Desk) -> None:
    desk.row("2026-02-01T00:00:00Z", "helm upgrade api").row("2026-02-02T00:00:00Z", "gateway moved", kind="migration", actor="ops")
    report = desk.row(EDITED, "raised by hand", kind="live_edit", key=KEY, before="3000", after="9000", actor="ops").report()
    assert [(event.title, event.actor) for event in of_kind(report, "migration")] == [("gateway moved", "ops")]
    assert len(of_kind(report, "deploy")) == 1
    (edit,) = of_kind(report, "live_edit")
    assert (edit.title, edit.before, edit.after, edit.source, edit.line) == ("raised by hand", "3000", "9000", "events", 1)
    assert line(report)[-1] == (EDITED, "9000", "live_edit")


def test_nothing_later_than_as_of_is_used(desk: Desk) -> None:
    desk.seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z").row("2026-04-01T00:00:00Z", "helm upgrade api")
    report = desk.report(as_of="2026-02-01T00:00:00Z")
    assert line(report) == [START]
    assert findings(report) == []
    assert all(event.time <= datetime(2026, 2, 1, tzinfo=UTC) for event in report.events)


def test_since_leaves_out_what_had_ended_and_keeps_what_is_cited(desk: Desk) -> None:
    desk.seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z").row("2026-04-01T00:00:00Z", "helm upgrade api")
    report = desk.seen("TIMEOUT_MS=3000\n", "2026-05-01T00:00:00Z", name="b.env").report(since="2026-04-15T00:00:00Z")
    assert findings(report) == []
    assert [value for _, value, _ in line(report)] == ["3000"]


def test_environments_go_by_the_repositorys_own_names(told: Build, tmp_path: Path) -> None:
    desk = on(told(BORN), tmp_path).seen("TIMEOUT_MS=9000\n", "2026-03-02T00:00:00Z", environment="prod", name="a.env")
    assert {event.environment for event in of_kind(desk.report(), "observation")} == {"production"}


@pytest.mark.parametrize("give", ["live", "shell history"])
def test_an_environment_that_nobody_knows_is_one_sentence_with_those_that_are_known(give: str, desk: Desk) -> None:
    if give == "live":
        desk.seen("TIMEOUT_MS=9000\n", "2026-03-02T00:00:00Z", environment="qa", name="a.env")
    else:
        desk.typed((EDITED, "ls"), environment="qa")
    with pytest.raises(QuestionError, match="no environment 'qa': choose among staging, production"):
        desk.report()


def test_a_key_in_no_file_is_a_setting_of_what_was_seen(told: Build, tmp_path: Path) -> None:
    desk = on(told(BORN), tmp_path)
    desk.seen(workload({"BATCH_ROWS": "500"}, (manager("kubectl-set", EDITED, ["BATCH_ROWS"]),)), "2026-03-02T00:00:00Z")
    report = desk.report(key="BATCH_ROWS")
    (setting,) = report.settings
    assert setting.id == "live#Deployment/api.spec.template.spec.containers[api].env.BATCH_ROWS"
    assert line(report) == [(EDITED, "500", "live_edit")]
    assert [(stand.environment, stand.declared, stand.observed) for stand in setting.stands] == [("production", None, "500")]


def test_an_environment_without_a_file_of_the_setting_joins_it_by_what_was_seen(told: Build, tmp_path: Path) -> None:
    files = {"deploy/api/values-staging.yaml": "env:\n  TIMEOUT_MS: 3000\n", "deploy/web/values-production.yaml": "env:\n  PORT: 80\n"}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Byron", "values", files=files))
    report = on(repo, tmp_path).seen("TIMEOUT_MS=9000\n", "2026-03-02T00:00:00Z", name="a.env").report()
    assert [(stand.environment, stand.effective) for stand in report.settings[0].stands] == [("staging", "3000"), ("production", "9000")]


def test_only_the_environments_asked_for_are_told(desk: Desk, tmp_path: Path) -> None:
    dump = tmp_path / "a.env"
    dump.write_text("TIMEOUT_MS=9000\nPORT_MS=1\n")
    for key in (KEY, "PORT_MS"):
        live = [(name, "2026-03-02T00:00:00Z", dump) for name in ("staging", "production")]
        report = forensics.trace(key, tmp_path / "repo", live=live, env=["staging"], as_of=AS_OF)
        assert [stand.environment for setting in report.settings for stand in setting.stands] == ["staging"]


TWO = {f"deploy/{app}/values-{one}.yaml": "env:\n  TIMEOUT_MS: 3000\n" for app in ("api", "search") for one in ("staging", "production")}


def test_of_several_settings_that_takes_it_whose_path_names_the_object(told: Build, tmp_path: Path) -> None:
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Byron", "values", files=TWO))
    report = on(repo, tmp_path).seen(kubernetes("9000", ("kubectl-edit", EDITED)), "2026-03-02T00:00:00Z").report()
    took = {setting.id: [one.mechanism for one in setting.findings] for setting in report.settings}
    assert took == {"deploy/api/values-{env}.yaml#env.TIMEOUT_MS": ["live_only"], "deploy/search/values-{env}.yaml#env.TIMEOUT_MS": []}
    watched = {setting.id: bool(setting.watched) for setting in report.settings}
    assert watched == {"deploy/api/values-{env}.yaml#env.TIMEOUT_MS": True, "deploy/search/values-{env}.yaml#env.TIMEOUT_MS": False}


def test_what_could_be_any_of_several_settings_is_none_and_a_gap(told: Build, tmp_path: Path) -> None:
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Byron", "values", files=TWO))
    report = on(repo, tmp_path).seen("TIMEOUT_MS=9000\n", "2026-03-02T00:00:00Z", name="a.env").report()
    assert not any(setting.observed for setting in report.settings)
    assert any("does not say which of 2 settings" in gap.why for gap in report.gaps)


def test_watched_time_says_what_watched_and_that_none_was_found_only_there(desk: Desk) -> None:
    report = desk.seen(kubernetes("3000", ("helm", "2026-02-01T00:00:00Z")), "2026-03-02T00:00:00Z").report()
    (gap,) = [one for one in report.gaps if one.where == "production, live"]
    assert "from 2026-02-01 00:00 to 2026-03-02 00:00 UTC (managedFields), and none did" in gap.why
    assert {window.source for window in report.settings[0].watched} == {"managedFields"}


def test_a_shell_history_watches_only_what_was_typed_in_it(desk: Desk) -> None:
    report = desk.typed((EDITED, "ls"), ("2026-03-01T05:00:00+00:00", "kubectl get pods")).report()
    (gap,) = [one for one in report.gaps if one.where == "production, live"]
    assert "none did" not in gap.why
    assert "from 2026-03-01 02:00 to 2026-03-01 05:00" in gap.why


def test_a_folder_is_read_whole(desk: Desk, tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "deployments.json").write_text(kubernetes("9000", ("kubectl-edit", EDITED)))
    (dump / "pods.json").write_text(listed(pod("3000", "2026-02-01T00:00:00Z")))
    report = forensics.trace(KEY, tmp_path / "repo", live=[("production", "2026-03-02T00:00:00Z", dump)], as_of=AS_OF)
    assert ("not_yet_running", "production") in findings(report)


def test_a_secret_is_told_by_its_being_there_alone(told: Build, tmp_path: Path) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: api, namespace: shop}\ndata:\n  API_TOKEN: aHVudGVyMmh1bnRlcjI=\n"
    files = {f"deploy/api/values-{one}.yaml": "env:\n  API_TOKEN: ${TOKEN}\n" for one in ("staging", "production")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Byron", "values", files=files))
    report = on(repo, tmp_path).seen(secret, "2026-03-02T00:00:00Z").report(key="API_TOKEN")
    assert "aHVudGVy" not in report.to("json")
    assert "hunter2" not in report.to("json")
    assert len(of_kind(report, "observation")) == 1


def test_a_secret_value_seen_live_is_masked_in_every_sentence(told: Build, tmp_path: Path) -> None:
    files = {f"deploy/api/values-{one}.yaml": "env:\n  DB_PASSWORD: s3cr3t-one-1234\n" for one in ("staging", "production")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Byron", "values", files=files))
    desk = on(repo, tmp_path).seen("DB_PASSWORD=s3cr3t-two-5678\n", "2026-03-02T00:00:00Z", name="a.env")
    text = desk.report(key="DB_PASSWORD").to("json") + desk.report(key="DB_PASSWORD").to("markdown")
    assert "s3cr3t-one-1234" not in text
    assert "s3cr3t-two-5678" not in text
    assert "live_only" in text


def test_of_several_repositories_that_takes_it_whose_path_names_the_object(told: Build, tmp_path: Path) -> None:
    one, other = (
        {f"{app}/values-{name}.yaml": "env:\n  TIMEOUT_MS: 3000\n" for name in ("staging", "production")} for app in ("api", "web")
    )
    repos = [
        told(Scene("2026-01-01T10:00:00Z", "Ada Byron", "values", files=files), name=name) for name, files in (("a", one), ("b", other))
    ]
    dump = tmp_path / "dump.yaml"
    dump.write_text(kubernetes("9000", ("kubectl-edit", EDITED)))
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"time": "2026-04-01T09:00:00Z", "kind": "deploy", "environment": "production", "title": "helm upgrade api"}\n')
    report = forensics.trace(KEY, repos, live=[("production", "2026-03-02T00:00:00Z", dump)], events=[rows], as_of=AS_OF)
    took = {setting.id.rpartition(":")[2]: [one.mechanism for one in setting.findings] for setting in report.settings}
    assert took == {"api/values-{env}.yaml#env.TIMEOUT_MS": ["live_only"], "web/values-{env}.yaml#env.TIMEOUT_MS": []}
    assert len(of_kind(report, "live_edit")) == len(of_kind(report, "deploy")) == 1
    nowhere = forensics.trace("PORT_MS", repos, events=[rows], as_of=AS_OF)
    assert nowhere.settings == ()
    bare = tmp_path / "bare.env"
    bare.write_text("PORT_MS=1\n")
    (made,) = forensics.trace("PORT_MS", repos, live=[("production", "2026-03-02T00:00:00Z", bare)], as_of=AS_OF).settings
    assert made.id.endswith("live#PORT_MS")


def test_a_yaml_that_breaks_off_is_a_gap_and_what_stood_before_counts(desk: Desk) -> None:
    whole = kubernetes("9000", ("kubectl-edit", EDITED))
    cut = whole + "---\n" + whole[: whole.index('value: "9000') + 9]
    report = desk.seen(cut, "2026-03-02T00:00:00Z").report()
    assert line(report)[-1] == (EDITED, "9000", "live_edit")
    assert any("can't be read to its end" in gap.why for gap in report.gaps)
    assert next(source.status for source in report.sources if source.name == "live") == "partial"


def test_an_object_without_managed_fields_shows_the_value_and_not_who_set_it(desk: Desk) -> None:
    report = desk.seen(kubernetes("9000"), "2026-03-02T00:00:00Z").report()
    assert line(report)[-1] == ("2026-03-02T00:00:00Z", "9000", "observation")
    assert any("no managedFields" in gap.why for gap in report.gaps)
    assert of_kind(report, "live_edit") == []
    assert not report.settings[0].watched


def test_a_state_of_an_old_terraform_is_read_or_a_gap_and_never_a_guess(desk: Desk) -> None:
    state = {"version": 3, "terraform_version": "0.11.14", "serial": 4, "modules": [{"path": ["root"], "outputs": {}, "resources": {}}]}
    report = desk.seen(json.dumps(state), "2026-03-02T00:00:00Z", name="terraform.tfstate").report()
    assert line(report) == [START]
    assert any(gap.where.endswith("terraform.tfstate") for gap in report.gaps)


def test_a_large_state_is_read_in_a_few_seconds(desk: Desk) -> None:
    row = {"address": "aws_ssm_parameter.x", "mode": "managed", "type": "aws_ssm_parameter", "name": "x", "values": {"value": "y" * 400}}
    rows = [row | {"address": f"aws_ssm_parameter.x[{number}]"} for number in range(20_000)]
    state = {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": rows}}}
    began = datetime.now(UTC)
    report = desk.seen(json.dumps(state), "2026-03-02T00:00:00Z", name="state.json").report()
    assert (datetime.now(UTC) - began).total_seconds() < 30
    assert line(report) == [START]


def test_a_history_without_times_edits_nothing_and_is_said(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_text("kubectl set env deployment/api TIMEOUT_MS=9000\n")
    report = forensics.trace(KEY, tmp_path / "repo", shell_history=[("production", path)], as_of=AS_OF)
    assert line(report) == [START]
    assert any("has no times" in gap.why for gap in report.gaps)


def test_overlapping_dumps_of_one_object_tell_one_edit(desk: Desk) -> None:
    for at in ("2026-03-02T00:00:00Z", "2026-03-05T00:00:00Z", "2026-03-02T00:00:00Z"):
        desk.seen(kubernetes("9000", ("kubectl-edit", EDITED)), at)
    report = desk.report()
    assert len(of_kind(report, "live_edit")) == 1
    assert findings(report) == [("live_only", "production")]


@pytest.mark.parametrize("content", [b"", b"\0\1\2binary", b"[1, 2", b"\xff\xfe", "ü: [".encode("utf-16")])
def test_a_file_that_is_nothing_is_a_gap(content: bytes, desk: Desk) -> None:
    report = desk.seen(content, "2026-03-02T00:00:00Z", name="odd").report()
    assert line(report) == [START]
    assert any(gap.where.endswith("odd") for gap in report.gaps)


def test_an_observation_from_before_the_history_gives_way_to_its_first_value(desk: Desk) -> None:
    report = desk.seen("TIMEOUT_MS=500\n", "2025-06-01T00:00:00Z", name="old.env").report()
    assert [value for _, value, _ in line(report)] == ["500", "3000"]
    assert findings(report) == []
