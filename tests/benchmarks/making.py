"""Results as a run of the speed benchmark might leave them."""

from __future__ import annotations

from benchmarks.speed.results import Grown, Measured, Results
from benchmarks.speed.taken import Taken


def took(*runs: float) -> Taken:
    return Taken(runs)


def measured(name: str, commits: int, cold: float = 2.0, search: float = 4.0, **more: Taken | None) -> Measured:
    """A repository where PyDriller took 400 s, as extrapolated, and `-m -S` failed."""
    library = Taken((400.0,), 100, commits, 25.0)
    beside = {"cold": took(cold), "-S": took(search), "-m -S": None, "PyDriller": library}
    taken = beside | {way.replace("_", " "): one for way, one in more.items()}
    return Measured(name, "pool.size", commits, commits // 3, taken, {"objects": 20.0, "index": 5.0})


def grown(commits: int, cold: float, keys: int = 8) -> Grown:
    return Grown(commits, 24, keys, 40, {"cold": took(cold), "-S": took(commits / 1000)})


def results(*repositories: Measured, growth: tuple[Grown, ...] = ()) -> Results:
    return Results("abc123", "2 cores", "2026-11-27", 3, repositories, growth, {"a bare typer program": took(0.1)})
