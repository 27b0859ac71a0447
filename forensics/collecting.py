"""How often Python looks for cycles among what is no longer used."""

from __future__ import annotations

import gc


def collect_seldom() -> None:
    """For a process that reads: it makes millions of small values and hardly a cycle among them, and at its usual rhythm the collector
    takes a fifth of a trace."""
    gc.set_threshold(100_000, 30, 30)
