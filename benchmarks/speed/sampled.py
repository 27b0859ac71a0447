"""What people write first in Python, over as many commits as there is time for: prints a Sampled as JSON.

    python -m benchmarks.speed.sampled pydriller|gitpython|gitpython-paths REPOSITORY KEY SECONDS

The commits are taken by lot (always the same lot), so that a part of them stands for all. PyDriller writes into the repository's
configuration: give it a copy. What its own loop over the commits adds is not counted, nor the second parents of merges in GitPython's.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.speed.floor import ENDINGS
from benchmarks.speed.taken import Sampled

# The refs that we read: heads, tags and remotes (a copy's refs/pull/* no clone has).
_REFS = {"branches": True, "tags": True, "remotes": True}
Look = Callable[[Any], int]


def pydriller(repository: str, key: str) -> tuple[Sequence[Any], Look]:
    from pydriller.git import Git

    def look(commit: Any) -> int:
        files = [file for file in commit.modified_files if file.filename.endswith(ENDINGS)]
        return sum(key in text for file in files for lines in file.diff_parsed.values() for _, text in lines)

    return list(Git(repository).get_list_commits("HEAD", **_REFS)), look


def gitpython(repository: str, key: str, paths: Sequence[str] = ()) -> tuple[Sequence[Any], Look]:
    from git import NULL_TREE, Repo

    wanted = key.encode()

    def look(commit: Any) -> int:
        diffs = commit.parents[0].diff(commit, paths or None, True) if commit.parents else commit.diff(NULL_TREE, paths or None, True)
        return sum(wanted in one.diff for one in diffs)

    return list(Repo(repository).iter_commits("HEAD", paths, **_REFS)), look


def gitpython_paths(repository: str, key: str) -> tuple[Sequence[Any], Look]:
    return gitpython(repository, key, [f"*.{ending}" for ending in ENDINGS])


PEERS = {"pydriller": pydriller, "gitpython": gitpython, "gitpython-paths": gitpython_paths}


def sample(commits: Sequence[Any], look: Look, most: float, clock: Callable[[], float] = time.perf_counter) -> Sampled:
    """Looks into commits by lot until `most` seconds are over, and at least into one."""
    order = random.Random(7).sample(range(len(commits)), len(commits))
    seconds = squares = 0.0
    count = 0
    for place in order:
        began = clock()
        look(commits[place])
        one = clock() - began
        seconds, squares, count = seconds + one, squares + one**2, count + 1
        if seconds >= most:
            break
    return Sampled(seconds, squares, count, len(commits))


if __name__ == "__main__":
    name, repository, key, most = sys.argv[1:]
    print(json.dumps(asdict(sample(*PEERS[name](repository, key), float(most)))))
