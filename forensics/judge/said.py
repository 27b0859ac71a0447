"""What somebody said of a change or of the key, as the judge is given it: values only, read out of the words before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Naming = Literal["key", "words", "no"]


@dataclass(frozen=True, slots=True)
class Vow:
    """A promise or a scope in somebody's words. `reach` is a scope's (`everywhere`, `only`, `first`, `on purpose`, `held`); `environments`
    those that it names; `due` when it was to be kept, where a day was said; `left`: those that it has not reached."""

    kind: Literal["carry_on", "permanent", "temporary", "scope"]
    quote: str
    reach: str | None = None
    environments: tuple[str, ...] = ()
    due: datetime | None = None
    state: Literal["kept", "open", "broken"] | None = None
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: a commit's message, a chat message, a ticket's text or a comment. `event` is the id to cite.

    `about`: event ids of the changes that it is linked to, each with the link's strength. `names`: how it names the key, if it does.
    `environments`: those it speaks of, as the repository writes them. `tones`: in what manner (`correlate.languages.tones`). `ticket`:
    the ticket that it is or belongs to; `closed`: that ticket is closed at the report's moment, `in_bulk`: together with others by
    one hand. `thread`: the id that its thread shares. `left`: whoever said it has left. `asks`: it is a question.
    """

    event: str
    time: datetime
    kind: Literal["commit", "message", "ticket", "comment"]
    text: str
    about: tuple[tuple[str, float], ...] = ()
    names: Naming = "no"
    environments: tuple[str, ...] = ()
    vows: tuple[Vow, ...] = ()
    tones: frozenset[str] = frozenset()
    ticket: str | None = None
    closed: bool = False
    in_bulk: bool = False
    thread: str = ""
    left: bool = False
    asks: bool = False

    def strength(self, event: str) -> float:
        """How strongly it is linked to a change; 0 where it isn't."""
        return max((strength for to, strength in self.about if to == event), default=0.0)
