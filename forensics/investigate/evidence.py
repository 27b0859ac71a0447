"""What was seen running: the files of live evidence that a question names, read, and how much of each kind there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from forensics.keys import Key
from forensics.model import LiveRead, Source
from forensics.question import Question, QuestionError
from forensics.reconstruct.equivalence import names_of

# Larger files are left out with a gap: a state file of a large estate has some fifty million bytes.
_MOST_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """All live evidence of a question, nothing of it later than `as_of`, with a source for each kind that was given."""

    read: LiveRead = field(default_factory=LiveRead)
    sources: tuple[Source, ...] = ()

    @property
    def given(self) -> bool:
        return bool(self.sources)


def evidence_for(question: Question, key: Key) -> Evidence:
    """Reads the files that a question names. Raises QuestionError, with one sentence, where one can't be opened."""
    if not (question.live or question.shell_history or question.events):
        return Evidence()
    from forensics.collect.live import joined, read_events, read_live, read_shell_history

    live = [
        read_live(content, one.environment, one.time, key, where)
        for one in question.live
        for where, content in _contents("--live", one.path)
    ]
    typed = [
        read_shell_history(content, one.environment, key, where)
        for one in question.shell_history
        for where, content in _contents("--shell-history", one.path)
    ]
    rows = [read_events(content, key, where) for path in question.events for where, content in _contents("--events", path)]
    reads = {"live": joined(LiveRead.joined(live)), "shell-history": LiveRead.joined(typed), "events": LiveRead.joined(rows)}
    given = {"live": len(live), "shell-history": len(typed), "events": len(rows)}
    seen = {name: _until(read, question.as_of) for name, read in reads.items()}
    sources = tuple(_source(name, seen[name], given[name]) for name in seen if given[name])
    return Evidence(LiveRead.joined(seen.values()), sources)


def _contents(option: str, path: str) -> Iterator[tuple[str, bytes]]:
    """A file's bytes, or those of every file in a folder, as a snapshot writes them."""
    place = Path(path)
    try:
        files = sorted(one for one in place.iterdir() if one.is_file()) if place.is_dir() else [place]
        for file in files:
            if file.stat().st_size > _MOST_BYTES:
                raise QuestionError(f"{option} {path}: {file.name} is over {_MOST_BYTES // 1_000_000} MB: cut it to the object in question")
            yield str(file), file.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise QuestionError(f"{option} {path!r} can't be read ({why}): name an existing file") from error


def _until(read: LiveRead, as_of: datetime) -> LiveRead:
    """What a read holds that is not later than a moment; windows are cut there."""

    def early(time: datetime | None) -> bool:
        return time is None or time <= as_of

    return LiveRead(
        observations=tuple(one for one in read.observations if early(one.observed_at)),
        edits=tuple(one for one in read.edits if early(one.time)),
        rollouts=tuple(one for one in read.rollouts if early(one.time)),
        ownerships=tuple(one for one in read.ownerships if early(one.time)),
        watched=tuple(replace(one, until=min(one.until, as_of)) for one in read.watched if one.start <= as_of),
        happenings=tuple(one for one in read.happenings if early(one.time)),
        gaps=read.gaps,
    )


def _source(name: str, read: LiveRead, files: int) -> Source:
    times = [time for time in _times(read) if time is not None]
    count = len(read.observations) + len(read.edits) + len(read.happenings)
    kinds = (("value", read.observations), ("edit", read.edits), ("deploy", read.rollouts), ("row", read.happenings))
    held = [_number(len(some), what) for what, some in kinds if some]
    detail = f"{_number(files, 'file')}: {', '.join(held)}" if held else f"{_number(files, 'file')}: nothing of the key"
    return Source(name, "partial" if read.gaps else "complete", min(times, default=None), max(times, default=None), count, detail)


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _times(read: LiveRead) -> Iterable[datetime | None]:
    yield from (one.observed_at for one in read.observations)
    yield from (edit.time for edit in read.edits)
    yield from (rollout.time for rollout in read.rollouts)
    yield from (row.time for row in read.happenings)
    for window in read.watched:
        yield from (window.start, window.until)


def same_environment(named: str, environments: Sequence[str]) -> str | None:
    """The repository's name for an environment as somebody named it (`prod` for `production`, `stg` for `Staging`); None where it has
    none, or more than one that it could be. Where it knows no environments at all, the name stands as it was given."""
    if not environments:
        return named
    folded = named.casefold()
    exact = [one for one in environments if one == named] or [one for one in environments if one.casefold() == folded]
    if exact:
        return exact[0]
    alike = [one for one in environments if names_of(one) == names_of(named)]
    return alike[0] if len(alike) == 1 else None


def check_named(question: Question, environments: Sequence[str]) -> None:
    """Raises QuestionError where a file of live evidence is said to be of an environment that no repository has."""
    named = [("--live", one) for one in question.live] + [("--shell-history", one) for one in question.shell_history]
    for option, one in named:
        if same_environment(one.environment, environments) is None:
            known = ", ".join(environments)
            raise QuestionError(f"{option} {one.environment}={one.path}: there is no environment {one.environment!r}: choose among {known}")
