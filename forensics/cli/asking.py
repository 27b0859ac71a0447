"""What several commands share: options, the progress line, and standard output."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from typing import Annotated, NamedTuple

import typer

from forensics.cli import OK

RepoOption = Annotated[
    list[str] | None,
    typer.Option(
        "--repo", metavar="PATH", help="A git repository, bare or not; several make one trace. Default: the one around the current folder."
    ),
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="No progress on standard error; of a trace the verdict alone.")]
VerboseOption = Annotated[bool, typer.Option("-v", "--verbose", help="Every row and source; on standard error, what took how long.")]
NoPagerOption = Annotated[bool, typer.Option("--no-pager", help="Never show a long result through a pager.")]
AllRefsOption = Annotated[bool, typer.Option("--all-refs", help="Mine every ref, not just HEAD, branches, remotes and tags.")]


class Look(NamedTuple):  # which is made in a fifth of a dataclass's time: every command waits for this one
    """What the terminal can show: its width in cells, colours, more than ASCII, and links (OSC 8)."""

    width: int
    colour: bool
    unicode: bool
    links: bool = False


def screen(to_screen: bool = True) -> Look:
    """How standard output is to be drawn on; `to_screen` False: a file, 80 cells wide or COLUMNS, without colour.

    NO_COLOR counts where it is not empty (no-color.org); TERM=dumb and what is no terminal get text alone.
    """
    watched = to_screen and sys.stdout is not None and sys.stdout.isatty()
    width = shutil.get_terminal_size((80, 24)).columns if watched else _columns()
    plain = not watched or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM", "") in ("", "dumb")
    encoding = (sys.stdout.encoding or "ascii").lower() if to_screen and sys.stdout is not None else "utf-8"
    return Look(max(40, width), not plain, encoding.startswith("utf"), not plain and _has_links())


def _columns() -> int:
    stated = os.environ.get("COLUMNS", "")
    return int(stated) if stated.isdecimal() and int(stated) else 80


# Terminals that state themselves by name and show OSC 8 links; what is not known gets none, as a stranger may print them as rubbish.
_LINKING_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "WarpTerminal"})
_LINKING_TERMS = frozenset({"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour", "wezterm"})


def _has_links() -> bool:
    """Whether the terminal is known for OSC 8 hyperlinks; FORCE_HYPERLINK=1 or 0 decides where it is set. None inside tmux or screen."""
    forced = os.environ.get("FORCE_HYPERLINK", "")
    if forced:
        return forced != "0"
    term = os.environ.get("TERM", "")
    if term.startswith(("tmux", "screen")) or os.environ.get("TMUX"):
        return False
    vte = os.environ.get("VTE_VERSION", "")
    if vte.isdecimal() and int(vte) >= 5000:
        return True
    known = os.environ.get("TERM_PROGRAM", "") in _LINKING_PROGRAMS or term in _LINKING_TERMS
    return known or bool(os.environ.get("WT_SESSION") or os.environ.get("KONSOLE_VERSION") or os.environ.get("DOMTERM"))


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


def show_paged(text: Callable[[bool], str], no_pager: bool) -> None:
    """Shows a text on standard output, through a pager where it is a terminal and the text higher than that. `text` is told whether
    links may stand in it: a pager may not know them."""
    if not no_pager and sys.stdout is not None and sys.stdout.isatty():
        from forensics.cli.paging import pager

        plain = text(False)
        command = pager(plain.count("\n"))
        if command is not None and command.shows(plain):
            return
    show(text(True))


def _forget_the_rest() -> None:
    """What is still buffered would be written once more at the interpreter's end, and fail there with a traceback."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


class ProgressLine:
    """Tells on standard error how far a long run is: nothing in the first second, nothing where nobody watches.

    `quiet`: never anything; `verbose`: also, when a step ends, how long it took, whoever watches.
    """

    def __init__(self, quiet: bool = False, verbose: bool = False) -> None:
        self._began = self._told = self._step_began = time.monotonic()
        self._shown = False
        self._quiet = quiet
        self._verbose = verbose
        self._step: tuple[str, int] | None = None

    def __call__(self, what: str, count: int, total: int = 0) -> None:
        now = time.monotonic()
        if self._verbose and self._step is not None and self._step[0] != what:
            self._ended(now)
        self._step = (what, max(count, total))
        if self._quiet or now - self._began < 1.0 or now - self._told < 0.1 or not sys.stderr.isatty():
            return
        self._told = now
        self._shown = True
        of = f" of {total:,} ({min(count, total) * 100 // total}%)" if total else ""
        sys.stderr.write(f"\r\x1b[K{count:,}{of} {what}" if os.environ.get("TERM") != "dumb" else f"{count:,}{of} {what}\n")
        sys.stderr.flush()

    def _ended(self, now: float) -> None:
        """One line for the step that is over."""
        self._away()
        what, count = self._step or ("", 0)
        sys.stderr.write(f"forensics: {count:,} {what} in {now - self._step_began:.2f} s\n")
        self._step_began = now

    def done(self) -> None:
        """Takes the line away again; with `verbose`, tells of the last step and of all."""
        now = time.monotonic()
        if self._verbose and self._step is not None:
            self._ended(now)
            sys.stderr.write(f"forensics: {now - self._began:.2f} s in all\n")
        self._away()

    def _away(self) -> None:
        if self._shown and os.environ.get("TERM") != "dumb":
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        self._shown = False
