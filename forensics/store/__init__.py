"""The store: messages, tickets and accounts that a sync brought, with their versions, in one private SQLite file."""

from .schema import StoreError
from .store import Store, Wrote, open_store
from .windows import Covered, left_to_read

__all__ = ["Covered", "Store", "StoreError", "Wrote", "left_to_read", "open_store"]
