"""What each way of asking takes: cold, first, from the index, again, a citation, a slip, after new commits; and its memory and disk."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.speed.copying import before_the_newest, copy, git, point
from benchmarks.speed.taken import Taken
from benchmarks.speed.timing import Command, peak, rounds

FORENSICS = (sys.executable, "-m", "forensics")
BARE = (sys.executable, "-c", "import typer; app = typer.Typer(); app.command()(lambda name: None); app()")
AS_OF = "2026-11-20T00:00:00Z"  # an answer to a question of now is kept for ten minutes only
NEW = 100  # commits that are new in the last measurement


class Asking:
    """One question to one repository, with a cache folder of its own."""

    def __init__(self, repository: Path, key: str, cache: Path) -> None:
        self._where = ("--repo", str(repository))
        where = (*self._where, "--as-of", AS_OF)
        self._words = (*FORENSICS, "trace", key, *where, "--format", "json")
        self._show = (*FORENSICS, "show", "1", key, *where)
        self._slip = (*FORENSICS, "trace", key + key[-1], *where, "--format", "json")
        self._environment = {"XDG_CACHE_HOME": str(cache)}
        self._kept = cache / "forensics"

    @property
    def cold(self) -> Command:
        return Command((*self._words, "--no-cache"), self._environment)

    @property
    def again(self) -> Command:
        return Command(self._words, self._environment)

    @property
    def index(self) -> Command:
        """From the index: without the answers that were kept."""
        return Command(self._words, self._environment, lambda: shutil.rmtree(self._kept / "reports", ignore_errors=True))

    @property
    def show(self) -> Command:
        """The first citation of the answer that was kept."""
        return Command(self._show, self._environment)

    @property
    def slip(self) -> Command:
        """The key with its last letter twice, which is nowhere: suggestions are made."""
        return Command(self._slip, self._environment, status=1)

    @property
    def build(self) -> Command:
        """The index of history and the inventory of all settings, ahead of any trace."""
        return Command((*FORENSICS, "index", *self._where), self._environment)

    @property
    def index_bytes(self) -> int:
        return sum(file.stat().st_size for file in (self._kept / "history").rglob("*") if file.is_file())


def warm(asking: Asking, runs: int) -> dict[str, Taken | None]:
    """The first trace, which keeps; then from the index; from the answer itself, in turns with a program that does nothing; last a key
    that is not there."""
    taken = rounds({"first": asking.index}, 1)
    taken |= rounds({"index": asking.index}, runs)
    taken |= rounds({"again": asking.again, "show": asking.show, "bare": Command((*BARE, "name"))}, max(runs, 5))
    return taken | rounds({"slip": asking.slip}, 1)


def ahead(asking: Asking) -> dict[str, Taken | None]:
    """All that `forensics index` builds, from nothing; then a trace of a key that nobody has asked for."""
    return rounds({"build": asking.build}, 1) | rounds({"another key": asking.again}, 1)


def after_new_commits(repository: Path, key: str, folder: Path, runs: int) -> Taken | None:
    """The trace that finds NEW commits more than the one before; None where the history is too short."""
    pair = before_the_newest(repository, NEW)
    if pair is None:
        return None
    then, now = pair
    cache, kept = folder / "cache", folder / "kept"
    made = copy(repository, folder / "repo", then)
    asking = Asking(made, key, cache)
    rounds({"first": asking.again}, 1)
    cache.rename(kept)
    point(made, now)

    def as_before() -> None:
        shutil.rmtree(cache, ignore_errors=True)
        shutil.copytree(kept, cache)

    return rounds({"grown": Command(asking.again.words, asking.again.environment, as_before)}, runs)["grown"]


def sizes(repository: Path, asking: Asking, built: Asking) -> dict[str, float]:
    """MB: of the objects as git keeps them, of the index that was built ahead, and the peak memory of our own process cold, from the
    index and again."""
    kept = git(repository, "rev-list", "--objects", "--disk-usage", "--branches", "--tags", "--remotes", "--missing=allow-any")
    found = {"objects": int(kept) / 1e6, "index": built.index_bytes / 1e6}
    peaks = {"memory, cold": asking.cold, "memory, index": asking.index, "memory, again": asking.again}
    return found | {name: most for name, command in peaks.items() if (most := peak(command)) is not None}
