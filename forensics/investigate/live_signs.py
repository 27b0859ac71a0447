"""Live evidence of one environment → the signs of what ran there, and the events that tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from forensics.investigate.live_events import edit_event, observation_event, owner_event, rollout_event
from forensics.investigate.placing import Placed, names_it
from forensics.model import Event, LiveEdit
from forensics.reconstruct.equivalence import same
from forensics.reconstruct.running import Sign
from forensics.reconstruct.tracks import Track

# One act, as two sources wrote it down: a shell's line and the server's stamp lie seconds apart, if their clocks agree.
ONE_ACT = timedelta(minutes=5)
_SHOWS_A_VALUE = ("value", "running", "template", "released", "recorded", "absence")
# A release or sync that ended so brought nothing; Helm's and Argo CD's words.
_FAILED = ("failed", "pending-install", "pending-upgrade", "pending-rollback", "error", "terminating")


def signs_of(setting: str, environment: str, mine: Placed, events: dict[str, Event]) -> Iterable[Sign]:
    """The signs of one environment; the events that tell of them are put beside."""
    for one in mine.observations:
        event = observation_event(one, environment, setting)
        if event is None:
            continue
        events[event.id] = event
        if one.proves in _SHOWS_A_VALUE and (one.value is not None or one.proves == "absence"):
            yield Sign(
                _second(event.time),
                "seen",
                event.id,
                one.value,
                since=int(one.since.timestamp()) if one.since else None,
                path=one.spot.file,
                line=one.spot.line,
                running=one.proves == "running",
                place=one.spot.object or one.spot.host or one.spot.file,
                past=one.source in ("replicasets", "controllerrevisions"),
            )
    for act in acts(mine.edits):
        best, *others = act
        event = edit_event(best, environment, setting, others)
        if event is None:
            continue
        events[event.id] = event
        value = next((one.value for one in act if one.value is not None), None)
        known = value is not None or any(one.removed for one in act)
        sure = any(one.certainty != "typed" for one in act)
        yield Sign(_second(event.time), "edit", event.id, value, known=known, path=best.spot.file, line=best.spot.line, sure=sure)
    yield from _rollouts(setting, environment, mine, events)


def _second(time: datetime) -> int:
    return int(time.timestamp())


def acts(edits: Sequence[LiveEdit]) -> list[list[LiveEdit]]:
    """Edits grouped by the act that they record, what a server recorded first."""
    timed = sorted((one for one in edits if one.time is not None), key=lambda one: (one.time, one.spot.file, one.spot.line or 0))
    found: list[list[LiveEdit]] = []
    for one in timed:
        last = found[-1] if found else []
        one_act = any(_one_act(one, other) for other in last)
        if one_act:
            last.append(one)
        else:
            found.append([one])
    return [sorted(act, key=lambda one: _CERTAIN.get(one.certainty, 9)) for act in found]


_CERTAIN = {"recorded": 0, "owned": 1, "executed": 2, "differs": 3, "typed": 4}


def _one_act(one: LiveEdit, other: LiveEdit) -> bool:
    near = one.time is not None and other.time is not None and abs(one.time - other.time) <= ONE_ACT
    unlike_source = (one.source, one.spot.file) != (other.source, other.spot.file)
    return near and unlike_source and (one.value is None or other.value is None or same(one.value, other.value))


def _rollouts(setting: str, environment: str, mine: Placed, events: dict[str, Event]) -> Iterable[Sign]:
    """Deploys and their like, and what a pipeline's ownership of the field shows where no deploy near it is known."""
    times: list[datetime] = []
    for one in mine.rollouts:
        event = rollout_event(one, environment)
        if event is not None:
            events.setdefault(event.id, event)
            times.append(event.time)
            if (one.status or "").casefold() not in _FAILED:
                near = names_it(f"{one.title} {one.spot.object or ''} {one.cause or ''}", setting)
                yield Sign(_second(event.time), "restart" if one.kind == "restart" else "rollout", event.id, near=near)
    for owner in mine.ownerships:
        wrote = owner.manager_class in ("gitops", "ambiguous") and owner.reach in ("value", "text")
        event = owner_event(owner, environment) if wrote else None
        if event is not None and not any(abs(event.time - time) <= ONE_ACT for time in times):
            events[event.id] = event
            yield Sign(_second(event.time), "rollout", event.id, near=True)


def names_ref(release: Event, title: str) -> bool:
    """Whether a deploy's title names a tag or branch."""
    name = (release.ref or "").removeprefix("refs/tags/").removeprefix("refs/heads/")
    return len(name) > 3 and name.casefold() in title.casefold()


def released_signs(track: Track, released: Sequence[Event], mine: Placed) -> Iterable[Sign]:
    """The values of tags and release branches beside the mainline, at the moment from which they are known to have run, if at all."""
    for one in released:
        if one.environment != track.environment:
            continue
        deploys = [other.time for other in mine.rollouts if other.time is not None and names_ref(one, other.title)]
        at = min(deploys, default=one.time)
        yield Sign(_second(at), "release", one.id, one.after, ran=bool(deploys), path=one.path or "", line=one.line)
