"""The first answer as a person sees it on standard error: in few narrow lines, masked, and only where somebody watches."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from forensics.cli.glimpsing import lines
from forensics.investigate.glimpse import Glimpse
from tests.cli.test_commands import BORN, RAISED
from tests.conftest import Build

VALUES = (("staging", "9000"), ("production", "3000"), ("dev", None))
TIMEOUT = Glimpse("deploy/values-{env}.yaml#env.TIMEOUT_MS", VALUES, 0, "main", "a" * 40)
_LONG = "from forensics.investigate import glimpse; glimpse._LONG = 0; from forensics.__main__ import main; main()"


def test_it_says_what_each_environment_has_and_of_which_commit() -> None:
    assert lines(TIMEOUT, 80) == [
        "Now: staging 9000, production 3000, dev not set",
        "  deploy/values-{env}.yaml#env.TIMEOUT_MS",
        "  as the files stand on main at aaaaaaaaaa; since when and why is being read …",
    ]


@pytest.mark.parametrize("width", [30, 80])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    wide = Glimpse(f"deploy/{'x' * 200}#a.b", (("staging", "v" * 300), ("production", "a\x1b[31m b")), 12, "main", "a" * 40)
    told = lines(wide, width)
    assert max(map(len, told)) <= width
    assert "\x1b" not in "".join(told)
    assert "and in 12 more places" in " ".join(" ".join(told).split()) or width < 80


def test_a_secret_is_masked() -> None:
    secret = Glimpse("deploy/values-{env}.yaml#DB_PASSWORD", (("production", "hunter2-hunter2"),), 0, "main", "a" * 40)
    assert "hunter2" not in "\n".join(lines(secret, 80))


def on_a_terminal(code: str, repo: Path, *options: str) -> tuple[str, str]:
    """What a trace by a program of ours says on standard error, which is a terminal, and on standard output."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", code, "trace", "TIMEOUT_MS", "--repo", str(repo), "--plain", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True, timeout=100)
    os.close(theirs)
    told = b""
    try:
        while piece := os.read(ours, 65536):
            told += piece
    except OSError:  # a terminal that nobody holds any more
        pass
    os.close(ours)
    return told.decode(), done.stdout


def _watched(repo: Path, *options: str) -> tuple[str, str]:
    return on_a_terminal(_LONG, repo, "--no-cache", *options)


def test_it_is_told_to_who_watches_a_trace_of_now(told: Build) -> None:
    repo = told(BORN, RAISED)
    error, output = _watched(repo)
    assert "Now: staging 9000, production 3000" in error
    assert "Now: " not in output
    assert _watched(repo, "--quiet")[0] == ""
    assert "Now: " not in _watched(repo, "--as-of", "2026-06-01")[0]
