"""What a key is now, from the files alone: a first answer, while since when and why are still to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forensics.investigate.assembly import grouped, setting_id
from forensics.investigate.mining import (
    NOTHING_SEEN,
    Mined,
    Progress,
    Seen,
    branch_tips,
    contents_of,
    is_configuration,
    layout_of,
    mainline_of,
    versions_in,
)
from forensics.investigate.recalling import was_read
from forensics.investigate.repositories import opened_at
from forensics.investigate.stacks import BASE, SHARED
from forensics.investigate.tracking import tracks_of
from forensics.keys import TIERS, Key
from forensics.model import FileChange, History, Ref, RepositoryFacts
from forensics.question import Question
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.landing import Line
from forensics.reconstruct.tracks import Track
from forensics.stated import Stated

if TYPE_CHECKING:
    from forensics.collect.git import Repository
    from forensics.store.history import HistoryIndex

# Below so many objects all of a history is read in a second or two.
_LONG = 100_000
# Whether a local branch is ahead of origin's is asked of git one by one.
_MOST_ASIDE = 20


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The likeliest of the settings that the key is in, as the mainline's files stand: environment → value (None: it has none there).
    `further`: how many others there are; `setting`: its id; `commit`: the mainline's newest."""

    setting: str
    values: tuple[tuple[str, str | None], ...]
    further: int
    mainline: str
    commit: str


Glimpsed = Callable[[Glimpse], None]


def look(
    repository: Repository, question: Question, key: Key, stated: Stated, progress: Progress, index: HistoryIndex | None, told: Glimpsed
) -> Seen:
    """Tells `told` what the key is now, where the history is long and what it says of the key is not known; what was read for that is
    given back, so that it need not be read again."""
    if repository.packed < _LONG or was_read(index, key):
        return NOTHING_SEEN
    # Opened once more, so that what is noted of it here does not tell how the report came about.
    with opened_at(repository.path) as beside:
        mined = _now(beside, question, key, stated, progress)
        if mined is None:
            return NOTHING_SEEN
        groups = grouped(tracks_of(mined, beside, key, question.environments).tracks, mined.layout.environments)
        found = [(name, values) for name, tracks in groups.items() if (values := _values(tracks))]
        if found:
            name, values = min(found, key=lambda one: _rank(groups[one[0]], one[1]))
            told(Glimpse(name, values, len(found) - 1, mined.mainline, str(mined.facts.head)))
        return Seen(versions_in(mined.history.changes), mined.contents)


def _now(repository: Repository, question: Question, key: Key, stated: Stated, progress: Progress) -> Mined | None:
    """The repository as if each branch had come into being with its newest commit. None where no branch stands for the mainline, or where
    which commit is a branch's newest is not soon told."""
    from forensics.collect.git import RepositoryError

    refs, head = repository.refs(question.all_refs), repository.head_oid()
    tips = tuple(dict.fromkeys([*(ref.oid for ref in refs), *([head] if head else [])]))
    number = {oid: place for place, oid in enumerate(tips)}
    parents = _ahead(repository, refs, number)
    if parents is None:
        return None
    history = History(tips, parents, (None,) * len(tips), ())
    branches = branch_tips(refs, history, number)
    try:
        mainline, rule = mainline_of(repository, branches, head in number)
    except RepositoryError:
        return None
    if mainline not in branches and head is not None:
        branches[mainline] = number[head]
    lines: dict[str, Line] = {}
    by_commit: dict[int, tuple[FileChange, ...]] = {}

    def add(branch: str) -> None:
        tip = branches[branch]
        lines[branch] = Line(branch, (tip,), (0,))
        by_commit[tip] = tuple(FileChange(tip, path, None, oid) for path, oid in repository.files(tips[tip]) if is_configuration(path))

    add(mainline)
    names = sorted(branches)
    where = layout_of(history, by_commit, lines, names, mainline, stated, repository)
    others = {branch for branch in map(where.branch_of, where.environments) if branch in branches} - {mainline, None}
    for branch in sorted(map(str, others)):
        add(branch)
    if others:
        where = layout_of(history, by_commit, lines, names, mainline, stated, repository)
    changes = tuple(change for tip in sorted(by_commit) for change in by_commit[tip])
    history = History(tips, history.parents, history.times, changes, frozenset(by_commit))
    contents = contents_of(repository, key, where, versions_in(changes), progress, None)
    tip = tips[branches[mainline]]
    facts = RepositoryFacts(repository.path, repository.git_dir, tip, mainline, rule, len(tips), bool(repository.shallow))
    return Mined(facts, history, where, lines, mainline, contents, by_commit, ())


def _ahead(repository: Repository, refs: Sequence[Ref], number: Mapping[str, int]) -> tuple[tuple[int, ...], ...] | None:
    """As parents of local tips those of origin that they are ahead of; None where many differ."""
    origins = {ref.short: ref.oid for ref in refs if ref.name.startswith("refs/remotes/origin/")}
    local = [ref for ref in refs if ref.name.startswith("refs/heads/") and origins.get(ref.short, ref.oid) != ref.oid]
    if len(local) > _MOST_ASIDE:
        return None
    parents: list[tuple[int, ...]] = [()] * len(number)
    for ref in local:
        if repository.leads_to(ref.oid, origins[ref.short]):
            parents[number[ref.oid]] = (number[origins[ref.short]],)
    return tuple(parents)


def _values(tracks: Sequence[Track]) -> tuple[tuple[str, str | None], ...]:
    """What each environment has; nothing where none has anything."""
    found = [
        (track.environment, track.last.reading.value if track.last.reading.state == "present" else None)
        for track in tracks
        if track.last.exists and track.environment not in (BASE, SHARED)
    ]
    return tuple(found) if any(value is not None for _, value in found) else ()


def _rank(tracks: Sequence[Track], values: Sequence[tuple[str, str | None]]) -> tuple[int, bool, bool, int, str]:
    """What a report's headline goes by (relevance.py), as far as that is known of one moment."""
    present = [value for _, value in values if value is not None]
    differ = any(not same(present[0], value) for value in present[1:])
    tier = min(TIERS.index(track.last.reading.tier) for track in tracks)
    return tier, len(values) < 2, not differ, -len(present), setting_id(tracks[0])
