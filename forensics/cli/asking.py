"""Options that several commands share, and the progress line."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

RepoOption = Annotated[
    list[str] | None,
    typer.Option(
        "--repo", metavar="PATH", help="A git repository, bare or not; several make one trace. Default: the one around the current folder."
    ),
]
AllRefsOption = Annotated[bool, typer.Option("--all-refs", help="Mine every ref, not just HEAD, branches, remotes and tags.")]


class ProgressLine:
    """Tells on standard error how far a long run is: nothing in the first second, nothing where nobody watches."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()
        self._shown = False

    def __call__(self, what: str, count: int) -> None:
        now = time.monotonic()
        if now - self._began < 1.0 or now - self._told < 0.1 or not sys.stderr.isatty():
            return
        self._told = now
        self._shown = True
        sys.stderr.write(f"\r\x1b[K{count:,} {what}")
        sys.stderr.flush()

    def done(self) -> None:
        """Takes the line away again."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
