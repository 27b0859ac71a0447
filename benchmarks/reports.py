"""Whether two versions of this tool give byte-identical reports: `save` writes them, `compare` makes them anew and holds them against it.

    python -m benchmarks.reports save FOLDER        with the version that is trusted
    python -m benchmarks.reports compare FOLDER     with the one in question

Several keys of every repository in FORENSICS_MIRRORS are traced: drawn from what it sets now, always the same ones. FORENSICS may name
another command to trace with; KEYS how many keys of each repository; ONLY a part of the names of those wanted.
"""

from __future__ import annotations

import os
import random
import resource
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.blobs import mirrors

AS_OF = "2026-11-01T00:00:00Z"
_KEYS = int(os.environ.get("KEYS", "3"))
_ONLY = os.environ.get("ONLY", "")
_SECONDS = float(os.environ.get("SECONDS", "900"))
_FORENSICS = shlex.split(os.environ.get("FORENSICS", f"{sys.executable} -m forensics"))


def questions(folder: Path) -> Iterator[tuple[str, Path, str]]:
    """(name, repository, key); the keys are drawn once and kept in the folder, so that both versions are asked the same."""
    for repository in mirrors():
        name = repository.parent.name
        if _ONLY not in name:
            continue
        kept = folder / f"{name}.keys"
        if not kept.exists():
            kept.write_text("".join(f"{key}\n" for key in _drawn(repository, name)), encoding="utf-8")
        for key in kept.read_text(encoding="utf-8").splitlines():
            yield name, repository, key


def _drawn(repository: Path, name: str) -> list[str]:
    from forensics.investigate.places import known_settings
    from forensics.when import moment

    as_of = moment(AS_OF, "as of")
    assert as_of is not None
    try:
        known = known_settings(str(repository), None, int(as_of.timestamp()), False, lambda _, __: None)
    except Exception as trouble:  # a repository that can't be asked has no keys; that is said
        print(f"{name}: {trouble}", file=sys.stderr)
        return []
    named = {one.id.partition("#")[2] for one in known}
    paths = sorted(path for path in named if not path.rpartition(".")[2].startswith("["))  # a place in a list is asked for by nobody
    dice = random.Random(name)
    chosen = dice.sample(paths, min(_KEYS, len(paths)))
    # A name alone, two segments, a whole path: the shapes in which keys are asked.
    cut = [".".join(path.split(".")[-(number % 3 + 1) :]) for number, path in enumerate(chosen)]
    return [key for key in dict.fromkeys(cut) if key.isprintable() and len(key) < 200]


def made(repository: Path, key: str, *more: str) -> tuple[bytes, float]:
    """The report as JSON, or what was said instead of it; and the CPU seconds of the whole process tree."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [*_FORENSICS, "trace", "--repo", str(repository), "--as-of", AS_OF, "--format", "json", *more, "--", key]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)
        told = done.stdout + done.stderr + b"exit %d\n" % done.returncode
    except subprocess.TimeoutExpired:
        told = b"no answer in time\n"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """0 where all reports are the same (or were saved), 1 otherwise."""
    if len(sys.argv) < 3 or sys.argv[1] not in ("save", "compare"):
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    saving, more = sys.argv[1] == "save", sys.argv[3:]
    differing = count = 0
    total_then = total_now = 0.0
    for name, repository, key in questions(folder):
        place = folder / f"{name}__{key.replace('/', '∕')[:120]}"
        if saving:
            if place.with_name(place.name + ".json").exists():
                continue
            told, seconds = made(repository, key, *more)
            place.with_name(place.name + ".seconds").write_text(f"{seconds:.2f}")
            place.with_name(place.name + ".json").write_bytes(told)
            print(f"{name} {key}: {seconds:.1f} s", flush=True)
            continue
        expected = place.with_name(place.name + ".json")
        if not expected.exists():
            continue
        told, seconds = made(repository, key, *more)
        then = float(place.with_name(place.name + ".seconds").read_text())
        total_then, total_now, count = total_then + then, total_now + seconds, count + 1
        same = told == expected.read_bytes()
        differing += not same
        if not same:
            place.with_name(place.name + ".other").write_bytes(told)
        print(f"{'same' if same else 'DIFFERS':<8} {then:>8.1f} {seconds:>8.1f}  {name} {key}", flush=True)
    if not saving:
        print(f"{count} reports, {differing} differ; CPU {total_then:.0f} s then, {total_now:.0f} s now")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
