"""kustomize itself: the objects that a kustomization builds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.systems.flatten import Values, objects
from benchmarks.systems.running import run, tool

_HASH = re.compile(r"-[2456789bcdfghkmt]{10}$")


def version(folder: Path) -> str:
    """The version that runs here."""
    return run([tool("kubectl"), "version", "--client"], folder).split("\n")[1].replace(" Version:", "")


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """What `kubectl kustomize` builds in the folder of the last layer; generated names without their hash."""
    top = folder / layers[-1]
    built = run([tool("kubectl"), "kustomize", "--load-restrictor", "LoadRestrictionsNone", top.parent], folder)
    return objects([_unhashed(one) for one in yaml.load_all(built, yaml.CSafeLoader)])


def _unhashed(one: Any) -> Any:
    if isinstance(one, dict) and one.get("kind") in ("ConfigMap", "Secret"):
        one["metadata"]["name"] = _HASH.sub("", one["metadata"]["name"])
    return one
