"""What the figures of a run come to: the least and the most of each ratio over all repositories, and the slopes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.speed.results import Results
from benchmarks.speed.tables import points, table, times
from benchmarks.speed.taken import Taken, ratio, slope

# A search that takes less is over before a program in Python has begun: there it is seconds that count, not ratios.
_WORTH = 1.0


def told(results: Results) -> str:
    """The table; a line for each ratio that could be taken anywhere."""
    lines = [(words, times(min(found)), times(max(found)), str(len(found))) for words, found in ratios(results) if found]
    more = [cold.seconds - search.seconds for cold, search in _short(results)]
    if more:
        lines.insert(1, ("cold, beyond `git log -S` where that takes less", f"{min(more):.2f} s", f"{max(more):.2f} s", str(len(more))))
    lines += [(words, "", f"{found:.2f}", "") for words, found in slopes(results)]
    return table(("", "least", "most", "repositories"), lines)


def ratios(results: Results) -> Iterator[tuple[str, list[float]]]:
    """What is held against what → the ratio in each repository where both were measured."""
    each = [one.taken for one in results.repositories]
    long = [taken for taken in each if (search := taken.get("-S")) is not None and search.seconds > _WORTH]
    yield "cold, over `git log -S` where that takes over a second", _there(ratio(one.get("cold"), one.get("-S")) for one in long)
    yield "cold, over `git log -m -S`, which sees merges", _there(ratio(one.get("cold"), one.get("-m -S")) for one in each)
    yield "cold, over the floor", _there(ratio(one.get("cold"), one.get("floor")) for one in each)
    yield "PyDriller, over cold", _there(ratio(one.get("PyDriller"), one.get("cold")) for one in each)
    yield "GitPython's own idiom, over cold", _there(ratio(one.get("GitPython"), one.get("cold")) for one in each)
    yield "asked again, over the start of a bare typer program", _there(ratio(one.get("again"), one.get("bare")) for one in each)
    yield "after 100 new commits, over one from the index", _there(ratio(one.get("new commits"), one.get("index")) for one in each)
    yield "`forensics index`, over a parse of everything", _there(ratio(one.get("build"), one.get("parsed")) for one in each)
    yield "a key's first trace with that index, over one without", _there(ratio(one.get("another key"), one.get("first")) for one in each)
    yield (
        "the index, over git's objects",
        [one.sizes["index"] / one.sizes["objects"] for one in results.repositories if {"index", "objects"} <= one.sizes.keys()],
    )


def slopes(results: Results) -> Iterator[tuple[str, float]]:
    """How cost grew over the last step of made repositories."""
    ways = {"cold": "cold", "--raw": "`git log --raw`", "index": "from the index", "again": "asked again"}
    for way, words in ways.items():
        found = slope(points(results.growth, way)) if results.growth else None
        if found is not None:
            yield f"slope over commits, {words}", found


def _short(results: Results) -> Iterator[tuple[Taken, Taken]]:
    """A cold trace and the search beside it, of the repositories where the search is over at once."""
    for one in results.repositories:
        cold, search = one.taken.get("cold"), one.taken.get("-S")
        if cold is not None and search is not None and search.seconds <= _WORTH:
            yield cold, search


def _there(found: Iterable[float | None]) -> list[float]:
    return [one for one in found if one is not None]
