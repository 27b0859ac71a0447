"""`forensics environments`: which file went where, and by which rule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from forensics.cli.asking import AllRefsOption, ProgressLine, RepoOption, show


def environments(
    repo: RepoOption = None,
    all_files: Annotated[bool, typer.Option("--all", help="Also list the files that belong to no environment, and why.")] = False,
    all_refs: AllRefsOption = False,
) -> None:
    """Which file belongs to which environment, by which rule."""
    from forensics.investigate.places import places
    from forensics.present.tables import environments_table

    progress = ProgressLine()
    for path in repo or (".",):
        found = places(path, int(datetime.now(UTC).timestamp()), all_refs, progress)
        progress.done()
        show(environments_table(found, all_files))
