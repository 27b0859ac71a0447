"""One walk over all commits that refs lead to, and the files that some of them changed against their first parents."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from forensics.model import FileChange, History

from .ancestry import FORMAT as ANCESTRY
from .ancestry import Ancestry, Listing
from .errors import RepositoryError
from .mending import find_break, write_grafts
from .objects import check_oids
from .raw_log import FORMAT, Strand
from .recalled import Memory, Recalled
from .running import Git
from .unread import Unread

_LIST = ("rev-list", ANCESTRY, "--stdin")
_LIST_MORE = ("rev-list", "--ignore-missing", ANCESTRY, "--stdin")  # what is known may have been pruned since
# No pathspec: git simplifies history by it, and matching one costs more than the whole walk. No renames: they hide changes.
_LOG = (
    *("log", "--no-walk=unsorted", "--stdin", "--raw", "-z", "--no-abbrev", "--no-renames", "--root", "--diff-merges=first-parent"),
    *(FORMAT, "--no-show-signature", "--no-mailmap", "--no-ext-diff", "--no-textconv", "--no-color"),
)
# From here on a second git pays, where there is a second core.
_WORTH_SPLITTING = 5_000
_RESTARTS = 200
Keep = Callable[[str], bool]
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a walk may find damaged: our own graft file, the commits at which history is cut (added to), what stays unread."""

    grafts: Path
    cut: list[str]
    unread: Unread


def walk_history(
    git: Git, tips: Sequence[str], keep: Keep, ground: Ground, progress: Told | None = None, memory: Memory | None = None
) -> History:
    """The commits reachable from `tips`, children before parents, and what those on the tips' first-parent lines changed of the paths
    that `keep` accepts.

    Where commits or trees are missing, what can be read is kept and `ground` says what can't. RepositoryError where git
    stands still. `keep` is asked from two threads. What `memory` knows is not read again, and the history is the same; of a history
    that is cut or damaged anywhere it is neither asked nor told.
    """
    if ground.cut:
        memory = None
    history, mended = _order(git, check_oids(tips), ground, memory)
    lines = _on_lines(history, tips)
    if mended or ground.cut or not lines:
        memory = None
    recalled = memory.recall() if memory is not None else None
    changes = _changes(git, history, lines, keep, ground.unread, progress, memory, recalled)
    return replace(history, changes=changes, lines=frozenset(lines))


def changes_at(
    git: Git,
    history: History,
    places: Iterable[int],
    keep: Keep,
    ground: Ground,
    progress: Told | None = None,
    memory: Memory | None = None,
) -> tuple[FileChange, ...]:
    """What further commits of a walked history (by their places in it) changed, in their order; otherwise as for a walk."""
    wanted = sorted(places)
    if memory is not None and (ground.cut or not memory.learned):
        memory = None
    recalled = memory.recall() if memory is not None and wanted else None
    return _changes(git, history, wanted, keep, ground.unread, progress, memory, recalled)


def _on_lines(history: History, tips: Iterable[str]) -> list[int]:
    """The places of the commits on the tips' first-parent lines. What a merge brought is seen there as the merge's own change."""
    wanted = frozenset(tips)
    place_of = {oid: place for place, oid in enumerate(history.commits) if oid in wanted}
    on_line = bytearray(len(history.commits))
    place: int | None
    for place in place_of.values():
        while place is not None and not on_line[place]:
            on_line[place] = 1
            parents = history.parents[place]
            place = parents[0] if parents else None
    return [place for place, flag in enumerate(on_line) if flag]


def _order(git: Git, tips: Sequence[str], ground: Ground, memory: Memory | None) -> tuple[History, bool]:
    """All commits, children before parents, without changes; and whether the ancestry of any had to be mended."""
    if memory is not None and (known := memory.ancestry()) is not None and (history := _grown(git, tips, known, memory)) is not None:
        return history, False
    mended: Mapping[str, tuple[str, ...]] = {}
    listing = Listing(Ancestry())
    trouble = _listed(git, _LIST, tips, listing) if tips else None
    if trouble:  # a commit is missing
        broken = find_break(git, tips, ground.cut, ground.unread)
        write_grafts(ground.grafts, broken)
        ground.cut.extend(oid for oid in broken.cut if oid not in ground.cut)
        mended = broken.parents
        listing = Listing(Ancestry())
        trouble = _listed(git, _LIST, broken.tips, listing) if broken.tips else trouble
    if trouble:
        ground.unread.note(f"the history could not be walked: {trouble}")
        return History((), (), (), ()), False
    whole = listing.whole and not mended and not ground.cut
    ancestry = listing.into if whole else listing.mended(mended)
    del listing  # it is as large as the history itself
    order = ancestry.order(tips)
    if memory is not None and whole:
        memory.learn_ancestry(ancestry, order[::-1])
    return ancestry.history(order), bool(mended)


