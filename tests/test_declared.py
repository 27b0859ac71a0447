"""Stacks that files declare, through real histories: kustomizations, helmfiles, Applications, env files."""

from __future__ import annotations

import forensics
from forensics.face import Report
from sample_repos.stories import Scene
from tests.conftest import Build

BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - name: MODE
              value: slow
            - name: TIMEOUT_MS
              value: "3000"
"""
PATCH = BASE.replace("3000", "9000").replace('            - name: MODE\n              value: slow\n', "")
KUSTOMIZE = {
    "k/base/deployment.yaml": BASE,
    "k/base/kustomization.yaml": (
        "kind: Kustomization\nresources:\n  - deployment.yaml\nconfigMapGenerator:\n  - name: app\n    literals:\n      - LEVEL=info\n"
    ),
    "k/overlays/staging/kustomization.yaml": "resources:\n  - ../../base\n",
    "k/overlays/production/kustomization.yaml": "resources:\n  - ../../base\npatches:\n  - path: env.yaml\n",
    "k/overlays/production/env.yaml": PATCH,
}


def declared(report: Report) -> dict[str, str | None]:
    return {stand.environment: stand.declared for stand in report.settings[0].stands}


def values(report: Report, environment: str) -> list[tuple[str, str | None]]:
    return [(span.start.strftime("%m-%d"), span.value) for span in dict(report.settings[0].timelines)[environment]]


def born(files: dict[str, str]) -> Scene:
    return Scene("2026-01-01T10:00:00Z", "Ada", "config", files=files)


def later(files: dict[str, str], at: str = "2026-02-01T10:00:00Z") -> Scene:
    return Scene(at, "Bo", "change", files=files)


def test_an_overlay_without_a_patch_has_the_bases_value_and_one_with_a_patch_its_own(told: Build) -> None:
    report = forensics.trace("TIMEOUT_MS", told(born(KUSTOMIZE)))
    assert declared(report) == {"staging": "3000", "production": "9000"}
    assert len(report.settings) == 1


def test_a_base_change_reaches_the_overlay_that_doesn_t_override_it(told: Build) -> None:
    report = forensics.trace("TIMEOUT_MS", told(born(KUSTOMIZE), later({"k/base/deployment.yaml": BASE.replace("3000", "5000")})))
    assert values(report, "staging") == [("01-01", "3000"), ("02-01", "5000")]
    assert values(report, "production") == [("01-01", "9000")]
    assert [(event.environment, event.after) for event in report.events if event.kind == "masked"] == [("production", "5000")]


def test_a_patch_counts_from_the_moment_the_kustomization_names_it(told: Build) -> None:
    files = {**KUSTOMIZE, "k/overlays/production/kustomization.yaml": "resources:\n  - ../../base\n"}
    named = {"k/overlays/production/kustomization.yaml": KUSTOMIZE["k/overlays/production/kustomization.yaml"]}
    report = forensics.trace("TIMEOUT_MS", told(born(files), later(named)))
    assert values(report, "production") == [("01-01", "3000"), ("02-01", "9000")]


def test_a_generators_literal_is_overridden_by_the_overlays(told: Build) -> None:
    merging = "resources:\n  - ../../base\nconfigMapGenerator:\n  - name: app\n    behavior: merge\n    literals:\n      - LEVEL=warn\n"
    report = forensics.trace("LEVEL", told(born({**KUSTOMIZE, "k/overlays/production/kustomization.yaml": merging})))
    assert declared(report) == {"staging": "info", "production": "warn"}


def test_an_inline_patch_gives_its_value_at_its_own_line(told: Build) -> None:
    inline = """\
resources:
  - ../../base
patches:
  - target:
      kind: Deployment
      name: api
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/env/1/value
        value: "7000"
"""
    files = {path: text for path, text in KUSTOMIZE.items() if not path.endswith("/env.yaml")}
    report = forensics.trace("TIMEOUT_MS", told(born({**files, "k/overlays/production/kustomization.yaml": inline})))
    assert declared(report) == {"staging": "3000", "production": "7000"}
    production = next(stand for stand in report.settings[0].stands if stand.environment == "production")
    winner = next(layer for layer in production.layers if layer.wins)
    assert (winner.path, winner.line) == ("k/overlays/production/kustomization.yaml", 10)


def test_an_env_file_of_a_generator_stands_where_its_config_map_will(told: Build) -> None:
    files = {
        "k/base/kustomization.yaml": "configMapGenerator:\n  - name: app\n    literals:\n      - LEVEL=info\n",
        "k/overlays/staging/kustomization.yaml": "resources:\n  - ../../base\n",
        "k/overlays/production/kustomization.yaml": (
            "resources:\n  - ../../base\nconfigMapGenerator:\n  - name: app\n    behavior: merge\n    envs:\n      - app.env\n"
        ),
        "k/overlays/production/app.env": "LEVEL=error\n",
    }
    report = forensics.trace("LEVEL", told(born(files)))
    production = next(setting for setting in report.settings if any(stand.declared == "error" for stand in setting.stands))
    stand = next(stand for stand in production.stands if stand.environment == "production")
    assert [(layer.value, layer.wins) for layer in stand.layers if layer.value] == [("info", False), ("error", True)]


def test_a_helmfile_says_in_which_order_its_values_files_count(told: Build) -> None:
    files = {
        "svc/helmfile.yaml": (
            "environments:\n  staging: {}\n  production: {}\nreleases:\n  - name: svc\n    chart: ./chart\n    values:\n"
            '      - "values-{{ .Environment.Name }}.yaml"\n      - common.yaml\n'
        ),
        "svc/chart/Chart.yaml": "name: svc\n",
        "svc/chart/values.yaml": "timeout: 1\n",
        "svc/common.yaml": "timeout: 2\n",
        "svc/values-staging.yaml": "timeout: 3\n",
        "svc/values-production.yaml": "timeout: 4\nmode: x\n",
    }
    report = forensics.trace("timeout", told(born(files)))
    setting = next(one for one in report.settings if one.id.startswith("svc/values-{env}.yaml"))
    assert {stand.environment: stand.declared for stand in setting.stands} == {"staging": "2", "production": "2"}


def test_what_a_declaration_names_and_git_does_not_hold_is_said(told: Build) -> None:
    away = "resources:\n  - github.com/corp/bases//api?ref=v1\n  - ../../base\npatches:\n  - path: env.yaml\n"
    remote = {"k/overlays/production/kustomization.yaml": away}
    report = forensics.trace("TIMEOUT_MS", told(born({**KUSTOMIZE, **remote})))
    production = next(stand for stand in report.settings[0].stands if stand.environment == "production")
    assert production.resolved == "partial"
    assert any("github.com/corp/bases" in missing for missing in production.missing)
