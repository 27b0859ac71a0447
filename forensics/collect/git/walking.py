"""One walk over all commits that refs lead to, and the files that some of them changed against their first parents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import zip_longest
from operator import attrgetter
from pathlib import Path

from forensics.model import FileChange, History

from .ancestry import FORMAT as ANCESTRY
from .ancestry import Ancestry, Descent, Listing
from .errors import RepositoryError
from .logs import Logs, Told
from .mending import find_break, write_grafts
from .objects import check_oids
from .recalled import Memory
from .running import Git
from .unread import Unread

_LIST = ("rev-list", ANCESTRY, "--stdin")
_LIST_MORE = ("rev-list", "--ignore-missing", ANCESTRY, "--stdin")  # what is known may have been pruned since
Keep = Callable[[str], bool]


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
    stands still. `keep` is asked from several threads. What `memory` knows is not read again, and the history is the same; of a history
    that is cut or damaged anywhere it is neither asked nor told.
    """
    if ground.cut:
        memory = None
    tips = check_oids(tips)
    with Logs(git, keep, progress) as logs, ThreadPoolExecutor(1) as aside:
        known = memory.ancestry() if memory is not None else None
        if memory is not None and known is not None:
            lost = aside.submit(_lost, git, tuple(known.commits))
            grown = _grown(git, tips, known)  # meanwhile
            if grown is not None:
                order, fresh = grown
                history = known.history(order)
                memory.recall()
                if lost.result().isdisjoint(history.commits):  # what nothing leads to any more may be pruned
                    memory.learn_ancestry(known, fresh)
                    return _with_changes(logs, history, tips, ground, memory)
                memory = None
        history, mended = _order(git, tips, ground, memory, logs)
        return _with_changes(logs, history, tips, ground, None if mended or ground.cut else memory)


def _with_changes(logs: Logs, history: History, tips: Sequence[str], ground: Ground, memory: Memory | None) -> History:
    lines = _on_lines(history, tips)
    changes = _changes(logs, history, lines, ground.unread, memory if lines else None)
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
    with Logs(git, keep, progress) as logs:
        return _changes(logs, history, wanted, ground.unread, memory)


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


def _order(git: Git, tips: Sequence[str], ground: Ground, memory: Memory | None, logs: Logs) -> tuple[History, bool]:
    """All commits, children before parents, without changes; and whether the ancestry of any had to be mended. Of those on the tips'
    lines `logs` are asked while they are being listed."""
    mended: Mapping[str, tuple[str, ...]] = {}
    listing = Listing(Ancestry())
    trouble = _listed(git, _LIST, tips, listing, Descent(listing, tips, logs.ask)) if tips else None
    if trouble:  # a commit is missing
        logs.forget()
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


def _grown(git: Git, tips: Sequence[str], known: Ancestry) -> tuple[list[int], list[int]] | None:
    """Adds what is new to a known ancestry: in which order its rows lead down from the tips, and which of these are new, parents before
    children. None where what is new can't be read."""
    before = len(known.commits)
    there = known.rows_of(tips)
    fresh = [tip for tip in tips if tip not in there]
    if fresh:
        listing = Listing(known)
        feed = [*fresh, *(f"^{oid}" for oid in known.heads())]
        if _listed(git, _LIST_MORE, feed, listing) or not listing.whole or listing.lacks(tips):
            return None
    order = known.order(tips)
    return order, [row for row in reversed(order) if row >= before]


def _lost(git: Git, commits: Sequence[str]) -> frozenset[str]:
    """Those of some known commits that are not there, as in a repository that was damaged since. One that is there and can't be read is
    noticed only where it is cited."""
    with git.start("cat-file", "--batch-check=%(objecttype)", "--buffer", feed=commits) as running:
        told = running.read_all(sum(map(len, commits)) + len(" missing\n") * len(commits))
    if told == b"commit\n" * len(commits):
        return frozenset()
    answers = zip_longest(commits, told.splitlines()[: len(commits)])  # a git that broke off has none for the rest
    return frozenset(oid for oid, answer in answers if oid is not None and answer != b"commit")


def _listed(git: Git, command: Sequence[str], feed: Sequence[str], listing: Listing, descent: Descent | None = None) -> str | None:
    """Run one `git rev-list` into `listing`; git's complaint where it broke off, else None."""
    with git.start(*command, feed=feed) as running:
        for chunk in running.chunks():
            listing.take(chunk)
            if descent is not None:
                descent.go_on()
        status, complaint = running.finish()
    if running.stalled:
        raise RepositoryError("git rev-list stood still and was stopped: try again when the machine is less busy.")
    return complaint or f"status {status}" if status else None


def _changes(logs: Logs, history: History, places: Sequence[int], unread: Unread, memory: Memory | None) -> tuple[FileChange, ...]:
    """The changes of the commits at some places, which ascend."""
    recalled = memory.recall() if memory is not None and places else None
    rows = recalled.rows if recalled is not None else {}
    known = {row: place for place in places if (row := rows.get(history.commits[place])) is not None}
    found = set(known.values())
    fresh = [place for place in places if place not in found]
    aside = Unread(unread.where)
    news: list[FileChange] = []
    untold: list[int] = []
    told = 0
    whole = True
    for some, changes in logs.changes(history, fresh, aside):
        whole = whole and some is not None and not aside.sentences
        untold += some or ()
        news += changes
        if memory is not None and whole and memory.is_due:
            _learned(memory, history, untold, news[told:])
            memory.keep()
            untold, told = [], len(news)
    if aside.sentences:
        for _, changes in logs.changes(history, sorted(found), aside):
            news += changes
        unread.sentences.update(aside.sentences)
    elif memory is not None:
        _learned(memory, history, untold, news[told:])
        if recalled is not None:
            news += recalled.changes(known)
    return tuple(sorted(news, key=attrgetter("commit")))


def _learned(memory: Memory, history: History, places: Iterable[int], changes: Iterable[FileChange]) -> None:
    number = {place: number for number, place in enumerate(sorted(places))}
    ordered = sorted(changes, key=attrgetter("commit"))
    memory.learn([history.commits[place] for place in number], [change._replace(commit=number[change.commit]) for change in ordered])
