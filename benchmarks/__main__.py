"""`make benchmark`: times traces, cold and from what earlier ones kept, beside git's searches and two Python libraries; how cost grows.

In the environment: FORENSICS_MIRRORS, a folder of bare repositories as OWNER+NAME/repo, of which those in KEYS are measured (without it a
made one is); ONLY, parts of the names of those wanted, with commas between; RUNS, how often each command is run (3); SAMPLE, for how many
seconds each Python peer looks into commits (15); GROWTH, the sizes of made repositories (1000,10000,100000; 0 for none); RESUME=1, to go on
with a run of the same version that was stopped; RESULTS, where the figures go. `make speed` makes docs/speed.md of them.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.speed import measuring, tables
from benchmarks.speed.copying import git
from benchmarks.speed.results import Results, from_json, keep
from benchmarks.synthetic import KEY, Shape, make_repository

# A key that lives in the repository, for those that are usually at hand.
KEYS = {
    "jupyterhub+mybinder.org-deploy": "image_prefix",
    "2i2c-org+infrastructure": "allowed_organizations",
    "wikimedia+operations-deployment-charts": "main_app.limits.memory",
    "cds-snc+notification-manifests": "CELERY_POOL",
    "DFE-Digital+register-trainee-teachers": "send_data_to_big_query",
    "berkeley-dsep-infra+datahub": "image_prefix",
    "redhat-appstudio+infra-deployments": "GOMEMLIMIT",
    "kubernetes+test-infra": "CSI_SNAPSHOTTER_VERSION",
    "ministryofjustice+cloud-platform-environments": "DATABASE_URL",
    "alphagov+govuk-helm-charts": "EMERGENCY_BANNER_REDIS_URL",
}
PLACE = Path(__file__).parent / "built" / "speed.json"
# The size at which files, keys and changes are each made ten times as many.
_MIDDLE = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure, and how thoroughly."""

    mirrors: Path | None
    only: tuple[str, ...]
    runs: int
    sample: float
    growth: tuple[int, ...]
    resume: bool
    place: Path


def wanted(environment: Mapping[str, str]) -> Wanted:
    """As the environment's variables say. Raises ValueError for a number that is none."""
    mirrors = environment.get("FORENSICS_MIRRORS")
    return Wanted(
        Path(mirrors) if mirrors else None,
        tuple(part for part in environment.get("ONLY", "").split(",") if part),
        int(environment.get("RUNS", "3")),
        float(environment.get("SAMPLE", "15")),
        tuple(size for size in map(int, environment.get("GROWTH", "1000,10000,100000").split(",")) if size),
        environment.get("RESUME", "") not in ("", "0"),
        Path(environment.get("RESULTS", PLACE)),
    )


def repositories(asked: Wanted, folder: Path) -> Iterator[tuple[str, Path, str]]:
    """(name, place, key) of the real ones, or else of a made one in `folder`."""
    if asked.mirrors is None:
        make_repository(folder / "repo", Shape(3_000))
        yield "made, 3,000 commits", folder / "repo", KEY
        return
    for name, key in KEYS.items():
        place = asked.mirrors / name / "repo"
        if place.exists() and (not asked.only or any(part in name for part in asked.only)):
            yield name.replace("+", "/"), place, key


def shapes(sizes: tuple[int, ...]) -> Iterator[Shape]:
    yield from map(Shape, sizes)
    if _MIDDLE in sizes:
        one = Shape(_MIDDLE)
        yield from (replace(one, services=one.services * 10), replace(one, keys=one.keys * 10), replace(one, changes=one.changes * 10))


def begun(asked: Wanted) -> Results:
    """New results, or those of the run to go on with. SystemExit where these are of another version or machine."""
    fresh = Results(_version(), _machine(), f"{datetime.now(UTC):%Y-%m-%d}", asked.runs)
    if not asked.resume or not asked.place.exists():
        return fresh
    earlier = from_json(asked.place.read_text(encoding="utf-8"))
    if (earlier.version, earlier.machine, earlier.runs) != (fresh.version, fresh.machine, fresh.runs):
        theirs, ours = (f"{one.version}, {one.runs} runs on {one.machine}" for one in (earlier, fresh))
        raise SystemExit(f"{asked.place} is of {theirs}; this is {ours}: no figures of both side by side, so run it anew without RESUME")
    return earlier


def run(asked: Wanted) -> Results:
    """Measures what is not measured yet, and keeps each figure as soon as it is there."""
    results = begun(asked)
    if not results.start_up:
        results = replace(results, start_up=measuring.start_up(asked.runs))
        keep(results, asked.place)
    with tempfile.TemporaryDirectory(prefix="forensics-benchmark-") as folder:
        for name, place, key in repositories(asked, Path(folder)):
            if (name, key) not in {(one.name, one.key) for one in results.repositories}:
                try:
                    measured = measuring.repository(name, place, key, asked.runs, asked.sample)
                except subprocess.CalledProcessError as trouble:  # a copy that git itself can't read
                    print(f"{name}: left out: {trouble}", flush=True)
                    continue
                results = replace(results, repositories=(*results.repositories, measured))
                keep(results, asked.place)
                print(tables.line(measured), flush=True)
    for shape in shapes(asked.growth):
        size = shape.commits, shape.files, shape.keys, shape.changes
        if size not in {(one.commits, one.files, one.keys, one.changes) for one in results.growth}:
            results = replace(results, growth=(*results.growth, measuring.growth(shape)))
            keep(results, asked.place)
            print(f"{shape}: measured", flush=True)
    return results


def _version() -> str:
    here = Path(__file__).parent.parent
    changed = git(here, "status", "--porcelain", "--", "forensics", "benchmarks", ":(exclude)benchmarks/built")
    return git(here, "rev-parse", "--short=10", "HEAD") + (" and changes since" if changed else "")


def _machine() -> str:
    version = git(Path(), "--version").removeprefix("git version ")
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, git {version}"


def main() -> int:
    asked = wanted(os.environ)
    print(f"\n{tables.told(run(asked))}\nkept in {asked.place}; `make speed` makes docs/speed.md of it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
