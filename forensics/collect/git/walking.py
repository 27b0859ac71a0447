"""One walk over all commits that refs lead to, and the files that each changed against its first parent."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from forensics.model import FileChange, History

from .errors import RepositoryError
from .mending import find_break, write_grafts
from .objects import check_oids
from .raw_log import FORMAT, Strand
from .recalled import Memory, joined
from .running import STALL_SECONDS, Git
from .unread import Unread

# No pathspec: git simplifies history by it, and matching one costs more than the whole walk. No renames: they hide changes.
_LOG = (
    *("log", "--no-walk=unsorted", "--stdin", "--raw", "-z", "--no-abbrev", "--no-renames", "--root", "--diff-merges=first-parent"),
    *(FORMAT, "--no-show-signature", "--no-mailmap", "--no-ext-diff", "--no-textconv", "--no-color"),
)
# From here on a second git pays, where there is a second core.
_WORTH_SPLITTING = 10_000
_RESTARTS = 200


@dataclass(frozen=True, slots=True)
class Ground:
    """What a walk may find damaged: our own graft file, the commits at which history is cut (added to), what stays unread."""

    grafts: Path
    cut: list[str]
    unread: Unread


def walk_history(
    git: Git,
    tips: Sequence[str],
    keep: Callable[[str], bool],
    ground: Ground,
    progress: Callable[[int, int], None] | None = None,
    memory: Memory | None = None,
) -> History:
    """The commits reachable from `tips`, children before parents, and their changes to the paths that `keep` accepts.

    Where commits or trees are missing, what can be read is kept and `ground` says what can't. RepositoryError where git
    stands still. `keep` is asked from two threads. What `memory` knows is not read again, and the history is the same; of a history
    that is cut or damaged anywhere it is neither asked nor told.
    """
    with ThreadPoolExecutor(1) as other:
        recalling = other.submit(memory.recall) if memory is not None else None
        order, mended = _order(git, check_oids(tips), ground)
        recalled = recalling.result() if recalling is not None else None
    if memory is None or not order or mended or ground.cut:
        return _walked(git, order, mended, keep, ground.unread, progress)
    aside = Unread(ground.unread.where)
    known = frozenset(recalled.commits) if recalled is not None else frozenset()
    strands = _strands(git, [oid for oid in order if oid not in known] if known else order, keep, aside, progress)
    if aside.sentences:
        return _walked(git, order, mended, keep, ground.unread, progress)
    if recalled is None:
        memory.learn(history := _joined(*strands, mended), range(len(order)))
        return history
    history, fresh = joined(order, recalled, strands)
    memory.learn(history, fresh)
    return history


def _walked(
    git: Git,
    order: Sequence[str],
    mended: dict[str, tuple[str, ...]],
    keep: Callable[[str], bool],
    unread: Unread,
    progress: Callable[[int, int], None] | None,
) -> History:
    return _joined(*_strands(git, order, keep, unread, progress), mended)


def _strands(
    git: Git, order: Sequence[str], keep: Callable[[str], bool], unread: Unread, progress: Callable[[int, int], None] | None
) -> tuple[Strand, Strand]:
    """The commits of `order` as git tells them, the newer and the older ones, where that pays by two gits at once."""
    half = len(order) // 2 if len(order) > _WORTH_SPLITTING and (os.cpu_count() or 1) > 1 else len(order)
    newer, older = Strand(keep), Strand(keep)

    def told() -> None:
        if progress is not None:
            progress(len(newer.commits) + len(older.commits), len(order))

    with ThreadPoolExecutor(1) as other:
        reading = other.submit(_read_strand, git, order[half:], older, unread)
        try:
            _read_strand(git, order[:half], newer, unread, told)
            reading.result()
        except BaseException:
            older.abandoned = True
            raise
    told()
    return newer, older


def _order(git: Git, tips: Sequence[str], ground: Ground) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """All commits, children before parents; and the true parents of those whose ancestry had to be cut."""
    mended: dict[str, tuple[str, ...]] = {}
    if not tips:
        return [], mended
    told = git.run("rev-list", "--topo-order", "--stdin", feed=tips, stall=STALL_SECONDS)
    if told.status:  # a commit is missing
        broken = find_break(git, tips, ground.cut, ground.unread)
        write_grafts(ground.grafts, broken)
        ground.cut.extend(oid for oid in broken.cut if oid not in ground.cut)
        mended = broken.parents
        told = git.run("rev-list", "--topo-order", "--stdin", feed=broken.tips, stall=STALL_SECONDS) if broken.tips else told
    if told.status:
        ground.unread.note(f"the history could not be walked: {told.complaint}")
        return [], mended
    return told.output.decode().split(), mended


def _read_strand(git: Git, order: Sequence[str], strand: Strand, unread: Unread, told: Callable[[], None] | None = None) -> None:
    """Read the commits of `order` into `strand`, stepping over those where git breaks off."""
    trouble: str | None = None
    for _ in range(_RESTARTS):
        left = order[len(strand.commits) :]
        trouble = _read(git, left, strand, told) if left else None
        if trouble is None:
            return
        if strand.commits != order[: len(strand.commits)] or len(strand.commits) == len(order):
            break
        _step_over(git, order[len(strand.commits)], strand, unread, trouble)
    unread.note(f"the history could be read for {len(strand.commits)} of {len(order)} commits only: {trouble}")


def _read(git: Git, oids: Sequence[str], strand: Strand, told: Callable[[], None] | None) -> str | None:
    """Run one `git log` into `strand`; git's complaint where it broke off, else None."""
    with git.start(*_LOG, feed=oids) as running:
        rest = b""
        for chunk in running.chunks():
            *pieces, rest = (rest + chunk).split(b"\0")
            strand.take(pieces)
            if strand.abandoned:
                return None
            if told is not None:
                told()
        strand.forget_pending()
        status, complaint = running.finish()
    if running.stalled:
        raise RepositoryError("git log stood still and was stopped: try again when the machine is less busy.")
    return complaint or f"status {status}" if status else None


def _step_over(git: Git, oid: str, strand: Strand, unread: Unread, trouble: str) -> None:
    """Take a commit without its changes: git broke off while it read its tree or its parent's."""
    unread.note(f"what commit {oid} changed can't be read: {trouble}")
    header = git.run("log", "--no-walk=unsorted", "--stdin", "--no-patch", "-z", FORMAT, feed=[oid])
    strand.take_header(header.output.rstrip(b"\0") if header.status == 0 else f" {oid} ".encode())


def _joined(newer: Strand, older: Strand, mended: dict[str, tuple[str, ...]]) -> History:
    commits = (*newer.commits, *older.commits)
    places = {oid: index for index, oid in enumerate(commits)}
    parents = tuple(
        tuple(places[parent] for parent in mended.get(oid, stated) if parent in places)
        for oid, stated in zip(commits, chain(newer.parents, older.parents), strict=True)
    )
    shift = len(newer.commits)
    moved = (FileChange(change.commit + shift, change.path, change.before, change.after) for change in older.changes)
    return History(commits, parents, (*newer.times, *older.times), (*newer.changes, *moved))
