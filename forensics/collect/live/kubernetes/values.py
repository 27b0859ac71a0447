"""The value that each object gives the key: its own, through a ConfigMap or Secret, in a running pod, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from forensics.collect.live.kubernetes.managers import owners
from forensics.collect.live.kubernetes.objects import KubeObject, containers, own_entry, refers
from forensics.collect.live.lens import Lens, moment
from forensics.collect.live.nodes import maps_at, node_at, text_at
from forensics.hits import Hit
from forensics.keys import keypath
from forensics.model import Observation, Proves, Spot, TimeMeans

_SOURCE = "kubernetes"
_Named = dict[tuple[str | None, str], KubeObject]


@dataclass(frozen=True, slots=True)
class Cluster:
    """The objects of one dump by namespace and `Kind/name`, and when it was taken as far as is known."""

    objects: _Named
    taken: datetime | None
    means: TimeMeans

    def seen(self, one: KubeObject) -> tuple[datetime | None, TimeMeans]:
        """When an object was seen: with the dump, or where that is not known no earlier than the latest time that it states."""
        if self.taken is not None:
            return self.taken, self.means
        return (one.newest, "at_earliest") if one.newest is not None else (None, "unknown")

    def named(self, kind: str, name: str, namespace: str | None) -> KubeObject | None:
        return self.objects.get((namespace, f"{kind}/{name}"))


def values_of(one: KubeObject, cluster: Cluster, lens: Lens) -> Iterator[Observation]:
    """What one object shows of the key. A Secret's value is never kept, only that it is there and the fingerprint."""
    time, means = cluster.seen(one)
    for hit in one.hits:
        seen = Observation(lens.environment, hit.keypath, hit.value, "value", time, means, _SOURCE, _spot(one, lens, hit.line))
        if one.kind == "Secret":
            yield replace(seen, value=None, proves="existence", fingerprint=lens.fingerprint(hit.keypath, hit.value))
        elif hit.kind == "reference":
            yield _followed(one, hit, seen, cluster, lens)
        elif hit.kind == "null":
            yield replace(seen, value="null", since=_started(one, hit.path[1:]))
        else:
            since = _started(one, hit.path[1:])
            yield replace(seen, proves="running" if one.kind == "Pod" and since else "value", since=since)
    yield from _taken_whole(one, cluster, Observation(lens.environment, "", None, "value", time, means, _SOURCE, lens.spot()), lens)


def _spot(one: KubeObject, lens: Lens, line: int) -> Spot:
    return lens.spot(line, object=one.id, namespace=one.namespace, owner=one.owner)


def _started(one: KubeObject, path: tuple[str, ...]) -> datetime | None:
    """When the container of a pod was started: a later change of a ConfigMap does not reach its environment."""
    if one.kind != "Pod":
        return None
    name = next((part.partition("[")[2][:-1] for part in path if part.startswith(("containers[", "initContainers["))), "")
    for each in maps_at(one.node, "status", "containerStatuses"):
        if text_at(each, "name") == name and (time := moment(text_at(each, "state", "running", "startedAt"))) is not None:
            return time
    return moment(text_at(one.node, "status", "startTime"))


def _followed(one: KubeObject, hit: Hit, seen: Observation, cluster: Cluster, lens: Lens) -> Observation:
    """A variable that takes its value from one entry of a ConfigMap or Secret, with that entry where it is among the objects."""
    for path, kind, name, key, _ in refers(one.node):
        if (one.root, *path) == hit.path and key is not None:
            target = cluster.named(kind, name, one.namespace)
            entry = own_entry(target.node, key) if target is not None and target.whole else None
            if target is None or entry is None:
                break
            return _through(one, target, ("data", key), entry[0], entry[1] + target.before, seen, lens)
    return replace(seen, value=None, proves="reference", note=hit.value or "", since=_started(one, hit.path[1:]))


def _taken_whole(one: KubeObject, cluster: Cluster, seen: Observation, lens: Lens) -> Iterator[Observation]:
    """Variables that `envFrom` takes from a whole ConfigMap or Secret; `env` of the same container goes before them."""
    for path, kind, name, key, prefix in refers(one.node):
        if key is not None:
            continue
        target = cluster.named(kind, name, one.namespace)
        within = (one.root, *path[:-1])
        if target is None or any(hit.path[: len(within)] == within for hit in one.hits):
            continue
        for entry, line, leaf in _entries(target):
            if lens.key.tier((prefix + entry,)) is not None:
                here = replace(seen, keypath=keypath((one.root, *path, prefix + entry)), spot=_spot(one, lens, line + target.before))
                yield _through(one, target, ("data", entry), leaf, line + target.before, here, lens)


def _entries(target: KubeObject) -> Iterator[tuple[str, int, str | None]]:
    for part in ("data", "stringData"):
        node = node_at(target.node, part)
        for name, line, leaf in getattr(node, "pairs", ()):
            yield name, line, text_at(leaf) if part == "data" or target.kind == "Secret" else None


def _through(
    one: KubeObject, target: KubeObject, path: tuple[str, ...], value: str | None, line: int, seen: Observation, lens: Lens
) -> Observation:
    """The observation with what the target holds. A pod has it only where it was started after the target's last change."""
    spot, note = replace(seen.spot, line=line), f"from {target.id} {path[-1]}"
    since = _started(one, tuple(seen.keypath.split(".")))
    if target.kind == "Secret":
        told = lens.fingerprint(seen.keypath, value)
        return replace(seen, value=None, proves="existence", fingerprint=told, spot=spot, note=note, since=since)
    if one.kind != "Pod" or since is None:
        return replace(seen, value=value if value is not None else "", proves="value", spot=spot, note=note)
    times = [owner.time for owner in owners(target.node, path) if owner.reach == "value"]
    if times and all(time is not None and time <= since for time in times):
        return replace(seen, value=value if value is not None else "", proves="running", spot=spot, note=note, since=since)
    told = "changed after this container was started" if times and any(time and time > since for time in times) else "of unknown age"
    return replace(seen, value=None, proves="reference", spot=spot, note=f"{note}, {told}", since=since)


def absent_from(one: KubeObject, keypaths: tuple[tuple[str, ...], ...], cluster: Cluster, lens: Lens) -> Iterator[Observation]:
    """That a workload has no such key, where its own revisions, pods or last apply had one in the same container."""
    known = [("data",)] if one.kind == "ConfigMap" else [path for path, _ in containers(one.node)]
    if one.hits or not one.whole or any(key is None for _, _, _, key, _ in refers(one.node)):
        return
    time, means = cluster.seen(one)
    for path in dict.fromkeys(keypaths):
        if any(path[: len(each)] == each for each in known):
            proves: Proves = "absence"
            where = keypath((one.root, *path))
            yield Observation(lens.environment, where, None, proves, time, means, _SOURCE, _spot(one, lens, one.node.line + one.before))
