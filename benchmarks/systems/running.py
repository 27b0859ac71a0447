"""Finds the real systems and runs them: in FORENSICS_SYSTEMS (see install.sh), or on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

PROGRAMS = Path(__file__).with_name("programs")


class Missing(Exception):
    """Raised where a system is not installed here."""


class Refused(Exception):
    """Raised where the system itself doesn't take the files; its own words."""


def tools() -> Path:
    """The folder that install.sh filled."""
    folder = os.environ.get("FORENSICS_SYSTEMS")
    if not folder:
        raise Missing("FORENSICS_SYSTEMS names no folder")
    return Path(folder)


@cache
def tool(name: str) -> str:
    """The path of a program: of ours before the machine's."""
    own = Path(os.environ.get("FORENSICS_SYSTEMS", "/nowhere")) / "bin" / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed")
    return found


def run(command: Sequence[str | Path], folder: Path, surroundings: Mapping[str, str] | None = None, given: str = "") -> str:
    """What a program prints, with next to no environment variables of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "FORENSICS_SYSTEMS") if name in os.environ}
    try:
        done = subprocess.run(
            [str(one) for one in command], cwd=folder, env={**kept, "LC_ALL": "C.UTF-8", **(surroundings or {})},
            input=given, capture_output=True, text=True, check=False, timeout=120, errors="surrogateescape",
        )  # fmt: skip
    except FileNotFoundError as gone:
        raise Missing(str(gone)) from gone
    except subprocess.TimeoutExpired as late:
        raise Refused("it takes longer than two minutes") from late
    if done.returncode:
        raise Refused(" ".join((done.stderr or done.stdout).split())[:300])
    return done.stdout
