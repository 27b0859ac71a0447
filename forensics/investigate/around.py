"""What the layers above a value say of the maps and lists that hold it: a null there, or another list, takes the value away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from forensics.investigate.mining import Mined
from forensics.investigate.stacks import Anchor
from forensics.investigate.taking import may_take
from forensics.layering import Address, System, address_of, ancestors
from forensics.model import Entry, Gap, Layer
from forensics.parse import parse
from forensics.reconstruct.contents import Contents
from forensics.reconstruct.tracks import Stack, Version

if TYPE_CHECKING:
    from forensics.collect.git import Repository

# Looking for what takes a value away must not cost more than the trace itself: the newest versions first, up to so many bytes.
_MOST_BYTES = 150_000_000

Versions = Mapping[str, Mapping[str, Sequence[Version]]]


def around(repository: Repository, mined: Mined, anchors: Iterable[Anchor], versions: Versions) -> tuple[Contents, tuple[Gap, ...]]:
    """The contents, with what stands around the settings' addresses in the layers above the lowest that ever sets them."""
    wanted: dict[str, set[tuple[Address, System]]] = {}
    newest: dict[str, tuple[int, str]] = {}
    for anchor in anchors:
        for stack in anchor.stacks:
            mine = versions[mined.line_for(stack.environment).branch]
            for layer in _above(stack, mine, mined.contents):
                inside = stack.address[len(layer.within) :]
                for version in mine.get(layer.path, ()):
                    if version.blob is not None and not layer.slot:
                        wanted.setdefault(version.blob, set()).add((inside, stack.system))
                        newest[version.blob] = (version.place, layer.path)
    found: dict[str, tuple[Entry, ...]] = {}
    left = _MOST_BYTES
    unread = 0
    order = sorted(wanted, key=lambda blob: (-newest[blob][0], blob))
    for blob, content in repository.blobs(order):
        left -= len(content or b"")
        if left < 0:
            unread += 1
            continue
        addresses = wanted[blob]
        if content is not None and may_take(content, addresses):
            entries = tuple(_holding(newest[blob][1], content, {address for address, _ in addresses}))
            if entries:
                found[blob] = entries
    gaps = (Gap("layers", f"whether {unread} older versions of overriding files took the value away was not looked at"),) if unread else ()
    return replace(mined.contents, around={**mined.contents.around, **found}), gaps


def _above(stack: Stack, versions: Mapping[str, Sequence[Version]], contents: Contents) -> Iterator[Layer]:
    """The layers above the lowest that ever has the value, where the system's rules let them take it away at all."""
    if not _can_take(stack.address, stack.system):
        return
    is_above = False
    for layer in dict.fromkeys(layer for _, layers in stack.arranged for layer in layers):
        mine = (version.blob for version in versions.get(layer.known_by, ()) if version.blob)
        if is_above and stack.address[: len(layer.within)] == layer.within:
            yield layer
        is_above = is_above or any(contents.in_layer(layer, stack.address, blob, stack.environment).state == "present" for blob in mine)


def _can_take(address: Address, system: System) -> bool:
    if system.name == "files":
        return False  # no rule is known, so none is applied
    return len(address) > 1 or system.null == "deletes"


def _holding(path: str, content: bytes, addresses: Iterable[Address]) -> Iterator[Entry]:
    """The entries of a file that hold one of the addresses, and the nulls at them."""
    places = {above for address in addresses for above in (*ancestors(address), address)}
    for entry in parse(path, content).entries:
        address = address_of(path, entry.path)
        if address in places or (address[-1:] == ("$patch",) and address[:-1] in places):
            yield entry
