"""One file that holds several environments' values, through real histories."""

from __future__ import annotations

import forensics
from forensics.face import Report
from sample_repos.stories import Scene
from tests.conftest import Build


def declared(report: Report) -> dict[str, str | None]:
    return {stand.environment: stand.declared for stand in report.settings[0].stands}


def values(report: Report, environment: str) -> list[tuple[str, str | None]]:
    return [(span.start.strftime("%m-%d"), span.value) for span in dict(report.settings[0].timelines)[environment]]


def born(files: dict[str, str]) -> Scene:
    return Scene("2026-01-01T10:00:00Z", "Ada", "config", files=files)


DATABASE = "default: &default\n  pool: 5\nstaging:\n  <<: *default\nproduction:\n  <<: *default\n  pool: 20\n"


def test_sections_of_one_file_are_environments_and_one_setting(told: Build) -> None:
    report = forensics.trace("pool", told(born({"config/database.yml": DATABASE})))
    setting = next(one for one in report.settings if "{env}" in one.id)
    assert setting.id == "config/database.yml#{env}.pool"
    assert {stand.environment: stand.declared for stand in setting.stands} == {"staging": "5", "production": "20"}


def test_a_conditional_in_a_template_gives_each_environment_its_own_value(told: Build) -> None:
    text = 'replicas: {{ if eq .Environment.Name "production" }} 6 {{ else }} 2 {{ end }}\n'
    files = {"h/web.yaml.gotmpl": text, "h/values-staging.yaml": "a: 1\n", "h/values-production.yaml": "a: 1\n"}
    report = forensics.trace("replicas", told(born(files)))
    assert declared(report) == {"staging": "2", "production": "6"}


def test_a_change_of_one_branch_of_a_conditional_is_a_change_of_that_environment_alone(told: Build) -> None:
    text = '{{ if eq .Environment.Name "production" }}\nreplicas: 6\n{{ else }}\nreplicas: 2\n{{ end }}\n'
    files = {"h/web.yaml.gotmpl": text, "h/values-staging.yaml": "a: 1\n", "h/values-production.yaml": "a: 1\n"}
    later = Scene("2026-02-01T10:00:00Z", "Bo", "more", edits=(("h/web.yaml.gotmpl", "replicas: 6", "replicas: 9"),))
    report = forensics.trace("replicas", told(born(files), later))
    assert values(report, "production") == [("01-01", "6"), ("02-01", "9")]
    assert values(report, "staging") == [("01-01", "2")]
    assert [event.environment for event in report.events if event.commit and event.after == "9"] == ["production"]


def test_profiles_of_one_spring_file_are_environments(told: Build) -> None:
    text = (
        "gateway:\n  timeout-ms: 3000\n---\nspring:\n  config:\n    activate:\n      on-profile: prod\ngateway:\n  timeout-ms: 10000\n"
        "---\nspring:\n  config:\n    activate:\n      on-profile: stg\nserver:\n  port: 80\n"
    )
    report = forensics.trace("gateway.timeout-ms", told(born({"src/main/resources/application.yml": text})))
    assert declared(report)["prod"] == "10000"


def test_a_flags_environments_are_environments(told: Build) -> None:
    text = (
        '{"flags": {"new-auth": {"environments": {"production": {"on": false, "offVariation": 1, "fallthrough": {"variation": 0}},'
        ' "staging": {"on": true, "offVariation": 1, "fallthrough": {"variation": 0}}},'
        ' "variations": [{"value": true}, {"value": false}]}}}'
    )
    report = forensics.trace("new-auth", told(born({"flags/launchdarkly.json": text})))
    assert declared(report) == {"staging": "true", "production": "false"}
