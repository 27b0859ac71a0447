"""What several commands share: options, the progress line, and standard output."""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import dataclass
from typing import Annotated

import typer

from forensics.cli import OK

RepoOption = Annotated[
    list[str] | None,
    typer.Option(
        "--repo", metavar="PATH", help="A git repository, bare or not; several make one trace. Default: the one around the current folder."
    ),
]
AllRefsOption = Annotated[bool, typer.Option("--all-refs", help="Mine every ref, not just HEAD, branches, remotes and tags.")]


@dataclass(frozen=True, slots=True)
class Look:
    """What the terminal can show: its width in cells, colours, and more than ASCII."""

    width: int
    colour: bool
    unicode: bool


def screen(to_screen: bool = True) -> Look:
    """How standard output is to be drawn on; `to_screen` False: a file, 80 cells wide or COLUMNS, without colour."""
    watched = to_screen and sys.stdout is not None and sys.stdout.isatty()
    width = shutil.get_terminal_size((80, 24)).columns if watched else int(os.environ.get("COLUMNS") or 80)
    plain = not watched or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    encoding = (sys.stdout.encoding or "ascii").lower() if to_screen and sys.stdout is not None else "utf-8"
    return Look(max(40, width), not plain, encoding.startswith("utf"))


def show(text: str) -> None:
    """Writes to standard output and flushes it. WriteRefused where that can't be; a reader that has gone ends the command with 0."""
    from forensics.writing import WriteRefused

    if sys.stdout is None:
        raise WriteRefused("standard output is closed: name a file with -o")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as trouble:
        _forget_the_rest()
        if isinstance(trouble, BrokenPipeError):
            raise typer.Exit(OK) from None  # here, as typer would make a 1 of it
        raise WriteRefused(f"standard output can't be written: {trouble.strerror}") from trouble


def _forget_the_rest() -> None:
    """What is still buffered would be written once more at the interpreter's end, and fail there with a traceback."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


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
