"""Where the files of a repository belong and which settings they hold now, without tracing a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forensics.investigate import opened_at
from forensics.investigate.catalogue import Known, catalogue, matching
from forensics.investigate.mining import OWN, Mined, Progress, mine
from forensics.investigate.remembering import NOTHING, Remembering
from forensics.investigate.stating import stated_in, unmatched
from forensics.model import Gap, Place

if TYPE_CHECKING:
    from forensics.collect.git import Repository


@dataclass(frozen=True, slots=True)
class Places:
    """The layout of a repository: environments in order with their branch, each file's place, and the files left out with why."""

    path: str
    mainline: str
    mainline_rule: str
    branches: tuple[tuple[str, str], ...]
    placed: tuple[Place, ...]
    left_out: tuple[tuple[str, str], ...]
    gaps: tuple[Gap, ...]


def places(path: str, as_of: int, all_refs: bool, progress: Progress, remembering: Remembering = NOTHING) -> Places:
    """Every configuration file at the end of the environments' branches. Raises RepositoryError, QuestionError."""
    with opened_at(path) as repository:
        mined, idle = _without_key(repository, as_of, all_refs, progress, remembering)
        files = sorted(
            {path for line in mined.lines.values() if line.commits for path, _ in repository.files(mined.history.commits[line.commits[-1]])}
        )
        gaps = (*repository.gaps, *idle)
    from forensics.parse import format_of

    known = [file for file in files if format_of(file) is not None and file not in OWN]
    found = [(file, mined.layout.place(file)) for file in known]
    facts = mined.facts
    return Places(
        path=facts.path,
        mainline=facts.mainline,
        mainline_rule=facts.mainline_rule,
        branches=facts.branches,
        placed=tuple(place for _, place in found if place is not None),
        left_out=tuple((file, mined.layout.why_not(file)) for file, place in found if place is None),
        gaps=gaps,
    )


def known_settings(
    path: str, pattern: str | None, as_of: int, all_refs: bool, progress: Progress, remembering: Remembering = NOTHING
) -> tuple[Known, ...]:
    """The settings that exist now and match a pattern. Raises RepositoryError, QuestionError."""
    with opened_at(path) as repository:
        mined, _ = _without_key(repository, as_of, all_refs, progress, remembering)
        return matching(catalogue(repository, mined, progress), pattern)


def _without_key(
    repository: Repository, as_of: int, all_refs: bool, progress: Progress, remembering: Remembering
) -> tuple[Mined, tuple[Gap, ...]]:
    """The layout and the lines, no file's versions; and what is stated and reaches nothing."""
    stated, where = stated_in(repository)
    mined = mine(repository, None, stated, as_of, all_refs, progress, remembering.of(repository))
    return mined, unmatched(stated, where, mined)
