"""Where a repository stands: a digest that changes whenever a trace of it may say something else. GitPython is not imported for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from forensics.blake2 import blake2b

from .discovery import Found, find_repository
from .ownership import check_owner
from .refs import read_refs
from .shadow import cast_shadow
from .unread import Unread

# What decides how the objects are read, beside them.
_BESIDE = ("shallow", "config", "info/grafts", "objects/info/alternates", "packed-refs")
_MOST_BYTES = 64_000_000


def standing(path: str | None, files: Sequence[str]) -> bytes:
    """The digest of the repository at or around a path: its refs, packs and settings, and what these files of its work tree hold.

    Objects are named by their content, so what refs lead to is told by the refs. Raises RepositoryError, and OSError where a file
    can't be read.
    """
    shadow = cast_shadow()
    try:
        found = find_repository(path, shadow.git, quick=True)
        shadow.check()
        check_owner(found, shadow.git)
        unread = Unread(found.path)
        names = read_refs(shadow.git.elsewhere(GIT_DIR=found.git_dir), unread)
    finally:
        shadow.close()
    digest = blake2b(repr((found, names, unread)).encode("utf-8", "surrogateescape"), digest_size=32)
    for part in _parts(found, files):
        digest.update(b"%d:" % len(part) + part)
    return digest.digest()


def _parts(found: Found, files: Sequence[str]) -> Iterator[bytes]:
    for name in _BESIDE:
        yield _content(Path(found.common_dir, name))
    packs = Path(found.common_dir, "objects", "pack")
    yield "\n".join(sorted(os.listdir(packs)) if packs.is_dir() else ()).encode("utf-8", "surrogateescape")  # noqa: PTH208  names alone
    if found.work_tree is not None:
        for name in files:
            yield _content(Path(found.work_tree, name))


def _content(path: Path) -> bytes:
    """A regular file's bytes; of anything else, that there is none."""
    try:
        if not path.is_file() or path.is_symlink():
            return b"none"
        with path.open("rb") as stream:
            return b"=" + stream.read(_MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return b"none"
