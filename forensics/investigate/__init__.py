"""The one route from a question to a report: collect → parse → reconstruct → judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from forensics import contract
from forensics.investigate.assembly import Told, events_of, grouped, setting_id, told
from forensics.investigate.blaming import with_blame
from forensics.investigate.changes import Change, Provenance, undated
from forensics.investigate.mining import Mined, Progress, mine
from forensics.investigate.numbering import numbers, ordered, qualified, renumber_event, renumber_setting
from forensics.investigate.releases import releases
from forensics.investigate.relevance import headline, ranked
from forensics.investigate.stacks import tracks_of
from forensics.investigate.surroundings import Surroundings
from forensics.judge import judge
from forensics.keys import Key
from forensics.model import Asked, Event, Gap, Report, RepositoryFacts, Setting, Source
from forensics.question import Question, Stated, read_stated
from forensics.reconstruct.moves import join

if TYPE_CHECKING:
    from forensics.collect.git import Repository

# What an investigator may also hold; the report says of each whether it was asked.
_OTHER_SOURCES = ("slack", "jira", "live", "shell-history", "events")


def quiet(_: str, __: int) -> None:
    """A progress that tells nobody."""


def investigate(question: Question, version: str, progress: Progress = quiet) -> Report:
    """Answers a question. Raises RepositoryError or QuestionError, with one sentence, where it can't be asked at all."""
    from forensics.collect.git import open_repository

    settings: list[Setting] = []
    events: list[Event] = []
    gaps: list[Gap] = []
    facts: list[RepositoryFacts] = []
    environments: list[str] = []
    suggestions: tuple[str, ...] = ()
    for path in question.repositories:
        with open_repository(path) as repository:
            found, happened, mined, unsure = _trace(repository, question, progress)
            if len(question.repositories) > 1:
                found, happened = qualified(mined.facts.path, found, happened)
            settings += found
            events += happened
            if not found:
                from forensics.investigate.catalogue import suggest

                suggestions += suggest(repository, mined, question.key)
            environments += [one for one in mined.layout.environments if one not in environments]
            facts.append(mined.facts)
            gaps += [*repository.gaps, *unsure, *_unread_files(mined)]
    gaps += [Gap(source, why) for source, why in question.unread]
    return _report(question, version, settings, events, facts, environments, gaps, suggestions)


def _trace(repository: Repository, question: Question, progress: Progress) -> tuple[list[Setting], list[Event], Mined, tuple[Gap, ...]]:
    stated = stated_in(repository)
    key = Key(question.key, stated.spellings(question.key))
    as_of = int(question.as_of.timestamp())
    mined = mine(repository, key, stated, as_of, question.all_refs, progress)
    tracked = tracks_of(mined, question.environments)
    tracks, moves = join(tracked.tracks, _likeness(repository))
    provenance = Provenance(mined, repository)
    changes, relayerings = provenance.changes(tracks), provenance.relayerings(tracks)
    progress("changes found", len(changes))
    commits = repository.commits(_cited((*changes, *relayerings), mined))
    events = events_of(changes, commits, mined, moves, repository.commit_url)
    known = {event.id for event in events}
    events += [one for one in events_of(relayerings, commits, mined, moves, repository.commit_url) if one.id not in known]
    events += releases(mined, tracks, repository, question.as_of)
    by_setting: dict[str, list[Change]] = {}
    for change in changes:
        by_setting.setdefault(setting_id(change.track), []).append(change)
    stories = [
        told(name, group, tuple(by_setting.get(name, ())), mined, tracked)
        for name, group in grouped(tracks, mined.layout.environments).items()
    ]
    expected = _contract(question, mined, repository).expects(question.key)
    judged = [_judged(one, question, expected, Surroundings(one, mined, tracked, commits, repository)) for one in stories]
    settings = _blame_headline(judged, stories, question, mined, events, repository)
    repository.verify(_cited_blobs(stories) if not question.verify_objects else mined.contents.hits)
    return settings, events, mined, undated(mined, changes)


def _judged(one: Told, question: Question, expected: Mapping[str, str] | None, around: Surroundings) -> Setting:
    """The setting with a verdict on each of its episodes."""
    cases = [around.case(question.key, episode, question.as_of, expected) for episode in one.setting.episodes]
    return replace(one.setting, episodes=tuple(replace(case.episode, verdict=judge(case)) for case in cases))


