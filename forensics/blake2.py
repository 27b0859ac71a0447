"""BLAKE2b for who must be quick: hashlib loads OpenSSL beside it, which takes a tenth of the time in which a kept answer is printed."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # where CPython has it; hashlib hands out the same
except ImportError:
    from hashlib import blake2b

__all__ = ["blake2b"]
