"""What somebody promised about a change, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise in a message, ticket or comment (`event`). `kind`: to carry a value on, to make it permanent, that it is temporary, or
    how far it reaches; `state` at the report's moment, by which events (`by`), and which environments are `left`."""

    event: str
    kind: Literal["carry_on", "permanent", "temporary", "scope"]
    quote: str
    state: Literal["kept", "open", "broken"]
    why: str
    by: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
