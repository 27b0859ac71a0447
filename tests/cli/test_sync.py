"""`forensics sync` and `forensics doctor` as a person meets them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_commands import refusal
from tests.cli.test_commands import run as run_command
from tests.collect.jira.fake_server import EMAIL, TOKEN, FakeJira, issue
from tests.collect.slack.fake_server import FakeSlack, Token
from tests.collect.slack.test_export import STANDARD, zipped

SLACK_TOKEN = "xoxp-1-user-token"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_command(*arguments, cwd=None, **environment)


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return zipped(tmp_path / "export.zip", STANDARD)


@pytest.fixture
def living(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A Slack and a Jira that live, and the environment that leads to them."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with FakeSlack() as slack, FakeJira(issues=[issue(1, "timeout")]) as jira:
        slack.tokens = {SLACK_TOKEN: Token("user", "jane")}
        slack.channel("C01PAY", "payments")
        slack.person("U01JANE", "Jane Roe")
        slack.say("C01PAY", "1763380800.000100", "timeout raised")
        yield {
            "SLACK_TOKEN": SLACK_TOKEN, "SLACK_API_URL": slack.address, "JIRA_URL": jira.url, "JIRA_EMAIL": EMAIL, "JIRA_TOKEN": TOKEN,
        }  # fmt: skip


def test_an_export_is_brought_into_the_users_own_store(archive: str, tmp_path: Path) -> None:
    home = {"XDG_DATA_HOME": str(tmp_path / "data home ü")}
    done = run("sync", "--slack", archive, **home)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == "4 new, 0 changed, 0 gone of 4 messages and tickets read"
    assert "slack: payments, web, from 2025-11-17T00:00:00Z" in done.stdout
    store = tmp_path / "data home ü" / "forensics" / "store.db"
    assert store.stat().st_mode & 0o777 == 0o600
    again = run("sync", "--slack", archive, **home)
    assert again.stdout.startswith("0 new, 0 changed, 0 gone of 0 ")


def test_both_sources_are_brought_from_life(living: dict[str, str], tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    done = run("sync", "--slack", "api", "--jira", "api", "--since", "2025-11-01", "--store", store, **living)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 new, ")
    assert TOKEN not in done.stdout + done.stderr
    assert SLACK_TOKEN.encode() not in store.read_bytes()


def test_what_could_not_be_had_is_said_and_exits_with_3(archive: str, tmp_path: Path, living: dict[str, str]) -> None:
    wrong = living | {"JIRA_TOKEN": "wrong"}
    done = run("sync", "--slack", archive, "--jira", "api", "--channel", "#payments", "--store", tmp_path / "a.db", **wrong)
    assert done.returncode == 3
    assert done.stdout.startswith("3 new, ")
    assert "evidence incomplete" in done.stderr


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], "--slack"),
        (["--slack", "nowhere.zip"], "does not exist"),
        (["--jira", "nowhere.json"], "does not exist"),
        (["--slack", "api"], "No Slack token was found"),
        (["--jira", "api"], "No Jira address was found"),
        (["--jira", "README.md", "--channel", "x"], "--channel goes with --slack"),
        (["--slack", "x.zip", "--project", "PAY"], "--project goes with --jira"),
        (["--slack", "x.zip", "--since", "soon"], "is not a time"),
        (["--slack", "x.zip", "--since", "2026-02-01", "--until", "2026-01-01"], "is not before"),
    ],
)
def test_what_cannot_be_asked_gets_one_sentence(asked: list[str], told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("SLACK_", "JIRA_"))]:
        monkeypatch.delenv(name)
    assert told in refusal(run("sync", *asked))


def test_a_store_that_cannot_be_used_gets_one_sentence(archive: str, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    other.chmod(0o600)
    before = other.read_bytes()
    assert "another program" in refusal(run("sync", "--slack", archive, "--store", other))
    assert other.read_bytes() == before
    assert "--store" in refusal(run("sync", "--slack", archive, "--store", Path(archive) / "below"))
    assert "--store" in refusal(run("sync", "--slack", archive, XDG_DATA_HOME="/dev/null/no"))


def test_doctor_knows_the_living_sources(living: dict[str, str]) -> None:
    done = run("doctor", "--slack", "api", "--jira", "api", **living)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Slack knows the user token from SLACK_TOKEN in the environment as jane in Acme" in done.stdout
    assert "search:read" in done.stdout
    assert "We are Ada there" in done.stdout
    assert TOKEN not in done.stdout
    assert SLACK_TOKEN not in done.stdout


def test_doctor_says_what_is_wrong_and_how_to_mend_it(living: dict[str, str], tmp_path: Path) -> None:
    config = tmp_path / "config" / "forensics"
    config.mkdir(parents=True)
    (config / "credentials.toml").write_text('SLACK_TOKEN = "xoxp-2"\n')
    (config / "credentials.toml").chmod(0o644)
    done = run("doctor", "--jira", "api", **living | {"XDG_CONFIG_HOME": str(tmp_path / "config"), "JIRA_TOKEN": "wrong"})
    assert done.returncode == 3
    assert "chmod 600" in done.stdout
    assert "unusable" in next(line for line in done.stdout.splitlines() if line.startswith("jira"))


def test_doctor_asks_nobody_offline_and_what_is_not_set_up_is_no_fault(living: dict[str, str], archive: str, tmp_path: Path) -> None:
    done = run("doctor", "--offline", **living | {"JIRA_URL": "https://127.0.0.1:1", "SLACK_API_URL": "https://127.0.0.1:1/api/"})
    assert done.returncode == 0
    assert done.stdout.count("  not asked  ") == 2
    (tmp_path / "jira.json").write_text(json.dumps({"issues": []}))
    done = run("doctor", "--slack", archive, "--jira", tmp_path / "jira.json")
    assert done.returncode == 3
    assert "is a Slack export: 2 channels" in done.stdout
    bare = run("doctor", "--slack", archive)
    assert bare.returncode == 0
    assert "not set up" in next(line for line in bare.stdout.splitlines() if line.startswith("jira"))