def _grown(git: Git, tips: Sequence[str], known: Ancestry, memory: Memory) -> History | None:
    """The history where part of its ancestry is known; None where what is new can't be read."""
    before = len(known.commits)
    listing = Listing(known)
    fresh = listing.lacks(tips)
    if fresh:
        feed = [*fresh, *(f"^{oid}" for oid in known.heads())]
        if _listed(git, _LIST_MORE, feed, listing) or not listing.whole or listing.lacks(tips):
            return None
    order = known.order(tips)
    memory.learn_ancestry(known, [row for row in reversed(order) if row >= before])
    return known.history(order)


def _listed(git: Git, command: Sequence[str], feed: Sequence[str], listing: Listing) -> str | None:
    """Run one `git rev-list` into `listing`; git's complaint where it broke off, else None."""
    with git.start(*command, feed=feed) as running:
        for chunk in running.chunks():
            listing.take(chunk)
        status, complaint = running.finish()
    if running.stalled:
        raise RepositoryError("git rev-list stood still and was stopped: try again when the machine is less busy.")
    return complaint or f"status {status}" if status else None


def _changes(
    git: Git,
    history: History,
    places: Sequence[int],
    keep: Keep,
    unread: Unread,
    progress: Told | None,
    memory: Memory | None,
    recalled: Recalled | None,
) -> tuple[FileChange, ...]:
    """The changes of the commits at some places, which ascend."""
    if memory is None:
        return tuple(_placed(_read(git, history, places, keep, unread, progress)))
    rows = recalled.rows() if recalled is not None else {}
    known = {row: place for place in places if (row := rows.get(history.commits[place])) is not None}
    found = set(known.values())
    fresh = [place for place in places if place not in found]
    aside = Unread(unread.where)
    strands = _read(git, history, fresh, keep, aside, progress)
    if aside.sentences:
        return _changes(git, history, places, keep, unread, progress, None, None)
    news = tuple(_placed(strands))
    number = {place: number for number, place in enumerate(fresh)}
    memory.learn([history.commits[place] for place in fresh], [change._replace(commit=number[change.commit]) for change in news])
    if recalled is None or not known:
        return news
    return tuple(sorted((*recalled.changes(known), *news), key=lambda change: change.commit))


def _placed(strands: Iterable[tuple[Strand, Sequence[int]]]) -> Iterator[FileChange]:
    """The strands' changes, one strand after the other, the commits as their places in the whole, of which each strand has its own."""
    for strand, places in strands:
        for change in strand.changes:
            place = places[change.commit]
            yield change if change.commit == place else FileChange(place, change.path, change.before, change.after)


def _read(
    git: Git, history: History, places: Sequence[int], keep: Keep, unread: Unread, progress: Told | None
) -> tuple[tuple[Strand, Sequence[int]], ...]:
    """The commits at some places as git tells them, the newer and the older ones, where that pays by two gits at once; each with the
    places that it was asked for, of which it may have read the first only."""
    order = [history.commits[place] for place in places]
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
    return (newer, places[:half]), (older, places[half:])


def _read_strand(git: Git, order: Sequence[str], strand: Strand, unread: Unread, told: Callable[[], None] | None = None) -> None:
    """Read the commits of `order` into `strand`, stepping over those where git breaks off."""
    trouble: str | None = None
    for _ in range(_RESTARTS):
        left = order[len(strand.commits) :]
        trouble = _log(git, left, strand, told) if left else None
        if trouble is None:
            return
        if strand.commits != order[: len(strand.commits)] or len(strand.commits) == len(order):
            break
        at = order[len(strand.commits)]  # its tree can't be read, or its parent's: it is taken without its changes
        unread.note(f"what commit {at} changed can't be read: {trouble}")
        strand.commits.append(at)
    unread.note(f"the history could be read for {len(strand.commits)} of {len(order)} commits only: {trouble}")


def _log(git: Git, oids: Sequence[str], strand: Strand, told: Callable[[], None] | None) -> str | None:
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
