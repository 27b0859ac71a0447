"""ReplicaSets and ControllerRevisions: the past pod templates of a workload, with their values, revisions and causes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from forensics.collect.live.kubernetes.objects import REVISION, KubeObject, refers
from forensics.collect.live.lens import Lens
from forensics.collect.live.nodes import text_at
from forensics.model import LiveRead, Observation, Proves, Rollout, Spot, TimeMeans, Watched

# kubectl rollout history: a rollback does not make a new ReplicaSet, it gives the old one the next revision and notes the earlier.
_EARLIER = "deployment.kubernetes.io/revision-history"
_CAUSE = "kubernetes.io/change-cause"
_KINDS = {"ReplicaSet": "replicasets", "ControllerRevision": "controllerrevisions"}


def revisions_read(objects: Iterable[KubeObject], lens: Lens) -> LiveRead:
    """What each revision of each workload said of the key, when it was rolled out, and since when the history is complete."""
    families: dict[tuple[str | None, str], list[KubeObject]] = {}
    for one in objects:
        if one.kind in _KINDS and one.owner is not None and _number(one) is not None:
            families.setdefault((one.namespace, one.owner), []).append(one)
    read = LiveRead()
    for family in families.values():
        family.sort(key=lambda one: _number(one) or 0)
        if any(one.hits for one in family):
            read += _family(family, lens)
    return read


def is_revision(one: KubeObject) -> bool:
    return one.kind in _KINDS and one.owner is not None and _number(one) is not None


def _number(one: KubeObject) -> int | None:
    told = one.note(REVISION) or (text_at(one.node, "revision") if one.kind == "ControllerRevision" else None)
    return int(told) if told is not None and told.isdigit() and len(told) < 12 else None


def _family(family: list[KubeObject], lens: Lens) -> LiveRead:
    observations: list[Observation] = []
    rollouts: list[Rollout] = []
    before: datetime | None = None
    for one in family:
        time, means = _rolled_out(one, before)
        observations += _observed(one, family, time, means, lens)
        rollouts.append(_rollout(one, time, means, lens))
        before = max((each for each in (before, one.created) if each is not None), default=None)
    return LiveRead(observations=tuple(observations), rollouts=tuple(rollouts), watched=tuple(_watched(family, lens)))


def _rolled_out(one: KubeObject, before: datetime | None) -> tuple[datetime | None, TimeMeans]:
    """A ReplicaSet used again has the time of its first making: its last rollout came after the revision below it was made."""
    again = one.note(_EARLIER) is not None or (before is not None and one.created is not None and one.created < before)
    if not again:
        return (one.created, "created") if one.created else (None, "unknown")
    return (before, "at_earliest") if before is not None else (None, "unknown")


def _spot(one: KubeObject, lens: Lens, line: int) -> Spot:
    return lens.spot(line, object=one.id, namespace=one.namespace, owner=one.owner)


def _observed(one: KubeObject, family: list[KubeObject], time: datetime | None, means: TimeMeans, lens: Lens) -> Iterator[Observation]:
    source, version = _KINDS[one.kind], str(_number(one))
    for hit in one.hits:
        proves: Proves = "reference" if hit.kind == "reference" else "template"
        value, note = (None, hit.value or "") if proves == "reference" else (hit.value, "")
        yield Observation(
            lens.environment, hit.keypath, value, proves, time, means, source, _spot(one, lens, hit.line), version=version, note=note
        )  # fmt: skip
    elsewhere = next((hit for other in family for hit in other.hits), None)
    if not one.hits and one.whole and elsewhere is not None and not any(key is None for _, _, _, key, _ in refers(one.node)):
        keypath = ".".join((one.root, *elsewhere.path[1:]))
        spot = _spot(one, lens, one.node.line + one.before)
        yield Observation(lens.environment, keypath, None, "absence", time, means, source, spot, version=version)


def _rollout(one: KubeObject, time: datetime | None, means: TimeMeans, lens: Lens) -> Rollout:
    again = one.note(_EARLIER)
    title = f"revision {_number(one)} of {one.owner}" + (f", used before as {again.replace(',', ', ')}" if again else "")
    return Rollout(
        lens.environment, time, means, "rollback" if again else "revision", title, _KINDS[one.kind],
        _spot(one, lens, one.node.line + one.before), str(_number(one)), one.note(_CAUSE),
    )  # fmt: skip


def _watched(family: list[KubeObject], lens: Lens) -> Iterator[Watched]:
    """Old revisions are dropped from the oldest on, so from the oldest kept one until the dump every new template has left a trace."""
    made = [one.created for one in family]
    if lens.at is None or None in made or not all(one.whole for one in family):
        return
    start = min(time for time in made if time is not None)
    if start <= lens.at:
        first = family[0]
        spot = _spot(first, lens, first.node.line + first.before)
        yield Watched(lens.environment, start, lens.at, _KINDS[first.kind], f"new pod templates of {first.owner}", spot)
