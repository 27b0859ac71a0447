"""Copies of a repository that share its objects: so that nothing measured writes into it, and its branches can be set back."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

Refs = Mapping[str, str]


def git(repository: Path, *arguments: str) -> str:
    """What git says. Raises CalledProcessError where it fails."""
    done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def refs(repository: Path, *more: str) -> Refs:
    """Name → object of the heads, remotes and tags."""
    lines = git(repository, "for-each-ref", "--format=%(refname) %(objectname)", *more, "refs/heads", "refs/remotes", "refs/tags")
    return {name: oid for name, _, oid in (line.partition(" ") for line in lines.splitlines())}


def copy(repository: Path, folder: Path, wanted: Refs) -> Path:
    """A bare copy in `folder`, which must not exist, with these refs and the same HEAD, its objects borrowed."""
    subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
    (folder / "objects" / "info").mkdir(exist_ok=True)
    (folder / "objects" / "info" / "alternates").write_text(f"{_objects(repository)}\n")
    (folder / "HEAD").write_text(f"ref: {head_of(repository)}\n")
    point(folder, wanted)
    return folder


def point(folder: Path, wanted: Refs) -> None:
    """Makes these all the refs of a copy."""
    (folder / "packed-refs").write_text("".join(f"{oid} {name}\n" for name, oid in sorted(wanted.items())))


def head_of(repository: Path) -> str:
    """The branch that HEAD names; where it names none, a branch of our own stands for it."""
    done = subprocess.run(["git", "-C", str(repository), "symbolic-ref", "-q", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "refs/heads/detached"


def before_the_newest(repository: Path, commits: int) -> tuple[Refs, Refs] | None:
    """The refs as they may have been at least `commits` commits ago, and those of now: the same, but for HEAD's branch.

    Only what that branch had then is among them, as side branches of now may hold the newest commits. None where there are too few.
    """
    line = git(repository, "rev-list", "--first-parent", f"--max-count={commits + 1}", "HEAD").split()
    low, high = 1, len(line) - 1
    while low < high:
        middle = (low + high) // 2
        if int(git(repository, "rev-list", "--count", f"{line[middle]}..HEAD")) >= commits:
            high = middle
        else:
            low = middle + 1
    if high < 1 or int(git(repository, "rev-list", "--count", f"{line[high]}..HEAD")) < commits:
        return None
    then = dict(refs(repository, f"--merged={line[high]}"))
    branch = head_of(repository)
    return {**then, branch: line[high]}, {**then, branch: line[0]}


def object_folders(repository: Path) -> list[Path]:
    """Where its objects lie: in its own folder, and in those that this one borrows from."""
    found = [_objects(repository)]
    for folder in found:
        borrowed = folder / "info" / "alternates"
        found += [(folder / line).resolve() for line in borrowed.read_text().splitlines() if line] if borrowed.exists() else []
    return found


def _objects(repository: Path) -> Path:
    return (repository / git(repository, "rev-parse", "--git-path", "objects")).resolve()
