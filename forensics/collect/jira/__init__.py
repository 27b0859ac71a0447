"""Reads tickets out of Jira: its exports, and the living service. What can't be read is said, never raised."""

from .export import Export, read_export, stream_export
from .moves import mark_bulk
from .reading import former_keys

__all__ = ["Export", "former_keys", "mark_bulk", "read_export", "stream_export"]
