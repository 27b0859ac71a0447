"""What was done inside merged branches is told where a trace looks into them, though a walk reads only what landed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import forensics
from sample_repos.stories import Scene
from tests.conftest import Build

AS_OF = "2026-03-01T00:00:00Z"
PROD, STAGING = "deploy/values-production.yaml", "deploy/values-staging.yaml"
BORN = Scene(
    "2026-01-05T10:00:00", "ada", "Add the service", files={PROD: "env:\n  TIMEOUT_MS: 3000\n", STAGING: "env:\n  TIMEOUT_MS: 3000\n"}
)


def scene(day: int, message: str, files: dict[str, str], branch: str = "main") -> Scene:
    return Scene(f"2026-01-{day:02}T10:00:00", "ada", message, branch=branch, files=files)


def merged(day: int) -> Scene:
    return Scene(f"2026-01-{day:02}T10:00:00", "ben", "Merge try", merge="try", options=("--no-ff",))


def without_branch(repo: Path) -> Path:
    subprocess.run(["git", "-C", str(repo), "branch", "-qD", "try"], check=True)
    return repo


def values(number: int) -> str:
    return f"env:\n  TIMEOUT_MS: {number}\n"


def test_the_commit_that_wrote_a_merged_value_is_named(told: Build) -> None:
    scenes = (scene(6, "Raise it", {PROD: values(9000)}, "try"), scene(7, "Less", {PROD: values(5000)}, "try"), merged(8))
    repo = without_branch(told(BORN, *scenes))
    report = forensics.trace("TIMEOUT_MS", repo=repo, as_of=AS_OF)
    (change,) = [event for event in report.events if event.after == "5000"]
    subjects = {
        oid: subprocess.run(
            ["git", "-C", str(repo), "log", "-1", "--format=%s", oid], capture_output=True, text=True, check=True
        ).stdout.strip()
        for oid in (change.commit or "", *change.written_in)
    }
    assert list(subjects.values()) == ["Merge try", "Less"]
    assert not any(event.after == "9000" for event in report.events), "it never landed"


def test_a_key_that_was_taken_back_before_its_branch_landed_is_not_unheard_of(told: Build) -> None:
    scenes = (
        scene(6, "Try a limit", {PROD: values(3000) + "  MOST_RETRIES: 5\n"}, "try"),
        scene(7, "No limit after all", {PROD: values(3000), "README.md": "no limit\n"}, "try"),
        merged(8),
    )
    report = forensics.trace("MOST_RETRIES", repo=without_branch(told(BORN, *scenes)), as_of=AS_OF)
    assert not report.settings
    assert any("it stands only in versions that never landed on main" in gap.why for gap in report.gaps)


def test_a_place_where_a_key_stood_before_its_branch_landed_makes_no_setting(told: Build) -> None:
    scenes = (
        scene(6, "A limit of its own", {PROD: values(3000) + "  MOST_RETRIES: 5\n"}, "try"),
        scene(7, "For all alike", {PROD: values(3000), "deploy/values.yaml": "env:\n  MOST_RETRIES: 5\n"}, "try"),
        merged(8),
    )
    report = forensics.trace("MOST_RETRIES", repo=without_branch(told(BORN, *scenes)), as_of=AS_OF)
    assert [setting.id for setting in report.settings] == ["deploy/values.yaml#env.MOST_RETRIES"]
