"""`forensics note` and `forensics challenge` on the command line."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from forensics.cli.challenge import challenge
from forensics.cli.trace import trace
from sample_repos.stories import Scene
from tests.cli.test_commands import BORN, RAISED, refusal, run
from tests.conftest import Build

NOTED = ("--verdict", "by_design", "--because", "the mock waits")
SECRET = "Zq8vR2mXw71LpTn4"


def test_a_note_is_kept_in_the_file_that_was_named_and_read_by_the_next_trace(told: Build, tmp_path: Path) -> None:
    repo, kept = told(BORN, RAISED), tmp_path / "notes.toml"
    before = sorted(repo.rglob("*"))
    done = run("note", "TIMEOUT_MS", "--repo", repo, *NOTED, "--notes", kept, "--by", "Ada Lovelace", "--diverged", "production")
    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(repo.rglob("*")) == before
    report = json.loads(run("trace", "TIMEOUT_MS", "--repo", repo, "--notes", kept, "--format", "json").stdout)
    (note,) = report["notes"]
    assert (note["verdict"], note["because"], note["by"]) == ("by_design", "the mock waits", "Ada Lovelace")
    assert note["diverged"] == ["production"]
    assert note["episode"] == report["verdict"]["episode"]
    for form in ("terminal", "markdown"):
        shown = run("trace", "TIMEOUT_MS", "--repo", repo, "--notes", kept, "--format", form).stdout
        assert "the mock waits" in shown
        assert "Ada" not in shown
        assert "Ada Lovelace" in run("trace", "TIMEOUT_MS", "--repo", repo, "--notes", kept, "--format", form, "--who").stdout


def test_a_note_goes_to_an_episode_by_its_id_and_after_those_that_are_there(told: Build, tmp_path: Path) -> None:
    repo, kept = told(BORN, RAISED), tmp_path / "notes.toml"
    kept.write_text("# ours\n")
    for _ in range(2):
        assert run("note", "deploy/values-{env}.yaml#env.TIMEOUT_MS@1", "--repo", repo, *NOTED, "--notes", kept).returncode == 0
    text = kept.read_text()
    assert text.startswith("# ours\n")
    assert text.count("[[note]]") == 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("TIMEOUT_MS", "--verdict", "guilty", "--because", "x"), "guilty"),
        (("TIMEOUT_MS", "--verdict", "accident", "--because", " "), "--because"),
        (("TIMEOUT_MS@9", *NOTED), "no episode"),
        (("RETRIES", *NOTED), "no episode"),
        (("TIMEOUT_MS", *NOTED, "--diverged", "mars"), "mars"),
        (("TIMEOUT_MS", *NOTED, "--diverged", "staging", "--deliberate", "staging"), "both"),
    ],
)
def test_a_note_that_can_not_be_kept_is_one_sentence(arguments: tuple[str, ...], why: str, told: Build, tmp_path: Path) -> None:
    kept = tmp_path / "notes.toml"
    assert why in refusal(run("note", *arguments, "--repo", told(BORN, RAISED), "--notes", kept))
    assert not kept.exists()


def test_a_file_that_holds_something_else_is_not_written_to(told: Build, tmp_path: Path) -> None:
    kept = tmp_path / "notes.toml"
    kept.write_text("not toml at all")
    assert "TOML" in refusal(run("note", "TIMEOUT_MS", "--repo", told(BORN, RAISED), *NOTED, "--notes", kept))
    assert kept.read_text() == "not toml at all"
    refusal(run("note", "TIMEOUT_MS", "--repo", tmp_path / "repo", *NOTED, "--notes", tmp_path))


def test_no_secret_is_written_into_notes(told: Build, tmp_path: Path) -> None:
    values = {"staging": "Xr5kP9wQ2bVn7TzL", "production": SECRET}
    files = {f"deploy/values-{one}.yaml": f"env:\n  DB_PASSWORD: {value}\n" for one, value in values.items()}
    repo, kept = told(Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "values", files=files)), tmp_path / "notes.toml"
    words = ("--verdict", "by_design", "--because", f"production has {SECRET}", "--intended", SECRET)
    assert run("note", "DB_PASSWORD", "--repo", repo, *words, "--notes", kept).returncode == 0
    assert SECRET not in kept.read_text()
    report = json.loads(run("trace", "DB_PASSWORD", "--repo", repo, "--notes", kept, "--format", "json").stdout)
    assert len(report["notes"]) == 1


def test_a_verdict_is_challenged_with_the_options_of_its_trace() -> None:
    of_documents_and_screens = {"into", "template", "columns", "plain", "no_pager", "verbose", "open_"}
    assert inspect.signature(challenge).parameters.keys() == inspect.signature(trace).parameters.keys() - of_documents_and_screens


def test_a_challenge_is_a_screen_a_document_or_json(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    screen = run("challenge", "TIMEOUT_MS", "--repo", repo)
    assert screen.returncode == 0
    assert "WHAT WOULD TURN IT" in screen.stdout or "WHAT WOULD DECIDE IT" in screen.stdout
    assert max(len(line) for line in screen.stdout.splitlines()) <= 80
    assert run("challenge", "TIMEOUT_MS", "--repo", repo, "--format", "markdown").stdout.startswith("## ")
    target = tmp_path / "case.json"
    assert run("challenge", "TIMEOUT_MS", "--repo", repo, "--format", "json", "-o", target).returncode == 0
    case = json.loads(target.read_text())
    assert case["schema"] == "forensics.challenge/1"
    ids = {event["id"] for event in case["events"]}
    assert {cite for prop in case["rests_on"] for cite in prop["cites"]} <= ids


def test_where_there_is_no_verdict_there_is_nothing_to_challenge(told: Build) -> None:
    repo = told(BORN, RAISED)
    assert "nothing to challenge" in run("challenge", "RETRIES", "--repo", repo).stdout
    assert json.loads(run("challenge", "RETRIES", "--repo", repo, "--format", "json").stdout)["verdict"] is None
    assert run("challenge", "NO_SUCH_KEY", "--repo", repo).returncode == 1
    assert "html" in refusal(run("challenge", "TIMEOUT_MS", "--repo", repo, "--format", "html"))
