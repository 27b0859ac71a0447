"""When branches are environments, and what they are then called."""

from __future__ import annotations

import pytest

from forensics.environments import Layout, layout
from forensics.stated import Stated

DEPLOY = """\
name: deploy
on:
  push:
    branches: [main, staging, production]
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: ${{ github.ref_name == 'main' && 'development' || github.ref_name }}
    steps:
      - run: ./deploy.sh
"""
ONE = "on:\n  push:\n    branches: [release]\njobs:\n  d:\n    environment: production\n"
CONDITIONS = """\
on: push
jobs:
  one:
    if: github.ref == 'refs/heads/main'
    environment: staging
  two:
    if: ${{ github.event_name == 'push' && github.ref == 'refs/heads/release' }}
    environment:
      name: production
      url: https://example.com
"""
PIPELINE = """\
on:
  push:
    branches: [main]
jobs:
  one:
    environment: staging
  two:
    environment: production
"""
PAGES = "on:\n  push:\n    branches: [gh-pages]\njobs:\n  d:\n    environment: github-pages\n"


def of(branches: list[str], mainline: str = "main", *workflows: str, paths: tuple[str, ...] = ("config/app.env",)) -> Layout:
    return layout(paths, branches, mainline, Stated(), [(f".github/workflows/{n}.yml", text) for n, text in enumerate(workflows)])


def held(found: Layout) -> dict[str, str | None]:
    return {environment: found.branch_of(environment) for environment in found.environments}


@pytest.mark.parametrize(
    ("branches", "mainline", "wanted"),
    [
        (["main", "staging", "production"], "main", {"staging": "staging", "production": "production"}),
        (["staging", "prod", "gh-pages"], "staging", {"staging": None, "prod": "prod"}),
        (["main", "env/stg", "env/prod"], "main", {"stg": "env/stg", "prod": "env/prod"}),
        (["main", "dev", "deploy/production-eu"], "main", {"dev": "dev", "production-eu": "deploy/production-eu"}),
        (["main", "staging"], "main", {}),
        (["main", "dev", "test"], "main", {}),
        (["main", "promote/redis-20.1.4-production", "ACD-313-cda-stage", "AD-420-store-uat"], "main", {}),
        (["main", "release/5.1", "release/5.2"], "main", {}),
    ],
)
def test_branches_are_environments_when_two_are_named_wholly_so(branches: list[str], mainline: str, wanted: dict[str, str | None]) -> None:
    assert held(of(branches, mainline)) == wanted


@pytest.mark.parametrize(
    ("branches", "workflow", "wanted"),
    [
        (["main", "staging", "production"], DEPLOY, {"development": None, "staging": "staging", "production": "production"}),
        (["main", "release"], ONE, {"production": "release"}),
        (["main", "release", "topic"], CONDITIONS, {"staging": None, "production": "release"}),
        (["main"], PIPELINE, {}),
        (["main", "gh-pages"], PAGES, {}),
    ],
)
def test_a_branch_takes_the_name_that_its_workflow_gives_it(branches: list[str], workflow: str, wanted: dict[str, str | None]) -> None:
    assert held(of(branches, "main", workflow)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{{{",
        "on: [",
        "- a\n- b\n",
        "jobs: 3\n",
        "on: push\njobs:\n  a:\n    environment: ${{ inputs.x && fromJSON('{') || '' }}\n",
        "\0",
    ],
)
def test_a_workflow_that_says_nothing_changes_nothing(text: str) -> None:
    assert held(of(["main", "release"], "main", text)) == {}


def test_where_branches_are_environments_a_shared_file_serves_all_of_them() -> None:
    found = of(["main", "staging", "production"], "main", DEPLOY)
    place = found.place("config/app.env")
    assert place is not None
    assert (place.environment, place.template) == (None, "config/app.env")
    assert place.rule == "branches main, production, staging"
    assert found.shared_environments("config/app.env") == ("development", "staging", "production")


def test_files_and_branches_may_both_say_the_environment() -> None:
    paths = ("d/config/prod.yaml", "d/config/staging.yaml", "d/config/common.yaml")
    found = of(["prod", "staging"], "staging", paths=paths)
    assert held(found) == {"staging": None, "prod": "prod"}
    assert found.layers("d/config/{env}.yaml", "prod") == ("d/config/common.yaml", "d/config/prod.yaml")


def test_a_branch_goes_by_the_name_that_the_files_give_its_environment() -> None:
    found = of(["main", "production", "stage"], paths=("c/prod.yaml", "c/staging.yaml"))
    assert held(found) == {"staging": "stage", "prod": "production"}
