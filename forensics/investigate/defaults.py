"""What takes effect below all files: the defaults in the code that reads the key, as one commit has it."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NamedTuple

from forensics import code_defaults
from forensics.investigate.mining import Mined
from forensics.keys import Key
from forensics.model import CodeRead, Gap
from forensics.parse.text import decode

if TYPE_CHECKING:
    from forensics.collect.git import Repository

MOST_READS = 20
# Code beyond this is not looked through: the look costs about a second for each 40 MB.
_BYTES = 400_000_000


class CodeReads(NamedTuple):
    """Where code reads a key, those with a default first, and what was left out."""

    reads: tuple[CodeRead, ...]
    gaps: tuple[Gap, ...] = ()


def tip_of(mined: Mined) -> str | None:
    """The mainline's commit at the moment of the question; None where none had landed yet."""
    landed = mined.lines[mined.mainline].commits
    return mined.history.commits[landed[-1]] if landed else None


def code_reads(repository: Repository, commit: str | None, key: Key) -> CodeReads:
    """The places where the code at `commit` (a full object id; None: no code yet) reads the key, at most `MOST_READS`.

    Every blob that is looked at is re-hashed as any evidence. No search of git's own is run: reading the code's blobs and
    looking for the key's letters takes no longer than `git grep` over all files, and can be made to run nothing.
    """
    found: list[CodeRead] = []
    gaps: list[Gap] = []
    paths = _code_at(repository, commit) if commit else {}
    gate, size = key.gate(), 0
    for oid, content in repository.blobs(paths):
        if content is None:
            continue
        size += len(content)
        if size > _BYTES:
            gaps.append(Gap("code", f"only the first {_BYTES // 1_000_000} MB were searched for reads of {key.text}"))
            break
        if gate.admits(content) and not _is_binary(content):
            text, _ = decode(content)
            for path in paths[oid]:
                found += code_defaults.reads_in(path, text, key)
    found.sort(key=lambda read: (read.default is None, read.path, read.line))
    more = len(found) - MOST_READS
    if more > 0:
        gaps.append(Gap("code", f"{key.text} is read in {more} more place{'s' if more != 1 else ''}, which are not shown"))
    return CodeReads(tuple(found[:MOST_READS]), tuple(gaps))


def _code_at(repository: Repository, commit: str) -> dict[str, list[str]]:
    """Blob id → the paths of code files that hold it; a link or a submodule is no file."""
    paths: dict[str, list[str]] = {}
    for path, oid in repository.files(commit):
        if code_defaults.is_code(path):
            paths.setdefault(oid, []).append(path)
    return paths


def _is_binary(content: bytes) -> bool:
    """As git has it, by a NUL near the start; but UTF-16 with its mark, which some editors write, is text."""
    return b"\0" in content[:8000] and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
