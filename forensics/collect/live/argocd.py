"""Argo CD Applications: which revision was synced when, by whom, and how the last operation went."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.collect.live.lens import Lens, moment
from forensics.collect.live.nodes import map_at, maps_at, node_at, text_at, texts
from forensics.model import ActorKind, LiveRead, Rollout, TimeMeans
from forensics.parse.tree import Map

GROUP = "argoproj.io/"


def application_read(node: Map, before: int, lens: Lens) -> LiveRead:
    """The syncs that an Application remembers (argo-cd, `ApplicationStatus`: `history` holds those that went through, ten by default;
    `operationState` the last one, whatever became of it)."""
    return LiveRead(rollouts=(*_history(node, before, lens), *_last(node, before, lens)))


def _history(node: Map, before: int, lens: Lens) -> Iterator[Rollout]:
    name, namespace = text_at(node, "metadata", "name") or "?", text_at(node, "metadata", "namespace")
    for row in maps_at(node, "status", "history"):
        time = moment(text_at(row, "deployedAt"))
        revision = _revision(row)
        actor, sort = _initiated(map_at(row, "initiatedBy"))
        title = f"Argo CD synced {name} to {revision or 'an unknown revision'}"
        spot = lens.spot(row.line + before, object=f"Application/{name}", namespace=namespace)
        means: TimeMeans = "deployed" if time else "unknown"
        yield Rollout(lens.environment, time, means, "sync", title, "argocd", spot, revision, None, "Succeeded", actor, sort)


def _last(node: Map, before: int, lens: Lens) -> Iterator[Rollout]:
    """The last operation, where the history does not have it already."""
    state = map_at(node, "status", "operationState")
    finished, phase = moment(text_at(state, "finishedAt")), text_at(state, "phase")
    known = {moment(text_at(row, "deployedAt")) for row in maps_at(node, "status", "history")}
    if phase is None or (phase == "Succeeded" and finished in known):
        return
    name = text_at(node, "metadata", "name") or "?"
    revision = _revision(map_at(state, "syncResult")) or _revision(map_at(state, "operation", "sync"))
    actor, sort = _initiated(map_at(state, "operation", "initiatedBy"))
    time = finished or moment(text_at(state, "startedAt"))
    yield Rollout(
        lens.environment, time, "happened" if time else "unknown", "sync", f"Argo CD's last operation on {name}", "argocd",
        lens.spot(state.line + before, object=f"Application/{name}", namespace=text_at(node, "metadata", "namespace")), revision,
        text_at(state, "message"), phase, actor, sort,
    )  # fmt: skip


def _revision(row: Map) -> str | None:
    """One source's revision, or those of several."""
    return text_at(row, "revision") or ", ".join(texts(node_at(row, "revisions"))) or None


def _initiated(row: Map) -> tuple[str | None, ActorKind]:
    user = text_at(row, "username")
    if user is not None:
        return user, "person"
    return None, "automation" if text_at(row, "automated") == "true" else "unknown"
