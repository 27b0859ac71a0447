"""What each version of a file says of the key: its hits, what it takes from the layers below, or that it can't be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from forensics.hits import Hit
from forensics.keys import keypath
from forensics.layering import Address, Removal, System, address_of, addressed, removal
from forensics.model import Entry, Layer, Reading
from forensics.parse.scopes import most_specific
from forensics.parse.sections import open_path

# Between a blob's id and the number of a part of it: a kustomization's patches are layers of their own.
PART = "+"
_BROKEN = ("not valid", "truncated", "tab-indented", "conflict markers", "too deep", "too large", "reader failed")


@dataclass(frozen=True, slots=True)
class Contents:
    """By blob: the key's hits; why it is degraded; the entries around the key's addresses (`around`: maps, lists and nulls that may
    take a lower layer's value away). `unreadable`: blobs that could not be had at all."""

    hits: Mapping[str, tuple[Hit, ...]]
    unreadable: frozenset[str] = frozenset()
    degraded: Mapping[str, str] = field(default_factory=dict)
    around: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    # Each version of a layer is asked for at every change of the others.
    _readings: dict[tuple[str, Address, str | None, str], Reading] = field(default_factory=dict, init=False, repr=False, compare=False)
    _sayings: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)
    _hits_at: dict[tuple[str, str], Mapping[Address, Sequence[Hit]]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def reading(self, path: str, address: Address, blob: str | None, environment: str) -> Reading:
        """The key at `address` (inside the file) in one version of the file at `path`, as far as that counts for an environment."""
        asked = path, address, blob, environment
        known = self._readings.get(asked)
        if known is None:
            known = self._readings[asked] = self._read(*asked)
        return known

    def _read(self, path: str, address: Address, blob: str | None, environment: str) -> Reading:
        name = keypath(address)
        real = blob.partition(PART)[0] if blob else None
        if blob is None:
            return Reading(path, name, "absent", None, None, None, address=address)
        if blob in self.unreadable:
            return Reading(path, name, "unreadable", None, None, real, address=address)
        hit = most_specific(self._at(path, blob).get(address, ()), environment)
        if hit is not None:
            why = self.degraded.get(blob) or ("the key stands there several times, and the last one counts" if hit.repeated else None)
            told = (hit.value, hit.line, real, hit.kind, hit.tier, why, hit.comment)
            return Reading(path, hit.keypath, "present", *told, address=address)
        if self.is_broken(blob):
            # The key's letters are in a file that could not be read as a whole: that it isn't there is not known.
            return Reading(path, name, "unreadable", None, None, real, degraded=self.degraded[blob], address=address)
        return Reading(path, name, "absent", None, None, real, address=address)

    def _at(self, path: str, blob: str) -> Mapping[Address, Sequence[Hit]]:
        """The hits of a version of the file at a path, by where they stand."""
        asked = path, blob
        if asked not in self._hits_at:
            found: dict[Address, list[Hit]] = {}
            for hit in self.hits.get(blob, ()):
                found.setdefault(place_of(path, hit), []).append(hit)
            self._hits_at[asked] = found
        return self._hits_at[asked]

    def tells(self, blob: str | None) -> bool:
        """Whether a version says anything of the key, or might have if it could be read."""
        return blob is not None and (blob in self.hits or blob in self.around or blob in self.unreadable or blob in self.degraded)

    def saying(self, blob: str | None) -> object:
        """All that a reading of a version may turn on, but for lines and comments: equal where two versions say the same of the key."""
        if blob is None:
            return None
        if blob not in self._sayings:
            hits = tuple((hit.path, hit.value, hit.kind, hit.tier, hit.repeated, hit.scope) for hit in self.hits.get(blob, ()))
            around = tuple((entry.path, entry.value, entry.kind, entry.scope) for entry in self.around.get(blob, ()))
            self._sayings[blob] = hits, around, self.degraded.get(blob), blob in self.unreadable
        return self._sayings[blob]

    def is_broken(self, blob: str) -> bool:
        """Whether a version could not be read as a whole, so that what is missing or empty in it proves nothing."""
        why = self.degraded.get(blob, "")
        return why.startswith(_BROKEN) or why.partition(", ")[2].startswith("not valid")

    def in_layer(self, layer: Layer, address: Address, blob: str | None, environment: str) -> Reading:
        """The key in a layer; `address` is that in the whole. A layer that holds another part of the whole doesn't have it."""
        depth = len(layer.within)
        if address[:depth] != layer.within:
            return Reading(layer.path, keypath(address), "absent", None, None, blob)
        return self.reading(layer.path, address[depth:], blob, environment)

    def removal(self, layer: Layer, address: Address, blob: str | None, system: System) -> Removal | None:
        """What in a layer takes the key from the layers below, where it doesn't set the key itself."""
        entries = self.around.get(blob or "") if not self.is_broken(blob or "") else None
        return removal(address, addressed(layer, entries), system) if entries else None


def place_of(path: str, hit: Hit) -> Address:
    """Where a hit stands in the whole: a section that is one environment's is left open, so that all environments have one address."""
    return address_of(path, open_path(hit.path, hit.scope) if hit.scope else hit.path)


def effective(
    address: Address, layers: tuple[Layer, ...], current: Mapping[str, str | None], contents: Contents, system: System, environment: str
) -> Reading:
    """What a stack of layers, lowest first, has at an address in an environment: the topmost that sets it, unless one above takes
    it away.

    `current`: layer → blob at the moment asked. `layers` must not be empty.
    """
    for layer in reversed(layers):
        blob = current.get(layer.known_by)
        reading = contents.in_layer(layer, address, blob, environment)
        if reading.state == "unreadable" or (reading.state == "present" and not (reading.kind == "null" and system.null == "deletes")):
            return reading
        if reading.state == "present" and contents.is_broken(blob or ""):
            return replace(reading, state="unreadable", value=None)
        taken = contents.removal(layer, address, blob, system)
        if taken is None and reading.state == "present":
            taken = Removal(Entry((), None, reading.line or 0, "null"), "a null deletes it")
        if taken is not None:
            line, where = taken.entry.line, reading.address
            return Reading(layer.path, reading.keypath, "absent", None, line, reading.blob, address=where, removed=taken.why)
    own = layers[-1]
    return contents.in_layer(own, address, current.get(own.known_by), environment)
