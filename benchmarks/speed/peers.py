"""What people run instead: git's own searches, two Python libraries, and the floor under them all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.speed.floor import ENDINGS
from benchmarks.speed.taken import Sampled, Taken, extrapolated
from benchmarks.speed.timing import Command

GIT = ("-S", "-S, files", "-G", "-m -S")
FLOOR = "floor"
PARSED = "parsed"
PYTHON = {"PyDriller": "pydriller", "GitPython": "gitpython", "GitPython, files": "gitpython-paths"}


def searches(repository: Path, key: str) -> dict[str, Command]:
    """`git log` looking for the key's name. It reads the refs that we read: heads, remotes and tags (a copy's refs/pull/* no clone has)."""
    name = key.rpartition(".")[2]
    log = ("git", "-C", str(repository), "log", "--branches", "--tags", "--remotes", "--format=%H")
    return {
        "-S": Command((*log, "-S", name)),
        "-S, files": Command((*log, "-S", name, "--", *(f"*.{ending}" for ending in ENDINGS))),
        "-G": Command((*log, "-G", re.escape(name))),
        "-m -S": Command((*log, "-m", "-S", name)),
    }


def floor(repository: Path) -> Command:
    return Command((sys.executable, "-m", "benchmarks.speed.floor", str(repository)))


def parsed(repository: Path) -> Command:
    """Each version of a configuration file parsed once."""
    return Command((sys.executable, "-m", "benchmarks.speed.parsing", str(repository)))


def sampled(peer: str, repository: Path, key: str, most: float) -> Taken | None:
    """What a Python library takes, from a sample of `most` seconds; None where it fails. PyDriller writes into the repository."""
    words = [sys.executable, "-m", "benchmarks.speed.sampled", PYTHON[peer], str(repository), key.rpartition(".")[2], str(most)]
    began = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - began
    return extrapolated(wall, Sampled(**json.loads(done.stdout))) if done.returncode == 0 else None
