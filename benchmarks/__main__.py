"""`make benchmark`: times traces beside `git log -S` and PyDriller, and the start-up beside Python's own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
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
    "ministryofjustice+cloud-platform-environments": "DATABASE_URL",
}
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


def seconds(command: Sequence[str], runs: int = RUNS) -> float | None:
    """The median wall time of a command as a whole process, its output thrown away; None where it fails.

    Plain git and PyDriller give up on a copy with objects missing, where we go on and say so.
    """
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        taken.append(time.perf_counter() - began)
        if done.returncode not in (0, 1):
            return None
    return statistics.median(taken)


def beside(ours: float | None, peer: float | None) -> str:
    """A peer's seconds and our share of them."""
    return f"{peer:>9.2f} {ours / peer:>6.2f}" if ours is not None and peer is not None else f"{'fails':>9} {'':>6}"


def main() -> int:
    python = sys.executable
    forensics = [python, "-m", "forensics"]
    print(f"median of {RUNS} runs, wall seconds; each peer in the same run\n")
    print(f"{'repository':<48} {'commits':>8} {'trace':>7} {'log -S':>9} {'ratio':>6} {'PyDriller':>9} {'ratio':>6}")
    for name, folder, key in repositories():
        counted = subprocess.run(
            ["git", "-C", str(folder), "rev-list", "--branches", "--tags", "--remotes", "--count"],
            capture_output=True,
            text=True,
            check=True,
        )
        commits = int(counted.stdout)
        ours = seconds([*forensics, "trace", key, "--repo", str(folder), "--format", "json"])
        # The refs that both read: heads, remotes and tags (--all would add a copy's refs/pull/*, which a clone does not have).
        git = seconds(["git", "-C", str(folder), "log", "--branches", "--tags", "--remotes", "-S", key.rpartition(".")[2], "--format=%H"])
        driller = f"{'left out':>9}"
        if commits <= PYDRILLER_COMMITS:
            driller = beside(ours, seconds([python, "-c", PYDRILLER, str(folder), key.rpartition(".")[2]], runs=1))
        shown = f"{ours:>7.2f}" if ours is not None else f"{'fails':>7}"
        print(f"{name:<48} {commits:>8,} {shown} {beside(ours, git)} {driller}", flush=True)
    print("\nstart-up, wall milliseconds")
    for label, command in (
        ("python -c pass", [python, "-c", "pass"]),
        ("import forensics", [python, "-c", "import forensics"]),
        ("import typer", [python, "-c", "import typer"]),
        ("import git", [python, "-c", "import git"]),
        ("forensics --help", [*forensics, "--help"]),
    ):
        print(f"  {label:<20} {(seconds(command, runs=max(RUNS, 7)) or 0.0) * 1000:>6.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
