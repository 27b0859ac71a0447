"""Effective values through real histories: what each environment's layers come to, and what takes a value away."""

from __future__ import annotations

import pytest

import forensics
from forensics.face import Report
from forensics.model import Event
from sample_repos.stories import Scene
from tests.conftest import Build

CHART = {
    "chart/Chart.yaml": "name: payments\n",
    "chart/values.yaml": "app:\n  timeout: 1000\n  env:\n    - name: MODE\n      value: fast\n",
    "chart/values-staging.yaml": "app: {}\n",
    "chart/values-production.yaml": "app:\n  timeout: 9000\n",
}
BORN = Scene("2026-01-01T10:00:00Z", "Ada", "values", files=CHART)


def values(report: Report, environment: str) -> list[tuple[str, str | None]]:
    return [(span.start.strftime("%m-%d"), span.value) for span in dict(report.settings[0].timelines)[environment]]


def kinds(report: Report, kind: str) -> list[Event]:
    return [event for event in report.events if event.kind == kind]


def staging(text: str, at: str = "2026-03-01T10:00:00Z") -> Scene:
    return Scene(at, "Ada", "staging", files={"chart/values-staging.yaml": text})


def test_a_changed_base_is_a_change_where_nothing_overrides_it_and_is_masked_elsewhere(told: Build) -> None:
    repo = told(BORN, Scene("2026-02-01T10:00:00Z", "Bo", "raise the base", edits=(("chart/values.yaml", "1000", "2000"),)))
    report = forensics.trace("app.timeout", repo)
    assert values(report, "staging") == [("01-01", "1000"), ("02-01", "2000")]
    assert values(report, "production") == [("01-01", "9000")]
    (hidden,) = kinds(report, "masked")
    assert (hidden.environment, hidden.before, hidden.after, hidden.path) == ("production", "1000", "2000", "chart/values.yaml")
    assert hidden.notes == ("hidden by chart/values-production.yaml:2, which sets 9000",)


def test_an_override_that_goes_away_falls_back_to_the_base(told: Build) -> None:
    repo = told(BORN, Scene("2026-02-01T10:00:00Z", "Bo", "drop it", files={"chart/values-production.yaml": "app: {}\n"}))
    assert values(forensics.trace("app.timeout", repo), "production") == [("01-01", "9000"), ("02-01", "1000")]


def test_a_key_that_moves_between_base_and_override_changes_no_value(told: Build) -> None:
    moved = {
        "chart/values.yaml": CHART["chart/values.yaml"].replace("1000", "9000"),
        "chart/values-production.yaml": "app: {}\n",
        "chart/values-staging.yaml": "app:\n  timeout: 1000\n",
    }
    report = forensics.trace("app.timeout", told(BORN, Scene("2026-02-01T10:00:00Z", "Bo", "move it", files=moved)))
    assert values(report, "production") == [("01-01", "9000")]
    assert values(report, "staging") == [("01-01", "1000")]
    assert {event.environment for event in kinds(report, "layer")} == {"staging", "production"}


@pytest.mark.parametrize("text", ["app:\n  timeout: null\n", "app:\n  timeout: ~\n", "app: null\n", "app:\n", "app: off\n", "app: [1]\n"])
def test_what_stands_in_the_place_of_a_value_takes_it_away_and_says_where(told: Build, text: str) -> None:
    report = forensics.trace("app.timeout", told(BORN, staging(text)))
    assert values(report, "staging") == [("01-01", "1000"), ("03-01", None)]
    gone = next(event for event in report.events if event.environment == "staging" and event.after is None)
    assert any(note.startswith("chart/values-staging.yaml, line ") for note in gone.notes)


def test_in_helm_an_overriding_list_replaces_the_bases_whole(told: Build) -> None:
    report = forensics.trace("MODE", told(BORN, staging("app:\n  env:\n    - name: OTHER\n      value: x\n")))
    assert values(report, "staging") == [("01-01", "fast"), ("03-01", None)]
    assert values(report, "production") == [("01-01", "fast")]


def test_the_last_commit_can_give_back_what_a_null_took_away(told: Build) -> None:
    repo = told(BORN, staging("app:\n  timeout: null\n"), staging("app:\n  debug: true\n", "2026-04-01T10:00:00Z"))
    assert values(forensics.trace("app.timeout", repo), "staging") == [("01-01", "1000"), ("03-01", None), ("04-01", "1000")]


def test_spring_reads_one_property_in_every_spelling_of_its_layers(told: Build) -> None:
    files = {
        "src/main/resources/application.properties": "payment.gateway.timeout-ms=3000\n",
        "src/main/resources/application-prod.yml": "payment:\n  gateway:\n    timeoutMs: 10000\n",
        "src/main/resources/application-staging.yml": "server:\n  port: 80\n",
    }
    report = forensics.trace("payment.gateway.timeout-ms", told(Scene("2026-01-01T10:00:00Z", "Ada", "config", files=files)))
    (setting,) = report.settings
    assert {stand.environment: stand.declared for stand in setting.stands} == {"prod": "10000", "staging": "3000"}


def test_a_variables_default_counts_where_no_tfvars_sets_it(told: Build) -> None:
    files = {
        "infra/variables.tf": 'variable "pool" {\n  type    = number\n  default = 5\n}\n',
        "infra/prod.tfvars": "pool = 20\n",
        "infra/staging.tfvars": "other = 1\n",
    }
    report = forensics.trace("pool", told(Scene("2026-01-01T10:00:00Z", "Ada", "infra", files=files)))
    (setting,) = report.settings
    assert {stand.environment: stand.declared for stand in setting.stands} == {"prod": "20", "staging": "5"}
    staging = next(stand for stand in setting.stands if stand.environment == "staging")
    assert [(layer.path, layer.line) for layer in staging.layers if layer.wins] == [("infra/variables.tf", 3)]


def test_terraform_tfvars_counts_below_an_environments_own(told: Build) -> None:
    files = {
        "infra/terraform.tfvars": "pool = 5\n",
        "infra/prod.tfvars": "pool = 20\n",
        "infra/staging.tfvars": "other = 1\n",
    }
    report = forensics.trace("pool", told(Scene("2026-01-01T10:00:00Z", "Ada", "infra", files=files)))
    (setting,) = report.settings
    assert {stand.environment: stand.declared for stand in setting.stands} == {"prod": "20", "staging": "5"}


@pytest.mark.parametrize(
    ("files", "resolved", "missing"),
    [
        ({"k/prod.yaml": "mode: a\n", "k/staging.yaml": "mode: a\n"}, "full", ()),
        ({"c/values-prod.yaml": "mode: a\n"}, "partial", ("--set and later -f of whoever installs",)),
        ({"k/prod.yaml": 'mode: "{{ .Values.mode }}"\n', "k/staging.yaml": "mode: a\n"}, "unknown", ("what fills in {{ .Values.mode }}",)),
    ],
)
def test_a_value_says_how_far_it_is_known_from_git_alone(
    told: Build, files: dict[str, str], resolved: str, missing: tuple[str, ...]
) -> None:
    report = forensics.trace("mode", told(Scene("2026-01-01T10:00:00Z", "Ada", "config", files=files)))
    prod = next(stand for stand in report.settings[0].stands if stand.environment == "prod")
    assert (prod.resolved, prod.missing) == (resolved, missing)


def test_an_empty_place_in_a_broken_version_takes_nothing_away(told: Build) -> None:
    report = forensics.trace("app.timeout", told(BORN, staging("app:\n\ttimeout: [\n")))
    assert [span.state for span in dict(report.settings[0].timelines)["staging"]] == ["present", "unreadable"]
