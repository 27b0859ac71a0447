"""A system's answer as a tree → (address → value), with the names for entries of lists that our own paths have; written apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Values: TypeAlias = dict[str, Scalar]

TWICE = "(twice)"  # the only leaf of objects that share their kind and name, in several namespaces
_PLAIN = "\0"  # the name of every list whose entries go by position

_KEYED = {
    "volumeMounts": ["mountPath"],
    "volumeDevices": ["devicePath"],
    "hostAliases": ["ip"],
    "containerPorts": ["containerPort"],
}
_USUAL = ["name", "Name", "key", "Key", "id", "Id", "ID"]
_ROOMY = ["path", "host", "hostname", "domain", "cidr", "url"]
_ASSIGNING = re.compile(r"(?i).*env|.*env[-_]?vars|envs|environment|.*environment[-_]?variables|.*literals|labels|sysctls")
_ASSIGNED = re.compile(r"([A-Za-z_][\w.\-/]*)=(.*)", re.DOTALL)


def flat(tree: Any, named: bool = True) -> Values:
    """Every leaf by its address, its segments joined by dots (`a.list[name].b`, `a.list[0]`). Empty maps and lists have no leaf.

    `named` False: a list's entries go by their positions alone, as they do for systems that merge them so.
    """
    return dict(_walk("", "" if named else _PLAIN, tree))


def objects(documents: list[Any]) -> Values:
    """The leaves of Kubernetes objects, each below `#Kind/name`; of two with one kind and name there are none."""
    found: dict[str, list[Any]] = {}
    for one in documents:
        if isinstance(one, dict):
            found.setdefault(f"#{one.get('kind')}/{(one.get('metadata') or {}).get('name')}", []).append(one)
    values: Values = {}
    for name, alike in found.items():
        values.update(_walk(name, "", alike[0]) if len(alike) == 1 else {f"{name}.{TWICE}": len(alike)})
    return values


def _walk(at: str, name: str, node: Any) -> Iterator[tuple[str, Scalar]]:
    if isinstance(node, dict):
        for key, below in node.items():
            here = at if key == "" else f"{at}.{key}" if at else str(key)
            yield from _walk(here, name if name == _PLAIN else str(key), below)
    elif isinstance(node, list):
        yield from _list(at, name, node)
    else:
        yield at, node


def _list(at: str, name: str, nodes: list[Any]) -> Iterator[tuple[str, Scalar]]:
    if name == _PLAIN:
        for place, one in enumerate(nodes):
            yield from _walk(f"{at}[{place}]", name, one)
        return
    names = _names(name, nodes)
    for place, (one, known) in enumerate(zip(nodes, names, strict=True)):
        pair = _pair(one)
        assigned = _ASSIGNED.fullmatch(one) if isinstance(one, str) and _ASSIGNING.fullmatch(name) else None
        if pair is not None:
            named, value_key = pair
            for key, below in one.items():
                if key == value_key == "valueFrom":
                    yield f"{at}.{named}", _reference(below)
                elif key == value_key:
                    yield from _walk(f"{at}.{named}", named, below)
                elif one[key] != named:
                    yield from _walk(f"{at}.{named}.{key}", str(key), below)
        elif assigned is not None:
            yield f"{at}.{assigned[1]}", assigned[2]
        else:
            yield from _walk(f"{at}[{place if known is None else known}]", "", one)


def _pair(one: Any) -> tuple[str, str] | None:
    if not isinstance(one, dict):
        return None
    value_keys = [key for key in one if key in ("value", "Value", "valueFrom")]
    name_keys = [key for key in one if key in ("name", "Name", "key", "Key")]
    if not value_keys or not name_keys or not _is_name(one[name_keys[0]]):
        return None
    return str(one[name_keys[0]]), value_keys[-1]


def _is_name(value: Any) -> bool:
    return value is not None and not isinstance(value, dict | list) and 0 < len(str(value)) <= 200 and "\n" not in str(value)


def _names(name: str, nodes: list[Any]) -> list[str | None]:
    maps = [one for one in nodes if isinstance(one, dict)]
    first: list[str | None] | None = None
    for key in [*_KEYED.get(name, []), *_USUAL, *_ROOMY]:
        named = [str(one[key]) if isinstance(one, dict) and _is_name(one.get(key)) else None for one in nodes]
        present = [one for one in named if one is not None]
        if present and len(present) == len(maps) == len(set(present)):
            return named
        if present and first is None and key not in _ROOMY:
            first = named
    return first or [None] * len(nodes)


def _reference(node: Any) -> str:
    source, target = next(iter(node.items()))
    if not isinstance(target, dict):
        return f"{source} {target}"
    where = "/".join(str(target[key]) for key in ("name", "key") if target.get(key))
    return f"{source} {where or target.get('fieldPath') or target.get('resource') or ''}".rstrip()
