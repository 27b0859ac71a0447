"""What a trace finds in each shape: the key, its value and the line; and the gate lets every file with the key through."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forensics.hits import find
from forensics.keys import Key
from forensics.parse import parse

EXAMPLES = Path(__file__).parent / "examples"
FILES = sorted(path for path in EXAMPLES.glob("*/*") if not path.name.endswith(".expected.json"))


def found(place: str, key: str) -> list[tuple[str, str | None, int, str]]:
    path = EXAMPLES / place
    return [(hit.keypath, hit.value, hit.line, hit.kind) for hit in find(parse(path.name, path.read_bytes()), Key(key))]


@pytest.mark.parametrize(
    ("place", "key", "value", "line"),
    [
        ("shell/deploy-prod.sh", "PAYMENT_GATEWAY_TIMEOUT_MS", "9000", 4),
        ("shell/deploy-prod.sh", "AWS_REGION", "eu-west-1", 9),
        ("shell/deploy-prod.sh", "replicaCount", "4", 24),
        ("shell/.envrc", "FEATURE_X", "on", 4),
        ("dockerfile/Dockerfile", "PAYMENT_GATEWAY_TIMEOUT_MS", "3000", 6),
        ("dockerfile/Dockerfile", "node", "20.11.1@sha256:0f", 12),
        ("procfile/Procfile", "WEB_CONCURRENCY", "4", 2),
        ("systemd/ledger.service", "GREETING", "two words", 8),
        ("systemd/reset.service", "B", "2", 4),
        ("requirements/requirements-prod.txt", "gunicorn", "==21.2.0", 7),
        ("requirements/requirements-prod.txt", "uvicorn", "[standard]>=0.23,<0.30", 6),
        ("gomod/go.mod", "github.com/redis/go-redis/v9", "v9.5.1", 9),
        ("pom/pom.xml", "org.postgresql:postgresql", "42.7.3", 25),
        ("pom/pom.xml", "spring-boot-starter-parent", "3.2.5", 7),
        ("lock/poetry.lock", "redis", "5.0.3", 17),
        ("lock/package-lock.json", "express", "4.19.2", 15),
        ("lock/yarn.lock", "@babel/core", "7.24.4", 6),
        ("lock/pnpm-lock.yaml", "@types/node", "20.12.7", 12),
        ("lock/composer.lock", "symfony/console", "v7.0.6", 7),
        ("versions/.tool-versions", "nodejs", "20.12.2", 2),
        ("json/package.json", "express", "^4.19.2", 5),
        ("yaml/Chart.yaml", "redis", "19.6.4", 6),
        ("toml/pyproject.toml", "django", ">=4.2,<5", 4),
        ("json/flagd.json", "new-settlement", "off", 7),
        ("json/flagdata.json", "gateway-timeout", "9000", 6),
        ("json/launchdarkly-flags.json", "new-settlement.environments.production", "false", 13),
        ("json/launchdarkly-flags.json", "new-settlement.environments.staging", "true", 21),
        ("json/launchdarkly-flags.json", "new-settlement.environments.test", "true for 25%, false for 75%", 29),
        ("json/unleash-export.json", "new-settlement.environments.production", "true for 25%", 12),
        ("json/unleash-features.json", "new-settlement.environments.production", "false", 7),
        ("json/app.json", "env.PLAIN", "1", 12),
        ("yaml/.gitlab-ci.yml", "DEPLOY_REGION", "eu-west-1", 4),
        ("yaml/.gitlab-ci.yml", "RETRIES", "3", 8),
        ("yaml/.gitlab-ci.yml", "gateway.timeoutMs", "9000", 19),
        ("yaml/application.yml", "SW_CORE_REST_IDLE_TIMEOUT", "30000", 4),
        ("yaml/application.yml", "MAX_URLS", "-1", 6),
        ("yaml/application.yml", "PORT", "8080", 8),
        ("yaml/compose.staging.yaml", "TAG", "1.4.0", 3),
        ("yaml/helmfile.yaml", "image.tag", "v1.4.2", 15),
        ("yaml/argo-application.yaml", "gateway.retries", "3", 23),
        ("yaml/configmap.yaml", "timeout.ms", "9001", 11),
        ("yaml/generators.yaml", "GREETING", "hello there", 8),
        ("hcl/ecs.tf", "RETRIES", "3", 21),
        ("hcl/ecs.tf", "gateway.timeoutMs", "9000", 44),
    ],
)
def test_a_key_is_found_with_its_value_and_line(place: str, key: str, value: str, line: int) -> None:
    assert (value, line) in [(said, at) for _, said, at, _ in found(place, key)]


def test_a_default_for_the_very_key_is_no_second_setting() -> None:
    assert found("yaml/compose.staging.yaml", "PAYMENT_GATEWAY_TIMEOUT_MS") == [
        ("services.api.environment.PAYMENT_GATEWAY_TIMEOUT_MS", "${PAYMENT_GATEWAY_TIMEOUT_MS:-3000}", 6, "scalar")
    ]


def test_a_source_of_values_is_named_and_no_value() -> None:
    ((_, value, line, kind),) = found("yaml/pod.yaml", "secretRef")
    assert (value, line, kind) == ("secretRef api-config with prefix DB_", 13, "reference")
    assert [kind for _, _, _, kind in found("yaml/pod.yaml", "DB_PASSWORD")] == ["reference", "reference"]
    assert [kind for _, _, _, kind in found("yaml/compose.staging.yaml", "env_file.[0]")] == ["reference"]


def test_the_same_name_in_two_containers_is_two_settings() -> None:
    assert {(path, value) for path, value, _, _ in found("json/taskdef.json", "LOG_LEVEL")} == {
        ("containerDefinitions[api].environment.LOG_LEVEL", "info"),
        ("containerDefinitions[sidecar].environment.LOG_LEVEL", "warn"),
    }


def test_the_same_name_in_two_build_stages_is_two_settings() -> None:
    assert [path for path, _, _, _ in found("dockerfile/Dockerfile", "NODE_ENV")] == ["assets.ARG.NODE_ENV", "assets.ENV.NODE_ENV"]


def test_a_described_value_stands_for_its_name_at_each_level() -> None:
    assert [(path, value, line) for path, value, line, _ in found("json/app.json", "LOG_LEVEL")] == [
        ("env.LOG_LEVEL", "info", 6),
        ("environments.test.env.LOG_LEVEL", "debug", 17),
    ]


def test_what_is_read_out_of_a_list_entrys_text_does_not_change_the_list() -> None:
    ((_, value, _, _),) = found("yaml/.gitlab-ci.yml", "deploy.script")
    assert value is not None
    assert value.startswith('[helm upgrade ledger . --set image.tag=$CI_COMMIT_SHA --set gateway.timeoutMs=9000, "echo start')
    assert "a.b: c" not in value


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_gate_admits_an_example_for_every_key_that_is_found_in_it(path: Path) -> None:
    content = path.read_bytes()
    parsed = parse(path.name, content)
    checked = 0
    for entry in parsed.entries:
        steps = [segment for segment in entry.path if not segment.startswith("#")]
        for length in range(1, len(steps) + 1):
            key = Key(".".join(steps[-length:]))
            if re.search(r"\[\d+\]", key.text) is None and find(parsed, key):
                assert key.gate().admits(content), key.text
                checked += 1
    assert checked or not parsed.entries
