"""A folder of answers that were given before: private, bounded in size, and never in the way where it can't be used."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from forensics.blake2 import blake2b
from forensics.caching import is_own, newest_first, own_folder

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
                if not is_own(os.fstat(stream.fileno())):
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
            if not own_folder(self._folder):
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
        left = self._most
        for number, (place, size) in enumerate(newest_first(self._folder)):
            left -= size
            if left < 0 or (place.suffix == ".part" and number > 8):
                with contextlib.suppress(OSError):
                    place.unlink()


def _digest(mark: bytes, body: bytes) -> bytes:
    return blake2b(mark + body, digest_size=_DIGEST).digest()
