"""The floor under a cold trace: git's own walk, and each configuration blob once through `git cat-file`, on two cores, nothing parsed.

    python -m benchmarks.speed.floor REPOSITORY

The walk is in two halves, each told to a `git diff-tree`; what each names for the first time goes on to a `git cat-file` at once.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import IO

ENDINGS = ("yaml", "yml", "json", "env", "toml", "ini", "properties", "tfvars")
_WALK = ("diff-tree", "--stdin", "-r", "--raw", "-z", "--no-abbrev", "--no-renames", "--root", "--diff-merges=first-parent")
_CHANGED = re.compile(rb"(?<= )([0-9a-f]{40,64}) [AMT]\0[^\0]*\.(?:%s)\0" % "|".join(ENDINGS).encode())
# Without it git writes to a pipe after each commit.
_ENVIRON = {**os.environ, "GIT_FLUSH": "0", "GIT_NO_LAZY_FETCH": "1"}


def read(repository: str) -> int:
    """How many blobs were read. Raises CalledProcessError where git can't walk the history."""
    git = ("git", "-C", repository)
    listed = [*git, "rev-list", "--branches", "--tags", "--remotes"]
    order = subprocess.run(listed, capture_output=True, check=True).stdout.splitlines(keepends=True)
    seen: set[bytes] = set()
    half = len(order) // 2
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda commits: _half(git, commits, seen), (order[:half], order[half:])))
    return len(seen)


def _half(git: Sequence[str], commits: Sequence[bytes], seen: set[bytes]) -> None:
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with (
        subprocess.Popen([*git, *_WALK], stdin=pipe, stdout=pipe, env=_ENVIRON) as walking,
        subprocess.Popen([*git, "cat-file", "--batch", "--buffer"], stdin=pipe, stdout=nowhere, env=_ENVIRON) as reading,
    ):
        assert walking.stdin is not None
        assert walking.stdout is not None
        assert reading.stdin is not None
        telling = Thread(target=_tell, args=(walking.stdin, commits))
        telling.start()
        for chunk in _whole(walking.stdout):
            fresh = set(_CHANGED.findall(chunk)) - seen
            seen.update(fresh)
            reading.stdin.writelines(oid + b"\n" for oid in fresh)
        reading.stdin.close()
        telling.join()
        if walking.wait():
            raise subprocess.CalledProcessError(walking.returncode, _WALK)


def _tell(stdin: IO[bytes], commits: Sequence[bytes]) -> None:
    with stdin:
        stdin.writelines(commits)


def _whole(stdout: IO[bytes]) -> Iterator[bytes]:
    """What git says, cut only where a change begins."""
    rest = b""
    while chunk := os.read(stdout.fileno(), 1 << 20):
        rest += chunk
        cut = rest.rfind(b"\0:") + 1
        yield rest[:cut]
        rest = rest[cut:]
    yield rest


if __name__ == "__main__":
    print(read(sys.argv[1]))
