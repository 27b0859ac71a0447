"""`forensics snapshot` as a person meets it."""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path

import pytest

from sample_repos.stories import Scene
from tests.cli.test_commands import BORN, refusal, run
from tests.collect.live.test_snapshot import SCRIPT
from tests.conftest import Build


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which kubectl is a program of ours, that may list all but pods."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "kubectl"
    program.write_text(SCRIPT)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_the_printed_options_trace_the_dump(told: Build, tmp_path: Path, path: str) -> None:
    files = {f"c/{one}.env": "PAYMENT_TIMEOUT_MS=3\n" for one in ("staging", "production")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "values", files=files))
    taken = run("snapshot", "--kube-context", "prod", "--env", "production", "-o", tmp_path / "dump", PATH=path)
    assert taken.returncode == 3
    assert "kubectl get pods" in taken.stderr
    traced = run("trace", "PAYMENT_TIMEOUT_MS", "--repo", repo, *shlex.split(taken.stdout), "--format", "json")
    assert traced.returncode == 0, traced.stderr
    assert '"observed": "1"' in traced.stdout


def test_what_can_not_be_taken_is_one_sentence(told: Build, tmp_path: Path, path: str) -> None:
    told(BORN)
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "pods.json").write_text("mine")
    assert "holds a dump already" in refusal(run("snapshot", "--kube-context", "prod", "-o", tmp_path / "dump", PATH=path))
    assert "no name of a context" in refusal(run("snapshot", "--kube-context=-x", "-o", tmp_path / "other", PATH=path))
