"""Whether what `Finder` answers without reading a file whole is what reading it whole gives, over all history of real repositories.

    python -m benchmarks.quick_answers REPOSITORY KEY…

Each version of a YAML or HCL file that may hold a key is found both ways, those of one file one after the other. MOST: how many of
each file at most.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.blobs import _listed
from forensics.keys import Key
from forensics.parse import format_of
from forensics.reading.finding import Finder

_MOST = int(os.environ.get("MOST", "1000000"))
_LARGEST = 20_000_000


def versions(repository: Path) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each version of a YAML or HCL file, those of one path one after the other."""
    found = sorted((path, oid) for oid, path in _listed(repository) if format_of(path) in ("yaml", "hcl"))
    command = ["git", "-C", str(repository), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "GIT_NO_LAZY_FETCH": "1"}) as git:
        assert git.stdin is not None
        assert git.stdout is not None
        for path, oid in found:
            git.stdin.write(f"{oid}\n".encode())
            git.stdin.flush()
            head = git.stdout.readline().split()
            if head[-1] == b"missing":
                continue
            content = git.stdout.read(int(head[2]) + 1)[:-1]
            if head[1] == b"blob" and len(content) <= _LARGEST:
                yield path, content


def compared(repository: Path, texts: list[str]) -> int:
    """Prints a line for each key; how many versions differ in all."""
    keys = [Key(text) for text in texts]
    finders = [(key.gate(), Finder(key), [0, 0, 0, 0.0, 0.0]) for key in keys]
    seen: Counter[tuple[int, str]] = Counter()
    for path, content in versions(repository):
        for number, (gate, finder, counted) in enumerate(finders):
            if seen[number, path] >= _MOST or not gate.admits(content):
                continue
            seen[number, path] += 1
            start = time.process_time()
            quick = finder.by_reduction(path, content)
            middle = time.process_time()
            counted[0] += 1
            counted[3] += middle - start
            if quick is None:
                continue
            whole = finder.find_in_whole(path, content)
            counted[4] += time.process_time() - middle
            counted[1] += 1
            if quick != whole:
                counted[2] += 1
                print(f"DIFFERS {path}: {quick} is not {whole}")
    for text, (_, _, (count, answered, differing, quick_time, whole_time)) in zip(texts, finders, strict=True):
        name = repository.parent.name if repository.name == "repo" else repository.name
        spent = f"{quick_time:.1f} s, whole {whole_time:.1f} s"
        print(f"{name} {text}: {count} versions, {answered} answered quickly ({spent}), {differing} differ")
    sys.stdout.flush()
    return int(sum(counted[2] for _, _, counted in finders))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(1 if compared(Path(sys.argv[1]), sys.argv[2:]) else 0)
