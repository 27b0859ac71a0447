"""`forensics explain`: every layer in order, at any moment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forensics.cli import run
from sample_repos.stories import Scene
from tests.conftest import Build
from tests.test_effective import BORN, staging

HISTORY = (
    BORN,
    Scene("2026-02-01T10:00:00Z", "Bo", "raise the base", edits=(("chart/values.yaml", "1000", "2000"),)),
    staging("app:\n  timeout: null\n"),
)


def asked(repo: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert run(["explain", "app.timeout", *arguments, "--repo", str(repo), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "forensics.explanation/1"
    rows: list[dict[str, object]] = found["explanations"]
    return rows


def test_an_environment_is_explained_at_any_moment(told: Build, capsys: pytest.CaptureFixture[str]) -> None:
    repo = told(*HISTORY)
    rows = asked(repo, capsys, "staging@{2026-01-15}", "staging@{2026-02-15}", "staging@{2026-03-15}", "staging@{2025-01-01}")
    assert [(row["value"], row["state"]) for row in rows] == [("1000", "present"), ("2000", "present"), (None, "absent"), (None, "absent")]
    assert rows[3]["commit"] is None


def test_every_layer_is_told_in_order_with_its_line_and_who_won(told: Build, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = asked(told(*HISTORY), capsys, "--env", "production", "--at", "2026-02-15")
    layers = row["layers"]
    assert isinstance(layers, list)
    assert [(one["path"], one["line"], one["value"], one["wins"]) for one in layers] == [
        ("chart/values.yaml", 2, "2000", False),
        ("chart/values-production.yaml", 2, "9000", True),
    ]


def test_a_layer_that_takes_a_value_away_wins_and_says_why(told: Build, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = asked(told(*HISTORY), capsys, "staging")
    layers = row["layers"]
    assert isinstance(layers, list)
    assert [(one["says"], one["why"], one["wins"]) for one in layers] == [("present", None, False), ("removes", "a null deletes it", True)]


def test_the_screen_marks_the_layer_that_decides(told: Build, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "app.timeout", "production", "--repo", str(told(*HISTORY))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["production = 9000", "  chart/values-{env}.yaml#app.timeout"]
    assert "  ▶ 9000 takes effect" in lines
    assert "  · 2000 hidden by a layer above" in lines
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["nope"], 1, "nope is set in no file of an environment"),
        (["app.timeout", "prodd"], 2, "there is no environment 'prodd': choose among staging, production"),
        (["app.timeout", "production@{soon}"], 2, "'soon' is not a time"),
        (["app.timeout", "--format", "yaml"], 2, "there is no format named 'yaml': choose terminal or json"),
    ],
)
def test_a_question_that_can_t_be_answered_gets_one_sentence(
    told: Build, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, says: str
) -> None:
    assert run(["explain", *arguments, "--repo", str(told(*HISTORY))]) == status
    told_on_error = capsys.readouterr().err
    assert says in told_on_error
    assert told_on_error.count("\n") == 1


def test_a_secret_is_masked_and_its_own_value_revealed_on_request(told: Build, capsys: pytest.CaptureFixture[str]) -> None:
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada", "x", files={"c/values-prod.yaml": "api_password: hunter2-and-more\n"}))
    assert run(["explain", "api_password", "--repo", str(repo)]) == 0
    assert "hunter2" not in capsys.readouterr().out
    assert run(["explain", "api_password", "--repo", str(repo), "--reveal"]) == 0
    assert "hunter2-and-more" in capsys.readouterr().out
