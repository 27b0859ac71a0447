"""`forensics keys [PATTERN]`: the settings that exist, with their current values per environment."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from forensics.cli import AFTERWARDS, NOT_FOUND
from forensics.cli.asking import AllRefsOption, NoPagerOption, ProgressLine, RepoOption, show_paged


def keys(
    pattern: Annotated[str | None, typer.Argument(help="A part of the name, or a pattern with * and ?.")] = None,
    repo: RepoOption = None,
    differing: Annotated[bool, typer.Option("--differing", help="Only those whose environments differ now.")] = False,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show secrets instead of masking them.")] = False,
    all_refs: AllRefsOption = False,
    no_pager: NoPagerOption = False,
) -> None:
    """The settings that exist now, with their values."""
    from forensics.caching import history_folder
    from forensics.investigate.places import known_settings
    from forensics.investigate.remembering import Remembering
    from forensics.present.tables import keys_table
    from forensics.redacting import redacted_values

    progress, remembering = ProgressLine(), Remembering(history_folder())
    AFTERWARDS.append(remembering.write)
    found = 0
    tables = []
    for path in repo or (".",):
        known = known_settings(path, pattern, int(datetime.now(UTC).timestamp()), all_refs, progress, remembering)
        progress.done()
        shown = [one for one in known if not differing or len(set(one.values.values())) > 1]
        found += len(shown)
        tables.append(keys_table(redacted_values(shown, reveal)))
    show_paged(lambda _: "".join(tables), no_pager)
    if not found:
        sys.stderr.write("forensics: no setting matches; `forensics environments --all` shows which files were looked at\n")
        raise typer.Exit(NOT_FOUND)
