"""The store: messages, tickets and accounts that a sync brought, with their versions, in one private SQLite file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .schema import StoreError
    from .store import Store, Wrote, open_store
    from .windows import Covered, left_to_read

__all__ = ["Covered", "Store", "StoreError", "Wrote", "left_to_read", "open_store"]
_WHERE = dict.fromkeys(("Store", "Wrote", "open_store"), "store") | dict.fromkeys(("Covered", "left_to_read"), "windows")
_WHERE["StoreError"] = "schema"


def __getattr__(name: str) -> Any:
    """Where a store would lie is asked by every trace, what reads one only by few: it is imported once it is asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
