"""After a first trace: the inventory of all settings is taken in the background, as git packs a repository after a fetch."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from forensics.caching import history_folder, own_folder
from forensics.collecting import collect_seldom

if TYPE_CHECKING:
    from forensics.store.history import HistoryIndex

# Of fewer versions another key's first trace is quick without it.
_WORTH_AN_INVENTORY = 2_000
_LOCK = "ahead.lock"
_START = "import sys; sys.path[:] = sys.argv[3:]; from forensics.cli.ahead import build; build(sys.argv[1], sys.argv[2] == 'all')"


def look_ahead(indexes: Sequence[tuple[str, HistoryIndex]], all_refs: bool) -> None:
    """Starts a process for each repository (its path, and its index) that has an index, many versions, and no inventory."""
    for path, index in indexes:
        held = index.held()
        if held is None or held.known or held.versions < _WORTH_AN_INVENTORY or not _can_be_started():
            continue
        with suppress(OSError, ValueError):  # a path with a NUL is none
            subprocess.Popen(
                [sys.executable, "-I", "-c", _START, path, "all" if all_refs else "", *map(os.path.abspath, sys.path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            sys.stderr.write("forensics: all settings are read in the background, for traces of other keys\n")


def _can_be_started() -> bool:
    """Whether a process of this program can be started, and told to stay behind all others."""
    return os.name == "posix" and bool(sys.executable) and not getattr(sys, "frozen", False)


def build(path: str, all_refs: bool) -> None:
    """Brings a repository's index up to date, with what time others leave; nothing where another such process is at work."""
    import fcntl

    from forensics.collect.git import RepositoryError
    from forensics.investigate.indexing import indexed
    from forensics.investigate.remembering import Remembering

    folder = history_folder()
    if folder is None or not own_folder(folder):
        return
    os.nice(19)
    collect_seldom()
    with Path(folder, _LOCK).open("a") as lock, suppress(OSError, RepositoryError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        indexed(path, all_refs, lambda *_: None, Remembering(folder))
