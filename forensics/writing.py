"""Writing a result to a file: whole or not at all, never over what must not be replaced."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


class WriteRefused(Exception):
    """The target can't or must not be written; the message is the one sentence to show."""


def write_text(target: Path, text: str, force: bool) -> Path:
    """Writes `text` as UTF-8 with mode 0600 through a temporary file beside the target; returns the target.

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
    try:
        handle, name = tempfile.mkstemp(prefix=".forensics-", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)  # there only where the writing failed
    except OSError as error:
        raise WriteRefused(f"{target}: can't be written: {error.strerror}") from error
    return target
