"""What is asked for and does not exist is refused in one sentence that names what does; never told as if it held nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from forensics.investigate.stacks import BASE, SHARED
from forensics.question import Question, QuestionError


def check_times(question: Question) -> None:
    """Raises QuestionError where the stretch that is asked for is empty."""
    if question.since is not None and question.since > question.as_of:
        raise QuestionError(
            f"since ({question.since:%Y-%m-%d %H:%M} UTC) is later than as of ({question.as_of:%Y-%m-%d %H:%M} UTC): "
            "nothing lies between them; exchange the two"
        )


def check_environments(asked: Sequence[str], known: Collection[str]) -> None:
    """Raises QuestionError for an environment that no repository has."""
    for name in asked:
        if name in known or name in (BASE, SHARED):
            continue
        there = f"choose among {', '.join(known)}" if known else "none is known here; forensics environments shows how files were placed"
        raise QuestionError(f"there is no environment {name!r}: {there}")


def check_setting(asked: str | None, known: Sequence[str]) -> None:
    """Raises QuestionError where the setting to put first is not among those that the key has; where it has none, all is said."""
    if asked is None or not known or asked in known:
        return
    nearest = get_close_matches(asked, known, n=3, cutoff=0.0)
    raise QuestionError(f"this key has no setting {asked!r}: the nearest of its {len(known)} are {', '.join(nearest)}")
