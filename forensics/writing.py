"""Writing a result to a file: whole or not at all, never over what must not be replaced."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

# A document of this size was not written by people; reading it whole would only exhaust the memory.
LARGEST = 64 * 1024 * 1024


class WriteRefused(Exception):
    """The target can't or must not be written; the message is the one sentence to show."""


def write_text(target: Path, text: str, force: bool) -> Path:
    """Writes `text` as UTF-8, as `write_bytes` does."""
    return write_bytes(target, text.encode("utf-8", errors="backslashreplace"), force)


def write_bytes(target: Path, content: bytes, force: bool) -> Path:
    """Writes `content` with mode 0600 through a temporary file beside the target; returns the target.

    Raises WriteRefused for an existing file without `force`, for anything that is not a regular file (a rename would replace a
    device node), and where the folder can't be written.
    """
    try:
        found = target.lstat()
    except FileNotFoundError:
        found = None
    except OSError as error:
        raise WriteRefused(f"{target}: can't be written: {error.strerror}") from error
    if found is not None and not stat.S_ISREG(found.st_mode):
        raise WriteRefused(f"{target}: is not a regular file, and is never replaced: name another one")
    if found is not None and not force:
        raise WriteRefused(f"{target}: exists already: use --force to overwrite it")
    return _replace(target, content, None)


def existing(path: Path) -> bytes:
    """A regular file's bytes. Raises WriteRefused for a missing file, a link, a device, a folder, and one that can't be read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        why = "is not a regular file" if path.is_symlink() else f"can't be read: {error.strerror}"
        raise WriteRefused(f"{path}: {why}") from error
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise WriteRefused(f"{path}: is not a regular file")
        if found.st_size > LARGEST:
            raise WriteRefused(f"{path}: is larger than {LARGEST // 1024 // 1024} MB")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def rewrite(target: Path, change: Callable[[bytes], bytes]) -> Path:
    """Replaces an existing regular file by what `change` makes of its bytes, keeping its mode; leaves it alone where that is the same.
    Raises WriteRefused as `existing` does, where the folder can't be written, and where somebody else wrote the file meanwhile."""
    old = existing(target)
    new = change(old)
    if new != old:
        mode = stat.S_IMODE(target.lstat().st_mode)
        if existing(target) != old:
            raise WriteRefused(f"{target}: was changed by somebody else just now: run it again")
        _replace(target, new, mode)
    return target


def _replace(target: Path, content: bytes, mode: int | None) -> Path:
    try:
        handle, name = tempfile.mkstemp(prefix=".forensics-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                if mode is not None:
                    os.fchmod(file.fileno(), mode)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)  # there only where the writing failed
    except OSError as error:
        raise WriteRefused(f"{target}: can't be written: {error.strerror}") from error
    return target
