"""A bare git directory of our own, in which git sees the evidence's objects and nothing else of the evidence.

The evidence's configuration, hooks, attributes, aliases, replace refs, grafts and promisor remotes can't act where they
are not read: git runs with GIT_DIR here and GIT_OBJECT_DIRECTORY there, and is asked for full object ids only.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .errors import RepositoryError
from .running import Finished, Git, Running, hardened_environment

# GIT_CONFIG_COUNT came with 2.31, GIT_CONFIG_GLOBAL with 2.32: without them the hardening has holes.
OLDEST_GIT = (2, 32)


@dataclass(slots=True)
class Shadow:
    """The folder, and git standing in it. `grafts` is our own graft file: empty unless a damaged history is walked."""

    folder: tempfile.TemporaryDirectory[str]
    git: Git
    _telling: Running | None  # git's version

    @property
    def root(self) -> Path:
        return Path(self.folder.name)

    @property
    def grafts(self) -> Path:
        return self.root / "grafts"

    def take(self, objects: str, object_format: str, shallow: tuple[str, ...]) -> None:
        """From here on git reads the objects in the folder `objects`; history ends at the commits in `shallow`."""
        version = 0 if object_format == "sha1" else 1
        extension = "" if object_format == "sha1" else f"[extensions]\n\tobjectFormat = {object_format}\n"
        (self.root / "config").write_text(f"[core]\n\trepositoryformatversion = {version}\n\tbare = true\n{extension}", encoding="utf-8")
        if shallow:
            (self.root / "shallow").write_text("".join(f"{oid}\n" for oid in shallow), encoding="ascii")
        self.git = self.git.elsewhere(GIT_OBJECT_DIRECTORY=objects)

    def check(self) -> None:
        """RepositoryError where git is too old for its environment to be kept from it; to be asked before refs and objects are read."""
        if self._telling is not None:
            with self._telling as running:
                self._telling = None
                _check_version(running.to_its_end("version"))

    def close(self) -> None:
        if self._telling is not None:
            self._telling.__exit__(None, None, None)
        self.folder.cleanup()


def cast_shadow() -> Shadow:
    """Find git, ask for its version, and make an empty shadow (mode 0700). RepositoryError where git is missing."""
    path = os.pathsep.join(part for part in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(part).is_absolute())
    executable = shutil.which("git", path=path)
    if executable is None:
        raise RepositoryError("git is not installed, or not on PATH: install git 2.32 or newer.")
    folder = tempfile.TemporaryDirectory(prefix="forensics-")
    root = Path(folder.name)
    for name in ("objects", "refs", "empty"):
        (root / name).mkdir()
    for name in ("nothing", "grafts", "config"):
        (root / name).touch()
    (root / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
    environment = hardened_environment(str(root / "nothing"), str(root / "empty"), str(root / "grafts"), path)
    git = Git(executable, root, environment | {"GIT_DIR": str(root)})
    try:
        return Shadow(folder, git, git.start("version", stall=120.0))
    except RepositoryError:
        folder.cleanup()
        raise


def _check_version(told: Finished) -> None:
    said = told.output.decode("utf-8", "replace").split()
    version = said[2] if len(said) > 2 else "of unknown version"
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if len(numbers) < 2 or numbers < OLDEST_GIT:
        raise RepositoryError(f"git {version} is too old: install git 2.32 or newer.")
