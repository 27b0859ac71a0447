"""A trace that was made before is the same report as one that is made anew, whatever moved between them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.cli import remembered
from forensics.cli.trace import report_for
from forensics.model import Report
from sample_repos.stories import Scene
from tests.cli.test_commands import BORN, RAISED, run
from tests.conftest import Build

LOWERED = Scene("2026-03-01T10:00:00Z", "Ada Lovelace", "lower", edits=(("deploy/values-production.yaml", "3000", "1000"),))
ON_BRANCH = Scene("2026-03-02T10:00:00Z", "Ada Lovelace", "try", branch="try", edits=(("deploy/values-staging.yaml", "9000", "8000"),))
AS_OF = "2026-06-01T00:00:00Z"


def git(repo: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(repo), *arguments], check=True, capture_output=True)


def asked(repo: Path, **options: object) -> Report:
    return report_for("TIMEOUT_MS", **{"repo": [str(repo)], "as_of": AS_OF, **options})


def answers() -> list[str]:
    folder = remembered.cache_folder()
    assert folder is not None
    return sorted(path.name for path in (folder / "reports").glob("*")) if (folder / "reports").exists() else []


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every trace that is really made."""
    import forensics.investigate

    found: list[str] = []
    real = forensics.investigate.investigate

    def counted(question: object, *more: object) -> Report:
        found.append("made")
        return real(question, *more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(forensics.investigate, "investigate", counted)
    return found


def test_the_same_question_is_answered_without_a_walk(told: Build, made: list[str]) -> None:
    repo = told(BORN, RAISED)
    assert asked(repo) == asked(repo) == asked(repo, no_cache=True)
    assert made == ["made"] * 2


def _commit(repo: Path) -> None:
    (repo / "deploy" / "values-production.yaml").write_text("env:\n  TIMEOUT_MS: 500\n")
    git(repo, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "more")


def _rewind(repo: Path) -> None:
    git(repo, "update-ref", "refs/heads/main", "main~1")


def _drop(repo: Path) -> None:
    git(repo, "checkout", "-q", "main")
    git(repo, "branch", "-D", "try")


def _state(repo: Path) -> None:
    (repo / "forensics.toml").write_text('[environments]\nlive = ["deploy/values-production.yaml"]\n')


def _expect(repo: Path) -> None:
    (repo / "forensics-notes.toml").write_text("")


def _origin(repo: Path) -> None:
    git(repo, "remote", "add", "origin", "https://github.com/example/deploy.git")


@pytest.mark.parametrize("move", [_commit, _rewind, _drop, _state, _expect, _origin])
def test_what_moved_is_seen(told: Build, made: list[str], move: Callable[[Path], None]) -> None:
    repo = told(BORN, RAISED, LOWERED, ON_BRANCH)
    asked(repo)
    move(repo)
    assert asked(repo) == asked(repo, no_cache=True)
    assert len(made) == 3


def test_other_questions_have_other_answers(told: Build, made: list[str]) -> None:
    repo = told(BORN, RAISED, LOWERED)
    assert asked(repo) != asked(repo, as_of="2026-02-15T00:00:00Z")
    assert asked(repo, env=["staging"]) != asked(repo)
    assert len(made) == 3


def test_what_is_revealed_or_comes_from_elsewhere_is_not_kept(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    (tmp_path / "events.jsonl").write_text(json.dumps({"time": "2026-02-02T10:00:00Z", "title": "a deploy"}) + "\n")
    asked(repo, reveal=True)
    asked(repo, events=[str(tmp_path / "events.jsonl")])
    assert answers() == []


def test_a_secret_is_nowhere_among_the_answers(told: Build) -> None:
    secret = "hunter2-hunter2-xyzzy"
    texts = {f"deploy/values-{one}.yaml": f"env:\n  DB_PASSWORD: {secret}-{one}\n" for one in ("staging", "production")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "values", files=texts))
    report_for("DB_PASSWORD", repo=[str(repo)], as_of=AS_OF)
    folder = remembered.cache_folder()
    assert folder is not None
    kept = [path.read_bytes() for path in (folder / "reports").glob("*")]
    assert kept
    assert not any(secret.encode() in content for content in kept)


def test_a_cache_that_cannot_be_written_is_in_nobodys_way(told: Build, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED), XDG_CACHE_HOME=str(tmp_path / "file"))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_warm_trace_prints_the_same_and_imports_no_git(told: Build) -> None:
    repo = told(BORN, RAISED)
    arguments = ("trace", "TIMEOUT_MS", "--repo", repo, "--as-of", AS_OF, "--format", "json")
    cold, warm = run(*arguments), run(*arguments, PYTHONPROFILEIMPORTTIME="1")
    assert warm.stdout == cold.stdout
    imported = {line.rpartition("|")[2].strip() for line in warm.stderr.splitlines()}
    assert "typer" in imported
    assert not {"git", "yaml", "rich", "pandas", "forensics.investigate"} & imported


def test_a_damaged_repository_is_read_again(told: Build, made: list[str]) -> None:
    repo = told(BORN, RAISED)
    tree = subprocess.run(["git", "-C", str(repo), "rev-parse", "main^:deploy"], check=True, capture_output=True, text=True).stdout.strip()
    place = repo / ".git" / "objects" / tree[:2] / tree[2:]
    aside = place.rename(place.with_suffix(".aside"))
    broken = asked(repo)
    aside.rename(place)
    assert asked(repo) != broken
    assert len(made) == 2
