"""`forensics environments`: which file went where, and by which rule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from forensics.cli import AFTERWARDS
from forensics.cli.asking import AllRefsOption, NoPagerOption, ProgressLine, RepoOption, show_paged


def environments(
    repo: RepoOption = None,
    all_files: Annotated[bool, typer.Option("--all", help="Also list the files that belong to no environment, and why.")] = False,
    all_refs: AllRefsOption = False,
    no_pager: NoPagerOption = False,
) -> None:
    """Which file belongs to which environment, by which rule."""
    from forensics.caching import history_folder
    from forensics.investigate.places import places
    from forensics.investigate.remembering import Remembering
    from forensics.present.tables import environments_table

    progress, remembering = ProgressLine(), Remembering(history_folder())
    AFTERWARDS.append(remembering.write)
    tables = []
    for path in repo or (".",):
        found = places(path, int(datetime.now(UTC).timestamp()), all_refs, progress, remembering)
        progress.done()
        tables.append(environments_table(found, all_files))
    show_paged(lambda _: "".join(tables), no_pager)
