"""After a first trace that somebody watches all settings are looked through in the background; else nothing is started."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from forensics import caching
from forensics.cli import ahead
from forensics.investigate import opened_at
from forensics.investigate.remembering import Remembering
from tests.cli.test_commands import BORN, RAISED, run
from tests.cli.test_glimpsing import on_a_terminal
from tests.cli.test_index import index_files
from tests.conftest import Build

ANY = "from forensics.cli import ahead; ahead._WORTH_AN_INVENTORY = 1; from forensics.__main__ import main; main()"


def said(repo: Path, code: str, *options: str) -> str:
    """What a trace says on standard error."""
    return on_a_terminal(code, repo, *options)[0]


def looked_through(repo: Path) -> int:
    with opened_at(str(repo)) as repository:
        index = Remembering(caching.history_folder()).of(repository)
        held = index.held() if index is not None else None
    return held.known if held is not None else 0


def test_after_a_first_trace_all_settings_are_looked_through(told: Build) -> None:
    repo = told(BORN, RAISED)
    assert "in the background" in said(repo, ANY)
    end = time.monotonic() + 60
    while not looked_through(repo) and time.monotonic() < end:
        time.sleep(0.1)
    assert looked_through(repo) == 2
    assert "background" not in said(repo, ANY, "--as-of", "2026-06-01")


@pytest.mark.parametrize("options", [("--no-cache",), ("--quiet",), ("--reveal",)])
def test_who_wants_nothing_kept_or_said_gets_none(told: Build, options: tuple[str, ...]) -> None:
    assert "background" not in said(told(BORN, RAISED), ANY, *options)


def test_of_few_versions_there_is_no_need(told: Build) -> None:
    assert "background" not in said(told(BORN, RAISED), "from forensics.__main__ import main; main()")


def test_where_nobody_watches_nothing_is_started(told: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = told(BORN, RAISED)
    assert run("trace", "TIMEOUT_MS", "--repo", repo).stderr == ""
    assert looked_through(repo) == 0


def test_one_at_a_time(told: Build) -> None:
    repo = told(BORN, RAISED)
    run("trace", "TIMEOUT_MS", "--repo", repo)
    folder = caching.history_folder()
    assert folder is not None
    code = "import sys; from forensics.cli.ahead import build; build(sys.argv[1], False)"
    with Path(folder, ahead._LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([sys.executable, "-c", code, str(repo)], check=True, timeout=100)
        assert looked_through(repo) == 0
    subprocess.run([sys.executable, "-c", code, str(repo)], check=True, timeout=100)
    assert looked_through(repo) == 2
    assert len([place for place in index_files() if place.suffix == ".index"]) == 1
