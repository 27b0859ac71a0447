"""Sections that are one environment's: found by what stands beside them, and opened to one path."""

from __future__ import annotations

import pytest

from forensics.model import Scope
from forensics.parse import parse
from forensics.parse.scopes import most_specific
from forensics.parse.sections import open_path


def scalars(name: str, text: str) -> dict[str, tuple[str | None, Scope | None]]:
    return {".".join(entry.path): (entry.value, entry.scope) for entry in parse(name, text.encode()).entries if entry.kind == "scalar"}


def only(*some: str) -> Scope:
    return Scope(only=some)


RAILS = """\
default: &default
  adapter: postgresql
  pool: 5
development:
  <<: *default
production:
  <<: *default
  pool: 20
"""


def test_the_sections_of_a_rails_file_are_each_one_environments() -> None:
    assert scalars("config/database.yml", RAILS) == {
        "default.adapter": ("postgresql", None),
        "default.pool": ("5", None),
        "development.adapter": ("postgresql", only("development")),
        "development.pool": ("5", only("development")),
        "production.adapter": ("postgresql", only("production")),
        "production.pool": ("20", only("production")),
    }


SECTIONS = [
    ("config.yaml", "a: 1\nb: 2\nc: 3\nstaging:\n  url: x\nprod:\n  url: y\n", "prod.url", "prod"),
    ("helmfile.yaml", "environments:\n  eqiad:\n    values:\n      - x: 1\n", "environments.eqiad.values.[0].x", "eqiad"),
    ("app.json", '{"environments": {"test": {"env": {"X": "1"}}}}', "environments.test.env.X", "test"),
    ("flags.json", '{"flags": [{"key": "f", "environments": {"prod": {"on": true}}}]}', "flags[f].environments.prod.on", "prod"),
    ("limits.yaml", "environments:\n  prod: 6\n  other: 2\n", "environments.prod", "prod"),
    ("flags.yaml", "environments:\n  - name: production\n    url: x\n    on: a\n", "environments[production].url", "production"),
    ("serverless.yml", "custom:\n  prod: {x: 1}\nprovider:\n  y: ${self:custom.${sls:stage}.x}\n", "custom.prod.x", "prod"),
    ("main.tf", "locals {\n  timeout = { prod = 3000, staging = 10000 }\n}\n", "locals.timeout.prod", "prod"),
    ("main.tf", 'variable "size" {\n  default = {\n    prod = 6\n    dev  = 2\n  }\n}\n', "variable.size.default.prod", "prod"),
    ("wrangler.toml", '[env.production]\nroute = "x"\n', "env.production.route", "production"),
    ("netlify.toml", '[context.production.environment]\nX = "1"\n', "context.production.environment.X", "production"),
    ("tool.toml", "[tool.x.production]\na = 1\n[tool.x.staging]\na = 2\n", "tool.x.production.a", "production"),
    ("app.ini", "[production]\na = 1\n[staging]\na = 2\n", "production.a", "production"),
    ("hosts.ini", "[all:vars]\na=1\n[production:vars]\na=2\n", "production:vars.a", "production"),
    ("regions.yaml", "prod-eu:\n  a: 1\nprod-us:\n  a: 1\nstaging:\n  a: 2\n", "prod-eu.a", "prod-eu"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "path", "environment"), SECTIONS, ids=[f"{name} {path}" for name, _, path, _ in SECTIONS])
def test_a_section_counts_for_its_environment_only(name: str, text: str, path: str, environment: str) -> None:
    assert scalars(name, text)[path][1] == only(environment)


NO_SECTIONS = [
    ("x.yaml", "components:\n  integration:\n    production:\n      a: 1\n"),
    ("x.yaml", "live: true\nprod: 1\nport: 80\n"),
    ("x.yaml", "live:\n  a: 1\nready:\n  a: 1\n"),
    ("x.yaml", "test:\n  a: 1\ndev:\n  a: 1\n"),
    ("x.yaml", "production:\n  a: 1\n"),
    ("package.json", '{"scripts": {"dev": "a", "prod": "b", "test": "c"}}'),
    ("poetry.lock", '[[package]]\nname = "a"\nversion = "1"\n[package.extras]\nprod = ["b"]\nstaging = ["c"]\n'),
    ("Cargo.toml", "[profile.dev]\na = 1\n[profile.test]\na = 2\n"),
    ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\na = 1\n[tool.poetry.group.test.dependencies]\na = 2\n"),
    ("compose.yaml", "services:\n  prod:\n    image: a\n  staging:\n    image: b\n"),
    (".github/workflows/ci.yml", "jobs:\n  staging:\n    name: a\n  production:\n    name: b\n"),
    ("deployment.yaml", "env:\n  PROD: 1\n  STAGING: 2\n"),
]


