"""People's notes brought to the episodes of a report: each is found again by its setting, when it opened, and its values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from forensics.investigate.stating import file_now
from forensics.keys import Key, canon
from forensics.model import Episode, Gap, Note, Noted, Setting
from forensics.notes import FILE, Notes, read_notes
from forensics.question import Question, QuestionError
from forensics.reconstruct.equivalence import same
from forensics.secret_shapes import MASKED

if TYPE_CHECKING:
    from forensics.collect.git import Repository


@dataclass(frozen=True, slots=True)
class Kept:
    """The notes of one repository, or those given by hand: `repository` is what leads its settings' ids where several are told of."""

    notes: Notes
    repository: str = ""


def notes_of(question: Question, repository: Repository) -> Kept:
    """What `forensics-notes.toml` at the root holds, as the work tree has it (in a bare repository, the mainline). A file that is no
    TOML is a gap here: nobody named it. Nothing where notes were given by hand."""
    if question.notes is not None:
        return Kept(Notes())
    try:
        return Kept(read_notes(file_now(repository, FILE) or b""), repository.path)
    except QuestionError as error:
        return Kept(Notes(gaps=(Gap(FILE, str(error)),)), repository.path)


def given_notes_of(question: Question) -> Kept:
    """The notes given by hand. Raises QuestionError where they are no TOML."""
    return Kept(read_notes(question.notes, "the notes given") if question.notes is not None else Notes())


def noted(
    kept: Sequence[Kept], settings: Sequence[Setting], question: Question, several: bool
) -> tuple[tuple[Noted, ...], tuple[Gap, ...]]:
    """The notes on the episodes that are told, oldest first, and a gap for each that has none any more.

    Notes on other keys are not this report's, and what was written after the question's moment was not known then.
    """
    found: list[Noted] = []
    gaps = [gap for one in kept for gap in one.notes.gaps]
    for one in kept:
        for written in one.notes.notes:
            note = _led(written, one.repository, settings) if several and one.repository else written
            if note.at > question.as_of:
                continue
            mine = [setting for setting in settings if setting.id == note.setting]
            if not mine and not _asked_for(note, question.key):
                continue
            on = _on(note, mine, question.since)
            if isinstance(on, Noted):
                found.append(on)
            elif on:
                gaps.append(Gap("notes", on))
    return tuple(sorted(found, key=lambda one: (one.note.at, one.episode))), tuple(gaps)


def _asked_for(note: Note, key: str) -> bool:
    """Whether a note whose setting is not told is on the key that was asked for, by its key or by its setting's own path."""
    path = tuple(note.setting.rpartition("#")[2].split("."))
    return canon(note.key) == canon(key) or Key(key).tier(path) is not None


def _led(note: Note, repository: str, settings: Iterable[Setting]) -> Note:
    """The note with its setting's id as it is told among several repositories."""
    known = {setting.id for setting in settings}
    led = f"{repository}:{note.setting}"
    return replace(note, setting=led) if note.setting not in known and led in known else note


def _on(note: Note, settings: Sequence[Setting], since: datetime | None) -> Noted | str:
    """The note on its episode, or one sentence that says why there is none; empty where that episode is not told of."""
    episodes = [episode for setting in settings for episode in setting.episodes]
    opened = f"{note.opened_at:%Y-%m-%d %H:%MZ}"
    exact = [one for one in episodes if one.opened_at == note.opened_at]
    exact = [one for one in exact if _alike(note, one)] or exact
    if exact:
        return _noted(note, exact[0], "" if _alike(note, exact[0]) else "its values have changed since")
    near = [one for one in episodes if _alike(note, one) and (one.closed_at is None or one.closed_at > note.opened_at)]
    near = [one for one in near if one.opened_at <= note.at]
    if len(near) == 1:
        return _noted(note, near[0], f"it is now known to have opened at {near[0].opened_at:%Y-%m-%d %H:%MZ}, and not at {opened}")
    if since is not None and note.opened_at < since:
        return ""
    return f"the note of {note.at:%Y-%m-%d} is on an episode of {note.setting} that opened at {opened}, and there is none such any more"


def _noted(note: Note, episode: Episode, since: str) -> Noted:
    return Noted(episode.id, note, episode.verdict.kind == note.verdict if episode.verdict else None, since)


def _alike(note: Note, episode: Episode) -> bool:
    """Whether the episode has the values that the note was written on; a masked one says nothing, for its mask is another user's."""
    written, now = dict(note.values), dict(episode.values)
    pairs = ((written.get(name), now.get(name)) for name in written.keys() | {name for name, value in now.items() if value is not None})
    return all(same(*pair) or any(value and MASKED.search(value) for value in pair) for pair in pairs)
