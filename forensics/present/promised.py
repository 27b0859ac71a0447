"""What was promised about the changes, and whether it was kept."""

from __future__ import annotations

from collections.abc import Sequence

from forensics.model import Promised
from forensics.present.page import Page
from forensics.present.words import Roles, number_of

_KINDS = {"carry_on": "to be carried on", "permanent": "to be made permanent", "temporary": "meant to be temporary", "scope": "its reach"}
_TONES = {"kept": "good", "open": "open", "broken": "bad"}


def promise_words(one: Promised) -> str:
    """`to be carried on; production has not got the value`."""
    return f"{_KINDS[one.kind]}; {one.why}"


def promised(page: Page, promises: Sequence[Promised], roles: Roles) -> None:
    """A section with each promise, its state and its words; nothing where there is none."""
    if not promises:
        return
    page.heading("PROMISED")
    for one in promises:
        quote = f"“{roles.text(one.quote)}”"
        cites = " ".join(f"[{number_of(cite)}]" for cite in (one.event, *one.by))
        told = [(quote, "value"), (promise_words(one), "plain"), (cites, "cite")]
        page.wrapped([("  ", "plain"), (one.state.ljust(7), _TONES[one.state])], told, 9)
