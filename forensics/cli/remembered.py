"""A trace that was made before, of repositories that have not moved since: the same report, without a walk.

Kept are reports with their secrets masked, never what `--reveal` shows; of traces that ask git alone, or the store of a sync too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from forensics.model import Report
    from forensics.question import Question

# A trace without --as-of is one of now. Asked again this soon, with nothing moved, the report of then is the answer; it says as of when.
_STILL_NOW = timedelta(minutes=10)
_UNREAD = ("missing", "unreadable", "mismatch", "can't be read", "could not be", "could be read")
_NOW = datetime(1970, 1, 1, tzinfo=UTC)
# The files of a work tree that a trace reads beside the history.
_READ_BESIDE = ("forensics.toml", "pyproject.toml", "forensics-notes.toml", ".mailmap", "config/expected-env-diff.yaml")


def cache_folder() -> Path | None:
    """`forensics` in XDG_CACHE_HOME, else in ~/.cache; None where there is no home."""
    stated = os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(stated) if Path(stated).is_absolute() else Path("~/.cache").expanduser()
    except RuntimeError:
        return None
    return base / "forensics"


def history_folder() -> Path | None:
    """Where the indexes of history lie; None where there is no home."""
    folder = cache_folder()
    return None if folder is None else folder / "history"


def remembered(question: Question, of_now: bool, make: Callable[[], Report]) -> Report:
    """The report that was kept for a question, or else the one that `make` gives, which is kept. `of_now`: no moment was asked for."""
    from forensics.answers import Shelf, packed, unpacked

    folder = cache_folder()
    mark = _mark(question, of_now) if folder is not None and _may_be_kept(question) else None
    if folder is None or mark is None:
        return make()
    shelf = Shelf(folder / "reports")
    body = shelf.get(mark)
    known = unpacked(body) if body is not None else None
    if known is not None and (not of_now or timedelta(0) <= question.as_of - known.asked.as_of <= _STILL_NOW):
        return known
    report = make()
    if _mark(question, of_now) == mark and not _may_change(report):
        shelf.put(mark, packed(report))
    return report


def _may_be_kept(question: Question) -> bool:
    """Whether all that the answer comes from is known by looking: git, the store of a sync, and a fingerprint key that lasts."""
    from forensics.redact import load_or_make_key
    from forensics.redacting import state_folder

    elsewhere = question.slack or question.jira or question.live or question.shell_history or question.events
    return not elsewhere and load_or_make_key(state_folder())[1] is None


def _may_change(report: Report) -> bool:
    """Whether objects were missing that may come back while nothing else moves."""
    return any(sign in gap.why for gap in report.gaps for sign in _UNREAD)


def _mark(question: Question, of_now: bool) -> bytes | None:
    """What the answer depends on, as a digest; None where it can't be told."""
    from forensics.collect.git.errors import RepositoryError
    from forensics.collect.git.standing import standing
    from forensics.redact import KEY_FILE
    from forensics.redacting import state_folder

    asked = replace(question, as_of=_NOW) if of_now else question
    try:
        digest = blake2b(repr((asked, sys.version, _libraries(), Path.cwd())).encode("utf-8", "surrogateescape"), digest_size=32)
        digest.update(_own_sources())
        for path in (state_folder() / KEY_FILE, *_store_files(question.store)):
            seen = path.stat() if path.exists() else None
            digest.update(repr(seen and (seen.st_mtime_ns, seen.st_size, seen.st_ino)).encode())
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
