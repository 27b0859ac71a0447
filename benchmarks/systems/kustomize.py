"""kustomize itself: the objects that a kustomization builds."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.systems.flatten import Values, objects
from benchmarks.systems.running import run, tool


class _Loader(yaml.CSafeLoader):
    """Times stay text, and `=` is one."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if not pair[0].endswith((":timestamp", ":value"))]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_HASH = re.compile(r"-[2456789bcdfghkmt]{10}$")


def version(folder: Path) -> str:
    """The version that runs here."""
    return run([tool("kubectl"), "version", "--client"], folder).split("\n")[1].replace(" Version:", "")


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """What `kubectl kustomize` builds in the folder of the last layer; generated names without their hash."""
    top = folder / layers[-1]
    built = run([tool("kubectl"), "kustomize", "--load-restrictor", "LoadRestrictionsNone", top.parent], folder)
    documents = list(yaml.load_all(built, _Loader))
    for name in {name for one in documents if (name := _generated(one))}:
        built = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", _HASH.sub("", name), built)
    return objects([_decoded(one) for one in yaml.load_all(built, _Loader)])


def _decoded(one: Any) -> Any:
    """A Secret's values as their files have them."""
    if isinstance(one, dict) and one.get("kind") == "Secret" and isinstance(one.get("data"), dict):
        one["data"] = {name: _plain(value) for name, value in one["data"].items()}
    return one


def _plain(value: Any) -> Any:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (ValueError, TypeError):
        return value


def _generated(one: Any) -> str:
    """The name of a ConfigMap or Secret that ends in a hash of its content, or nothing."""
    if not isinstance(one, dict) or one.get("kind") not in ("ConfigMap", "Secret"):
        return ""
    name = str(one["metadata"]["name"])
    return name if _HASH.search(name) else ""
