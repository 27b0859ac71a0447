"""A repository of any size, made by `git fast-import`: services × environments, one value changed per commit."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

ENVIRONMENTS = ("dev", "staging", "production")
NAMES = ("GATEWAY_TIMEOUT_MS", "RETRIES", "POOL_SIZE", "LOG_LEVEL", "CACHE_TTL", "FEATURE_X", "BATCH_ROWS", "RATE_LIMIT")


def make_repository(folder: Path, commits: int, services: int, seed: int = 7) -> None:
    """Builds it in `folder`, which must not exist; always the same for the same arguments."""
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    with subprocess.Popen(["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        for chunk in _stream(commits, services, random.Random(seed)):
            importer.stdin.write(chunk)
        importer.stdin.close()
        if importer.wait():
            raise RuntimeError("git fast-import failed")


def _stream(commits: int, services: int, dice: random.Random) -> Iterator[bytes]:
    values = {(service, environment, name): 100 for service in range(services) for environment in ENVIRONMENTS for name in NAMES}
    for number in range(commits):
        service, environment = dice.randrange(services), dice.choice(ENVIRONMENTS)
        places = [(service, environment)] if number else [(one, other) for one in range(services) for other in ENVIRONMENTS]
        values[(service, environment, dice.choice(NAMES))] += 1
        message = f"change {number}".encode()
        yield b"commit refs/heads/main\n"
        yield f"committer A <a@example.org> {1_600_000_000 + number * 600} +0000\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        for one, other in places:
            text = "env:\n" + "".join(f'  {name}: "{values[(one, other, name)]}"\n' for name in NAMES)
            body = text.encode()
            yield f"M 100644 inline services/s{one}/values-{other}.yaml\n".encode() + b"data %d\n%s\n" % (len(body), body)
