"""Where a file names another place that holds values (a ConfigMap, a Secret, an env file): kind `reference`, never a value."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from forensics.model import Entry
from forensics.parse.kubernetes import text_at
from forensics.parse.tree import Map, Node

# Lists of maps, each of which names a source: Kubernetes' envFrom, Flux' valuesFrom and substituteFrom.
SOURCES = frozenset({"envFrom", "valuesFrom", "substituteFrom"})
# By what an entry of these is told.
SOURCE_KEYS = frozenset({"configMapRef", "secretRef", "prefix", "kind", "name", "valuesKey", "targetPath"})
_FILE_LISTS = ("env_file", "environmentFiles", "Generator")
_GENERATORS = ("configMapGenerator[", "secretGenerator[")


def source(node: Node) -> tuple[str, str, str] | None:
    """What one entry of such a list names: its key in the entry, the object, and the whole in words; None where it names nothing."""
    if not isinstance(node, Map):
        return None
    for key in ("configMapRef", "secretRef"):
        name = text_at(node, key, "name")
        if name is not None:
            prefix = text_at(node, "prefix")
            return key, name, f"{key} {name}" + (f" with prefix {prefix}" if prefix else "")
    kind, name = text_at(node, "kind"), text_at(node, "name")
    if kind is None or name is None:
        return None
    where = text_at(node, "valuesKey")
    at = text_at(node, "targetPath")
    return kind, name, f"{kind} {name}" + (f"/{where}" if where else "") + (f" at {at}" if at else "")


def remote_text(node: Node) -> str:
    """What an ExternalSecret's `remoteRef` names: the entry of the outside store, and the property in it."""
    parts = (text_at(node, "key"), text_at(node, "property"), text_at(node, "version"))
    return " ".join(("remoteRef", "/".join(part for part in parts if part))).rstrip()


def mark_files(entries: list[Entry], text: str) -> list[Entry]:
    """The entries, those that name a file of settings as kind `reference`; quick where the text names none.

    Compose's `env_file` (a string, a list, maps with `path`), ECS's `environmentFiles`, and the `envs`, `env` and `files` of
    kustomize's generators.
    """
    if not any(word in text for word in _FILE_LISTS):
        return entries
    return [replace(entry, kind="reference") if entry.kind == "scalar" and _names_file(entry.path) else entry for entry in entries]


def _names_file(path: tuple[str, ...]) -> bool:
    last, above = path[-1], path[-2] if len(path) > 1 else ""
    if last == "env_file" or (above == "env_file" and last.startswith("[")) or (above.startswith("env_file") and last == "path"):
        return True
    if "environmentFiles" in path:
        return last == "value"
    return any(one.startswith(_GENERATORS) and following in ("env", "envs", "files") for one, following in pairwise(path))
