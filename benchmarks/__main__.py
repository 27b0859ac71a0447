"""`make benchmark`: times traces, cold and from what earlier ones kept, beside `git log -S` and PyDriller; how cost grows; the start-up."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.synthetic import make_repository

# A key that lives in the repository, for those that are usually at hand.
KEYS = {
    "jupyterhub+mybinder.org-deploy": "image_prefix",
    "2i2c-org+infrastructure": "allowed_organizations",
    "wikimedia+operations-deployment-charts": "main_app.limits.memory",
    "cds-snc+notification-manifests": "CELERY_POOL",
    "DFE-Digital+register-trainee-teachers": "send_data_to_big_query",
    "berkeley-dsep-infra+datahub": "image_prefix",
    "redhat-appstudio+infra-deployments": "GOMEMLIMIT",
    "ministryofjustice+cloud-platform-environments": "DATABASE_URL",
    "alphagov+govuk-helm-charts": "EMERGENCY_BANNER_REDIS_URL",
}
FORENSICS = [sys.executable, "-m", "forensics"]
AS_OF = "2026-11-20T00:00:00Z"  # an answer to a question of now may be kept for another while
BARE = "import typer; app = typer.Typer(); app.command()(lambda name: None); app()"
GROWTH = int(os.environ.get("GROWTH", "0"))
RUNS = int(os.environ.get("RUNS", "3"))
# PyDriller takes hours on the largest repositories; past this many commits it is left out, and said so.
PYDRILLER_COMMITS = int(os.environ.get("PYDRILLER_COMMITS", "20000"))
PYDRILLER = """
import sys
from pydriller import Repository
key, found = sys.argv[2], 0
for commit in Repository(sys.argv[1], include_refs=False).traverse_commits():
    for file in commit.modified_files:
        if file.filename.endswith((".yaml", ".yml", ".json", ".env", ".toml", ".ini", ".properties", ".tfvars")):
            found += any(key in text for _, text in (*file.diff_parsed["added"], *file.diff_parsed["deleted"]))
