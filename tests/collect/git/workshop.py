"""What these tests share: a bench to build real repositories on with plain git, and a way to ask a repository everything."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from forensics.collect.git import Repository
from forensics.model import History

_MONDAY = 1_700_000_000


@dataclass
class Bench:
    """A work tree in which commits are made at fixed times, so that ids are the same on every run."""

    folder: Path
    ticks: int = 0

    def git(self, *arguments: str | bytes, feed: bytes | None = None, check: bool = True, **environment: str) -> str:
        given = self.environment(**environment)
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, input=feed or b"", capture_output=True, check=False, env=given, timeout=30
        )
        if check and done.returncode:
            raise AssertionError(f"git {arguments} failed: {done.stderr.decode(errors='replace')}")
        return os.fsdecode(done.stdout).strip()

    def environment(self, **more: str) -> dict[str, str]:
        when = f"{_MONDAY + self.ticks} +0000"
        fixed = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com", "GIT_COMMITTER_NAME": "Ben"}
        fixed |= {"GIT_COMMITTER_EMAIL": "ben@example.com", "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        return {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", **fixed, **more}

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        for path, content in files.items():
            place = self.folder / path
            if content is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: Mapping[str, str | bytes | None], message: str = "change") -> str:
        self.write(files)
        self.ticks += 60
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.rev("HEAD")

    def merge(self, *branches: str, arguments: tuple[str, ...] = (), files: Mapping[str, str] | None = None) -> str:
        """Merge; with `files` the merge itself writes them, whatever the sides say."""
        self.ticks += 60
        self.git("merge", "-q", "--no-ff", "--no-commit", *arguments, *branches, check=files is None)
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"Merge {' '.join(branches)}")
        return self.rev("HEAD")

    def rev(self, name: str) -> str:
        return self.git("rev-parse", name)

    def raw_commit(self, raw: bytes, branch: str = "main") -> str:
        """Put a commit's bytes into the repository as they are, and a branch on it."""
        oid = self.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", feed=raw)
        (self.folder / ".git" / "refs" / "heads" / branch).write_text(f"{oid}\n")
        return oid

    def loose(self, oid: str) -> Path:
        return self.folder / ".git" / "objects" / oid[:2] / oid[2:]

    def lose(self, name: str) -> str:
        oid = self.rev(name)
        self.loose(oid).unlink()
        return oid


def bench(folder: Path, *options: str) -> Bench:
    folder.mkdir(parents=True, exist_ok=True)
    made = Bench(folder)
    made.git("init", "-q", "-b", "main", *options)
    made.git("config", "gc.auto", "0")
    return made


def everything(path: str) -> bool:
    return True


def walk_all(repository: Repository) -> History:
    tips = [ref.oid for ref in repository.refs(all_refs=True)]
    head = repository.head_oid()
    history = repository.walk([*tips, *([head] if head else [])], everything)
    return whole(repository, history)


def whole(repository: Repository, history: History) -> History:
    """A history with the changes of all of its commits."""
    inside = set(range(len(history.commits))) - history.lines
    return replace(history, changes=tuple(sorted((*history.changes, *repository.changes_at(history, inside, everything)))))


def told_changes(history: History) -> dict[str, dict[str, tuple[str | None, str | None]]]:
    """Commit id → path → (before, after), for every commit."""
    told: dict[str, dict[str, tuple[str | None, str | None]]] = {oid: {} for oid in history.commits}
    for change in history.changes:
        assert change.path not in told[history.commits[change.commit]], "a file is told once per commit"
        told[history.commits[change.commit]][change.path] = (change.before, change.after)
    return told


def ask_everything(repository: Repository) -> tuple[object, ...]:
    """Every question a repository can be asked; the answers, to be compared."""
    history = walk_all(repository)
    blobs = [oid for change in history.changes for oid in (change.before, change.after) if oid]
    newest = history.commits[0]
    files = repository.files(newest)
    repository.verify([*blobs, *history.commits])
    return (
        (repository.refs(), repository.refs(all_refs=True), repository.head_ref(), repository.head_oid(), repository.origin_head()),
        history,
        dict(repository.blobs(blobs)),
        repository.commits(history.commits),
        files,
        repository.at((newest, path) for path, _ in files),
        [repository.blame(newest, path, 1) for path, _ in files],
        (repository.shallow, repository.mismatched, repository.object_format, repository.remote_url),
    )


def manifest(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Every file and folder below: its content's hash, its time of change, its mode."""
    found = {}
    for place in sorted([folder, *folder.rglob("*")]):
        status = place.lstat()
        content = place.read_bytes() if place.is_file() and not place.is_symlink() else b""
        found[str(place)] = (hashlib.sha256(content).hexdigest(), status.st_mtime_ns, status.st_mode)
    return found
