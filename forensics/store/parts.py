"""Several columns of bytes as one body, and back."""

from __future__ import annotations

import struct
from collections.abc import Sequence


def joined(parts: Sequence[bytes]) -> bytes:
    """The parts one after another, their lengths before them."""
    return _lengths(len(parts)).pack(*map(len, parts)) + b"".join(parts)


def taken_apart(body: bytes, count: int) -> list[bytes]:
    """The `count` parts of `joined`. ValueError for anything else."""
    lengths = _lengths(count)
    if len(body) < lengths.size or sum(lengths.unpack_from(body)) + lengths.size != len(body):
        raise ValueError("columns are cut off")
    parts, start = [], lengths.size
    for length in lengths.unpack_from(body):
        parts.append(body[start : start + length])
        start += length
    return parts


def _lengths(count: int) -> struct.Struct:
    return struct.Struct(f"<{count}Q")
