"""Builds a sample for a notebook: the repository that a story tells, and the evidence beside git where the story has some."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def sample(name: str, into: str = "built") -> tuple[Path, Path]:
    """`into/name`, a repository with the same commit ids each time, and `into/name-evidence`; both relative to the current folder.

    What was built before is replaced. Raises FileNotFoundError where there is no story of that name.
    """
    if str(ROOT) not in sys.path:
        sys.path.append(str(ROOT))
    from sample_repos.stories import build, read

    repository, evidence = Path(into) / name, Path(into) / f"{name}-evidence"
    story = read(name)
    repository.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".building-") as place:
        build(story, Path(place) / name)
        for old in (repository, evidence):
            shutil.rmtree(old, ignore_errors=True)
        (Path(place) / name).rename(repository)
    beside = ROOT / "sample_repos/evidence" / name
    if beside.is_dir():
        shutil.copytree(beside, evidence)
    return repository, evidence
