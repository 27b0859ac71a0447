"""From a question to its answer: `investigate` is the route of a trace; the smaller questions have routes of their own beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forensics.investigate.repositories import opened_at, quiet

if TYPE_CHECKING:
    from forensics.investigate.route import investigate

__all__ = ["investigate", "opened_at", "quiet"]


def __getattr__(name: str) -> Any:
    """A trace's route leads through all rooms: whoever asks for less need not import them."""
    if name == "investigate":
        from forensics.investigate.route import investigate

        return investigate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
