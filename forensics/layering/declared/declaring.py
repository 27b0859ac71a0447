"""Which files may declare layers, by their names alone, and which system's reading is theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from forensics.layering.declared import (
    ansible,
    argocd,
    charts,
    clusters,
    commands,
    compose,
    flux,
    helmfile,
    hiera,
    inflation,
    kustomize,
    spring,
    terragrunt,
)
from forensics.layering.declared.reference import Declared

# Tried in order: those that a file's name tells come before those that its content tells.
DECLARERS: dict[str, Callable[[str, str], Declared | None]] = {
    "kustomize": kustomize.declares,
    "helmfile": helmfile.declares,
    "charts": charts.declares,
    "compose": compose.declares,
    "hiera": hiera.declares,
    "terragrunt": terragrunt.declares,
    "spring": spring.declares,
    "commands": commands.declares,
    "flux": flux.declares,
    "argocd": argocd.declares,
    "inflation": inflation.declares,
    "clusters": clusters.declares,
    "ansible": ansible.declares,
}
# YAML that is never read as anything but values or a template of a chart.
_NEVER = re.compile(r"(?i)(^|/)(values[^/]*\.ya?ml|templates/.*)$")
_NAMED = re.compile(r"^(Kustomization|ansible\.cfg|\.env)$|\.(gotmpl|hcl)$")
_LARGEST = 1_000_000


def is_declarer(path: str) -> bool:
    """Whether a file of this name may declare layers. Any YAML may (a HelmRelease, an Application): `declares` tells by content."""
    name = path.rpartition("/")[2]
    if name[-5:].lower().endswith((".yml", ".yaml")):
        return _NEVER.search(path) is None
    return _is_named(name)


@lru_cache(maxsize=4096)
def _is_named(name: str) -> bool:
    """Likewise of a name that is not YAML's. Remembered: most names recur from folder to folder."""
    return _NAMED.search(name) is not None or commands.is_named(name) or spring.is_named(name)


@lru_cache(maxsize=2048)
def declares(path: str, text: str) -> Declared | None:
    """What a file declares of other files' layers; None where it declares nothing. Never raises: what can't be read declares nothing.

    Remembered: a chain is asked for at many moments of history, between which most files stand still.
    """
    if len(text) > _LARGEST or not is_declarer(path):
        return None
    try:
        return next((found for declarer in DECLARERS.values() if (found := declarer(path, text)) is not None), None)
    except RecursionError:
        return None
