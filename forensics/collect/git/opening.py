"""Opens a repository: finds it, refuses what must be refused, and notes what it leaves aside."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .discovery import Found, find_repository
from .errors import RepositoryError, plain
from .hosting import hosting_of, without_userinfo
from .ownership import check_owner
from .refs import read_refs
from .repository import Repository
from .running import Git
from .shadow import Shadow, cast_shadow
from .unread import Unread

_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def open_repository(path: str | None) -> Repository:
    """Open the repository at or around `path` (None: the current folder), bare or not, for reading; close it after use.

    The caller's GIT_* variables are ignored. RepositoryError, one sentence, where git is missing or too old, there is no
    repository, it is empty, belongs to another user, hides in another's work tree, or git can't read its format.
    """
    shadow = cast_shadow()
    try:
        return _open(path, shadow)
    except BaseException:
        shadow.close()
        raise


def _open(path: str | None, shadow: Shadow) -> Repository:
    found = find_repository(path, shadow.git)
    shadow.check()
    check_owner(found, shadow.git)
    real = shadow.git.elsewhere(GIT_DIR=found.git_dir)
    told = real.run("rev-parse", "--show-object-format")
    if told.status:
        raise RepositoryError(f"git can't read {plain(found.path)} ({told.complaint}): try a newer git, or repair a copy of it.")
    object_format = told.output.decode().strip()
    unread = Unread(found.path)
    names = read_refs(real, unread)
    if not names.listed and names.head_oid is None:
        raise RepositoryError(f"{plain(found.path)} has no commits yet: commit something, or name another repository with --repo.")
    shallow = _shallow(found, unread)
    shadow.take(str(Path(found.common_dir, "objects")), object_format, shallow)
    _note_left_aside(found, names.replaced, unread)
    url = _remote_url(found, real)
    return Repository(
        path=found.path,
        git_dir=found.git_dir,
        object_format=object_format,
        remote_url=url,
        _found=found,
        _shadow=shadow,
        _names=names,
        _hosting=hosting_of(url),
        _unread=unread,
        _cut=list(shallow),
    )


def _shallow(found: Found, unread: Unread) -> tuple[str, ...]:
    lines = _lines(Path(found.common_dir, "shallow"))
    known = tuple(dict.fromkeys(line for line in lines if _OID.fullmatch(line)))
    if len(known) < len(set(lines)):
        unread.note("the repository's list of shallow commits holds lines that are no object ids")
    return known


def _note_left_aside(found: Found, replaced: int, unread: Unread) -> None:
    if replaced:
        unread.note(f"{replaced} replace ref{'s' if replaced != 1 else ''} ignored: objects are read as they were written")
    if any(not line.startswith("#") for line in _lines(Path(found.common_dir, "info", "grafts"))):
        unread.note("grafts ignored: parents are read as the commits state them")
    for line in _lines(Path(found.common_dir, "objects", "info", "alternates")):
        if not line.startswith("#"):
            unread.note(f"objects are borrowed from another repository: {plain(line)}")
    if any(Path(found.common_dir, "objects", "pack").glob("*.promisor")):
        unread.partial = True


def _lines(path: Path) -> list[str]:
    """The lines of a small text file of the git directory that hold something; none where it is not there."""
    try:
        if not path.is_file():
            return []
        with path.open("rb") as stream:
            return [line.strip() for line in os.fsdecode(stream.read(64_000_000)).splitlines() if line.strip()]
    except OSError:
        return []


def _remote_url(found: Found, real: Git) -> str | None:
    """The address of `origin` as the repository's own file states it, includes left out, without user name and password."""
    file = str(Path(found.common_dir, "config"))
    told = real.run("config", "--file", file, "--no-includes", "--null", "--get", "remote.origin.url")
    url = os.fsdecode(told.output).partition("\0")[0]
    return without_userinfo(url) if told.status == 0 and url else None
