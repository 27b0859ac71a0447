"""Tracks written down by hand, for tests of what is made of them."""

from __future__ import annotations

from collections.abc import Iterable

from forensics.layering import SYSTEMS
from forensics.model import Layer
from forensics.reconstruct.tracks import Stack, Step, Track


def drawn(environment: str, keypath: str, steps: Iterable[Step]) -> Track:
    """A track of one dotenv file per environment."""
    path = f"{environment}.env"
    stack = Stack(environment, (keypath,), ((0, (Layer(path, "file name"),)),), path, SYSTEMS["dotenv"])
    return Track("{env}.env", keypath, (keypath,), environment, "main", tuple(steps), stack)
