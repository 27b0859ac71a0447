"""How each system makes one value of several files: what is merged, what replaces, what deletes, and what stands in no repository."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class System:
    """A system's own rules for a stack of files, the lowest first.

    `maps`: a higher layer's map is merged into the lower one, or takes its place whole. `lists`: a higher list takes the lower's
    place, or is laid over it entry by entry (`index`), or nothing is known (`unknown`: an entry of the lower one still counts).
    `named`: the names of lists that are merged by their entries' names all the same. `null`: a null in a higher layer deletes what
    is below, or is a value. `spelling`: names are compared as written, without regard to case, or by relaxed binding.
    `unseen`: what can still decide and is never in a repository. `source`: where the rules are stated.
    """

    name: str
    maps: Literal["merge", "replace"]
    lists: Literal["replace", "index", "unknown"]
    null: Literal["deletes", "value"]
    named: frozenset[str] = frozenset()
    spelling: Literal["exact", "folded", "relaxed"] = "exact"
    unseen: tuple[str, ...] = ()
    source: str = ""


_STRATEGIC = frozenset(  # lists with a patchMergeKey in the Kubernetes API
    {"containers", "initContainers", "ephemeralContainers", "env", "volumes", "volumeMounts", "volumeDevices", "ports"}
    | {"imagePullSecrets", "hostAliases", "topologySpreadConstraints", "conditions", "secrets"}
)
_OF_COMPOSE = frozenset({"environment", "labels", "extra_hosts", "volumes", "ports", "expose", "secrets", "configs", "devices", "networks"})

SYSTEMS = {
    system.name: system
    for system in (
        System("helm", "merge", "replace", "deletes", unseen=("--set and later -f of whoever installs",), source="helm.sh values files"),
        System(
            "helmfile", "merge", "index", "deletes", unseen=("--state-values of whoever runs it",), source="helmfile values and merging"
        ),
        System(
            "kustomize", "merge", "replace", "deletes", _STRATEGIC, source="kubectl.docs.kubernetes.io; Kubernetes strategic merge patch"
        ),
        System(
            "compose", "merge", "replace", "value", _OF_COMPOSE, unseen=("the shell's variables",), source="docs.docker.com compose merge"
        ),
        System(
            "spring",
            "merge",
            "replace",
            "value",
            spelling="relaxed",
            unseen=("the active profiles", "environment variables and arguments of the process"),
            source="docs.spring.io external-config",
        ),
        System(
            "dotenv",
            "merge",
            "replace",
            "value",
            unseen=("the process's own variables", "uncommitted .env.local files"),
            source="nextjs.org, vite.dev",
        ),
        System("rails", "merge", "replace", "value", unseen=("uncommitted *.local.yml files",), source="the config gem's README"),
        System(
            "dotnet",
            "merge",
            "index",
            "value",
            spelling="folded",
            unseen=("environment variables and arguments of the process",),
            source="learn.microsoft.com configuration providers",
        ),
        System(
            "terraform",
            "replace",
            "replace",
            "value",
            unseen=("-var, -var-file and TF_VAR_ of the run",),
            source="developer.hashicorp.com variables",
        ),
        System("terragrunt", "replace", "replace", "value", unseen=("TF_VAR_ of the run",), source="terragrunt inputs"),
        System(
            "ansible",
            "replace",
            "replace",
            "value",
            unseen=("the inventory's groups", "--extra-vars"),
            source="docs.ansible.com precedence",
        ),
        System("hiera", "replace", "replace", "value", unseen=("the node's facts",), source="puppet.com hiera merging"),
        System("files", "merge", "unknown", "value", source="no system is known to read these files: a higher file's value wins"),
    )
}

_BY_NAME = (
    (re.compile(r"(?i)^(.*[-_.])?values([-_.].*)?\.(ya?ml|json)(\.gotmpl)?$|^chart\.yaml$"), "helm"),
    (re.compile(r"(?i)^kustomization(\.ya?ml)?$"), "kustomize"),
    (re.compile(r"(?i)^(docker-)?compose([-._].*)?\.ya?ml$"), "compose"),
    (re.compile(r"(?i)^(application|bootstrap)(-.*)?\.(ya?ml|properties)$"), "spring"),
    (re.compile(r"(?i)^\.env($|[-_.])"), "dotenv"),
    (re.compile(r"(?i)^appsettings(\..*)?\.json$"), "dotnet"),
    (re.compile(r"(?i)^terragrunt\.hcl$"), "terragrunt"),
    (re.compile(r"(?i)\.(tf|tfvars|tfvars\.json)$"), "terraform"),
    (re.compile(r"(?i)^helmfile.*\.ya?ml(\.gotmpl)?$"), "helmfile"),
    (re.compile(r"^hiera\.yaml$"), "hiera"),
)
_BY_FOLDER = (
    (re.compile(r"(^|/)(group_vars|host_vars)/"), "ansible"),
    (re.compile(r"(^|/)roles/[^/]+/(defaults|vars)/"), "ansible"),
    (re.compile(r"(^|/)hieradata[^/]*/"), "hiera"),
    (re.compile(r"(^|/)config/settings(\.local)?\.yml$|(^|/)config/(settings|environments)/[^/]+\.yml$"), "rails"),
)


def system_of(path: str, *below: str) -> System:
    """The system whose rules hold for an environment's file, by its path and those of the layers below it."""
    for one in (path, *reversed(below)):
        name = one.rpartition("/")[2]
        for pattern, system in _BY_FOLDER:
            if pattern.search(one):
                return SYSTEMS[system]
        for pattern, system in _BY_NAME:
            if pattern.search(name):
                return SYSTEMS[system]
    return SYSTEMS["files"]
