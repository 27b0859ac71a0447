"""One repository, asked one key: refs, one walk, every blob that may hold the key, and where each file belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from forensics import contract
from forensics.environments import Layout, layout
from forensics.investigate.recalling import Reading, recalled_contents
from forensics.keys import Key
from forensics.model import FileChange, History, Ref, RepositoryFacts
from forensics.parse import format_of
from forensics.reading import read_contents, read_letters
from forensics.reconstruct.contents import Contents
from forensics.reconstruct.landing import Line, line_of
from forensics.stated import Stated

if TYPE_CHECKING:
    from forensics.collect.git import Repository
    from forensics.store.history import HistoryIndex

Progress = Callable[[str, int, int], None]
# What is written for this tool configures no environment.
OWN = frozenset({contract.PATH, "forensics.toml"})


@dataclass(frozen=True, slots=True)
class Seen:
    """File versions that were read already (by blob the path of each), and what they say of the key."""

    path_of: Mapping[str, str]
    contents: Contents

    def without(self, path_of: Mapping[str, str]) -> dict[str, str]:
        """Those of some versions that were not read, or as files of other paths."""
        return {oid: path for oid, path in path_of.items() if self.path_of.get(oid) != path or oid in self.contents.unreadable}

    def joined(self, path_of: Mapping[str, str], read: Contents) -> Contents:
        """What all of some versions say, as if they had been read together; `read`: what those `without` these say."""
        mine = {oid for oid, path in path_of.items() if self.path_of.get(oid) == path and oid not in self.contents.unreadable}
        hits = {**{oid: some for oid, some in self.contents.hits.items() if oid in mine}, **read.hits}
        degraded = {**{oid: why for oid, why in self.contents.degraded.items() if oid in mine}, **read.degraded}
        return replace(
            read,
            hits={oid: hits[oid] for oid in path_of if oid in hits},
            degraded={oid: degraded[oid] for oid in path_of if oid in degraded},
        )


NOTHING_SEEN = Seen({}, Contents({}))


@dataclass(frozen=True, slots=True)
class Mined:
    """What git says about one key in one repository, as values. `by_commit`: the changes of the commits on the refs' first-parent lines,
    and of those inside merged branches that were looked into."""

    facts: RepositoryFacts
    history: History
    layout: Layout
    lines: Mapping[str, Line]
    mainline: str
    contents: Contents
    by_commit: Mapping[int, tuple[FileChange, ...]]
    named: tuple[tuple[str, int], ...]  # ref → commit

    def line_for(self, environment: str | None) -> Line:
        """The branch line whose states are this environment's."""
        branch = self.layout.branch_of(environment) if environment else None
        return self.lines.get(branch or self.mainline) or self.lines[self.mainline]


def is_configuration(path: str) -> bool:
    return format_of(path) is not None


def walked(repository: Repository, all_refs: bool, progress: Progress, index: HistoryIndex | None) -> History:
    """All commits that HEAD and refs lead to, and what landed on these of changes to configuration files."""
    head = repository.head_oid()
    tips = tuple(dict.fromkeys([ref.oid for ref in repository.refs(all_refs)] + ([head] if head else [])))
    return repository.walk(tips, is_configuration, lambda count, total: progress("commits walked", count, total), index)


def mine(
    repository: Repository,
    key: Key | None,
    stated: Stated,
    as_of: int,
    all_refs: bool,
    progress: Progress,
    index: HistoryIndex | None = None,
    seen: Seen = NOTHING_SEEN,
) -> Mined:
    """Walks the repository once and reads each unique configuration blob that landed once; what did after `as_of` (epoch s) stays out.

    What the index knows is neither walked nor read again, nor are versions that were `seen`. Without a key no blob is read. Raises
    RepositoryError where no branch can stand for the mainline.
    """
    refs = repository.refs(all_refs)
    head = repository.head_oid()
    history = walked(repository, all_refs, progress, index)
    number = {oid: place for place, oid in enumerate(history.commits)}
    by_commit = {commit: tuple(some) for commit, some in groupby(history.changes, attrgetter("commit"))}
    branches = branch_tips(refs, history, number)
    mainline, rule = mainline_of(repository, branches, head in number)
    if mainline not in branches and head is not None:
        branches[mainline] = number[head]
    lines = {mainline: line_of(history, mainline, branches[mainline]).until(as_of)}
    where = layout_of(history, by_commit, lines, sorted(branches), mainline, stated, repository)
    for branch in sorted({branch for branch in map(where.branch_of, where.environments) if branch in branches} - {mainline, None}):
        lines[str(branch)] = line_of(history, str(branch), branches[str(branch)]).until(as_of)
    if len(lines) > 1:
        where = layout_of(history, by_commit, lines, sorted(branches), mainline, stated, repository)
    contents = contents_of(repository, key, where, versions_in(history.changes), progress, index, seen) if key else Contents({})
    facts = RepositoryFacts(
        path=repository.path,
        git_dir=repository.git_dir,
        head=head,
        mainline=mainline,
        mainline_rule=rule,
        commits=len(history.commits),
        shallow=bool(repository.shallow),
        branches=tuple((environment, where.branch_of(environment) or mainline) for environment in where.environments),
    )
    named = tuple((ref.name, number[ref.oid]) for ref in refs if ref.oid in number)
    return Mined(facts, history, where, lines, mainline, contents, by_commit, named)


