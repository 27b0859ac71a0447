"""The results as Markdown tables: ratios first, with the seconds they come from beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.speed.results import Grown, Measured, Results
from benchmarks.speed.stages import WHOLE
from benchmarks.speed.taken import Taken, ratio, slope

FAILS = "fails"
NONE = "–"
_SEARCHES = {
    "-S": "`-S`",
    "-S, files": "`-S`, configuration files",
    "-G": "`-G`",
    "-m -S": "`-m -S`",
    "floor": "the floor",
}
_LIBRARIES = {"PyDriller": "PyDriller", "GitPython": "GitPython", "GitPython, files": "GitPython, configuration files"}
_WAYS = {
    "first": "first",
    "index": "from the index",
    "again": "again",
    "bare": "a bare typer program",
    "show": "`show 1`",
    "slip": "a slip",
    "new commits": "100 new commits",
}
_AHEAD = {
    "parsed": "all parsed",
    "build": "`forensics index`",
    "first": "a first trace",
    "another key": "with that index",
}
_SIZES = {
    "objects": "git's objects",
    "index": "the index",
    "memory, cold": "memory, cold",
    "memory, index": "from the index",
    "memory, again": "again",
}
_STAGES = {
    "loading": "loading",
    "walk": "the walk",
    "reading": "reading versions",
    "stacks": "stacks",
    "neighbours": "neighbours",
    "judging": "judging",
}
GROWING = {
    "cold": "cold",
    "index": "from the index",
    "again": "again",
    "new commits": "100 new commits",
    "--raw": "`git log --raw`",
    "-S": "`git log -S`",
}


def told(results: Results) -> str:
    """All tables, each under its heading; those that have nothing are left out."""
    parts = {
        "Cold, beside git's own searches": searches(results.repositories),
        "Where a cold trace's time goes, in seconds": stages(results.repositories),
        "Cold, beside Python libraries": libraries(results.repositories),
        "From what an earlier trace kept": kept(results.repositories),
        "Built ahead": ahead(results.repositories),
        "Memory and disk, MB": sizes(results.repositories),
        "How cost grows": growth(results.growth),
        "Start-up": start_up(results.start_up),
    }
    return "\n".join(f"### {heading}\n{lines}" for heading, lines in parts.items() if lines)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of pipes: the first column's words to the left, the rest to the right. Empty where there are no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    marks = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join((f"| {' | '.join(heads)} |", f"| {' | '.join(marks)} |", *lines, ""))


def searches(repositories: Sequence[Measured]) -> str:
    """A cold trace's time over that of each of git's searches."""
    heads = ("repository, key", "commits", "merges", "cold trace", *_SEARCHES.values())
    rows = (
        (_named(one), f"{one.commits:,}", f"{one.merges:,}", _seconds(one.taken, "cold"), *_times(one, "cold", _SEARCHES))
        for one in repositories
    )
    return table(heads, rows)


def stages(repositories: Sequence[Measured]) -> str:
    """Seconds of each stage of a cold trace."""
    heads = ("repository, key", "whole", *_STAGES.values(), "the rest")
    rows = (
        (_named(one), *(f"{some:.2f}" for some in (one.stages[WHOLE], *told, one.stages[WHOLE] - sum(told))))
        for one in repositories
        if one.stages
        for told in [[one.stages.get(stage, 0.0) for stage in _STAGES]]
    )
    return table(heads, rows)


def libraries(repositories: Sequence[Measured]) -> str:
    """How often a cold trace goes into the time of each library."""
    heads = ("repository, key", "cold trace", *_LIBRARIES.values())
    rows = (
        (_named(one), _seconds(one.taken, "cold"), *(_slower(one.taken, peer) for peer in _LIBRARIES)) for one in repositories
    )  # fmt: skip
    return table(heads, rows)


def kept(repositories: Sequence[Measured]) -> str:
    """The first trace, and those after it."""
    heads = ("repository, key", *_WAYS.values(), "again × a bare program", "100 new commits × from the index")
    rows = (
        (
            _named(one),
            *(_seconds(one.taken, way) for way in _WAYS),
            times(ratio(one.taken.get("again"), one.taken.get("bare"))),
            times(ratio(one.taken.get("new commits"), one.taken.get("index"))),
        )
        for one in repositories
    )
    return table(heads, rows)


def ahead(repositories: Sequence[Measured]) -> str:
    """What is built ahead beside a parse of everything, and what it gives to the first trace of a key."""
    heads = ("repository, key", *_AHEAD.values(), "index × all parsed", "with it × a first trace")
    rows = (
        (
            _named(one),
            *(_seconds(one.taken, way) for way in _AHEAD),
            times(ratio(one.taken.get("build"), one.taken.get("parsed"))),
            times(ratio(one.taken.get("another key"), one.taken.get("first"))),
        )
        for one in repositories
    )
    return table(heads, rows)


def sizes(repositories: Sequence[Measured]) -> str:
    heads = ("repository, key", *_SIZES.values())
    return table(heads, ((_named(one), *(_size(one.sizes, name) for name in _SIZES)) for one in repositories))


def growth(grown: Sequence[Grown]) -> str:
    """The made repositories by their size, and the slope of each column over the last step in commits alone."""
    heads = ("commits", "files", "keys in each", "changes of ours", *GROWING.values())
    rows = [
        (f"{one.commits:,}", f"{one.files:,}", f"{one.keys:,}", f"{one.changes:,}", *(_seconds(one.taken, way) for way in GROWING))
        for one in grown
    ]
    if len(by_commits(grown)) > 1:
        rows.append(("slope", "", "", "", *(_slope(grown, way) for way in GROWING)))
    return table(heads, rows)


def start_up(taken: Mapping[str, Taken | None]) -> str:
    return table(("what", "milliseconds"), ((name, NONE if one is None else f"{one.seconds * 1000:.0f}") for name, one in taken.items()))


def by_commits(grown: Sequence[Grown]) -> list[Grown]:
    """Those that differ from the first in nothing but their commits, the smallest first."""
    alike = [one for one in grown if (one.files, one.keys, one.changes) == (grown[0].files, grown[0].keys, grown[0].changes)]
    return sorted(alike, key=lambda one: one.commits)


def points(grown: Sequence[Grown], way: str) -> list[tuple[float, float]]:
    """(commits, seconds) of one way of asking, where it was measured."""
    return [(one.commits, taken.seconds) for one in by_commits(grown) if (taken := one.taken.get(way)) is not None]


def line(one: Measured) -> str:
    """What is said of a repository as soon as it is measured."""
    beside = (f"{name} {_ratio_and_seconds(one.taken, 'cold', name)}" for name in ("-S", "-m -S", "floor"))
    ways = (f"{way} {_seconds(one.taken, way)}" for way in ("cold", "index", "again"))
    return f"{one.name}: {', '.join((*ways, *beside))}"


def _named(one: Measured) -> str:
    return f"{one.name}, `{one.key}`"


def _times(one: Measured, way: str, peers: Iterable[str]) -> Iterator[str]:
    return (_ratio_and_seconds(one.taken, way, peer) for peer in peers)


def _ratio_and_seconds(taken: Mapping[str, Taken | None], way: str, peer: str) -> str:
    found = ratio(taken.get(way), taken.get(peer))
    beside = _seconds(taken, peer)
    return beside if found is None else f"{times(found)} of {beside}"


def _slower(taken: Mapping[str, Taken | None], peer: str) -> str:
    found, one = ratio(taken.get(peer), taken.get("cold")), taken.get(peer)
    if found is None or one is None:
        return _seconds(taken, peer)
    about = f" ± {_rounded(one.error)}, from {one.sampled:,} of {one.of:,} commits" if one.extrapolated else ""
    return f"{times(found)} ({_seconds(taken, peer)}{about})"


def _seconds(taken: Mapping[str, Taken | None], name: str) -> str:
    if name not in taken:
        return NONE
    one = taken[name]
    return FAILS if one is None else f"{_rounded(one.seconds)} s"


def _rounded(seconds: float) -> str:
    return f"{seconds:,.0f}" if seconds >= 100 else f"{seconds:.1f}" if seconds >= 10 else f"{seconds:.2f}"


def times(found: float | None) -> str:
    """A ratio in the figures that it has."""
    return NONE if found is None else f"{found:,.0f} ×" if found >= 100 else f"{found:.1f} ×" if found >= 10 else f"{found:.2f} ×"


def _size(sizes: Mapping[str, float], name: str) -> str:
    return f"{sizes[name]:,.1f}" if name in sizes else NONE


def _slope(grown: Sequence[Grown], way: str) -> str:
    found = slope(points(grown, way))
    return NONE if found is None else f"{found:.2f}"