@pytest.mark.parametrize(("name", "text"), NO_SECTIONS, ids=[f"{name} {text[:30]!r}" for name, text in NO_SECTIONS])
def test_a_word_alone_makes_no_section(name: str, text: str) -> None:
    found = scalars(name, text)
    assert found or name == "deployment.yaml"
    assert {scope for _, scope in found.values()} <= {None} or name == "deployment.yaml"


def test_a_job_counts_for_the_environment_that_it_deploys_to() -> None:
    workflow = "jobs:\n  deploy-prod:\n    environment:\n      name: production\n    env:\n      X: 1\n  build:\n    env:\n      X: 2\n"
    found = scalars(".github/workflows/deploy.yml", workflow)
    assert found["jobs.deploy-prod.env.X"] == ("1", only("production"))
    assert found["jobs.build.env.X"] == ("2", None)
    pipeline = (
        "release:\n  environment: staging\n  variables:\n    X: 1\nreview:\n  environment: review/$CI_BRANCH\n  variables:\n    X: 2\n"
    )
    found = scalars(".gitlab-ci.yml", pipeline)
    assert found["release.variables.X"] == ("1", only("staging"))
    assert found["review.variables.X"] == ("2", None)


SPRING = """\
pool: 1
---
spring:
  config:
    activate:
      on-profile: {}
pool: 2
"""


@pytest.mark.parametrize(
    ("profiles", "scope"),
    [
        ("prod", only("prod")),
        ("[prod, eu]", only("prod", "eu")),
        ("prod,eu", only("prod", "eu")),
        ("prod | eu", only("prod", "eu")),
        ("'!prod'", Scope(but=("prod",))),
        ("prod & cloud", only("prod")),
        ("cloud", only("cloud")),
        ("'!(prod | staging)'", Scope(but=("prod", "staging"))),
    ],
)
def test_a_document_with_profiles_counts_for_these(profiles: str, scope: Scope) -> None:
    entries = [entry for entry in parse("application.yml", SPRING.format(profiles).encode()).entries if entry.path == ("pool",)]
    assert [(entry.value, entry.scope) for entry in entries] == [("1", None), ("2", scope)]


def test_the_older_spelling_and_properties_files_count_alike() -> None:
    older = "pool: 1\n---\nspring.profiles: prod\npool: 2\n---\npool: 3\n"
    entries = [entry for entry in parse("application.yml", older.encode()).entries if entry.path == ("pool",)]
    assert [(entry.value, entry.scope) for entry in entries] == [("1", None), ("2", only("prod")), ("3", None)]
    properties = "pool=1\n#---\nspring.config.activate.on-profile=prod\npool=2\n"
    entries = [entry for entry in parse("application.properties", properties.encode()).entries if entry.path == ("pool",)]
    assert [(entry.value, entry.scope) for entry in entries] == [("1", None), ("2", only("prod"))]


def test_of_two_spring_documents_the_later_wins() -> None:
    both = SPRING.format("prod") + "---\nspring:\n  config:\n    activate:\n      on-profile: prod | staging\npool: 3\n"
    entries = [entry for entry in parse("application.yml", both.encode()).entries if entry.path == ("pool",)]
    won = {name: found.value for name in ("prod", "staging", "dev") if (found := most_specific(entries, name)) is not None}
    assert won == {"prod": "3", "staging": "3", "dev": "1"}


def test_a_condition_inside_a_section_narrows_it_and_one_that_contradicts_it_leaves_nothing() -> None:
    text = (
        'production:\n  a: 1\n{{- if eq .Values.env "staging" }}\n  b: 2\n{{- end }}\n{{- if eq .Values.env "prod" }}\n  c: 3\n{{- end }}\n'
        "staging:\n  a: 2\n"
    )
    assert scalars("x.yaml", text) == {
        "production.a": ("1", only("production")),
        "production.c": ("3", only("prod")),
        "staging.a": ("2", only("staging")),
    }


@pytest.mark.parametrize(
    ("path", "scope", "opened"),
    [
        (("production", "pool"), only("production"), ("{env}", "pool")),
        (("environments", "Prod", "x"), only("prod"), ("environments", "{env}", "x")),
        (("locals", "timeout", "prod"), only("prod"), ("locals", "timeout", "{env}")),
        (("production:vars", "x"), only("production"), ("{env}:vars", "x")),
        (("environments[production]", "url"), only("production"), ("environments[{env}]", "url")),
        (("jobs", "deploy-prod", "env", "X"), only("production"), ("jobs", "deploy-{env}", "env", "X")),
        (("jobs", "deploy", "env", "X"), only("production"), ("jobs", "deploy", "env", "X")),
        (("a", "production-db"), only("production"), ("a", "production-db")),
        (("production", "pool"), only("production", "staging"), ("production", "pool")),
        (("production", "pool"), Scope(but=("production",)), ("production", "pool")),
        (("production", "pool"), None, ("production", "pool")),
    ],
)
def test_a_path_is_opened_where_it_names_the_one_environment(path: tuple[str, ...], scope: Scope | None, opened: tuple[str, ...]) -> None:
    assert open_path(path, scope) == opened