def layout_of(
    history: History,
    by_commit: Mapping[int, tuple[FileChange, ...]],
    lines: Mapping[str, Line],
    branches: list[str],
    mainline: str,
    stated: Stated,
    repository: Repository,
) -> Layout:
    """The layout of every file that ever landed on the lines; a file that only a feature branch has makes no environment."""
    paths = {change.path for line in lines.values() for commit in line.commits for change in by_commit.get(commit, ())}
    return layout(sorted(paths), branches, mainline, stated, _workflows(repository, history, lines[mainline]))


def branch_tips(refs: Iterable[Ref], history: History, number: Mapping[str, int]) -> dict[str, int]:
    """Each branch's newest known tip: origin's, unless the local one is ahead of it; other remotes (forks) only for what both lack."""
    tips: dict[str, int] = {}
    for lead in ("refs/heads/", "refs/remotes/origin/", "refs/remotes/"):
        mine = {ref.short: number[ref.oid] for ref in refs if ref.name.startswith(lead) and ref.oid in number and ref.short != "HEAD"}
        for name, tip in sorted(mine.items()):
            known = tips.get(name)
            if known is None or (lead == "refs/remotes/origin/" and not _contains(history, known, tip)):
                tips[name] = tip
    return tips


def _contains(history: History, tip: int, commit: int) -> bool:
    """Whether `commit` is `tip` or one of its ancestors."""
    seen: set[int] = set()
    pending = [tip]
    while pending:
        current = pending.pop()
        if current == commit:
            return True
        if current not in seen:
            seen.add(current)
            pending.extend(history.parents[current])
    return False


def mainline_of(repository: Repository, branches: Mapping[str, int], head_known: bool) -> tuple[str, str]:
    """The branch whose states count, and by which rule: origin/HEAD, else main or master, else what HEAD names, else the only one."""
    origin = repository.origin_head()
    if origin is not None:
        name = origin.removeprefix("refs/remotes/").partition("/")[2]
        if name in branches:
            return name, "origin/HEAD"
    for name in ("main", "master"):
        if name in branches:
            return name, f"the branch named {name}"
    head = repository.head_ref()
    if head is not None and head.removeprefix("refs/heads/") in branches:
        return head.removeprefix("refs/heads/"), "HEAD, as there is neither origin/HEAD nor main nor master"
    if head_known:
        return "HEAD", "the detached HEAD, as there is neither origin/HEAD nor main nor master"
    if len(branches) == 1:
        return next(iter(branches)), "the only branch"
    from forensics.collect.git import RepositoryError

    known = ", ".join(sorted(branches)[:5]) or "none"
    raise RepositoryError(
        f"{repository.path}: HEAD names a branch that does not exist, so that no mainline is known (branches: {known}): "
        "point it at one, for example with git symbolic-ref HEAD refs/heads/NAME"
    )


def _workflows(repository: Repository, history: History, line: Line) -> tuple[tuple[str, str], ...]:
    """The CI workflows at the end of a line: they may say which branch is deployed where."""
    if not line.commits:
        return ()
    files = [
        (path, oid)
        for path, oid in repository.files(history.commits[line.commits[-1]])
        if path.startswith(".github/workflows/") and path.endswith((".yml", ".yaml"))
    ]
    texts = dict(repository.blobs([oid for _, oid in files]))
    return tuple((path, (texts.get(oid) or b"").decode("utf-8", "replace")) for path, oid in files)


def versions_in(changes: Iterable[FileChange]) -> dict[str, str]:
    """The file versions before and after some changes: each blob, and the path at which it was seen first."""
    path_of: dict[str, str] = {}
    for change in changes:
        for oid in (change.before, change.after):
            if oid is not None:
                path_of.setdefault(oid, change.path)
    return path_of


def contents_of(
    repository: Repository,
    key: Key,
    where: Layout,
    path_of: Mapping[str, str],
    progress: Progress,
    index: HistoryIndex | None,
    seen: Seen = NOTHING_SEEN,
) -> Contents:
    """What file versions say of the key, as far as their files belong anywhere; by blob the path of each. What the index knows, or was
    seen just now, is not read again."""
    pins = key.may_be_package()  # lock files are the largest of all: they are read only for what may be a package
    paths = {path for path in set(path_of.values()) - OWN if (pins or format_of(path) != "lock") and where.holds(path)}
    wanted = {oid: path for oid, path in path_of.items() if path in paths}

    def read(some: Mapping[str, str], chosen: bool = False) -> Contents:
        return seen.joined(some, read_contents(repository, key, seen.without(some), progress, chosen))

    reading = Reading(read, partial(read, chosen=True), lambda some: read_letters(repository, key, some, progress))
    return recalled_contents(index, key, wanted, reading)