print(found)
"""


def repositories() -> Iterator[tuple[str, Path, str]]:
    """The real ones in FORENSICS_MIRRORS that KEYS names, or else a synthetic one."""
    mirrors = os.environ.get("FORENSICS_MIRRORS")
    if mirrors:
        for name, key in KEYS.items():
            folder = Path(mirrors) / name / "repo"
            if folder.exists():
                yield name.replace("+", "/"), folder, key
        return
    folder = Path(tempfile.mkdtemp(prefix="forensics-benchmark-")) / "repo"
    make_repository(folder, commits=3000, services=8)
    yield "synthetic, 3,000 commits", folder, "GATEWAY_TIMEOUT_MS"


def seconds(command: Sequence[str], runs: int = RUNS, before: Callable[[], None] = lambda: None, **environment: str) -> float | None:
    """The median wall time of a command as a whole process, its output thrown away; None where it fails. `before` each run.

    Plain git and PyDriller give up on a copy with objects missing, where we go on and say so.
    """
    taken = []
    for _ in range(runs):
        before()
        began = time.perf_counter()
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env={**os.environ, **environment}
        )
        taken.append(time.perf_counter() - began)
        if done.returncode not in (0, 1):
            return None
    return statistics.median(taken)


@dataclass(frozen=True, slots=True)
class Ours:
    """Seconds of a trace: without anything kept; the first, which keeps; from the index; and of the answer itself when asked again."""

    cold: float | None
    first: float | None
    index: float | None
    again: float | None


def ours(folder: Path, key: str, runs: int = RUNS) -> Ours:
    """A trace of a key, four ways, with a cache folder of its own."""
    command = [*FORENSICS, "trace", key, "--repo", str(folder), "--as-of", AS_OF, "--format", "json"]
    with tempfile.TemporaryDirectory(prefix="forensics-benchmark-") as cache:
        answers = Path(cache, "forensics", "reports")

        def without_answers() -> None:
            shutil.rmtree(answers, ignore_errors=True)

        return Ours(
            seconds([*command, "--no-cache"], runs),
            seconds(command, 1, XDG_CACHE_HOME=cache),
            seconds(command, runs, without_answers, XDG_CACHE_HOME=cache),
            seconds(command, max(runs, 5), XDG_CACHE_HOME=cache),
        )


def shown(taken: float | None, beside: float | None = None) -> str:
    """Seconds, and how often that is what a trace took cold."""
    if taken is None:
        return f"{'fails':>8}" + ("" if beside is None else f" {'':>6}")
    return f"{taken:>8.2f}" + ("" if beside is None else f" {beside / taken:>6.2f}")


def peers() -> None:
    """The table of real repositories. `log` reads the refs that we read: heads, remotes and tags (a copy's refs/pull/* no clone has)."""
    print(f"median of {RUNS} runs, wall seconds; × is a cold trace's time over the peer's, in the same run\n")
    heads = "cold", "first", "index", "again", "log -S", "×", "-m -S", "×", "PyDriller", "×"
    print(f"{'repository':<46} {'commits':>8}" + "".join(f" {head:>{6 if head == '×' else 8}}" for head in heads))
    for name, folder, key in repositories():
        commits = _commits(folder)
        mine = ours(folder, key)
        log = ["git", "-C", str(folder), "log", "--branches", "--tags", "--remotes", "-S", key.rpartition(".")[2], "--format=%H"]
        columns = [shown(one) for one in (mine.cold, mine.first, mine.index, mine.again)]
        if mine.cold is not None:
            columns += [shown(seconds(log), mine.cold), shown(seconds([*log, "-m"], 1), mine.cold)]
            small = commits <= PYDRILLER_COMMITS
            driller = [sys.executable, "-c", PYDRILLER, str(folder), key.rpartition(".")[2]]
            columns.append(shown(seconds(driller, 1), mine.cold) if small else "left out")
        print(f"{name:<46} {commits:>8,} " + " ".join(columns), flush=True)


def _commits(folder: Path) -> int:
    counted = ["git", "-C", str(folder), "rev-list", "--branches", "--tags", "--remotes", "--count"]
    return int(subprocess.run(counted, capture_output=True, text=True, check=True).stdout)


def growth() -> None:
    """Cost against the number of commits, of made repositories; GROWTH=1000000 adds a million to them (some minutes, 2 GB)."""
    print("\nhow cost grows, wall seconds of one run: eight services in three environments, one value changed per commit")
    print(f"{'commits':>10} {'cold':>8} {'index':>8} {'again':>8} {'log --raw':>9} {'log -S':>8}")
    for commits in (1_000, 10_000, 100_000, *([GROWTH] if GROWTH else [])):
        with tempfile.TemporaryDirectory(prefix="forensics-benchmark-") as folder:
            place = Path(folder, "repo")
            make_repository(place, commits, services=8)
            mine = ours(place, "GATEWAY_TIMEOUT_MS", runs=1)
            log = ["git", "-C", str(place), "log", "--all"]
            raw, pickaxe = seconds([*log, "--raw"], 1), seconds([*log, "-S", "GATEWAY_TIMEOUT_MS"], 1)
            columns = " ".join(shown(one) for one in (mine.cold, mine.index, mine.again))
            print(f"{commits:>10,} {columns} {shown(raw):>9} {shown(pickaxe)}", flush=True)


def start_up() -> None:
    python = sys.executable
    print("\nstart-up, wall milliseconds")
    for label, command in (
        ("python -c pass", [python, "-c", "pass"]),
        ("import forensics", [python, "-c", "import forensics"]),
        ("import typer", [python, "-c", "import typer"]),
        ("a bare typer program", [python, "-c", BARE, "--help"]),
        ("import git", [python, "-c", "import git"]),
        ("forensics --help", [*FORENSICS, "--help"]),
    ):
        print(f"  {label:<20} {(seconds(command, runs=max(RUNS, 7)) or 0.0) * 1000:>6.0f}")


def main() -> int:
    peers()
    growth()
    start_up()
    return 0


if __name__ == "__main__":
    sys.exit(main())
