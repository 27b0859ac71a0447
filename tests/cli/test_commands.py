"""The command line as a person meets it: results, exit statuses, and one clear sentence for what can't be asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sample_repos.stories import Scene
from tests.conftest import Build

FILES = {f"deploy/values-{one}.yaml": "env:\n  TIMEOUT_MS: 3000\n  RETRIES: 2\n" for one in ("staging", "production")}
BORN = Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "values", files=FILES)
RAISED = Scene("2026-02-01T10:00:00Z", "Ada Lovelace", "timeout", edits=(("deploy/values-staging.yaml", "3000", "9000"),))


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "forensics", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=os.environ | environment,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a refusal: nothing on standard output, no traceback, exit status 2."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_a_trace_prints_the_answer_first_and_exits_with_0(told: Build) -> None:
    done = run("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED))
    assert done.returncode == 0
    assert "TIMEOUT_MS" in done.stdout.splitlines()[0]
    assert done.stderr == ""
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def test_the_repository_around_the_current_folder_is_the_default(told: Build) -> None:
    repo = told(BORN, RAISED)
    assert run("trace", "TIMEOUT_MS", cwd=repo / "deploy").returncode == 0


def test_a_key_found_nowhere_exits_with_1_and_suggests(told: Build) -> None:
    done = run("trace", "TIMEOUT", "--repo", told(BORN))
    assert done.returncode == 1
    assert "TIMEOUT_MS" in done.stdout


def test_a_report_can_be_written_once_and_is_never_overwritten_unasked(told: Build, tmp_path: Path) -> None:
    repo, target = told(BORN, RAISED), tmp_path / "report.json"
    assert run("trace", "TIMEOUT_MS", "--repo", repo, "--format", "json", "-o", target).returncode == 0
    assert json.loads(target.read_text())["schema"] == "forensics.report/1"
    assert target.stat().st_mode & 0o777 == 0o600
    before = target.read_bytes()
    assert "--force" in refusal(run("trace", "RETRIES", "--repo", repo, "--format", "json", "-o", target))
    assert target.read_bytes() == before
    assert run("trace", "RETRIES", "--repo", repo, "--format", "json", "-o", target, "--force").returncode == 0


@pytest.mark.parametrize("kind", ["folder", "link", "fifo"])
def test_what_is_not_a_regular_file_is_never_replaced(kind: str, told: Build, tmp_path: Path) -> None:
    target = tmp_path / "target"
    if kind == "folder":
        target.mkdir()
    elif kind == "link":
        target.symlink_to("/dev/null")
    else:
        os.mkfifo(target)
    assert "regular file" in refusal(run("trace", "TIMEOUT_MS", "--repo", told(BORN), "-o", target, "--force"))


def test_people_are_roles_unless_asked_for(told: Build) -> None:
    repo = told(BORN, RAISED)
    assert "Ada" not in run("trace", "TIMEOUT_MS", "--repo", repo).stdout
    assert "Ada" in run("trace", "TIMEOUT_MS", "--repo", repo, "--who").stdout


def test_a_broken_live_file_is_a_gap_and_strict_exits_with_3(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    broken = tmp_path / "prod.yaml"
    broken.write_text("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app\nspec: TIMEOUT_MS\n")
    loose = run("trace", "TIMEOUT_MS", "--repo", repo, "--live", f"production={broken}", "--format", "json")
    assert loose.returncode == 0
    report = json.loads(loose.stdout)
    assert [source["status"] for source in report["sources"] if source["name"] == "live"] == ["partial"]
    assert any("prod.yaml" in gap["where"] for gap in report["gaps"])
    assert run("trace", "TIMEOUT_MS", "--repo", repo, "--live", f"production={broken}", "--strict").returncode == 3
    assert run("trace", "TIMEOUT_MS", "--repo", repo, "--strict").returncode == 0


def test_a_live_file_that_is_not_there_is_one_sentence(told: Build) -> None:
    refused = run("trace", "TIMEOUT_MS", "--repo", told(BORN), "--live", "production=nowhere.yaml")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "nowhere.yaml" in refused.stderr


def test_only_the_environments_asked_for_are_told(told: Build) -> None:
    report = json.loads(run("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED), "--env", "staging", "--format", "json").stdout)
    assert list(report["settings"][0]["environments"]) == ["staging"]
    assert report["verdict"] is None


def test_a_contract_given_by_hand_makes_the_difference_expected(told: Build, tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_text("expected_differences:\n  TIMEOUT_MS: {staging: 9000, production: 3000}\n")
    report = json.loads(run("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED), "--contract", contract, "--format", "json").stdout)
    assert (report["verdict"]["kind"], report["verdict"]["mechanism"]) == ("by_design", "contract")


def test_no_repository_is_one_sentence(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(run("trace", "X", "--repo", tmp_path))
    assert "nowhere" in refusal(run("trace", "X", "--repo", tmp_path / "nowhere"))


def test_an_empty_repository_is_one_sentence(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert "commit" in refusal(run("trace", "X", "--repo", tmp_path))


def test_no_git_installed_is_one_sentence(told: Build, tmp_path: Path) -> None:
    assert "git" in refusal(run("trace", "X", "--repo", told(BORN), PATH=str(tmp_path)))


def test_an_unreadable_forensics_toml_is_one_sentence_that_names_its_line(told: Build) -> None:
    repo = told(BORN)
    (repo / "forensics.toml").write_text("[environments]\nprod = [\n")
    assert "forensics.toml" in refusal(run("trace", "TIMEOUT_MS", "--repo", repo))


@pytest.mark.parametrize(
    ("arguments", "told_of"),
    [
        (("--as-of", "yesterday-ish"), "--as-of"),
        (("--since", "2026-13-45"), "--since"),
        (("--format", "pdf2"), "pdf2"),
        (("--contract", "/nonexistent/contract.yaml"), "/nonexistent/contract.yaml"),
    ],
)
def test_a_wrong_option_is_one_sentence(arguments: tuple[str, str], told_of: str, told: Build) -> None:
    assert told_of in refusal(run("trace", "TIMEOUT_MS", "--repo", told(BORN), *arguments))


def test_an_empty_key_is_one_sentence(told: Build) -> None:
    assert "key" in refusal(run("trace", " ", "--repo", told(BORN)))


def test_a_branch_named_like_an_option_writes_nothing(told: Build) -> None:
    repo = told(BORN, RAISED)
    head = subprocess.run(["git", "-C", str(repo), "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    subprocess.run(["git", "-C", str(repo), "update-ref", "refs/heads/--output=pwned", head], check=True)
    before = sorted(path.name for path in repo.iterdir())
    assert run("trace", "TIMEOUT_MS", cwd=repo).returncode == 0
    assert sorted(path.name for path in repo.iterdir()) == before


def test_a_shallow_clone_is_traced_and_said_to_be_cut(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{repo}", str(tmp_path / "shallow")], check=True)
    report = json.loads(run("trace", "TIMEOUT_MS", "--repo", tmp_path / "shallow", "--format", "json").stdout)
    assert report["question"]["repositories"][0]["shallow"] is True
    assert any("cut" in gap["why"] or "shallow" in gap["why"] for gap in report["gaps"])


def test_a_missing_object_is_a_gap_and_the_rest_is_told(told: Build) -> None:
    repo = told(BORN, RAISED)
    blob = subprocess.run(
        ["git", "-C", str(repo), "rev-parse", "HEAD:deploy/values-staging.yaml"], capture_output=True, text=True, check=True
    ).stdout.strip()
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    done = run("trace", "TIMEOUT_MS", "--repo", repo, "--format", "json")
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert any(blob[:10] in gap["where"] + gap["why"] for gap in report["gaps"])
    production = report["settings"][0]["timelines"]["production"]
    assert [span["value"] for span in production] == ["3000"]
    assert run("trace", "TIMEOUT_MS", "--repo", repo, "--strict").returncode == 3


def test_another_owners_repository_is_refused_with_the_way_out(told: Build) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a repository to somebody else")
    repo = told(BORN)
    for path in [repo, *repo.rglob("*")]:
        os.chown(path, 12345, 12345)
    assert "safe.directory" in refusal(run("trace", "TIMEOUT_MS", "--repo", repo))


def test_nothing_that_came_from_the_repository_can_steer_the_terminal(told: Build) -> None:
    nasty = "\x1b]0;owned\x07\x1b[31m[/red] [link=http://evil.example]x[/link] \u202egnp"
    repo = told(
        Scene("2026-01-01T10:00:00Z", f"Eve {nasty}", "values", files={f"v-{one}.yaml": 'K: "a"\n' for one in ("staging", "production")}),
        Scene("2026-02-01T10:00:00Z", "Eve", nasty, files={"v-staging.yaml": f"K: '{nasty.replace(chr(27), '').replace(chr(7), '')}'\n"}),
    )
    for arguments in (("--format", "terminal"), ("--format", "markdown"), ("--format", "terminal", "--who")):
        shown = run("trace", "K", "--repo", repo, *arguments).stdout
        assert shown
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


def test_environments_says_which_file_went_where_and_by_which_rule(told: Build) -> None:
    shown = run("environments", "--repo", told(BORN)).stdout
    assert "deploy/values-staging.yaml" in shown
    assert "main" in shown
    assert "file suffix" in shown


def test_keys_lists_the_settings_with_their_values_and_finds_by_pattern(told: Build) -> None:
    repo = told(BORN, RAISED)
    shown = run("keys", "TIME*", "--repo", repo).stdout
    assert "deploy/values-{env}.yaml#env.TIMEOUT_MS" in shown
    assert "9000" in shown
    assert "RETRIES" not in shown
    assert "RETRIES" not in run("keys", "--differing", "--repo", repo).stdout
    assert run("keys", "NOTHING_LIKE_IT", "--repo", repo).returncode == 1


def test_keys_masks_secrets(told: Build) -> None:
    secret = "Zk3v9QpL7wXt2RbN5mYc"
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada", "v", files={"v-production.yaml": f"DB_PASSWORD: {secret}\n"}))
    assert secret not in run("keys", "--repo", repo).stdout


def test_plain_surroundings_get_plain_text(told: Build) -> None:
    repo = told(BORN, RAISED)
    for name, value in (("PYTHONIOENCODING", "ascii"), ("TERM", "dumb"), ("NO_COLOR", "1"), ("LC_ALL", "C")):
        done = run("trace", "TIMEOUT_MS", "--repo", repo, cwd=None, **{name: value})
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout


COMMANDS = [("trace", "TIMEOUT_MS"), ("keys",), ("environments",)]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_reader_that_has_gone_ends_the_command_quietly(command: tuple[str, ...], told: Build) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "forensics", *command, "--repo", str(told(BORN, RAISED))],
            stdout=gone,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", [*COMMANDS, ("--version",)], ids=lambda command: command[0])
def test_a_full_disk_is_one_sentence(command: tuple[str, ...], told: Build) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    arguments = command if command[0].startswith("-") else (*command, "--repo", str(told(BORN, RAISED)))
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-m", "forensics", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_closed_standard_output_is_one_sentence(command: tuple[str, ...], told: Build) -> None:
    call = [sys.executable, "-m", "forensics", *command, "--repo", str(told(BORN, RAISED))]
    done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *call], stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "standard output is closed" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_current_folder_that_is_gone_is_one_sentence(command: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    call = [sys.executable, "-m", "forensics", *command]
    done = subprocess.run(["sh", "-c", 'rmdir "$PWD" && exec "$@"', "sh", *call], cwd=folder, capture_output=True, text=True, check=False)
    assert "--repo" in refusal(done)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_name_that_is_too_long_is_one_short_sentence(command: tuple[str, ...]) -> None:
    assert len(refusal(run(*command, "--repo", "x" * 5000))) < 400


@pytest.mark.parametrize(
    ("arguments", "told_of"),
    [
        (("--env", "nosuch"), "staging, production"),
        (("--env", "STAGING"), "staging, production"),
        (("--setting", "nosuch"), "deploy/values-{env}.yaml#env.TIMEOUT_MS"),
        (("--since", "2026-03-01", "--as-of", "2026-02-15"), "since"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(arguments: tuple[str, ...], told_of: str, told: Build) -> None:
    assert told_of in refusal(run("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED), *arguments))


def test_a_key_that_appears_later_exits_with_1_and_says_when(told: Build) -> None:
    done = run("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED), "--as-of", "2025-06-01", "--format", "json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert any("2026-01-01" in gap["why"] for gap in report["gaps"])
    assert report["suggestions"] == []


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from forensics.writing import WriteRefused, write_text

    def fails(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(WriteRefused, match="No space left"):
        write_text(tmp_path / "report.json", "text", False)
    assert list(tmp_path.iterdir()) == []


def test_a_png_goes_to_a_file_or_a_pipe(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    done = run("trace", "TIMEOUT_MS", "--repo", repo, "--format", "png", "-o", tmp_path / "it.png")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "it.png").read_bytes().startswith(b"\x89PNG")
    assert done.stdout == ""


def test_open_without_a_browser_says_where_the_page_is(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    asked = ("trace", "TIMEOUT_MS", "--repo", repo, "--open")
    done = run(*asked, DISPLAY="", WAYLAND_DISPLAY="", BROWSER="", XDG_CACHE_HOME=str(tmp_path))
    page = next((tmp_path / "forensics" / "pages").iterdir())
    assert done.returncode == 0
    assert done.stdout == ""
    assert f"The page is {page}: there is no browser" in done.stderr
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert page.stat().st_mode & 0o777 == 0o600


def test_open_hands_the_page_to_the_browser_that_is_there(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/asked\n')
    browser.chmod(0o755)
    page = tmp_path / "page.html"
    done = run("trace", "TIMEOUT_MS", "--repo", repo, "--open", "-o", page, BROWSER=f"{browser} %s")
    assert "opened in the browser" in done.stderr
    assert (tmp_path / "asked").read_text() == page.as_uri()


def test_open_goes_with_the_page_only(told: Build) -> None:
    repo = told(BORN, RAISED)
    assert "--open shows the page" in refusal(run("trace", "K", "--repo", repo, "--open", "--format", "json"))
