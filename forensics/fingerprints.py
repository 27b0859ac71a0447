"""The user's own key for fingerprints of secrets: where it lies, and how it comes to be."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forensics.model import Gap

KEY_FILE = "fingerprint.key"
_KEY_BYTES = 32


def state_folder() -> Path:
    """Where this user's fingerprint key lives (XDG_STATE_HOME, else ~/.local/state)."""
    stated = os.environ.get("XDG_STATE_HOME", "")
    base = Path(stated) if Path(stated).is_absolute() else Path("~/.local/state").expanduser()
    return base / "forensics"


def load_or_make_key(folder: Path, random_bytes: Callable[[int], bytes] = os.urandom) -> tuple[bytes, Gap | None]:
    """The user's fingerprint key from `folder` (0600, made on first use), or a key for this run only and a Gap that says why.

    A key that others can read is not used: with it, fingerprints of short secrets can be guessed.
    """
    path = folder / KEY_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, random_bytes(_KEY_BYTES))
        seen = path.lstat()
        if not stat.S_ISREG(seen.st_mode) or (os.name == "posix" and stat.S_IMODE(seen.st_mode) & 0o077):
            return random_bytes(_KEY_BYTES), _alone("others can read it")
        key = path.read_bytes()
    except OSError as problem:
        return random_bytes(_KEY_BYTES), _alone(problem.strerror or type(problem).__name__)
    if len(key) != _KEY_BYTES:
        return random_bytes(_KEY_BYTES), _alone("not a key of 32 bytes")
    return key, None


def _alone(why: str) -> Gap:
    from forensics.model import Gap  # here, as the nouns take longer to import than the key to read

    return Gap(KEY_FILE, f"{why}; fingerprints of this run compare with no other run")


def _write_once(path: Path, key: bytes) -> None:
    """Puts the whole key there at once; where another run was faster, its key stays."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(key)
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
