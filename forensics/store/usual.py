"""Where a user's store lies when they don't say."""

from __future__ import annotations

import os
from pathlib import Path

from .schema import StoreError


def usual_path() -> Path:
    """`forensics/store.db` in XDG_DATA_HOME, else in ~/.local/share. StoreError where there is no home."""
    stated = os.environ.get("XDG_DATA_HOME", "")
    try:
        base = Path(stated) if Path(stated).is_absolute() else Path("~/.local/share").expanduser()
    except RuntimeError:
        raise StoreError("There is no home folder for the store: name a file with --store.") from None
    return base / "forensics" / "store.db"
