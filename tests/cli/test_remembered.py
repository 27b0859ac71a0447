"""A trace that was made before is the same report as one that is made anew, whatever moved between them."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from forensics import caching
from forensics.cli import remembered, tidy_up
from forensics.cli.answering import answer_for, report_for
from forensics.model import Report
from sample_repos.stories import Scene
from tests.cli.test_commands import BORN, RAISED, run
from tests.cli.test_show import jira
from tests.conftest import Build

LOWERED = Scene("2026-03-01T10:00:00Z", "Ada Lovelace", "lower", edits=(("deploy/values-production.yaml", "3000", "1000"),))
ON_BRANCH = Scene("2026-03-02T10:00:00Z", "Ada Lovelace", "try", branch="try", edits=(("deploy/values-staging.yaml", "9000", "8000"),))
AS_OF = "2026-06-01T00:00:00Z"


def git(repo: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(repo), *arguments], check=True, capture_output=True)


def asked(repo: Path, **options: object) -> Report:
    return report_for("TIMEOUT_MS", **{"repo": [str(repo)], "as_of": AS_OF, **options})


def answers() -> list[str]:
    folder = caching.cache_folder()
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


EVENT = json.dumps({"time": "2026-02-02T10:00:00Z", "title": "a deploy"}) + "\n"


def test_what_is_revealed_is_not_kept(told: Build) -> None:
    asked(told(BORN, RAISED), reveal=True)
    assert answers() == []


def test_an_answer_with_files_of_evidence_is_kept_until_one_of_them_changes(told: Build, made: list[str], tmp_path: Path) -> None:
    repo, events, seen = told(BORN, RAISED), tmp_path / "events.jsonl", tmp_path / "seen"
    seen.mkdir()
    events.write_text(EVENT)
    (seen / "prod.env").write_text("TIMEOUT_MS=7000\n")
    evidence = {"events": [str(events)], "live": [f"production@2026-03-01T10:00:00Z={seen / 'prod.env'}"], "jira": str(jira(tmp_path))}

    def again() -> Report:
        found = asked(repo, **evidence)
        assert found == asked(repo, **evidence) == asked(repo, **evidence, no_cache=True)
        return found

    first = again()
    assert len(made) == 2
    (seen / "prod.env").write_text("TIMEOUT_MS=7500\n")
    assert again() != first
    events.write_text(EVENT + EVENT.replace("a deploy", "another"))
    again()
    (tmp_path / "jira.json").write_text('{"issues": []}')
    again()
    assert len(made) == 8


def test_an_answer_from_a_folder_of_evidence_knows_of_every_file_in_it(told: Build, made: list[str], tmp_path: Path) -> None:
    repo, folder = told(BORN, RAISED), tmp_path / "tickets"
    (folder / "deeper").mkdir(parents=True)
    jira(folder / "deeper")
    first = asked(repo, jira=str(folder))
    assert first == asked(repo, jira=str(folder))
    assert len(made) == 1
    (folder / "deeper" / "jira.json").unlink()
    asked(repo, jira=str(folder))
    assert len(made) == 2
    (folder / "linked").symlink_to(tmp_path, target_is_directory=True)
    for _ in range(2):
        asked(repo, jira=str(folder))
    assert len(made) == 4, "where a link leads is not looked at, so that nothing is kept"


def test_an_answer_that_asked_a_live_service_is_not_kept(told: Build, tmp_path: Path) -> None:
    asked = ("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED), "--jira", "api")
    done = run(*asked, XDG_CONFIG_HOME=str(tmp_path), JIRA_URL="", JIRA_TOKEN="")
    assert done.returncode == 0, done.stderr
    assert answers() == []


def test_a_pipe_of_evidence_is_read_each_time(told: Build, tmp_path: Path) -> None:
    repo, pipe = told(BORN, RAISED), tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(EVENT), daemon=True)
    writer.start()
    asked(repo, events=[str(pipe)])
    writer.join(10)
    assert answers() == []


@pytest.mark.parametrize("more", [(), ("--format", "json"), ("--format", "html"), ("--reveal",)])
def test_a_secret_is_nowhere_among_the_answers(told: Build, more: tuple[str, ...]) -> None:
    secret = "hunter2-hunter2-xyzzy"
    texts = {f"deploy/values-{one}.yaml": f"env:\n  DB_PASSWORD: {secret}-{one}\n" for one in ("staging", "production")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "values", files=texts))
    asked = ("trace", "DB_PASSWORD", "--repo", str(repo), "--as-of", AS_OF, *more)
    for _ in range(2):
        assert (secret in run(*asked).stdout) == ("--reveal" in more)
    folder = caching.cache_folder()
    assert folder is not None
    kept = [path.read_bytes() for path in (folder / "reports").glob("*")]
    assert len(kept) == (0 if "--reveal" in more else 2)
    assert not any(secret.encode() in content for content in kept)


def test_a_cache_that_cannot_be_written_is_in_nobodys_way(told: Build, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED), XDG_CACHE_HOME=str(tmp_path / "file"))
    assert (done.returncode, done.stderr) == (0, "")


NAMES = ("json", "markdown", "html", "slack", "csv", "svg")
FORMS: list[tuple[str, ...]] = [(), ("--plain",), ("-q",), ("-v",), ("--who",), *(("--format", name) for name in NAMES)]


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_a_warm_trace_prints_the_same_and_imports_nothing_that_makes_it(told: Build, form: tuple[str, ...]) -> None:
    arguments = ("trace", "TIMEOUT_MS", "--repo", str(told(BORN, RAISED)), "--as-of", AS_OF, *form)
    cold, warm = run(*arguments), run(*arguments, PYTHONPROFILEIMPORTTIME="1")
    assert warm.stdout == cold.stdout != ""
    assert warm.returncode == cold.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in warm.stderr.splitlines()}
    assert "typer" in imported
    makers = {"git", "yaml", "rich", "pandas", "sqlite3", "forensics.investigate", "forensics.model", "forensics.redact"}
    assert not makers & imported
    assert not {name for name in imported if name.startswith("forensics.present.")}


def test_another_form_is_printed_anew_from_the_same_answer(told: Build) -> None:
    repo = told(BORN, RAISED)
    asked = ("trace", "TIMEOUT_MS", "--repo", str(repo), "--as-of", AS_OF)
    wanted: list[tuple[tuple[str, ...], str]] = [((), "80"), ((), "60"), (("--who",), "60"), (("-q",), "60")]
    forms, again = ([run(*asked, *more, COLUMNS=columns).stdout for more, columns in wanted] for _ in range(2))
    assert again == forms
    assert len(set(forms)) == 4
    assert [run(*asked, "--no-cache", COLUMNS=columns).stdout for columns in ("80", "60")] == forms[:2]


def test_a_print_goes_with_its_answer_alone(told: Build) -> None:
    repo = told(BORN, RAISED)
    asked = ("trace", "TIMEOUT_MS", "--repo", repo, "--as-of", AS_OF)
    before = [run(*asked).stdout for _ in range(2)]
    _commit(repo)
    after = [run(*asked, "--as-of", "2027-06-01T00:00:00Z").stdout for _ in range(2)]
    assert before[0] == before[1] != after[0] == after[1]
    assert after[0] == run(*asked, "--as-of", "2027-06-01T00:00:00Z", "--no-cache").stdout


def test_what_is_asked_of_now_says_as_of_when_and_only_for_a_while(
    told: Build, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = told(BORN, RAISED)

    def shown() -> tuple[datetime, str]:
        found = answer_for("TIMEOUT_MS", repo=[str(repo)])
        text = found.text("moment", lambda report: report.asked.as_of.isoformat())
        tidy_up()
        return found.outline.as_of, text

    first = shown()
    assert first == shown()
    assert first[1] == first[0].isoformat()
    assert len(made) == 1
    monkeypatch.setattr(remembered, "_STILL_NOW", timedelta(seconds=-1))
    moment, text = shown()
    assert text == moment.isoformat()
    assert len(made) == 2


def test_the_status_is_the_same_again(told: Build) -> None:
    repo = told(BORN, RAISED)
    assert [run("trace", "NOWHERE", "--repo", repo, "--as-of", AS_OF).returncode for _ in range(2)] == [1, 1]
    assert [run("trace", "TIMEOUT_MS", "--repo", repo, "--as-of", AS_OF, "--strict").returncode for _ in range(2)] == [0, 0]


def test_a_document_is_written_into_its_file_again(told: Build, tmp_path: Path) -> None:
    asked = ("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED), "--as-of", AS_OF)
    for name, form in (("a.docx", "docx"), ("a.md", "markdown")):
        for target in (tmp_path / name, tmp_path / f"again-{name}"):
            assert run(*asked, "--format", form, "-o", target).returncode == 0
        assert (tmp_path / name).read_bytes() == (tmp_path / f"again-{name}").read_bytes()
    page = tmp_path / "incident.md"
    page.write_text("<!-- forensics:begin TIMEOUT_MS -->\n<!-- forensics:end TIMEOUT_MS -->\n")
    assert run(*asked, "--into", page).returncode == 0
    filled = page.read_text()
    page.write_text("<!-- forensics:begin TIMEOUT_MS -->\n<!-- forensics:end TIMEOUT_MS -->\n")
    assert run(*asked, "--into", page).returncode == 0
    assert page.read_text() == filled


def test_a_damaged_repository_is_read_again(told: Build, made: list[str]) -> None:
    repo = told(BORN, RAISED)
    tree = subprocess.run(["git", "-C", str(repo), "rev-parse", "main^:deploy"], check=True, capture_output=True, text=True).stdout.strip()
    place = repo / ".git" / "objects" / tree[:2] / tree[2:]
    aside = place.rename(place.with_suffix(".aside"))
    broken = asked(repo)
    aside.rename(place)
    assert asked(repo) != broken
    assert len(made) == 2
