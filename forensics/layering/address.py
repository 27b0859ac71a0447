"""Where a value of a file stands in the whole that the system makes of it: one address for all spellings and wrappers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from forensics.layering.systems import system_of

Address = tuple[str, ...]
_NAMED = re.compile(r"^(.+)\[([^\]]+)\]$")
_RELAXED = re.compile(r"[-_]")
_OF_KUSTOMIZE = frozenset({"#Kustomization", "#Component"})
_GENERATORS = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}


@lru_cache(maxsize=1 << 16)
def address_of(path: str, inside: Address) -> Address:
    """The address of an entry with path `inside` in a file at `path`.

    Spring: relaxed binding (lower case, no dashes, dots part). .NET: `:` and `__` part, case does not count. Terraform: a
    variable's default stands where its value would. Terragrunt: what is in `inputs`. kustomize: a generator's literal stands
    where the ConfigMap's entry will. All else as it stands.
    """
    if inside and inside[0].partition("/")[0] in _OF_KUSTOMIZE:
        return _generated(inside, 1)
    if inside and inside[0].startswith("#"):
        return _of_object(inside)  # a Kubernetes object keeps its spelling, whatever its file is called
    system = system_of(path)
    if system.spelling == "relaxed":
        return tuple(_RELAXED.sub("", part).lower() for segment in inside for part in _parts(segment, "."))
    if system.spelling == "folded":
        return tuple(part.casefold() for segment in inside for part in _parts(segment.replace("__", ":"), ":"))
    if system.name == "terraform" and len(inside) > 2 and inside[0] == "variable" and inside[2] == "default":
        return (inside[1], *inside[3:])
    if system.name == "terragrunt" and len(inside) > 1 and inside[0] == "inputs":
        return inside[1:]
    if system.name == "kustomize":
        return _generated(inside, 0)
    return inside


def _of_object(inside: Address) -> Address:
    """An `env` entry that says more than a value (`{name: X, $patch: delete}`) stands where its value would."""
    found: list[str] = []
    for segment in inside:
        named = _NAMED.match(segment)
        found += [named[1], named[2]] if named and named[1] == "env" else [segment]
    return tuple(found)


def _parts(segment: str, mark: str) -> list[str]:
    return [part for part in segment.replace("[", f"{mark}[").split(mark) if part] if not segment.startswith("[") else [segment]


def _generated(inside: Address, lead: int) -> Address:
    """`lead`: how many segments stand before the generator (a kustomization may say its kind)."""
    named = _NAMED.match(inside[lead]) if len(inside) > lead + 2 and inside[lead + 1] == "literals" else None
    if named and named[1] in _GENERATORS:
        return (f"#{_GENERATORS[named[1]]}/{named[2]}", "data", *inside[lead + 2 :])
    return inside


def ancestors(address: Address) -> Iterator[Address]:
    """Every place that holds this one, outermost first: maps, lists, and named entries of lists."""
    for depth, segment in enumerate(address, 1):
        named = _NAMED.match(segment)
        if named:
            yield (*address[: depth - 1], named[1])
        if depth < len(address):
            yield address[:depth]
