"""The route from a key, environments and moments to explanations: every layer that was consulted, and which one decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forensics.investigate import opened_at, quiet
from forensics.investigate.assembly import setting_id
from forensics.investigate.checks import check_environments
from forensics.investigate.defaults import code_reads, tip_of
from forensics.investigate.mining import Mined, Progress, mine
from forensics.investigate.remembering import NOTHING, Remembering
from forensics.investigate.stating import stated_in
from forensics.investigate.suggesting import suggest
from forensics.investigate.tracking import Tracked, tracks_of
from forensics.keys import Key
from forensics.model import CodeRead, Explained, Explanation, Gap
from forensics.reconstruct.consulting import consult, resolved
from forensics.reconstruct.contents import effective
from forensics.reconstruct.tracks import Track


@dataclass(frozen=True, slots=True)
class Asking:
    """What is to be explained. `places`: (environment, moment) in the order asked, the environment None for all that there are."""

    key: str
    repositories: tuple[str, ...]
    places: tuple[tuple[str | None, datetime], ...]
    setting: str | None = None
    all_refs: bool = False


def explain(asked: Asking, progress: Progress = quiet, remembering: Remembering = NOTHING) -> Explained:
    """Explains; `remembering`: what is known of the repositories' history. Raises RepositoryError or QuestionError, with one
    sentence, where it can't be asked at all."""
    found: list[Explanation] = []
    gaps: list[Gap] = []
    reads: list[CodeRead] = []
    suggestions: list[str] = []
    environments: dict[str, None] = {}
    latest = max(moment for _, moment in asked.places)
    for path in dict.fromkeys(asked.repositories):
        with opened_at(path) as repository:
            stated, _ = stated_in(repository)
            key = Key(asked.key, stated.spellings(asked.key))
            mined = mine(repository, key, stated, int(latest.timestamp()), asked.all_refs, progress, remembering.of(repository))
            tracked = tracks_of(mined, repository, key, ())
            environments.update(dict.fromkeys((*mined.layout.environments, *(track.environment for track in tracked.tracks))))
            mine_alone = [one for place, moment in asked.places for one in _explained(mined, tracked, place, moment)]
            found += [one for one in mine_alone if asked.setting in (None, one.setting)]
            in_code = code_reads(repository, tip_of(mined), key)
            reads += in_code.reads
            gaps += [*repository.gaps, *tracked.gaps, *in_code.gaps]
            if not tracked.tracks:
                suggestions += suggest(repository, mined, asked.key)
    check_environments(tuple(place for place, _ in asked.places if place is not None), tuple(environments))
    return Explained(asked.key, tuple(found), tuple(dict.fromkeys(gaps)), tuple(reads), tuple(dict.fromkeys(suggestions)))


def _explained(mined: Mined, tracked: Tracked, environment: str | None, moment: datetime) -> Iterator[Explanation]:
    order = {name: place for place, name in enumerate(mined.layout.environments)}
    tracks = [track for track in tracked.tracks if environment in (None, track.environment)]
    for track in sorted(tracks, key=lambda track: (track.template, track.keypath, order.get(track.environment, len(order)))):
        yield _explanation(mined, tracked, track, moment)


def _explanation(mined: Mined, tracked: Tracked, track: Track, moment: datetime) -> Explanation:
    whole = mined.line_for(track.environment)
    line = whole.until(int(moment.timestamp()))
    place = len(line.commits) - 1
    versions = tracked.versions[whole.branch]
    current: dict[str, str | None] = {}
    for path in track.stack.paths:
        standing = [version.blob for version in versions.get(path, ()) if version.place <= place]
        current[path] = standing[-1] if standing else None
    layers = next(some for since, some in reversed(track.stack.arranged) if since <= max(place, 0))
    reading = effective(track.address, layers, current, tracked.contents, track.stack.system, track.environment)
    consulted = consult(track.address, layers, current, tracked.contents, track.stack)
    known, missing = resolved(reading, track.stack, consulted)
    return Explanation(
        setting=setting_id(track),
        environment=track.environment,
        at=moment,
        branch=whole.branch,
        commit=mined.history.commits[line.commits[-1]] if line.commits else None,
        value=reading.value,
        state=reading.state,
        system=track.stack.system.name,
        layers=consulted,
        resolved=known,
        missing=missing,
    )
