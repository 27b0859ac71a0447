"""The folders of what can be made anew: where they lie, the user's alone, and bounded in size."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path


def cache_folder() -> Path | None:
    """`forensics` in XDG_CACHE_HOME, else in ~/.cache; None where there is no home."""
    stated = os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(stated) if Path(stated).is_absolute() else Path("~/.cache").expanduser()
    except RuntimeError:
        return None
    return base / "forensics"


def history_folder() -> Path | None:
    """Where the indexes of history lie; None where there is no home."""
    folder = cache_folder()
    return None if folder is None else folder / "history"


def is_own(seen: os.stat_result) -> bool:
    """Whether a file or folder is the caller's alone."""
    if os.name != "posix":
        return True
    return seen.st_uid == os.geteuid() and not stat.S_IMODE(seen.st_mode) & 0o077


def own_folder(folder: Path) -> bool:
    """Makes the folder where it isn't there; False where it is not the caller's alone. Raises OSError where it can't be made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return is_own(folder.lstat())


def newest_first(folder: Path) -> list[tuple[Path, int]]:
    """The files of a folder with their sizes, those used last first."""
    known = []
    for place in folder.iterdir():
        with contextlib.suppress(OSError):
            seen = place.lstat()
            known.append((seen.st_mtime_ns, seen.st_size, place))
    return [(place, size) for _, size, place in sorted(known, reverse=True)]
