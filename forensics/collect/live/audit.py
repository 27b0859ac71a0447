"""Kubernetes audit logs: who wrote which object when, and what of the key the request said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from forensics.collect.live.lens import Lens, moment
from forensics.collect.live.lines import Records
from forensics.collect.live.nodes import map_at, node_at, text_at, texts
from forensics.collect.live.patches import json_patch, patched
from forensics.hits import Hit
from forensics.model import ActorKind, LiveEdit, LiveRead, Watched
from forensics.parse.tree import Map, Seq

_HEAD = re.compile(r"\"apiVersion\"\s*:\s*\"audit\.k8s\.io/|\"auditID\"\s*:")
_TIME = re.compile(r"\"requestReceivedTimestamp\"\s*:\s*\"([^\"]{10,40})\"")
_STAGE = re.compile(r"\"stage\"\s*:\s*\"ResponseComplete\"")
_WRITES = {"create": "created", "update": "updated", "patch": "patched", "delete": "deleted", "deletecollection": "deleted"}
_HOW = {verb: f"{done} through the API server" for verb, done in _WRITES.items()}
_VERB = re.compile(r"\"verb\"\s*:\s*\"(?:create|update|patch|delete|deletecollection)\"")
_KINDS = {
    "deployments": "Deployment", "statefulsets": "StatefulSet", "daemonsets": "DaemonSet", "configmaps": "ConfigMap", "secrets": "Secret",
    "cronjobs": "CronJob", "jobs": "Job", "pods": "Pod", "replicasets": "ReplicaSet", "applications": "Application",
}  # fmt: skip
_SERVICE = "system:"


def recognises(head: str) -> bool:
    return _HEAD.search(head) is not None


def read(text: str, lens: Lens) -> LiveRead:
    """Every write that took place and concerns the key: by its body (level Request and up), or where only the object is told (level
    Metadata), to an object of `lens.objects`. Only finished requests (`ResponseComplete`) below 400 count, and no dry runs.

    The window is that of the log's first to last request: the audit policy may have left out requests within it.
    """
    records = Records(text, lens, ("items",))
    gate = lens.key.gate()
    names = tuple(name.partition("/")[2] for name in lens.objects)
    first: datetime | None = None
    last: datetime | None = None

    def wanted(line: str) -> bool:
        nonlocal first, last
        told = _TIME.search(line)
        time = moment(told[1]) if told else None
        if time is not None:
            first, last = min(first or time, time), max(last or time, time)
        if _VERB.search(line) is None or _STAGE.search(line) is None:
            return False
        return gate.admits(line.encode()) or any(f'"{name}"' in line for name in names)

    edits = _without_restatements([edit for line, node in records.records(wanted) for edit in _Request(line, node, lens).edits()])
    watched: tuple[Watched, ...] = ()
    if first is not None and last is not None:
        covers = "writes through the API server that the audit policy logs"
        watched = (Watched(lens.environment, first, last, "kubernetes audit", covers, lens.spot()),)
    return LiveRead(edits=edits, watched=watched, gaps=records.gaps("audit record"))


def _without_restatements(edits: list[LiveEdit]) -> tuple[LiveEdit, ...]:
    """An update sends the whole object: where the field has the value that the log's last write gave it, nobody changed it. The first
    update of a field in the log may restate too, which is said."""
    known: dict[tuple[str | None, str | None, str | None], str | None] = {}
    kept: list[LiveEdit] = []
    for edit in sorted(edits, key=lambda one: (one.time is None, one.time, one.spot.line)):
        place = (edit.spot.namespace, edit.spot.object, edit.keypath)
        whole = edit.how == _HOW["update"] and edit.keypath is not None and not edit.withheld
        if whole and place in known and known[place] == edit.value:
            continue
        kept.append(replace(edit, note="the whole object was sent: the value may be older") if whole and place not in known else edit)
        if edit.keypath is not None:
            known[place] = edit.value
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Request:
    """One audited request."""

    line: int
    node: Map
    lens: Lens

    def edits(self) -> Iterator[LiveEdit]:
        node = self.node
        verb = text_at(node, "verb") or ""
        code = text_at(node, "responseStatus", "code") or "0"
        if verb not in _WRITES or (code.isdigit() and int(code) >= 400) or "dryRun" in (text_at(node, "requestURI") or ""):
            return
        if map_at(node, "requestObject", "metadata").pairs and texts(node_at(node, "requestObject", "dryRun")):
            return
        reference = map_at(node, "objectRef")
        if text_at(reference, "subresource") == "status":
            return
        resource, name = (
            text_at(reference, "resource") or "?",
            text_at(reference, "name") or text_at(node, "requestObject", "metadata", "name"),
        )
        kind = _KINDS.get(resource, resource)
        object = f"{kind}/{name}" if name else kind
        found = [] if verb.startswith("delete") else list(_hits(node, kind, object, self.lens))
        for hit in found:
            yield self.edit(verb, object, hit)
        if not found and object in self.lens.objects:
            yield self.edit(verb, object, None)

    def edit(self, verb: str, object: str, hit: Hit | None) -> LiveEdit:
        node = self.node
        actor, sort = _actor(node)
        tool = (text_at(node, "userAgent") or "").partition(" ")[0] or None
        time = moment(text_at(node, "requestReceivedTimestamp")) or moment(text_at(node, "stageTimestamp"))
        secret = object.startswith("Secret/")
        readable = hit is not None and not secret and hit.kind not in ("reference", "null")
        return LiveEdit(
            self.lens.environment, time, "happened" if time else "unknown", "recorded", _HOW[verb],
            "kubernetes audit", self.lens.spot(self.line, object=object, namespace=text_at(node, "objectRef", "namespace")),
            hit.keypath if hit else None, hit.value if hit and readable else None,
            removed=verb.startswith("delete") or (hit is not None and hit.kind == "null"), withheld=secret and hit is not None,
            actor=actor, actor_kind=sort, tool=tool, note="" if hit else "the log does not tell what was written",
        )  # fmt: skip


def _actor(node: Map) -> tuple[str | None, ActorKind]:
    """Who asked: whoever was impersonated stands beside whoever did so. A service account is a machine; an admin's certificate may
    be anybody's."""
    user, other = text_at(node, "user", "username"), text_at(node, "impersonatedUser", "username")
    told = f"{other} (by {user})" if other and user else other or user
    if told is None:
        return None, "unknown"
    asked = other or user or ""
    if asked.startswith(_SERVICE):
        return told, "automation"
    shared = asked in ("kubernetes-admin", "minikube-user", "admin", "masterclient", "kube-apiserver")
    return told, "unknown" if shared else "person"


def _hits(node: Map, kind: str, object: str, lens: Lens) -> Iterator[Hit]:
    """The key's places in the request's body: an object, a merge patch of one, or a JSON patch."""
    body = node_at(node, "requestObject")
    if isinstance(body, Map):
        yield from patched(body, object, lens.key)
    elif isinstance(body, Seq):
        yield from json_patch(body, object, lens.key)
