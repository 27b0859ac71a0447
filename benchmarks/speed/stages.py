"""Where the time of a cold trace goes: seconds by stage, of one run of it in a process of its own.

python -m benchmarks.speed.stages REPOSITORY KEY
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.speed.ours import AS_OF

# Stage → the functions in which it is spent; what one of another stage takes inside is that stage's.
STAGES = {
    "walk": (("forensics.investigate.mining", "walked"), ("forensics.collect.git.repository", "Repository.changes_at")),
    "reading": (("forensics.investigate.mining", "contents_of"),),
    "stacks": (("forensics.investigate.tracking", "settings_as_declared"),),
    "neighbours": (("forensics.investigate.neighbours", "Neighbours.values"),),
    "judging": (("forensics.investigate.route", "report_of"),),
}
WHOLE, LOADING = "whole", "loading"
# What a trace of a repository imports sooner or later.
_LOADED = ("git", "forensics.cli.trace", "forensics.investigate.route", "forensics.present.json")


class Clock:
    """Seconds by stage, each without those that are spent in another inside it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inside = [0.0]

    def timing(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*arguments: Any, **options: Any) -> Any:
            began = time.perf_counter()
            self._inside.append(0.0)
            try:
                return function(*arguments, **options)
            finally:
                taken = time.perf_counter() - began
                self.spent[stage] += taken - self._inside.pop()
                self._inside[-1] += taken

        return timed

    def watch(self, stage: str, module: str, name: str) -> None:
        *outer, last = name.split(".")
        where = functools.reduce(getattr, outer, importlib.import_module(module))
        setattr(where, last, self.timing(stage, getattr(where, last)))


def stages(repository: Path, key: str) -> Mapping[str, float]:
    """Seconds by stage of a cold trace; WHOLE is the whole process', and more than their sum. Empty where it fails."""
    began = time.perf_counter()
    words = [sys.executable, "-m", "benchmarks.speed.stages", str(repository), key]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    whole = time.perf_counter() - began
    return {**json.loads(done.stderr), WHOLE: whole} if done.returncode == 0 else {}


def main(place: str, key: str) -> int:
    clock = Clock()
    clock.timing(LOADING, lambda: [importlib.import_module(one) for one in _LOADED])()
    for stage, functions in STAGES.items():
        for module, name in functions:
            clock.watch(stage, module, name)
    from forensics import cli

    kept = os.dup(1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        status = cli.run(["trace", key, "--repo", place, "--as-of", AS_OF, "--no-cache", "--format", "json", "--quiet"])
        sys.stdout.flush()
    os.dup2(kept, 1)
    sys.stderr.write(json.dumps(clock.spent))
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
