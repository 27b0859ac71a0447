"""Where a key stands that has no setting at the moment asked for: in other environments, only later, or on no branch that counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from forensics.investigate.looking import Looking
from forensics.investigate.mining import Mined, mine
from forensics.investigate.tracking import tracks_of
from forensics.keys import Key
from forensics.model import Gap
from forensics.question import Question
from forensics.stated import Stated

if TYPE_CHECKING:
    from forensics.collect.git import Repository


def elsewhere(looking: Looking, mined: Mined, question: Question, stated: Stated) -> Gap | None:
    """What the history says of a key that was found nowhere as asked; None where no version of any file has it."""
    repository, key = looking.repository, looking.key
    others = dict.fromkeys(track.environment for track in tracks_of(mined, repository, key, ()).tracks) if question.environments else {}
    if others:
        return Gap(question.key, f"it is set in {', '.join(others)}, and in none of the environments that were asked for")
    end = max((time for time in mined.history.times if time is not None), default=0)
    if end > question.as_of.timestamp():
        # Files that landed later have no place in the layout of the moment asked for, so their contents were not read: once more.
        found = _first(mine(repository, key, stated, end, question.all_refs, looking.progress, looking.index), repository, key)
        if found is not None:
            landed, path = found
            return Gap(
                question.key, f"it appears later: it first landed on {landed:%Y-%m-%d %H:%M} UTC, in {path}; ask as of then or after"
            )
    if mined.contents.hits or looking.into_all(mined).contents.hits:
        return Gap(question.key, f"it stands only in versions that never landed on {mined.mainline} or a branch of an environment")
    return None


def _first(mined: Mined, repository: Repository, key: Key) -> tuple[datetime, str] | None:
    """When and where the key first had a value."""
    first = min(
        (
            (step.landed, step.reading.path)
            for track in tracks_of(mined, repository, key, ()).tracks
            for step in track.steps
            if step.exists and step.reading.state == "present"
        ),
        default=None,
    )
    return (datetime.fromtimestamp(first[0], UTC), first[1]) if first else None
