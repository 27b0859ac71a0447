"""`forensics index`: reads the history and looks through all settings ahead of time, so that every trace begins where this one ended."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from forensics.caching import history_folder
from forensics.cli import INCOMPLETE, NOT_FOUND
from forensics.cli.asking import AllRefsOption, ProgressLine, QuietOption, RepoOption, VerboseOption, show


def index(
    repo: RepoOption = None,
    all_refs: AllRefsOption = False,
    forget: Annotated[bool, typer.Option("--forget", help="Remove the index of these repositories.")] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Build or refresh the index of history and of all settings, which traces take up again."""
    from forensics.investigate.indexing import forgotten, indexed
    from forensics.investigate.remembering import Remembering
    from forensics.present.clean import one_line

    folder = history_folder()
    status = 0
    for path in repo or (".",):
        progress = ProgressLine(quiet, verbose)
        began = time.monotonic()
        if forget:
            try:
                gone = forgotten(path, Remembering(folder))
            except OSError as trouble:
                sys.stderr.write(f"forensics: {one_line(path)}: its index can't be removed: {one_line(_why(trouble))}\n")
                status = INCOMPLETE
                continue
            told = f"{path}: its index was removed\n" if gone else f"{path}: there was no index\n"
            status = status or (0 if gone else NOT_FOUND)
        else:
            held, where = indexed(path, all_refs, progress, Remembering(folder))
            progress.done()
            if held is None:
                sys.stderr.write(f"forensics: {one_line(path)}: {where}\n")
                status = INCOMPLETE
                continue
            told = (
                f"{path}: {held.commits:,} commits with {held.changes:,} changes to {held.versions:,} versions of configuration files, "
                f"{held.known:,} contents looked through, readings of {held.keys:,} key{'' if held.keys == 1 else 's'}, "
                f"{_told(held.size)} at {where} ({time.monotonic() - began:.1f} s)\n"
            )
        if not quiet:
            show(one_line(told) + "\n")
    raise typer.Exit(status)


def _why(trouble: OSError) -> str:
    return f"{trouble.filename}: {trouble.strerror}" if trouble.filename else str(trouble)


def _told(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
