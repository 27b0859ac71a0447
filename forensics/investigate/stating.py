"""What is stated beside the history: forensics.toml, a table of pyproject.toml, and the contract of expected differences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forensics import contract
from forensics.environments.globs import pattern_of
from forensics.investigate.mining import Mined
from forensics.model import Gap
from forensics.question import Question, QuestionError
from forensics.stated import Stated, read_stated

if TYPE_CHECKING:
    from forensics.collect.git import Repository

FILE = "forensics.toml"
_MENTIONED = re.compile(rb"""\btool["'\s]*\.\s*["']?forensics\b""")


def stated_in(repository: Repository) -> tuple[Stated, str]:
    """What forensics.toml, or else pyproject.toml's table, states, and in which of the two. Raises QuestionError."""
    for name in (FILE, "pyproject.toml"):
        content = file_now(repository, name)
        if content is not None and (name == FILE or _has_table(content)):
            return read_stated(content, name), name
    return Stated(), FILE


def file_now(repository: Repository, path: str) -> bytes | None:
    """A file of the work tree; in a bare repository, which has none, of the branch that most likely is the mainline."""
    if repository.path != repository.git_dir:
        return repository.work_tree_file(path)
    commit = _tip(repository)
    oid = repository.at([(commit, path)]).get((commit, path)) if commit else None
    return dict(repository.blobs([oid]))[oid] if oid else None


def unmatched(stated: Stated, where: str, mined: Mined) -> tuple[Gap, ...]:
    """A gap for each statement that reaches nothing: a glob without a file, an environment in `order` that there is none of."""
    paths = {change.path for change in mined.history.changes}
    globs = [("environments", glob) for _, some in stated.environments for glob in some]
    globs += [("layers", glob) for above, below in stated.layers for glob in (above, *below)]
    gaps = [
        Gap(where, f"[{table}] {glob!r} matches no configuration file of any branch") for table, glob in globs if not _reaches(glob, paths)
    ]
    known = ", ".join(mined.layout.environments) or "none"
    gaps += [
        Gap(where, f"order names the environment {name!r}, which has neither files nor a branch (environments: {known})")
        for name in stated.order
        if name not in mined.layout.environments
    ]
    return tuple(dict.fromkeys(gaps))


def contract_history(question: Question, mined: Mined, repository: Repository) -> tuple[contract.Version, ...]:
    """The contract's versions on the mainline until the question's moment, oldest first. A single one without a history where it was
    given by hand, or never committed to the repository: then the work tree's counts. Nothing where there is none."""
    if question.contract is not None:
        return (contract.Version(None, None, contract.read(question.contract, "the contract given")),)
    line = mined.lines[mined.mainline]
    ever = any(change.path == contract.PATH for change in mined.history.changes)
    if not ever:
        found = repository.work_tree_file(contract.PATH)
        return (contract.Version(None, None, contract.read(found)),) if found is not None else ()
    landed = [
        (at, commit, change.after)
        for at, commit in zip(line.landed, line.commits, strict=True)
        for change in mined.by_commit.get(commit, ())
        if change.path == contract.PATH
    ]
    texts = dict(repository.blobs(list(dict.fromkeys(oid for _, _, oid in landed if oid))))
    missing = contract.Contract(gaps=(Gap(contract.PATH, "this version of it is missing or too large"),))
    read = {oid: contract.read(text) if text is not None else missing for oid, text in texts.items()}
    nothing = contract.Contract(stated=False)
    commits = mined.history.commits
    return tuple(contract.Version(datetime.fromtimestamp(at, UTC), commits[one], read[oid] if oid else nothing) for at, one, oid in landed)


def given_contract(path: str | Path | None) -> bytes | None:
    """The bytes of a contract given by hand; None where none was. Raises QuestionError where it can't be read."""
    return _given("contract", path)


def given_notes(path: str | Path | None) -> bytes | None:
    """The bytes of notes given by hand, likewise."""
    return _given("notes", path)


def _given(what: str, path: str | Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise QuestionError(f"{what} {path}: can't be read: {error.strerror}") from error
    except ValueError as error:
        raise QuestionError(f"{what} {str(path)!r}: is no path: {error}") from error


def _has_table(content: bytes) -> bool:
    """Whether a pyproject.toml has a table [tool.forensics]; one that can't be read counts where it seems to, so that it is refused."""
    try:
        tool = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n")).get("tool")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return _MENTIONED.search(content) is not None
    return isinstance(tool, dict) and "forensics" in tool


def _tip(repository: Repository) -> str | None:
    """The newest commit of origin/HEAD, main or master, as the mainline is chosen; else HEAD's. Read before anything is walked."""
    refs = {ref.name: ref.oid for ref in repository.refs()}
    return next((refs[name] for name in _mainlines(repository.origin_head()) if name in refs), None) or repository.head_oid()


def _mainlines(origin: str | None) -> Iterator[str]:
    if origin is not None:
        yield origin
    for name in ("main", "master"):
        yield from (f"refs/heads/{name}", f"refs/remotes/origin/{name}")


def _reaches(glob: str, paths: Iterable[str]) -> bool:
    pattern = pattern_of(glob)
    return any(pattern.fullmatch(path) for path in paths)
