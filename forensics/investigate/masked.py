"""Events for what an override hid: a base changed, and an environment above it did not get the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from forensics.investigate.assembly import setting_id, utc
from forensics.investigate.mining import Mined
from forensics.investigate.tracking import Tracked
from forensics.model import Commit, Event
from forensics.reconstruct.masking import Masked, masked
from forensics.reconstruct.tracks import Track

if TYPE_CHECKING:
    from forensics.collect.git import Repository

# A base that moves all the time (an image's tag) hides nothing new each time: the newest so many of an environment tell enough.
_MOST = 20


def maskings(tracks: Iterable[Track], mined: Mined, tracked: Tracked) -> tuple[Masked, ...]:
    """The masked changes of the tracks, the newest of each track."""
    found: list[Masked] = []
    for track in tracks:
        versions = tracked.versions[mined.line_for(track.environment).branch]
        mine = sorted(masked(track, versions, tracked.contents), key=lambda one: one.place)
        found += mine[-_MOST:]
    return tuple(found)


def events_of_maskings(found: Iterable[Masked], commits: Mapping[str, Commit], mined: Mined, repository: Repository) -> Iterator[Event]:
    """An event of kind `masked` for each: before and after are the base's, and the note says what hid them."""
    for one in found:
        oid = mined.history.commits[one.commit]
        landing = commits.get(oid)
        if landing is None:
            continue
        name = setting_id(one.track)
        over = one.hidden_by.reading
        yield Event(
            id=f"{name}|{one.track.environment}|{oid}|masked {one.layer.path}",
            time=utc(mined.line_for(one.track.environment).landed[one.place]),
            kind="masked",
            title=landing.subject,
            source="git",
            environment=one.track.environment,
            setting=name,
            before=one.before.value,
            after=one.after.value,
            actor=landing.author.name,
            commit=oid,
            path=one.layer.path,
            line=one.after.line,
            url=repository.commit_url(oid),
            authored_at=landing.authored.utc,
            committed_at=landing.committed.utc,
            pull_request=landing.pull_request,
            notes=(f"hidden by {over.path}:{over.line}, which sets {over.value}",),
        )
