"""Kubernetes objects out of a dump: which they are, what of them is the key, and what made and owns them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from forensics.collect.live.lens import moment
from forensics.collect.live.nodes import get, map_at, maps_at, outline, text_at
from forensics.collect.live.pieces import Piece, Pieces, is_json, json_pieces, yaml_pieces
from forensics.hits import Hit, find
from forensics.keys import Key
from forensics.model import Parsed
from forensics.parse import parse
from forensics.parse.tree import Map

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
REVISION = "deployment.kubernetes.io/revision"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")
# What an object says of itself and what a controller reports are no settings; labels and annotations may be.
_METADATA = re.compile(r"(?:labels|annotations)\b")


_POD_SPECS = (
    ("spec", "template", "spec"),
    ("spec", "jobTemplate", "spec", "template", "spec"),
    ("spec",),
    ("data", "spec", "template", "spec"),
)


@dataclass(frozen=True, slots=True)
class KubeObject:
    """One object. `before`: lines of the file above it; `hits` are the key's places with the file's own lines; `whole`: it was read
    to its end, so that what is not in it is absent; `newest`: the latest time that it states anywhere."""

    kind: str
    name: str
    namespace: str | None
    node: Map
    before: int
    hits: tuple[Hit, ...]
    whole: bool
    owner: str | None
    created: datetime | None
    newest: datetime | None

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.name}"

    @property
    def root(self) -> str:
        return "#" + self.id

    @property
    def annotations(self) -> Map:
        return map_at(self.node, "metadata", "annotations")

    def note(self, name: str) -> str | None:
        return text_at(self.annotations, name)


def pieces_of(text: str) -> Pieces:
    """The objects' texts of a dump: of a List, of several documents, of JSON or YAML."""
    return json_pieces(text, ("items",), elements=True) if is_json(text) else yaml_pieces(text)


def objects_in(piece: Piece, key: Key) -> tuple[list[KubeObject], str | None]:
    """The objects of one piece, and why it could not be read to its end, or None."""
    read = outline(piece)
    stop = read.stopped
    documents = [each for each in read.documents if isinstance(each, Map)]
    if not documents:
        return [], stop.why if stop else None
    hits = _hits(piece, key, stop.line if stop else None)
    made = []
    for node in documents:
        kind, name = text_at(node, "kind"), text_at(node, "metadata", "name")
        if kind is None or name is None:
            continue
        namespace = text_at(node, "metadata", "namespace")
        owner = next((one for one in maps_at(node, "metadata", "ownerReferences")), None)
        owned_by = f"{text_at(owner, 'kind')}/{text_at(owner, 'name')}" if owner is not None else None
        mine = tuple(hit for hit in hits if hit.path[0] == f"#{kind}/{name}")
        created = moment(text_at(node, "metadata", "creationTimestamp"))
        whole = stop is None and piece.ends
        made.append(KubeObject(kind, name, namespace, node, piece.before, mine, whole, owned_by, created, _newest(node, created)))
    return made, f"{stop.why} at line {stop.line + piece.before}" if stop else None


def _hits(piece: Piece, key: Key, stopped: int | None) -> list[Hit]:
    """The key's places. Of a text that breaks off, nothing near the break: the last value may be a part of one."""
    parsed = parse(f"live.{piece.form}", piece.text.encode())
    last = stopped - 1 if stopped is not None else piece.text.count("\n") + (2 if piece.ends else 1)
    settings = tuple(entry for entry in parsed.entries if entry.line < last and _is_setting(entry.path))
    return [replace(hit, line=hit.line + piece.before) for hit in find(Parsed(settings), key)]


def _is_setting(path: tuple[str, ...]) -> bool:
    if len(path) < 2 or not path[0].startswith("#") or path[1] == "status":
        return False
    if path[1] != "metadata":
        return True
    return len(path) > 2 and _METADATA.match(path[2]) is not None and LAST_APPLIED not in ".".join(path)


def _newest(node: Map, created: datetime | None) -> datetime | None:
    """No dump can be older than the latest time in it."""
    told = [text_at(entry, "time") for entry in maps_at(node, "metadata", "managedFields")]
    told += [text_at(each, name) for each in maps_at(node, "status", "conditions") for name in ("lastTransitionTime", "lastUpdateTime")]
    told.append(text_at(node, "status", "startTime"))
    return max((time for time in (created, *map(moment, told)) if time is not None), default=None)


def containers(node: Map) -> Iterable[tuple[tuple[str, ...], Map]]:
    """The containers of whatever runs pods, each with its path below the object."""
    for above in _POD_SPECS:
        for name in ("containers", "initContainers"):
            for each in maps_at(node, *above, name):
                yield (*above, f"{name}[{text_at(each, 'name') or ''}]"), each


def refers(node: Map) -> Iterable[tuple[tuple[str, ...], str, str, str | None, str]]:
    """(path of the container or of its variable, `ConfigMap` or `Secret`, name, key or None for all of it, prefix)."""
    for path, container in containers(node):
        for each in maps_at(container, "envFrom"):
            for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                if (name := text_at(each, field, "name")) is not None:
                    yield (*path, "envFrom"), kind, name, None, text_at(each, "prefix") or ""
        for each in maps_at(container, "env"):
            for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
                source = map_at(each, "valueFrom", field)
                if (name := text_at(source, "name")) is not None:
                    yield (*path, "env", text_at(each, "name") or ""), kind, name, text_at(source, "key"), ""


def own_entry(node: Map, key: str) -> tuple[str | None, int] | None:
    """A ConfigMap's entry: its text and line; None where it has none of that name."""
    for part in ("data", "binaryData"):
        for name, line, _ in map_at(node, part).pairs:
            if name == key:
                found = get(map_at(node, part), key)
                return (text_at(found) if part == "data" else None), line
    return None


def times_in(text: str) -> list[datetime]:
    """Every ISO time of a comment line."""
    return [time for time in map(moment, _TIME.findall(text)) if time is not None]
