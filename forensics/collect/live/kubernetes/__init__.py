"""Kubernetes dumps (`kubectl get -o yaml|json --show-managed-fields`) as live evidence of one key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from forensics.collect.live import argocd, helm
from forensics.collect.live.kubernetes.objects import KubeObject, objects_in, pieces_of, refers, times_in
from forensics.collect.live.kubernetes.ownership import last_applied, ownership_read
from forensics.collect.live.kubernetes.revisions import is_revision, revisions_read
from forensics.collect.live.kubernetes.values import Cluster, absent_from, values_of
from forensics.collect.live.lens import Lens
from forensics.collect.live.nodes import node_at
from forensics.collect.live.pieces import Piece
from forensics.model import Gap, LiveRead, TimeMeans

_KIND = re.compile(r"(?m)^[ ]{0,8}\"?kind\"?[ ]*:[ ]*\"?[A-Z]|\"apiVersion\"[ ]*:")
_REMARK = re.compile(r"(?mi)^[ \t]*#.{0,80}\b(?:observed|taken|dumped|captured|exported|generated)\b.{0,80}$")
_ALWAYS = (helm.RELEASE_TYPE, argocd.GROUP)
_TOKEN = re.compile(r"[\w.\-]+")
_MOST = 20_000


def recognises(head: str) -> bool:
    return _KIND.search(head) is not None and re.search(r"\"?apiVersion\"?[ ]*:|^[ ]*items:", head, re.MULTILINE) is not None


def read(text: str, lens: Lens) -> LiveRead:
    """All that the objects of a dump say of the key: values, owners, edits, revisions, releases and syncs.

    Objects are read where they hold the key's words, or are named by one that does (a Deployment by its ReplicaSet, a ConfigMap by
    what takes it whole). Never raises: what breaks off is a gap, and what stood near the break is left out.
    """
    pieces = pieces_of(text)
    objects, gaps = _objects(pieces.found, lens)
    if pieces.stopped is not None:
        gaps.append(Gap(f"{lens.where}:{pieces.stopped}", "the JSON breaks off or is not valid here: what follows was not read"))
    taken, means = _taken(text, lens)
    cluster = Cluster({(one.namespace, one.id): one for one in objects}, taken, means)
    made = [LiveRead(gaps=tuple(gaps)), revisions_read(objects, lens)]
    children: dict[tuple[str | None, str], list[KubeObject]] = {}
    for one in objects:
        if one.owner is not None:
            children.setdefault((one.namespace, one.owner), []).append(one)
    for one in objects:
        if one.kind == "Secret" and helm.is_release(one.node):
            made.append(helm.release_read(one.node, one.before, lens))
        elif one.kind == "Application":
            made.append(argocd.application_read(one.node, one.before, lens))
        if not is_revision(one):
            made.append(_one(one, children.get((one.namespace, one.id), []), cluster, lens))
    return LiveRead.joined(made)


def _one(one: KubeObject, children: list[KubeObject], cluster: Cluster, lens: Lens) -> LiveRead:
    known = (*(hit for other in children for hit in other.hits), *(last_applied(one, lens) or ()))
    paths = tuple(hit.path[1:] for hit in known)
    read = LiveRead(observations=(*values_of(one, cluster, lens), *absent_from(one, paths, cluster, lens)))
    return read + ownership_read(one, lens) + LiveRead(gaps=_unmanaged(one, lens))


def _unmanaged(one: KubeObject, lens: Lens) -> tuple[Gap, ...]:
    """An object that holds the key and does not say who wrote it: whether a hand did is then unknown."""
    if not one.hits or one.kind == "Pod" or node_at(one.node, "metadata", "managedFields") is not None:
        return ()
    why = f"{one.id} has no managedFields, so who wrote its fields is unknown: take it with --show-managed-fields"
    return (Gap(f"{lens.where}:{one.node.line + one.before}", why),)


def _taken(text: str, lens: Lens) -> tuple[datetime | None, TimeMeans]:
    """When the dump was taken: as the caller says, or else as a comment in it does."""
    time, means = lens.seen()
    if time is not None:
        return time, means
    remark = _REMARK.search(text[:20_000])
    told = times_in(remark[0]) if remark is not None else []
    return (told[0], "remarked") if told else (None, "unknown")


def _objects(pieces: list[Piece], lens: Lens) -> tuple[list[KubeObject], list[Gap]]:
    """Those with the key, then those that they name or that name them, in the file's order."""
    gate = lens.key.gate()
    chosen = {
        number
        for number, piece in enumerate(pieces)
        if gate.admits(piece.text.encode()) or any(mark in piece.text for mark in _ALWAYS) or not piece.ends
    }
    read: dict[int, list[KubeObject]] = {}
    gaps: list[Gap] = []
    for _ in range(3):  # a pod is two steps from a ConfigMap: by its ReplicaSet, by its Deployment
        for number in sorted(chosen - read.keys())[: _MOST - len(read)]:
            read[number], why = objects_in(pieces[number], lens.key)
            if why is not None:
                gaps.append(Gap(f"{lens.where}:{pieces[number].before + 1}", f"an object can't be read to its end ({why})"))
        names = _names(one for objects in read.values() for one in objects)
        chosen |= {number for number, piece in enumerate(pieces) if number not in chosen and _names_any(piece, names)}
    if len(read) >= _MOST:
        gaps.append(Gap(lens.where, f"more than {_MOST} objects concern the key: the rest were not read"))
    return [one for number in sorted(read) for one in read[number]], gaps


def _names_any(piece: Piece, names: frozenset[str]) -> bool:
    return bool(names) and not names.isdisjoint(_TOKEN.findall(piece.text))


def _names(objects: Iterable[KubeObject]) -> frozenset[str]:
    """The names by which objects that hold the key tie in others: their owners, and ConfigMaps and Secrets either way."""
    names: set[str] = set()
    for one in objects:
        if one.hits:
            names |= {one.owner.partition("/")[2]} if one.owner else set()
            names |= {one.name} if one.kind in ("ConfigMap", "Secret", "ReplicaSet") else set()
            names |= {name for _, _, name, key, _ in refers(one.node) if key is not None}
    return frozenset(names)
