"""Where a user's store lies when they don't say."""

from __future__ import annotations

import os
from pathlib import Path


def usual_path() -> Path | None:
    """`forensics/store.db` in XDG_DATA_HOME, else in ~/.local/share; None where there is no home."""
    stated = os.environ.get("XDG_DATA_HOME", "")
    try:
        base = Path(stated) if Path(stated).is_absolute() else Path("~/.local/share").expanduser()
    except RuntimeError:
        return None
    return base / "forensics" / "store.db"
