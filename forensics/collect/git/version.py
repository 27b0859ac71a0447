"""Which git is there."""

from __future__ import annotations

import os
import shutil
import subprocess

from .errors import RepositoryError, plain


def git_version() -> str:
    """`git version 2.39.2`, as git tells it. RepositoryError, one sentence, where there is none or it can't be run."""
    found = shutil.which("git")
    if found is None:
        raise RepositoryError("git was not found: install it, or put it on PATH.")
    try:
        done = subprocess.run(
            [found, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=True,
            env={"PATH": os.environ.get("PATH", "")},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as trouble:
        raise RepositoryError(f"git could not be run ({plain(str(trouble))}).") from None
    return plain(done.stdout.decode("utf-8", "replace"))
