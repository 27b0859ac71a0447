"""managedFields: which tools own the key's field, since when at the latest, and which of them a hand drives."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from forensics.collect.live.lens import moment
from forensics.collect.live.nodes import map_at, maps_at, text_at
from forensics.model import ManagerClass, Reach
from forensics.parse.tree import Leaf, Map, Node

# Kubernetes docs, "Server-Side Apply": a manager is --field-manager or the front of the user agent. kubectl names its verbs itself
# (kubectl/pkg/cmd: `kubectl-edit`, `kubectl-set`, …); the browser and Lens appear by their user agents.
_HUMAN = frozenset(
    {
        *("kubectl-edit", "kubectl-patch", "kubectl-set", "kubectl-rollout", "kubectl-replace", "kubectl-scale"),
        *("kubectl-annotate", "kubectl-label", "kubectl-autoscale", "kubectl-taint", "kubectl-expose", "kubectl-run"),
        *("Mozilla", "OpenLens", "Lens", "GoogleCloudConsole", "k9s", "dashboard", "rancher-ui", "octant", "headlamp"),
    }
)
# People and pipelines both drive these.
_AMBIGUOUS = frozenset(
    {
        *("kubectl-client-side-apply", "kubectl", "kubectl-apply", "oc", "node-fetch", "curl", "python-requests"),
        *("OpenAPI-Generator", "Go-http-client", "kubectl-create"),
    }
)
_GITOPS = frozenset(
    {
        *("argocd-controller", "argocd-application-controller", "argocd", "kustomize-controller", "helm-controller", "helm"),
        *("fleetagent", "flux", "Terraform", "HashiCorp", "ansible", "kapp", "kapp-server", "kapp-controller", "werf", "kluctl"),
    }
)
_CONTROLLER = re.compile(r"kube-|.*-controller(?:-manager)?\Z|.*-operator\Z|.*autoscaler|hpa|vpa-|kubelet|manager\Z|.*-webhook\Z")


@dataclass(frozen=True, slots=True)
class Owner:
    """A manager that owns the field, as an entry of managedFields has it."""

    manager: str
    manager_class: ManagerClass
    operation: str
    time: datetime | None
    reach: Reach
    line: int


def class_of(manager: str) -> ManagerClass:
    """Who drives a manager: a hand, a hand or a pipeline, gitops tools, a controller; or what can't be told."""
    if manager == "ancient-changes":
        return "merged"
    if manager == "before-first-apply":
        return "origin unknown"
    if manager in _HUMAN:
        return "human"
    if manager in _AMBIGUOUS:
        return "ambiguous"
    if manager in _GITOPS or manager.startswith(("pulumi-kubernetes", "argocd-")):
        return "gitops"
    return "controller" if _CONTROLLER.match(manager) else "unknown"


def owners(node: Map, path: tuple[str, ...]) -> tuple[Owner, ...]:
    """The managers that own the field at a path below the object, the field itself, its entry, or what stands above it.

    The time of an entry is that of the manager's last change to any of its fields, so the field was changed then or before.
    """
    found = []
    for entry in maps_at(node, "metadata", "managedFields"):
        reach = _reach(map_at(entry, "fieldsV1"), path)
        manager = text_at(entry, "manager")
        if reach is not None and manager is not None and text_at(entry, "subresource") != "status":
            time = moment(text_at(entry, "time"))
            found.append(Owner(manager, class_of(manager), text_at(entry, "operation") or "", time, reach, entry.line))
    return tuple(found)


def _reach(fields: Map, path: tuple[str, ...]) -> Reach | None:
    """How far down the path a FieldsV1 set goes (apimachinery, fieldpath: `f:` a field, `k:` a list entry by its keys, `v:` by its
    value, `i:` by its place, `.` the thing itself)."""
    node: Map = fields
    steps = _steps(path)
    for number, step in enumerate(steps):
        below = _child(node, step)
        if below is None:
            return None
        node = below
        if not node.pairs and number + 1 < len(steps):
            # A leaf: the path goes on inside a text (`data[app.env]`), or what stands above is owned, of itself or as one.
            return "text" if number and steps[0] == "data" else "above"
    names = {key for key, _, _ in node.pairs}
    if not names or names & {"f:value", "f:valueFrom"}:
        return "value"
    return "value" if any(key.startswith(("f:", "k:", "v:", "i:")) for key in names - {"f:name"}) else "entry"


def _steps(path: tuple[str, ...]) -> tuple[str, ...]:
    steps: list[str] = []
    for segment in path:
        name, bracket, entry = segment.partition("[")
        steps += [part for part in (name, entry[:-1] if bracket else "") if part]
    return tuple(steps)


def _child(node: Map, step: str) -> Map | None:
    for key, _, child in node.pairs:
        if key == "f:" + step or (key[:2] in ("k:", "v:", "i:") and _names(key, step)):
            return child if isinstance(child, Map) else _leaf_as_map(child)
    return None


def _leaf_as_map(node: Node) -> Map | None:
    return Map(node.line) if isinstance(node, Leaf) else None  # `f:rules: 0`, as an old API server's dump has it


def _names(key: str, step: str) -> bool:
    """Whether `k:{"name":"api"}` is the entry that the path calls `api`."""
    if key == f'k:{{"name":"{step}"}}' or key[2:] == step:
        return True
    try:
        told = json.loads(key[2:])
    except (ValueError, RecursionError):
        return False
    return step in map(str, told.values()) if isinstance(told, dict) else str(told) == step
