"""The one route from a question to a report: collect → parse → reconstruct → judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from forensics.investigate.alive import lives_of
from forensics.investigate.assembly import Told, events_of, grouped, setting_id, told
from forensics.investigate.changes import Change, Provenance, undated
from forensics.investigate.checks import check_times
from forensics.investigate.defaults import CodeReads, code_reads, tip_of
from forensics.investigate.elsewhere import elsewhere
from forensics.investigate.evidence import Evidence, evidence_for
from forensics.investigate.glimpse import Glimpsed, look
from forensics.investigate.judging import Judging
from forensics.investigate.looking import Looking
from forensics.investigate.masked import events_of_maskings, maskings
from forensics.investigate.mining import NOTHING_SEEN, Mined, Progress, mine
from forensics.investigate.noting import notes_of
from forensics.investigate.releases import releases
from forensics.investigate.remembering import NOTHING, Remembering
from forensics.investigate.reporting import Traced, report_of
from forensics.investigate.repositories import opened_at, quiet
from forensics.investigate.ruling import events_of_rules
from forensics.investigate.speaking import Heard
from forensics.investigate.stating import file_now, stated_in, unmatched
from forensics.investigate.suggesting import suggest
from forensics.investigate.tracking import tracks_of
from forensics.investigate.unfiled import Others, with_unfiled
from forensics.keys import Key
from forensics.model import Commit, Event, Gap, Report
from forensics.question import Question
from forensics.reconstruct.masking import Masked
from forensics.reconstruct.moves import join

if TYPE_CHECKING:
    from forensics.collect.git import Repository


def investigate(
    question: Question,
    version: str,
    progress: Progress = quiet,
    remembering: Remembering = NOTHING,
    glimpsed: Glimpsed | None = None,
) -> Report:
    """Answers a question; `remembering`: what is known of its repositories' history; `glimpsed` is told at once what the key is now, where
    the rest takes its time. Raises RepositoryError or QuestionError, with one sentence, where it can't be asked at all."""
    check_times(question)
    with ExitStack() as opened:
        repositories = list(_each_once(opened, question.repositories))
        key = Key(question.key, _spellings(repositories, question))
        evidence = evidence_for(question, key)
        alone = Others(none=len(repositories) == 1)
        traced = [_traced(repository, question, evidence, progress, alone, remembering, glimpsed) for repository in repositories]
        if evidence.given and len(repositories) > 1:
            traced = _again(repositories, question, evidence, progress, traced, remembering)
        return report_of(question, key, version, traced, evidence)


def _again(
    repositories: Iterable[Repository],
    question: Question,
    evidence: Evidence,
    progress: Progress,
    first: Sequence[Traced],
    remembering: Remembering,
) -> list[Traced]:
    """Several repositories with live evidence, once the settings of all are known: it may mean any of them, and what was seen and is
    in no file is told once, of the first that knows where."""
    ids = [[setting.id for setting in one.settings] for one in first]
    if sum(map(bool, ids)) == 1:
        return list(first)
    found: list[Traced] = []
    for number, repository in enumerate(repositories):
        theirs = tuple(name for other, names in enumerate(ids) if other != number for name in names)
        others = Others(theirs, none=not any(ids) and not any(one.settings for one in found))
        found.append(_traced(repository, question, evidence, progress, others, remembering))
    return found


def _spellings(repositories: Iterable[Repository], question: Question) -> tuple[str, ...]:
    """The key's other names, whichever of the repositories states them."""
    return tuple(dict.fromkeys(name for one in repositories for name in stated_in(one)[0].spellings(question.key)))


def _heard(repository: Repository, mined: Mined, commits: Mapping[str, Commit]) -> Heard:
    """What talk may name of this repository."""
    people = (file_now(repository, ".mailmap") or b"").decode("utf-8", "replace")
    return Heard(commits, mined.history.commits, frozenset([repository.host_name] if repository.host_name else []), people)


def _each_once(opened: ExitStack, paths: Iterable[str]) -> Iterator[Repository]:
    """The repositories; one that is named twice (by its folder and by one inside it, say) is traced once."""
    seen: set[str] = set()
    for path in paths:
        repository = opened.enter_context(opened_at(path))
        if repository.git_dir not in seen:
            seen.add(repository.git_dir)
            yield repository


