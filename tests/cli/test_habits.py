"""The habits of good tools: help with examples that run, a pager, quiet and verbose, progress with a total, links where they work."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from forensics.cli.asking import ProgressLine, _has_links
from sample_repos.stories import build, read
from tests.cli.test_commands import BORN, RAISED, refusal, run
from tests.cli.test_show import jira, slack
from tests.conftest import Build

COMMANDS = ("trace", "show", "environments", "keys", "explain", "sync", "doctor")


def examples(command: str) -> list[str]:
    """The command lines that a command's help gives as examples."""
    shown = run(command, "--help", COLUMNS="80").stdout
    return [line.strip() for line in shown.split("Examples:")[1].split("Exit status")[0].splitlines() if line.strip()]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_commands_examples_run_as_they_stand(command: str, tmp_path: Path) -> None:
    build(read("payment-timeout"), tmp_path / "payments")
    build(read("payment-timeout"), tmp_path / "deploy")
    here = tmp_path / "payments"
    slack(here).rename(here / "export.zip")
    jira(here)
    (here / "prod.yaml").write_text("# observed at 2026-10-01T00:00:00Z\nPAYMENT_GATEWAY_TIMEOUT_MS: 3000\n")
    assert run("trace", "PAYMENT_GATEWAY_TIMEOUT_MS", cwd=here).returncode == 0
    for example in examples(command):
        name, *arguments = shlex.split(example)
        assert name == "forensics"
        done = run(*arguments, cwd=here)
        assert done.returncode in (0, 3), f"{example}: {done.stderr}"
        assert done.stdout or "-o" in arguments, example


@pytest.mark.parametrize("command", COMMANDS)
def test_help_states_the_exit_statuses(command: str) -> None:
    shown = " ".join(run(command, "-h").stdout.split())
    assert re.search(r"Exit status: 0 .*2|Exit status: 0 .*3", shown)


def test_the_first_help_shows_where_to_begin() -> None:
    shown = run("--help").stdout
    assert "forensics trace PAYMENT_GATEWAY_TIMEOUT_MS" in shown
    assert "Exit status" in shown


def test_plain_quiet_and_verbose(told: Build) -> None:
    repo = told(BORN, RAISED)
    plain = run("trace", "TIMEOUT_MS", "--repo", repo, "--plain").stdout
    assert plain.splitlines()[1].startswith("Verdict:")
    brief = run("trace", "TIMEOUT_MS", "--repo", repo, "--quiet")
    assert "In short" in brief.stdout
    assert "HOW IT WENT" not in brief.stdout
    again = run("trace", "TIMEOUT_MS", "--repo", repo, "--verbose")
    assert "nothing has moved since" in again.stderr
    loud = run("trace", "TIMEOUT_MS", "--repo", repo, "--verbose", "--no-cache")
    assert "SOURCES" in loud.stdout
    assert re.search(r"2 commits walked in \d+\.\d\d s", loud.stderr)
    assert re.search(r"\d+\.\d\d s in all", loud.stderr)
    assert "exclude" in refusal(run("trace", "TIMEOUT_MS", "--repo", repo, "-q", "-v"))
    assert "--plain" in refusal(run("trace", "TIMEOUT_MS", "--repo", repo, "--plain", "--format", "json"))


def on_a_terminal(*arguments: str, lines: int = 24, **environment: str) -> str:
    """What a command writes on a terminal of 80 columns."""
    leader, follower = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
    surroundings = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "PAGER", "LESS", "COLUMNS", "LINES")}
    call = [sys.executable, "-m", "forensics", *arguments]
    running = subprocess.Popen(call, stdout=follower, stderr=subprocess.PIPE, stdin=follower, env=surroundings | environment)
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    running.wait(60)
    os.close(leader)
    return shown.decode()


def test_a_long_result_goes_through_the_pager_on_a_terminal_alone(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    seen = tmp_path / "seen"
    pager = tmp_path / "pager"
    pager.write_text(f'#!/bin/sh\ncat > {seen}\nprintf "%s" "$LESS" > {seen}.less\n')
    pager.chmod(0o755)
    long = ("trace", "TIMEOUT_MS", "--repo", str(repo))
    on_a_terminal(*long, PAGER=str(pager), TERM="xterm-256color")
    assert "TIMEOUT_MS" in seen.read_text()
    assert (tmp_path / "seen.less").read_text() == "FRX"
    seen.unlink()
    on_a_terminal(*long, lines=500, PAGER=str(pager), TERM="xterm-256color")
    on_a_terminal(*long, "--no-pager", PAGER=str(pager), TERM="xterm-256color")
    on_a_terminal(*long, PAGER=str(pager), TERM="dumb")
    on_a_terminal(*long, PAGER="cat", TERM="xterm-256color")
    run(*long, PAGER=str(pager))
    assert not seen.exists()


def test_a_pager_that_cannot_be_started_does_not_lose_the_result(told: Build) -> None:
    shown = on_a_terminal("trace", "TIMEOUT_MS", "--repo", str(told(BORN, RAISED)), PAGER="/nowhere/pager", TERM="xterm-256color")
    assert "VALUES OVER TIME" in shown


def test_colours_stand_on_a_terminal_and_not_on_a_dumb_one(told: Build) -> None:
    trace = ("trace", "TIMEOUT_MS", "--repo", str(told(BORN, RAISED)), "--no-pager")
    assert "\x1b[" in on_a_terminal(*trace, TERM="xterm-256color")
    assert "\x1b" not in on_a_terminal(*trace, TERM="dumb")
    assert "\x1b" not in on_a_terminal(*trace, TERM="xterm-256color", NO_COLOR="1")


def test_links_are_for_terminals_that_are_known_to_show_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "VTE_VERSION", "TERM_PROGRAM", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "FORCE_HYPERLINK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert not _has_links()
    monkeypatch.setenv("VTE_VERSION", "7000")
    assert _has_links()
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    assert not _has_links()
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    assert _has_links()


def test_progress_tells_how_much_there_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    clock = iter(range(100))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    line = ProgressLine()
    line("commits walked", 250, 1000)
    line("commits walked", 500, 1000)
    assert "500 of 1,000 (50%) commits walked" in capsys.readouterr().err
    silent = ProgressLine(quiet=True)
    silent("commits walked", 250, 1000)
    silent.done()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete_commands_and_formats(shell: str) -> None:
    asked = {"_FORENSICS_COMPLETE": f"complete_{shell}", "COMP_WORDS": "forensics trace X --format ", "COMP_CWORD": "4"}
    asked |= {"_TYPER_COMPLETE_ARGS": "forensics trace X --format ", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = subprocess.run([sys.executable, "-m", "forensics"], capture_output=True, text=True, check=False, env=os.environ | asked)
    assert "markdown" in done.stdout


def test_the_settings_file_of_the_repository_is_found_from_a_folder_inside_it(told: Build) -> None:
    repo = told(BORN, RAISED)
    (repo / "forensics.toml").write_text('[environments]\nlive = ["deploy/values-production.yaml"]\n')
    assert "live" in run("trace", "TIMEOUT_MS", cwd=repo / "deploy").stdout
