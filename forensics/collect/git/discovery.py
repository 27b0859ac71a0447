"""Finds the repository around a folder, through GitPython; plain git where GitPython can't open it."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .errors import RepositoryError, plain
from .running import Git

_ENVIRONMENT = threading.Lock()


class Found(NamedTuple):
    """Where a repository lies: absolute, resolved paths. `work_tree` is None for a bare repository."""

    git_dir: str
    common_dir: str
    work_tree: str | None

    @property
    def path(self) -> str:
        return self.work_tree or self.git_dir


def find_repository(path: str | None, git: Git, quick: bool = False) -> Found:
    """The repository at or around `path` (None: the current folder). `quick`: plain git is asked at once, as importing GitPython takes
    longer than all else that is to be known.

    RepositoryError where there is none, or where a bare repository would be found only because the folder lies inside
    it while it lies in somebody's work tree: such a repository may be planted (git's safe.bareRepository).
    """
    start = os.path.realpath(path if path is not None else Path.cwd())
    if not Path(start).exists():
        raise RepositoryError(f"There is no folder {plain(start)}: give the path of a git repository with --repo.")
    found = (None if quick else _by_gitpython(start)) or _by_git(start, git)
    if found is None:
        raise RepositoryError(f"There is no git repository at or above {plain(start)}: give the path of one with --repo.")
    named = path is not None and found.git_dir == start
    around = None if named or found.work_tree else _work_tree_around(found.git_dir)
    if around is not None:
        raise RepositoryError(
            f"{plain(found.git_dir)} is a bare repository inside the work tree {plain(around)}, so it is not opened unasked: "
            f"name the one you mean with --repo."
        )
    return found


def _by_gitpython(start: str) -> Found | None:
    with _without_git_variables():
        import git as gitpython

        try:
            repository = gitpython.Repo(start, search_parent_directories=True, expand_vars=False)
        except Exception:  # beside its own errors it lets through what its configuration reader raises; plain git is asked next
            return None
        with contextlib.closing(repository):
            work_tree = None if repository.bare else repository.working_tree_dir
            return _resolved(str(repository.git_dir), str(repository.common_dir), None if work_tree is None else str(work_tree))


def _by_git(start: str, git: Git) -> Found | None:
    folder = start if Path(start).is_dir() else str(Path(start).parent)
    here = git.elsewhere(GIT_DIR=None)  # whose it is, and whether it hides in another's work tree, is judged by us afterwards
    asked = ("-C", folder, "-c", "safe.directory=*", "-c", "safe.bareRepository=all", "rev-parse", "--absolute-git-dir", "--git-common-dir")
    told = here.run(*asked)
    if told.status:
        return None
    git_dir, common_dir = (os.fsdecode(line) for line in told.output.rstrip(b"\n").split(b"\n"))
    around = (str(place) for place in (Path(folder), *Path(folder).parents) if _leads_to(place / ".git", git_dir))
    return _resolved(git_dir, str(Path(folder, common_dir)), next(around, None))


def _resolved(git_dir: str, common_dir: str, work_tree: str | None) -> Found:
    # core.worktree may name any folder at all: only one whose own .git leads here counts as this repository's work tree.
    if work_tree is not None and not _leads_to(Path(work_tree, ".git"), git_dir):
        work_tree = None
    return Found(os.path.realpath(git_dir), os.path.realpath(common_dir), None if work_tree is None else os.path.realpath(work_tree))


def _leads_to(dot_git: Path, git_dir: str) -> bool:
    """Whether a work tree's `.git`, a folder or a file that says `gitdir: <path>`, is or names `git_dir`."""
    try:
        if dot_git.is_dir():
            return os.path.realpath(dot_git) == os.path.realpath(git_dir)
        with dot_git.open("rb") as stream:
            named = os.fsdecode(stream.read(64_000)).removeprefix("gitdir: ").rstrip("\r\n")
        return os.path.realpath(dot_git.parent / named) == os.path.realpath(git_dir)
    except (OSError, ValueError):
        return False


def _work_tree_around(git_dir: str) -> str | None:
    return next((str(parent) for parent in Path(git_dir).parents if os.path.lexists(parent / ".git")), None)


@contextlib.contextmanager
def _without_git_variables() -> Iterator[None]:
    """Hide every GIT_* variable from GitPython, which obeys them, and put them back afterwards."""
    with _ENVIRONMENT:
        kept = {name: value for name, value in os.environ.items() if name.startswith("GIT_")}
        for name in kept:
            del os.environ[name]
        os.environ["GIT_PYTHON_REFRESH"] = "quiet"  # importing it must not fail, nor warn, where git is missing
        try:
            yield
        finally:
            for name in [name for name in os.environ if name.startswith("GIT_")]:
                del os.environ[name]
            os.environ.update(kept)
