"""A folder of answers that were given before: private, bounded in size, and never in the way where it can't be used."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from hashlib import blake2b
from pathlib import Path

_SUFFIX = ".answer"
_DIGEST = 16
_MOST_BYTES = 256_000_000


class Shelf:
    """Keeps bytes under a mark. Several processes may share a folder: what is put there appears whole or not at all."""

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES) -> None:
        self._folder, self._most = folder, most_bytes

    def get(self, mark: bytes) -> bytes | None:
        """What was put under the mark; None where there is nothing, or what is there is damaged or not the caller's own."""
        place = self._place(mark)
        try:
            with place.open("rb") as stream:
                if not _is_own(os.fstat(stream.fileno())):
                    return None
                content = stream.read()
            os.utime(place)  # what is asked for stays longest
        except OSError:
            return None
        digest, body = content[:_DIGEST], content[_DIGEST:]
        return body if _digest(mark, body) == digest else None

    def put(self, mark: bytes, body: bytes) -> bool:
        """Puts bytes under a mark, and lets go of those unasked for longest; False where nothing can be kept there."""
        if len(body) > self._most // 4:
            return False
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_own(self._folder.lstat()):
                return False
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as stream:
                try:
                    stream.write(_digest(mark, body) + body)
                    stream.flush()
                    os.replace(stream.name, self._place(mark))  # noqa: PTH105  of a name, not a Path
                except BaseException:
                    os.unlink(stream.name)  # noqa: PTH108  likewise
                    raise
            self._make_room()
        except OSError:
            return False
        return True

    def _place(self, mark: bytes) -> Path:
        return self._folder / f"{mark.hex()}{_SUFFIX}"

    def _make_room(self) -> None:
        """Removes the oldest answers beyond the bound, and what a process that was killed left behind."""
        known = []
        for place in self._folder.iterdir():
            with contextlib.suppress(OSError):
                seen = place.lstat()
                known.append((seen.st_mtime_ns, seen.st_size, place))
        left = self._most
        for number, (_, size, place) in enumerate(sorted(known, reverse=True)):
            left -= size
            if left < 0 or (place.suffix == ".part" and number > 8):
                with contextlib.suppress(OSError):
                    place.unlink()


def _is_own(seen: os.stat_result) -> bool:
    """Whether a file or folder is the caller's alone."""
    if os.name != "posix":
        return True
    return seen.st_uid == os.geteuid() and not stat.S_IMODE(seen.st_mode) & 0o077


def _digest(mark: bytes, body: bytes) -> bytes:
    return blake2b(mark + body, digest_size=_DIGEST).digest()
