"""Public repositories: the files in which people read an environment's value are placed there.

FORENSICS_MIRRORS names a folder with one bare repository per case, as `owner+name/repo` or `owner+name`.
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

from forensics.environments import Layout, layout
from forensics.parse import format_of
from forensics.stated import Stated

CASES = Path(__file__).parents[2].parent / "shared" / "real" / "cases.json"
ROWS = json.loads(CASES.read_text()) if CASES.exists() else []
# A reader's name for an environment that has no file of its own in the case: the base, or a hub's file that both branches share.
_SHARED = ("base", "base(production)")


def _repository(name: str) -> Path:
    folder = os.environ.get("FORENSICS_MIRRORS")
    if not folder:
        pytest.skip("FORENSICS_MIRRORS names no folder of mirrors")
    place = Path(folder) / name.replace("/", "+")
    for one in (place / "repo", place):
        if (one / "objects").exists():
            return one
    pytest.skip(f"no mirror of {name} in {folder}")


def _git(repository: Path, *arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", "-C", str(repository), "-c", "core.quotePath=false", *arguments], capture_output=True, text=True, check=True
    )
    return [line for line in done.stdout.splitlines() if line]


@cache
def _layout(name: str, whole_history: bool) -> Layout:
    repository = _repository(name)
    head = _git(repository, "symbolic-ref", "--short", "HEAD")[0]
    paths = set(_git(repository, "ls-tree", "-r", "--name-only", "HEAD"))
    if whole_history:
        paths.update(_git(repository, "log", "HEAD", "--no-renames", "--format=", "--name-only"))
    branches = _git(repository, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads")
    return layout([path for path in paths if format_of(path)], branches, head, Stated())


def test_the_cases_are_there() -> None:
    if not ROWS:
        pytest.skip(f"no cases at {CASES}")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
@pytest.mark.parametrize("whole_history", [False, True], ids=["at head", "over all history"])
def test_a_cases_files_are_placed_in_their_environments(row: dict[str, object], whole_history: bool) -> None:
    found = _layout(str(row["repo"]), whole_history)
    files = row["env_files"]
    assert isinstance(files, dict)
    for name, path in files.items():
        place = found.place(path)
        if place is None and not whole_history:
            continue  # It has left the repository since.
        assert place is not None
        alone = list(files.values()).count(path) == 1
        wanted = None if name in _SHARED or not alone else name.split("(")[0]
        assert place.environment == wanted
        if not alone:
            assert name in found.shared_environments(path)