def _blame_headline(
    settings: list[Setting], stories: list[Told], question: Question, mined: Mined, events: list[Event], repository: Repository
) -> list[Setting]:
    """Blame costs a git process per environment, so it is asked for the headline's setting alone."""
    best = headline(settings, question.setting)
    by_id = {event.id: event for event in events}
    stories_by_id = {one.setting.id: one for one in stories}
    return [
        replace(setting, stands=with_blame(stories_by_id[setting.id], mined, by_id, repository).stands) if setting is best else setting
        for setting in settings
    ]


def stated_in(repository: Repository) -> Stated:
    """What forensics.toml (or pyproject.toml's table) states, from the work tree or, in a bare repository, from HEAD."""
    for name in ("forensics.toml", "pyproject.toml"):
        content = file_now(repository, name)
        if content is not None and (name == "forensics.toml" or b"[tool.forensics" in content):
            return read_stated(content, name)
    return Stated()


def file_now(repository: Repository, path: str) -> bytes | None:
    """A file of the work tree, or of HEAD where there is none."""
    content = repository.work_tree_file(path)
    head = repository.head_oid()
    if content is not None or head is None:
        return content
    oid = repository.at([(head, path)]).get((head, path))
    return dict(repository.blobs([oid]))[oid] if oid else None


def _contract(question: Question, mined: Mined, repository: Repository) -> contract.Contract:
    """The contract in force at the question's moment; the work tree's where it was never committed."""
    if question.contract is not None:
        return contract.read(question.contract)
    line = mined.lines[mined.mainline]
    ever = [change for changes in mined.by_commit.values() for change in changes if change.path == contract.PATH]
    if not ever:
        return contract.read(repository.work_tree_file(contract.PATH) or b"")
    in_force = [change.after for commit in line.commits for change in mined.by_commit.get(commit, ()) if change.path == contract.PATH]
    oid = in_force[-1] if in_force else None
    return contract.read((dict(repository.blobs([oid]))[oid] if oid else None) or b"")


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


def _cited(changes: Iterable[Change], mined: Mined) -> list[str]:
    indexes = {index for change in changes for index in (change.after.commit, *change.written_in)}
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


def _report(
    question: Question,
    version: str,
    settings: list[Setting],
    events: list[Event],
    facts: list[RepositoryFacts],
    environments: list[str],
    gaps: list[Gap],
    suggestions: tuple[str, ...],
) -> Report:
    in_order = ordered(event for event in events if question.since is None or event.time >= question.since)
    ids = numbers(in_order)
    shown = ranked([renumber_setting(_since(setting, question), ids) for setting in settings], question.setting)
    best = headline(shown, question.setting)
    verdict = next((episode.verdict for episode in reversed(best.episodes) if episode.verdict), None) if best else None
    partial = bool(gaps)
    git = Source(
        "git",
        "partial" if any(gap.where not in dict(question.unread) for gap in gaps) else "complete",
        in_order[0].time if in_order else None,
        question.as_of,
        sum(fact.commits for fact in facts),
        f"{len(facts)} repositor{'y' if len(facts) == 1 else 'ies'}; manual changes outside git were not watched",
    )
    given = {name for name, _ in question.unread}
    others = tuple(Source(name, "unavailable", detail=why) for name, why in question.unread)
    others += tuple(Source(name, "absent", detail="not given") for name in _OTHER_SOURCES if name not in given)
    return Report(
        version=version,
        asked=Asked(question.key, question.as_of, question.since, tuple(environments), tuple(facts)),
        verdict=verdict,
        settings=shown,
        events=tuple(renumber_event(event, ids) for event in in_order),
        sources=(git, *others),
        gaps=tuple(dict.fromkeys(gaps)) if partial else (),
        suggestions=suggestions,
    )


def _since(setting: Setting, question: Question) -> Setting:
    """Episodes that had closed before `--since` are left out."""
    if question.since is None:
        return setting
    since = question.since
    return replace(setting, episodes=tuple(one for one in setting.episodes if one.closed_at is None or one.closed_at >= since))
