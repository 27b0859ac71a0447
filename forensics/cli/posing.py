"""The options of a trace → its question, and the last question kept, so that `forensics show N` goes on from it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forensics.cli.live import existing_store, history_file, live_file

if TYPE_CHECKING:
    from forensics.question import Question

_KEPT = "last-trace.json"


def question_of(
    key: str,
    *,
    repo: Sequence[str] | None = None,
    slack: str | None = None,
    jira: str | None = None,
    live: Sequence[str] | None = None,
    shell_history: Sequence[str] | None = None,
    events: Sequence[str] | None = None,
    store: Path | None = None,
    contract: Path | None = None,
    notes: Path | None = None,
    as_of: str | None = None,
    since: str | None = None,
    env: Sequence[str] | None = None,
    setting: str | None = None,
    all_refs: bool = False,
    verify_objects: bool = False,
) -> Question:
    """The question that options ask. Raises QuestionError, with one sentence, where one of them can't be read."""
    from forensics.question import Question
    from forensics.when import moment

    now = datetime.now(UTC).replace(microsecond=0)
    by_hand = _given(contract, notes)
    return Question(
        key=key,
        repositories=tuple(repo or (".",)),
        as_of=moment(as_of, "--as-of", now) or now,
        since=moment(since, "--since", now),
        environments=tuple(env or ()),
        setting=setting,
        contract=by_hand[0],
        notes=by_hand[1],
        all_refs=all_refs,
        verify_objects=verify_objects,
        slack=slack,
        jira=jira,
        store=existing_store(store),
        live=tuple(live_file(one) for one in live or ()),
        shell_history=tuple(history_file(one) for one in shell_history or ()),
        events=tuple(events or ()),
    )


def _given(contract: Path | None, notes: Path | None) -> tuple[bytes | None, bytes | None]:
    """The bytes of a contract and of notes given by hand; what reads them is imported only where there are any."""
    if contract is None and notes is None:
        return None, None
    from forensics.investigate.stating import given_contract, given_notes

    return given_contract(contract), given_notes(notes)


def keep(question: Question, of_now: bool, contract: Path | None) -> None:
    """Remembers a question, whether it was asked as of no named moment, and the folder that its paths start from, nothing of its
    answer, in a private file; where that can't be, in silence: it is a convenience."""
    from forensics.fingerprints import state_folder
    from forensics.writing import WriteRefused, write_text

    kept = {
        "folder": str(Path.cwd()),
        "key": question.key,
        "repositories": question.repositories,
        "as_of": question.as_of.isoformat(),
        "of_now": of_now,
        "since": question.since.isoformat() if question.since else None,
        "environments": question.environments,
        "setting": question.setting,
        "contract": str(contract) if contract else None,
        "all_refs": question.all_refs,
        "slack": question.slack,
        "jira": question.jira,
        "store": question.store,
        "live": [[one.environment, one.time.isoformat() if one.time else None, one.path] for one in question.live],
        "shell_history": [[one.environment, None, one.path] for one in question.shell_history],
        "events": question.events,
    }
    try:
        folder = state_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_text(folder / _KEPT, json.dumps(kept, indent=1) + "\n", force=True)
    except (OSError, WriteRefused):
        return


def last_question() -> tuple[Question, bool]:
    """The question of the last trace, and whether it was asked as of no named moment; goes to the folder in which it was asked. Raises
    QuestionError where none is kept, or what is kept can't be read."""
    from forensics.fingerprints import state_folder
    from forensics.question import QuestionError

    try:
        if not (state_folder() / _KEPT).exists():
            raise QuestionError("no trace has been made yet: name the key as well, forensics show N KEY")
        kept = json.loads((state_folder() / _KEPT).read_text(encoding="utf-8"))
        os.chdir(kept["folder"])
        return _question(kept), kept.get("of_now") is True
    except (OSError, ValueError, KeyError, TypeError):
        raise QuestionError("the last trace can't be read back: name the key as well, forensics show N KEY") from None


def _question(kept: dict[str, Any]) -> Question:
    from forensics.question import LiveFile, Question

    def time(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None

    return Question(
        key=kept["key"],
        repositories=tuple(kept["repositories"]),
        as_of=datetime.fromisoformat(kept["as_of"]).astimezone(UTC),
        since=time(kept["since"]),
        environments=tuple(kept["environments"]),
        setting=kept["setting"],
        contract=_given(Path(kept["contract"]) if kept["contract"] else None, None)[0],
        all_refs=kept["all_refs"],
        slack=kept["slack"],
        jira=kept["jira"],
        store=kept["store"],
        live=tuple(LiveFile(environment, time(when), path) for environment, when, path in kept["live"]),
        shell_history=tuple(LiveFile(environment, time(when), path) for environment, when, path in kept["shell_history"]),
        events=tuple(kept["events"]),
    )
