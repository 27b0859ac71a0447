"""`make speed`: docs/speed.md and its two pictures, of what the last `make benchmark` measured.

    python -m benchmarks.speed.page [RESULTS [FOLDER]]

A run on few repositories makes a page that says at its head that it is a trial.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.speed import summary, tables
from benchmarks.speed.pictures import by_commits, by_repository
from benchmarks.speed.results import Results, from_json

HERE = Path(__file__).parents[2]
RESULTS = HERE / "benchmarks" / "built" / "speed.json"
# So many repositories, of which two have more commits than this, are what the comparison is meant for.
_ENOUGH, _LARGE = 6, 80_000
_TRIAL = "> **A trial run on {}, not the comparison that this page is for.** Its figures only show how the page looks.\n\n"
_LEAD = """
Measured on {} with version {} ({}). Every figure is the wall time of a whole process, the page cache warm, and each row is of one run. What
is quick was run {}, what takes long once. The ratios are what to look at; the seconds are this machine's.
`make benchmark` measures, `make speed` makes this page.
"""
_BESIDE = """
A cell tells how many times as long as the search a cold trace takes, and the search's own seconds: less than 1 × is faster. A cold trace
keeps nothing and takes up nothing. Plain `-S` finds less: it skips merges (`-m` has them), and a change of a value whose line keeps the
name. `-S, configuration files` is told which files to look into. *The floor* is what a reader of all history hardly gets below on two
cores: git's own walk, in two halves, and each version of a configuration file once through `git cat-file`, with nothing parsed.
"""
_STAGES = """
Of one more run, with a clock at each stage. *Loading*: what is imported. *The walk*: git lists all commits, and what landed. *Reading
versions*: each version of a configuration file is looked into for the key, and parsed where it can hold it, on all processors. *Stacks*:
what kustomize, Helm and their like lay upon one another, at each commit at which that changed. *Neighbours*: what else changed in the
key's files around its changes. *Judging*: what is weighed, and by what is usual. `git log -S` does the second of these and a part of the
third; the others are what it doesn't tell.
"""
_LIBRARIES = """
What people write first in Python: a loop over the commits, each one's diff, and the key looked for in it. That takes minutes to hours,
so commits are drawn by lot and the rest is extrapolated, give or take two standard errors. It favours the libraries: what PyDriller's
own loop adds is not counted, nor the second parents of merges in GitPython's. *Configuration files*: `iter_commits(paths=…)` and
diffs of these paths alone.
"""
_KEPT = """
The *first* trace leaves an index. *From the index*: the next one, without the answer that was kept. *Again*: the same question, answered
by that answer; in turns with it, five times at least, a typer program that does nothing. *`show 1`* opens a citation of it. *A slip*: the
key with its last letter twice, from the index: it is nowhere, all is looked through, and names near to it are found. *100 new commits*:
the mainline is set back by a hundred of its own commits, traced, and moved on; this is the trace that finds them.
"""
_AHEAD = """
`forensics index` builds the index of history and takes an inventory of all versions of configuration files, from nothing: where each entry
stands, and which are equal, without values. *All parsed*: the walk, and each of these versions parsed once, on all processors, nothing
kept. *A first trace*: of a repository that was never asked; *with that index*: of a key that was never asked.
"""
_SIZES = """
Memory is the most that our own process had resident at once; the gits that it starts come on top. *git's objects*: what the commits that
are read take in the packs. *The index*: with the inventory, and what was read of one key.
"""
_GROWS = """
Made repositories: one value changed per commit, by lot; the key that is asked for belongs to one of the services and changes forty times
whatever the size, but where *changes of ours* says otherwise. *Slope*: by which power of the commits the time grew over the last step: 1
is ten times the time for ten times the commits, 0 is none more.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: heading, what is said, the table, and the picture as file name, alternative text and drawing."""

    heading: str
    said: str
    table: Callable[[Results], str]
    picture: tuple[str, str, Callable[[Results], str]] | None = None


PARTS = (
    Part("In short", "", lambda one: summary.told(one)),
    Part(
        "Beside git",
        _BESIDE,
        lambda one: tables.searches(one.repositories),
        ("speed-by-repository.svg", "Seconds of a trace and of what people run instead", lambda one: by_repository(one.repositories)),
    ),
    Part("Where a cold trace's time goes, in seconds", _STAGES, lambda one: tables.stages(one.repositories)),
    Part("Beside Python libraries", _LIBRARIES, lambda one: tables.libraries(one.repositories)),
    Part("From what an earlier trace kept", _KEPT, lambda one: tables.kept(one.repositories)),
    Part("Built ahead", _AHEAD, lambda one: tables.ahead(one.repositories)),
    Part("Memory and disk, in MB", _SIZES, lambda one: tables.sizes(one.repositories)),
    Part(
        "How cost grows",
        _GROWS,
        lambda one: tables.growth(one.growth),
        ("speed-by-commits.svg", "Seconds over the number of commits", lambda one: by_commits(one.growth)),
    ),
    Part("Start-up, in milliseconds", "", lambda one: tables.start_up(one.start_up)),
)


def page(results: Results) -> dict[str, str]:
    """File name → content. What was not measured has no part of the page; the repositories stand by their size."""
    ordered = replace(results, repositories=tuple(sorted(results.repositories, key=lambda one: one.commits)))
    told = [f"# How long a trace takes\n\n{_lead(ordered)}"]
    files: dict[str, str] = {}
    for part in PARTS:
        lines = part.table(ordered)
        if not lines:
            continue
        paragraphs = [f"## {part.heading}", part.said.strip(), lines.strip()]
        if part.picture is not None:
            name, alternative, drawn = part.picture
            files[name] = drawn(ordered)
            paragraphs.insert(1, f"![{alternative}]({name})")
        told.append("\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n")
    return {"speed.md": "\n".join(told), **files}


def _lead(results: Results) -> str:
    times = "once" if results.runs == 1 else f"{results.runs} times in turns and the median taken"
    said = _LEAD.format(results.day, results.version, results.machine, times).lstrip()
    large = sum(one.commits > _LARGE for one in results.repositories)
    return said if len(results.repositories) >= _ENOUGH and large >= 2 else _TRIAL.format(_named(results)) + said


def _named(results: Results) -> str:
    names = [one.name for one in results.repositories]
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else (names or ["no real repository"])[0]


def main(arguments: Sequence[str]) -> int:
    """2 where there are no results that can be read."""
    place = Path(arguments[0]) if arguments else RESULTS
    folder = Path(arguments[1]) if len(arguments) > 1 else HERE / "docs"
    try:
        results = from_json(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        print(f"{place} has no results of a benchmark ({trouble}): `make benchmark` writes them", file=sys.stderr)
        return 2
    folder.mkdir(exist_ok=True)
    for name, content in page(results).items():
        (folder / name).write_text(content, encoding="utf-8")
        print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
