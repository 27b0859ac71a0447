"""A repository of any size, made by `git fast-import`: commits × files × keys, one value changed per commit.

The key that is asked for is one service's alone and changes as often whatever the size, as keys do: evenly over history, in each of the
three environments by turns. All other values change by lot.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

KEY = "PAYMENT_TIMEOUT_MS"
ENVIRONMENTS = ("dev", "staging", "production")
NAMES = ("GATEWAY_TIMEOUT_MS", "RETRIES", "POOL_SIZE", "LOG_LEVEL", "CACHE_TTL", "FEATURE_X", "BATCH_ROWS", "RATE_LIMIT")
# A million commits this far apart end in the middle of 2026, before the moment that the benchmark asks as of.
_BEGIN, _APART = 1_600_000_000, 180


@dataclass(frozen=True, slots=True)
class Shape:
    """How large: `services` in three environments each, which are the files; `keys` in each file; how often the key asked for changes."""

    commits: int
    services: int = 8
    keys: int = len(NAMES)
    changes: int = 40

    @property
    def files(self) -> int:
        return self.services * len(ENVIRONMENTS)

    @property
    def names(self) -> tuple[str, ...]:
        return (*NAMES, *(f"SETTING_{number}" for number in range(len(NAMES), self.keys)))[: self.keys]


def make_repository(folder: Path, shape: Shape, seed: int = 7) -> None:
    """Builds it in `folder`, which must not exist; always the same for the same arguments."""
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    with subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        for chunk in _stream(shape, random.Random(seed)):
            importer.stdin.write(chunk)
        importer.stdin.close()
        if importer.wait():
            raise RuntimeError("git fast-import failed")


def _stream(shape: Shape, dice: random.Random) -> Iterator[bytes]:
    files = list(product(range(shape.services), ENVIRONMENTS))
    values = {file: dict.fromkeys(shape.names, 100) | ({KEY: 100} if file[0] == 0 else {}) for file in files}
    apart = max(1, shape.commits // shape.changes)
    for number in range(shape.commits):
        changed, name = dice.choice(files), dice.choice(shape.names)
        if number % apart == apart - 1:
            changed, name = (0, ENVIRONMENTS[number // apart % len(ENVIRONMENTS)]), KEY
        values[changed][name] += 1
        message = f"change {number}".encode()
        yield b"commit refs/heads/main\n"
        yield f"committer A <a@example.org> {_BEGIN + number * _APART} +0000\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        for service, environment in [changed] if number else files:
            text = "env:\n" + "".join(f'  {name}: "{value}"\n' for name, value in values[service, environment].items())
            body = text.encode()
            yield f"M 100644 inline services/s{service}/values-{environment}.yaml\n".encode() + b"data %d\n%s\n" % (len(body), body)
