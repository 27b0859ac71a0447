"""A stack of layers → the values that take effect: which layer wins, which is hidden, which takes a lower value away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forensics.layering.address import Address, address_of, ancestors
from forensics.layering.systems import System
from forensics.model import Entry, Layer

_PATCH = "$patch"


@dataclass(frozen=True, slots=True)
class Effective:
    """A value that takes effect: the entry that gives it, and the layer that holds the entry."""

    entry: Entry
    layer: Layer


@dataclass(frozen=True, slots=True)
class Removal:
    """What takes every lower layer's value away: the entry that does, and why in a few words."""

    entry: Entry
    why: str


def addressed(layer: Layer, entries: Iterable[Entry]) -> dict[Address, Entry]:
    """A layer's entries by address; of a repeated one the last, as every loader in use has it: a map that is written twice counts
    as it is written last, whole."""
    found: dict[Address, Entry] = {}
    for entry in entries:
        if not entry.path:
            continue
        address = (*layer.within, *address_of(layer.path, entry.path))
        if address in found and found[address].kind in ("map", "list") and entry.kind in ("map", "list", "null"):
            depth = len(address)
            found = {known: one for known, one in found.items() if known[:depth] != address}
        found[address] = entry
    return found


def removal(address: Address, here: Mapping[Address, Entry], system: System) -> Removal | None:
    """Why a layer that doesn't set the value at `address` takes it from the layers below; None where it leaves it alone.

    `here`: what the layer says, by address; only the entries above `address` and at it matter.
    """
    for above in (*ancestors(address), address):
        patched = here.get((*above, _PATCH)) if system.name == "kustomize" else None
        if patched is not None and patched.value in ("delete", "replace"):
            return Removal(patched, f"$patch: {patched.value}")
        entry = here.get(above)
        if entry is None:
            continue
        if entry.kind == "null" and (above != address or system.null == "deletes"):
            return Removal(entry, "a null deletes it" if system.null == "deletes" else "a null stands in the place of what held it")
        if above == address:
            held = {"map": "a map", "list": "a list"}.get(entry.kind)
            # .NET and Spring know only flat names: there a value and what is below its name stand side by side.
            return Removal(entry, f"{held} stands in the place of the value") if held and system.spelling == "exact" else None
        if entry.kind not in ("map", "list", "null"):
            return Removal(entry, "a plain value stands in the place of what held it")
        if entry.kind == "map" and system.maps == "replace":
            return Removal(entry, f"{system.name} replaces a map whole")
        if entry.kind == "list" and system.lists == "replace" and not _merged_by_name(above, system):
            return Removal(entry, f"{system.name} replaces a list whole")
    return None


# Kinds whose lists kustomize merges by the Kubernetes API's own merge keys; of a custom resource it knows no schema.
_CORE = frozenset(
    {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "Pod", "PodTemplate", "Service"}
    | {"ServiceAccount", "Node", "Endpoints"}
)


def _merged_by_name(address: Address, system: System) -> bool:
    if address[-1] not in system.named:
        return False
    return system.name != "kustomize" or address[0].partition("/")[0].removeprefix("#") in _CORE


def merged(layers: Sequence[tuple[Layer, Sequence[Entry]]], system: System) -> dict[Address, Effective]:
    """All values that a stack of layers has, lowest layer first: scalars, nulls that are values, references and ciphertexts."""
    found: dict[Address, Effective] = {}
    for layer, entries in layers:
        here = addressed(layer, entries)
        found = {
            address: known
            for address, known in found.items()
            if not _touched(address, here, system) or removal(address, here, system) is None
        }
        for address, entry in here.items():
            if entry.kind in ("map", "list") or _PATCH in address:
                continue
            if entry.kind == "null" and system.null == "deletes":
                found.pop(address, None)
            else:
                found[address] = Effective(entry, layer)
    return found


def _touched(address: Address, here: Mapping[Address, Entry], system: System) -> bool:
    """Whether a layer says anything of what holds an address; most don't, and this is quicker than `removal`."""
    return address in here or (*address, _PATCH) in here or any(above in here or (*above, _PATCH) in here for above in ancestors(address))
