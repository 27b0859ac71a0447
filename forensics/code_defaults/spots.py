"""A place where code names a key, and what is found there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text where a key's name stands inside an idiom. `lead` is where the idiom begins."""

    text: str
    language: str
    lead: int
    start: int
    end: int

    @property
    def name(self) -> str:
        return self.text[self.start : self.end]

    @property
    def comment(self) -> str:
        return "#" if self.language in ("python", "ruby", "shell", "elixir") else "//"


class Found(NamedTuple):
    """A read: its default as written (None: no default stands beside it), and where it ends."""

    default: str | None
    end: int
