"""Times commands as whole processes, their output thrown away, and sees how much memory one takes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.speed.taken import Taken

# A command that took this long is not run again: other work on the machine disturbs a long run little.
LONG = 20.0
_LOOK = 0.002


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, with what in its environment, what to do before each run (not timed), and the exit status that it ends with."""

    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None
    status: int = 0


def timed(command: Command) -> float | None:
    """Wall seconds; None where the command fails.

    Plain git, PyDriller and GitPython give up on a copy with objects missing, where we go on and say so.
    """
    command.before()
    began = time.perf_counter()
    done = _started(command).wait()
    return time.perf_counter() - began if done == command.status else None


def rounds(commands: Mapping[str, Command], runs: int) -> dict[str, Taken | None]:
    """Each command up to `runs` times, in turns, so that what disturbs the machine for a while disturbs all of them."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    failed: set[str] = set()
    for _ in range(runs):
        for name, command in commands.items():
            if name in failed or sum(taken[name]) > LONG:
                continue
            one = timed(command)
            if one is None:
                failed.add(name)
            else:
                taken[name].append(one)
    return {name: None if name in failed else Taken(tuple(runs)) for name, runs in taken.items()}


def peak(command: Command) -> float | None:
    """The most memory, in MB, that the process itself had resident (not the gits that it starts), as Linux tells it; None elsewhere."""
    command.before()
    running = _started(command)
    most = 0
    while running.poll() is None:
        most = max(most, _resident(running.pid))
        time.sleep(_LOOK)
    return most / 1000 if running.returncode == command.status and most else None


def _started(command: Command) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **command.environment}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # programs as they are installed: compiled once
    return subprocess.Popen(command.words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def _resident(process: int) -> int:
    """The high-water mark in kB (proc(5), VmHWM); 0 where there is none to read, as of a process that has just ended."""
    try:
        with open(f"/proc/{process}/status") as told:  # noqa: PTH123  hundreds of times a second
            return next((int(line.split()[1]) for line in told if line.startswith("VmHWM:")), 0)
    except OSError:
        return 0
