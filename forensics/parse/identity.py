"""What names an entry of a list: positions move by dozens, names stay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from forensics.parse.kubernetes import get
from forensics.parse.tree import Leaf, Map, Node

# Kubernetes' own merge keys (its API's patchMergeKey), where they are not `name`.
_BY_LIST = {
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "hostAliases": ("ip",),
    "containerPorts": ("containerPort",),
}
_NAMES = ("name", "Name", "key", "Key", "id", "Id", "ID")
# These name an entry only where each entry of the list has one of its own.
_PLACES = ("path", "host", "hostname", "domain", "cidr", "url")
_OF_SOME_LISTS = frozenset(key for keys in _BY_LIST.values() for key in keys)
_NO_FIELDS: dict[str, Node] = {}
_PAIR_NAMES = frozenset({"name", "Name", "key", "Key", "secretKey"})
_NAMES_OF_SOME = (*_OF_SOME_LISTS, *_NAMES, "secretKey")
# Every key whose value may name what it stands in.
NAMING = frozenset({*_NAMES, *_PLACES, *_PAIR_NAMES, "kind", "apiVersion", *_OF_SOME_LISTS})
PAIR_VALUES = frozenset({"value", "Value", "valueFrom", "remoteRef"})

# Lists whose strings `X=v` are settings: compose `environment`, kustomize `literals`, and what people call such lists.
_ASSIGNMENTS = re.compile(r"(?i)^(.*env|.*env[-_]?vars|envs|environment|.*environment[-_]?variables|.*literals|labels|sysctls)$")
_ASSIGNMENT = re.compile(r"([A-Za-z_][\w.\-/]*)=(.*)", re.DOTALL)
_REQUIREMENTS = frozenset({"dependencies", "requires", "pip"})
_REQUIREMENT_GROUPS = frozenset({"optional-dependencies", "dependency-groups"})
_REQUIREMENT = re.compile(r"([A-Za-z0-9][\w.\-]*+)[ ]*+((?:\[[^\]\n]*+\])?+[ ]*+(?:[=<>!~]|@ ).*)")
_PASSED_THROUGH = re.compile(r"[A-Z_][A-Z0-9_]*")


def names_of(list_name: str, nodes: list[Node]) -> list[str | None]:
    """For each node of a list the name that it goes by, or None for its position.

    All entries go by the same key: the first of the usual ones by which they are distinct, or else the first that any has.
    """
    columns = [{key: child for key, _, child in node.pairs} if isinstance(node, Map) else _NO_FIELDS for node in nodes]
    usual = {key for column in columns for key in column}
    count = sum(1 for column in columns if column is not _NO_FIELDS)
    fallback: list[str | None] = [None] * len(nodes)
    named = False
    for key in (*_BY_LIST.get(list_name, ()), *_NAMES, *_PLACES):
        if key not in usual:
            continue
        names = [_name(column.get(key)) for column in columns]
        present = [name for name in names if name is not None]
        if len(present) == count == len(set(present)):
            return names
        if present and not named and key not in _PLACES:
            fallback, named = names, True
    return fallback


def go_by_one_key(columns: Sequence[Mapping[str, object]]) -> bool:
    """Whether the entries of any list go by one key, and some of them would by the same without the others. Of each entry: its keys,
    with a text where one may name it."""
    usual = {key for column in columns for key in column}
    first = next((key for key in _NAMES if key in usual), None)
    if first is None or not _OF_SOME_LISTS.isdisjoint(usual):
        return False
    names = [column.get(first) for column in columns]
    return all(isinstance(name, str) and _may_name(name) for name in names) and len(set(names)) == len(names)


def may_share_a_name(columns: Sequence[Mapping[str, object]]) -> bool:
    """Whether two entries of a list may go by one name. Of each entry: its keys, with a text where one may name it."""
    for key in _NAMES_OF_SOME:
        names = [column[key] for column in columns if isinstance(column.get(key), str)]
        if len(set(names)) < len(names):
            return True
    return False


def _name(node: Node | None) -> str | None:
    return node.text if isinstance(node, Leaf) and node.kind == "scalar" and _may_name(node.text) else None


def _may_name(text: str) -> bool:
    return 0 < len(text) <= 200 and "\n" not in text


def pair_of(node: Map) -> tuple[str, str, str] | None:
    """For `{name: X, value: v}` the name X, and by which keys name and value go; `valueFrom` counts as a value,
    and so does an ExternalSecret's `{secretKey: X, remoteRef: …}`."""
    name_key = value_key = ""
    for key, _, child in node.pairs:
        if key in PAIR_VALUES and not (value_key and isinstance(child, Leaf) and child.kind == "null"):
            value_key = key
        elif key in _PAIR_NAMES and not name_key:
            name_key = key
    name = _name(get(node, name_key)) if value_key and name_key else None
    return None if name is None else (name, name_key, value_key)


def holds_assignments(list_name: str) -> bool:
    return _ASSIGNMENTS.match(list_name) is not None


def assignment(text: str) -> tuple[str, str] | None:
    """`X=v` taken apart at the first `=`; None for other text."""
    hit = _ASSIGNMENT.fullmatch(text)
    return (hit[1], hit[2]) if hit else None


def without_quotes(text: str) -> str:
    """A literal of kustomize's generators without the quotes around its value, as kustomize takes them off."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def holds_requirements(path: tuple[str, ...]) -> bool:
    """Whether the strings of a list are requirements (PEP 508): pyproject's and conda's lists, a group of them per name too."""
    return bool(path) and (path[-1] in _REQUIREMENTS or (len(path) > 1 and path[-2] in _REQUIREMENT_GROUPS))


def requirement(path: tuple[str, ...], text: str) -> tuple[str, str] | None:
    """`name>=1,<2` taken apart after the name; None for other text, and in other lists."""
    hit = _REQUIREMENT.fullmatch(text) if holds_requirements(path) else None
    return (hit[1], hit[2].strip()) if hit else None


def is_passed_through(list_name: str, text: str) -> bool:
    """Compose's bare `- X`: the value comes from the shell that starts the containers."""
    return list_name in ("environment", "env") and _PASSED_THROUGH.fullmatch(text) is not None