def _traced(
    repository: Repository,
    question: Question,
    evidence: Evidence,
    progress: Progress,
    others: Others,
    remembering: Remembering,
    glimpsed: Glimpsed | None = None,
) -> Traced:
    stated, where = stated_in(repository)
    key = Key(question.key, stated.spellings(question.key))
    index = remembering.of(repository)
    seen = look(repository, question, key, stated, progress, index, glimpsed) if glimpsed is not None else NOTHING_SEEN
    mined = mine(repository, key, stated, int(question.as_of.timestamp()), question.all_refs, progress, index, seen)
    looking = Looking(repository, key, progress, index)
    judging, events, unsure, unwatched, commits = _trace(looking, question, mined, evidence, others)
    mined = judging.mined
    settings = judging.unjudged()
    remark = None if settings else elsewhere(looking, mined, question, stated)
    unset = any(stand.state == "absent" for setting in settings for stand in setting.stands) or not settings
    in_code = code_reads(repository, tip_of(mined), key) if unset else CodeReads(())
    return Traced(
        facts=mined.facts,
        environments=mined.layout.environments,
        settings=tuple(settings),
        events=tuple(events),
        unread=(*repository.gaps, *unsure, *_unread_files(mined)),
        code=in_code.reads,
        heard=_heard(repository, mined, commits),
        remarks=(*unmatched(stated, where, mined), *((remark,) if remark else ()), *in_code.gaps, *unwatched),
        suggestions=() if settings or remark else suggest(repository, mined, question.key),
        judge=judging.settings,
        kept=notes_of(question, repository),
        contract=judging.rules.findings(settings, question, mined.layout.environments),
    )


def _trace(
    looking: Looking, question: Question, mined: Mined, evidence: Evidence, others: Others
) -> tuple[Judging, list[Event], tuple[Gap, ...], tuple[Gap, ...], Mapping[str, Commit]]:
    repository, key = looking.repository, looking.key
    tracked = tracks_of(mined, repository, key, question.environments)
    tracks, moves = join(tracked.tracks, _likeness(repository))
    provenance = Provenance(mined, repository, tracks, looking)
    mined, changes, relayerings = provenance.mined, provenance.changes(), provenance.relayerings()
    looking.progress("changes found", len(changes), 0)
    hidden = maskings(tracks, mined, tracked)
    released = list(releases(mined, tracks, tracked.contents, repository, question.as_of, provenance.arrivals))
    cited = _cited((*changes, *relayerings), hidden, mined)
    commits = repository.commits([*cited, *sorted({one.commit for one in released if one.commit} - set(cited))])
    events = events_of(changes, commits, mined, moves, repository.commit_url)
    known = {event.id for event in events}
    events += [one for one in events_of(relayerings, commits, mined, moves, repository.commit_url) if one.id not in known]
    events += events_of_maskings(hidden, commits, mined, repository)
    by_setting: dict[str, list[Change]] = {}
    for change in changes:
        by_setting.setdefault(setting_id(change.track), []).append(change)
    filed = grouped(tracks, mined.layout.environments)
    groups, where, unplaced = with_unfiled(evidence.read, filed, mined, key, others, question.environments)
    lives = lives_of(where, groups, events, released)
    events += [*released, *(event for one in lives.values() for event in one.events)]
    stories = [told(name, group, tuple(by_setting.get(name, ())), mined, tracked, lives[name]) for name, group in groups.items()]
    judging = Judging(question, mined, tracked, commits, looking, stories, events)
    events += events_of_rules(judging.rules, repository)
    repository.verify(_cited_blobs(stories) if not question.verify_objects else mined.contents.hits)
    unsure = (*undated(mined, changes), *tracked.gaps)
    unwatched = (*judging.rules.gaps, *unplaced, *(gap for one in lives.values() for gap in one.gaps))
    return judging, list({event.id: event for event in events}.values()), unsure, unwatched, commits


def _likeness(repository: Repository) -> Callable[[str, str], float]:
    """How much of one file's lines are in the other's, from 0 to 1; each blob is read once."""
    known: dict[str, frozenset[bytes]] = {}

    def lines(oid: str) -> frozenset[bytes]:
        if oid not in known:
            content = dict(repository.blobs([oid]))[oid] or b""
            known[oid] = frozenset(line.strip() for line in content.splitlines() if line.strip())
        return known[oid]

    def likeness(one: str, other: str) -> float:
        left, right = lines(one), lines(other)
        return len(left & right) / max(min(len(left), len(right)), 1)

    return likeness


def _cited(changes: Iterable[Change], hidden: Iterable[Masked], mined: Mined) -> list[str]:
    indexes = {index for change in changes for index in (change.after.commit, *change.written_in)} | {one.commit for one in hidden}
    return [mined.history.commits[index] for index in sorted(indexes)]


def _cited_blobs(stories: Iterable[Told]) -> list[str]:
    blobs = {change.after.reading.blob for one in stories for change in one.changes}
    return sorted(blob for blob in blobs if blob)


def _unread_files(mined: Mined) -> list[Gap]:
    found = [
        Gap(f"file version {oid[:10]}", "it is missing or too large; what it said of the key is not known")
        for oid in sorted(mined.contents.unreadable)
    ]
    return found[:20] + ([Gap("git", f"{len(found) - 20} more file versions are missing or too large")] if len(found) > 20 else [])
