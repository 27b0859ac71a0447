"""A trace that was made before, of repositories that have not moved since: the same report, in print too, without a walk.

Kept are reports with their secrets masked, never what `--reveal` shows; of traces whose evidence lies in files, never of a live service.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from forensics.answers.outline import Outline, outline_of, read_outline
from forensics.answers.shelf import Shelf
from forensics.blake2 import blake2b
from forensics.caching import cache_folder
from forensics.cli import AFTERWARDS

if TYPE_CHECKING:
    from forensics.model import Report
    from forensics.question import Question

# A trace without --as-of is one of now. Asked again this soon, with nothing moved, the report of then is the answer; it says as of when.
_STILL_NOW = timedelta(minutes=10)
_UNREAD = ("missing", "unreadable", "mismatch", "can't be read", "could not be", "could be read")
_NOW = datetime(1970, 1, 1, tzinfo=UTC)
# More files of evidence than this are sooner read than looked at.
_MOST_FILES = 20_000
# The files of a work tree that a trace reads beside the history.
_READ_BESIDE = ("forensics.toml", "pyproject.toml", "forensics-notes.toml", ".mailmap", "config/expected-env-diff.yaml")


class Answer:
    """The answer to a question: its report, unpacked only where somebody looks into it, and what was printed of it before."""

    def __init__(self, outline: Outline, report: Callable[[], Report], prints: Prints | None = None) -> None:
        self.outline = outline
        self._make: Callable[[], Report] = report
        self._report: Report | None = None
        self._prints = prints

    @property
    def report(self) -> Report:
        if self._report is None:
            self._report = self._make()
        return self._report

    def text(self, form: object, write: Callable[[Report], str]) -> str:
        """As `content`, of what is a text."""
        return self.content(form, lambda report: write(report).encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def content(self, form: object, write: Callable[[Report], bytes]) -> bytes:
        """What `write` makes of the report, now or when the same report was printed in the same form. `form` (its repr counts) is all
        that decides what it makes, beside the report."""
        if self._prints is None:
            return write(self.report)
        return self._prints.get(repr(form).encode("utf-8", "surrogateescape"), lambda: write(self.report))


class Prints:
    """What is printed of one report as it lies packed. Another report, though of the same question, has other prints."""

    def __init__(self, shelf: Shelf, mark: bytes, body: bytes) -> None:
        self._shelf = shelf
        self._of = blake2b(mark + body, digest_size=32).digest()
        self._known: dict[bytes, bytes] = {}

    def get(self, form: bytes, write: Callable[[], bytes]) -> bytes:
        """The print in a form; one that is made now is kept when the answer is out."""
        if form not in self._known:
            mark = blake2b(self._of + form, digest_size=32).digest()
            found = self._shelf.get(mark)
            if found is None:
                found = write()
                AFTERWARDS.append(partial(self._shelf.put, mark, found))
            self._known[form] = found
        return self._known[form]


def answer(question: Question, of_now: bool, make: Callable[[], Report]) -> Answer:
    """The answer that was kept for a question, or else the one that `make` gives, which is kept. `of_now`: no moment was asked for."""
    mark, shelf = _place(question, of_now)
    found = _found(question, of_now, make, mark, shelf)
    if found is not None:
        return found
    report = make()
    if mark is None or shelf is None or _mark(question, of_now) != mark or _may_change(report):
        return fresh(report)
    from forensics.answers.packing import packed

    body = packed(report)
    return fresh(report, Prints(shelf, mark, body) if shelf.put(mark, body) else None)


def kept_answer(question: Question, of_now: bool, make: Callable[[], Report]) -> Answer | None:
    """The answer that was kept for a question; None where there is none. `make` gives the report where the kept one can't be unpacked."""
    return _found(question, of_now, make, *_place(question, of_now))


def _place(question: Question, of_now: bool) -> tuple[bytes | None, Shelf | None]:
    """The mark of a question's answer, and the shelf; None where no answer can be kept."""
    folder = cache_folder()
    mark = _mark(question, of_now) if folder is not None and _may_be_kept(question) else None
    return mark, None if folder is None else Shelf(folder / "reports")


