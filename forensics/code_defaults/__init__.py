"""Where code reads a key, and the default that it reads it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forensics.code_defaults.languages import is_code

if TYPE_CHECKING:
    from forensics.code_defaults.reading import reads_in

__all__ = ["is_code", "reads_in"]


def __getattr__(name: str) -> Any:
    """Most code names no key: what reads code is imported once some does."""
    if name == "reads_in":
        from forensics.code_defaults.reading import reads_in

        return reads_in
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
