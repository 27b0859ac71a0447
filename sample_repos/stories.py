"""A short story → a real git repository with fixed dates, so that the same story always gives the same commit ids.

    python -m sample_repos.stories STORY FOLDER

A story is a TOML file: a title, the key to trace, the moment of the question, and commits in order. Tests, the demo and the
README's examples all build with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True)
class Scene:
    """One commit of a story.

    `files`: path → whole text, None to delete. `edits`: (path, find, replace). `renames`: old → new. `branch` is created
    from `start` (or the current place) when it is new; `merge` names the branch to merge, `options` go to git merge.
    """

    at: str
    by: str
    message: str
    branch: str = "main"
    start: str | None = None
    merge: str | None = None
    options: tuple[str, ...] = ()
    files: Mapping[str, str | None] = field(default_factory=dict)
    edits: tuple[tuple[str, str, str], ...] = ()
    renames: Mapping[str, str] = field(default_factory=dict)
    tag: str | None = None
    authored_at: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    key: str
    as_of: str
    scenes: tuple[Scene, ...]


def read(name: str) -> Story:
    """A story from its file in `stories/`. Raises FileNotFoundError where there is none of that name."""
    return from_toml((STORIES / f"{name}.toml").read_text(encoding="utf-8"))


def from_toml(text: str) -> Story:
    """A story from the text of its file."""
    told = tomllib.loads(text)
    return Story(told["title"], told["key"], told["as_of"], tuple(_scene(row) for row in told["commit"]))


def _scene(row: dict[str, Any]) -> Scene:
    return Scene(
        at=row["at"],
        by=row["by"],
        message=row["message"],
        branch=row.get("branch", "main"),
        start=row.get("start"),
        merge=row.get("merge"),
        options=tuple(row.get("options", ())),
        files=row.get("files", {}) | dict.fromkeys(row.get("deletes", ())),
        edits=tuple((edit["file"], edit["find"], edit["replace"]) for edit in row.get("edits", ())),
        renames=row.get("renames", {}),
        tag=row.get("tag"),
        authored_at=row.get("authored_at"),
    )


def build(story: Story, folder: Path) -> tuple[str, ...]:
    """Makes the repository in `folder` (which must not exist yet); returns the commit ids in the story's order."""
    folder.mkdir(parents=True)
    _git(folder, "init", "-q", "-b", "main")
    oids: list[str] = []
    for scene in story.scenes:
        _go_to(folder, scene, first=not oids)
        if scene.merge:
            _git(folder, "merge", "-q", "--no-ff", "--no-commit", *scene.options, scene.merge, scene=scene, may_fail=True)
        _change_files(folder, scene)
        _git(folder, "add", "-A")
        message = scene.message
        for number, oid in enumerate(oids):
            message = message.replace(f"{{commit[{number}]}}", oid)
        _git(folder, "commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", message, scene=scene)
        oids.append(_git(folder, "rev-parse", "HEAD"))
        if scene.tag:
            _git(folder, "tag", scene.tag)
    _git(folder, "checkout", "-q", story.scenes[0].branch)
    return tuple(oids)


def _go_to(folder: Path, scene: Scene, first: bool) -> None:
    if first:
        if scene.branch != "main":
            _git(folder, "symbolic-ref", "HEAD", f"refs/heads/{scene.branch}")
        return
    if scene.branch == _git(folder, "symbolic-ref", "--short", "HEAD"):
        return
    known = _git(folder, "for-each-ref", "--format=%(refname:short)", "refs/heads").split()
    new = [] if scene.branch in known else ["-b"]
    _git(folder, "checkout", "-q", *new, scene.branch, *([scene.start] if new and scene.start else []))


def _change_files(folder: Path, scene: Scene) -> None:
    for old, new in scene.renames.items():
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        _git(folder, "mv", old, new)
    for name, text in scene.files.items():
        target = folder / name
        if text is None:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    for name, find, replace in scene.edits:
        target = folder / name
        before = target.read_bytes()
        if find.encode() not in before:
            raise ValueError(f"{name} does not contain {find!r}")
        target.write_bytes(before.replace(find.encode(), replace.encode(), 1))


def _git(folder: Path, *arguments: str, scene: Scene | None = None, may_fail: bool = False) -> str:
    """Runs git with nothing of the caller's own configuration."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", "TZ": "UTC"}
    if scene is not None:
        committed, authored = _stamp(scene.at), _stamp(scene.authored_at or scene.at)
        email = f"{scene.by.lower().replace(' ', '.')}@example.org"
        environment |= {
            "GIT_AUTHOR_NAME": scene.by, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": authored,
            "GIT_COMMITTER_NAME": scene.by, "GIT_COMMITTER_EMAIL": email, "GIT_COMMITTER_DATE": committed,
        }  # fmt: skip
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, env=environment, check=False)
    if done.returncode and not may_fail:
        raise RuntimeError(f"git {' '.join(arguments[:2])}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def _stamp(text: str) -> str:
    """An ISO time as git takes it, with its own offset kept."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")


def main(arguments: list[str]) -> int:
    """Builds one story, or names the ones there are."""
    names = sorted(path.stem for path in STORIES.glob("*.toml"))
    if len(arguments) != 2 or arguments[0] not in names:
        print(f"usage: python -m sample_repos.stories STORY FOLDER\nstories: {', '.join(names)}", file=sys.stderr)
        return 2
    folder = Path(arguments[1])
    if folder.exists():
        print(f"{folder} exists already: name a folder that does not, or remove it", file=sys.stderr)
        return 2
    story = read(arguments[0])
    oids = build(story, folder)
    print(f"{story.title}\n{len(oids)} commits in {folder}; trace {story.key}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