def _found(question: Question, of_now: bool, make: Callable[[], Report], mark: bytes | None, shelf: Shelf | None) -> Answer | None:
    body = shelf.get(mark) if shelf is not None and mark is not None else None
    outline = read_outline(body) if body is not None else None
    if body is None or shelf is None or mark is None or outline is None:
        return None
    if of_now and not timedelta(0) <= question.as_of - outline.as_of <= _STILL_NOW:
        return None
    return Answer(outline, partial(_unpacked, body, make), Prints(shelf, mark, body))


def fresh(report: Report, prints: Prints | None = None) -> Answer:
    """The answer whose report was made just now."""
    return Answer(outline_of(report), lambda: report, prints)


def _unpacked(body: bytes, make: Callable[[], Report]) -> Report:
    from forensics.answers.packing import unpacked

    return unpacked(body) or make()


def _may_be_kept(question: Question) -> bool:
    """Whether all that the answer comes from is known by looking: git, files, the store of a sync, and a fingerprint key that lasts."""
    from forensics.fingerprints import load_or_make_key, state_folder

    return "api" not in (question.slack, question.jira) and load_or_make_key(state_folder())[1] is None


def _may_change(report: Report) -> bool:
    """Whether objects were missing that may come back while nothing else moves."""
    return any(sign in gap.why for gap in report.gaps for sign in _UNREAD)


def _mark(question: Question, of_now: bool) -> bytes | None:
    """What the answer depends on, as a digest; None where it can't be told."""
    from forensics.collect.git.errors import RepositoryError
    from forensics.collect.git.standing import standing
    from forensics.fingerprints import KEY_FILE, state_folder

    asked = replace(question, as_of=_NOW) if of_now else question
    try:
        digest = blake2b(repr((asked, sys.version, _libraries(), Path.cwd())).encode("utf-8", "surrogateescape"), digest_size=32)
        digest.update(_own_sources())
        for path in (state_folder() / KEY_FILE, *_store_files(question.store)):
            seen = path.stat() if path.exists() else None
            digest.update(repr(seen and (seen.st_mtime_ns, seen.st_size, seen.st_ino)).encode())
        for seen_file in _evidence(question):
            digest.update(repr(seen_file).encode("utf-8", "surrogateescape"))
        for repository in question.repositories:
            digest.update(standing(repository, _READ_BESIDE))
    except (OSError, ValueError, RepositoryError):
        return None
    return digest.digest()


def _libraries() -> int:
    """When a library was last installed, removed or replaced beside those that we use."""
    return Path(typer.__file__).parents[1].stat().st_mtime_ns


def _store_files(store: str | None) -> list[Path]:
    return [Path(store), Path(f"{store}-wal")] if store else []


def _evidence(question: Question) -> Iterator[tuple[str, int, int, int, int]]:
    """Each file of evidence that a question names, or that lies in a folder it names: when it last changed. OSError where that can't be
    told for all."""
    named = [one for one in (question.slack, question.jira) if one is not None]
    named += [one.path for one in (*question.live, *question.shell_history)]
    for path in (*named, *question.events):
        for number, file in enumerate(_files_at(path)):
            seen = os.stat(file)  # noqa: PTH116  of a name, not a Path
            if not stat.S_ISREG(seen.st_mode) or number >= _MOST_FILES:
                raise OSError("a pipe, or too many files")
            yield file, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino


def _files_at(path: str) -> Iterator[str]:
    """The file at a path, or those in the folder there, in order. OSError where a folder in it is a link, which may lead anywhere."""
    if not Path(path).is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path, onerror=_raised):
        folders.sort()
        if any(Path(folder, one).is_symlink() for one in folders):
            raise OSError("a link to a folder")
        yield from (str(Path(folder, one)) for one in sorted(names))


def _raised(trouble: OSError) -> None:
    raise trouble


def _own_sources() -> bytes:
    """Which version of this tool is at work: another file of it may give another answer."""
    digest = blake2b(digest_size=16)
    pending = [str(Path(__file__).parents[1])]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in sorted(entries, key=lambda one: one.name):
                if entry.is_dir() and entry.name != "__pycache__":
                    pending.append(entry.path)
                elif entry.name.endswith(".py"):
                    seen = entry.stat()
                    digest.update(f"{entry.path} {seen.st_mtime_ns} {seen.st_size}\n".encode("utf-8", "surrogateescape"))
    return digest.digest()
