"""Measures one repository, real or made, and the start-up: ours and the peers in turns."""

from __future__ import annotations

import compileall
import sys
import tempfile
from pathlib import Path

import forensics
from benchmarks.speed.copying import copy, git, object_folders, refs
from benchmarks.speed.ours import BARE, FORENSICS, Asking, after_new_commits, ahead, sizes, warm
from benchmarks.speed.peers import FLOOR, PARSED, PYTHON, floor, parsed, sampled, searches
from benchmarks.speed.results import Figures, Grown, Measured
from benchmarks.speed.stages import stages
from benchmarks.speed.taken import Taken
from benchmarks.speed.timing import Command, rounds
from benchmarks.synthetic import KEY, Shape, make_repository

# Slow ones, once each; the others in turns with ours.
_ONCE = ("-G", "-m -S")


def repository(name: str, place: Path, key: str, runs: int, seconds: float) -> Measured:
    """A repository, of which nothing is changed. `seconds`: how long each Python peer's sample may take."""
    with tempfile.TemporaryDirectory(prefix="forensics-benchmark-") as made:
        folder = Path(made)
        mirror = copy(place.resolve(), folder / "repo", refs(place))
        asking = Asking(mirror, key, folder / "cache")
        _read_packs(place)
        peers = searches(mirror, key)
        quick = {"cold": asking.cold, FLOOR: floor(mirror), **{peer: peers[peer] for peer in peers if peer not in _ONCE}}
        taken = rounds(quick, runs)
        taken |= rounds({peer: peers[peer] for peer in _ONCE}, 1)
        taken |= warm(asking, runs)
        built = Asking(mirror, key, folder / "built")
        taken |= rounds({PARSED: parsed(mirror)}, 1) | ahead(built)
        found = sizes(place, asking, built)
        taken |= _grown(place, key, folder / "grown", runs)
        taken |= {peer: sampled(peer, mirror, key, seconds) for peer in PYTHON}
        spent = stages(mirror, key)
    return Measured(name, key, _commits(place), _commits(place, "--merges"), taken, found, spent)


def growth(shape: Shape) -> Grown:
    """A made repository, each way once."""
    with tempfile.TemporaryDirectory(prefix="forensics-benchmark-") as made:
        folder = Path(made)
        place = folder / "repo"
        make_repository(place, shape)
        asking = Asking(place, KEY, folder / "cache")
        log = ("git", "-C", str(place), "log", "--all")
        peers = {"--raw": Command((*log, "--raw")), "-S": Command((*log, "-S", KEY))}
        taken = rounds({"cold": asking.cold, **peers}, 1) | warm(asking, 1)
        taken |= _grown(place, KEY, folder / "grown", 1)
    return Grown(shape.commits, shape.files, shape.keys, shape.changes, taken)


def start_up(runs: int) -> Figures:
    compileall.compile_dir(str(Path(forensics.__file__).parent), quiet=2)
    python = sys.executable
    commands = {
        "python -c pass": (python, "-c", "pass"),
        "import forensics": (python, "-c", "import forensics"),
        "import typer": (python, "-c", "import typer"),
        "a bare typer program": (*BARE, "name"),
        "its --help": (*BARE, "--help"),
        "import git": (python, "-c", "import git"),
        "forensics --help": (*FORENSICS, "--help"),
    }
    return rounds({name: Command(words) for name, words in commands.items()}, max(runs, 7))


def _grown(place: Path, key: str, folder: Path, runs: int) -> dict[str, Taken | None]:
    folder.mkdir()
    taken = after_new_commits(place.resolve(), key, folder, runs)
    return {} if taken is None else {"new commits": taken}


def _commits(place: Path, *more: str) -> int:
    return int(git(place, "rev-list", "--branches", "--tags", "--remotes", "--count", *more))


def _read_packs(place: Path) -> None:
    """Into the page cache, so that who comes first doesn't wait for the disk."""
    for folder in object_folders(place):
        for pack in (folder / "pack").glob("*"):
            with pack.open("rb") as stream:
                while stream.read(1 << 24):
                    pass
