"""SQLite files that are their user's alone."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path

from forensics.caching import is_own, newest_first


def connected(place: Path, seconds: float) -> sqlite3.Connection | None:
    """The file opened, to wait so many seconds for another's lock; None where there is none. OSError where it, or its folder, is not the
    caller's alone, or it is no file."""
    try:
        seen = place.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(seen.st_mode) or not is_own(seen) or not is_own(place.parent.lstat()):
        raise OSError("not a file of the caller's own")
    address = "file:" + str(place.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=seconds, isolation_level=None)
    connection.text_factory = bytes  # there are no texts in it: what a damaged file gives for one need not be readable
    return connection


def create(place: Path) -> None:
    """Makes the file, where there is none: SQLite would make it as the umask says. Its journal copies its mode."""
    with suppress(FileExistsError):
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def remove(place: Path) -> None:
    """As far as that can be done."""
    for name in (place, journal_of(place)):
        with suppress(OSError):
            name.unlink()


def journal_of(place: Path) -> Path:
    return Path(f"{place}-journal")


def make_room(folder: Path, suffix: str, most_bytes: int) -> None:
    """Lets go of the files with a suffix that were unused for longest, where a folder holds more."""
    left = most_bytes
    for place, size in newest_first(folder):
        left -= size
        if left < 0 and place.suffix == suffix:
            remove(place)
