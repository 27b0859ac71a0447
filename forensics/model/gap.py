"""What could not be read is a value of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something that was looked for and could not be read: where it is, and why it stayed unread."""

    where: str
    why: str
