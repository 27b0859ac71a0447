"""Helm: the releases of a history, the values that each was given, and the payload of a release Secret."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace

from forensics.collect.live.lens import Lens, moment
from forensics.collect.live.nodes import map_at, maps_at, root, text_at
from forensics.hits import find
from forensics.model import Gap, LiveRead, Observation, Parsed, Rollout, Spot
from forensics.parse import parse
from forensics.parse.shape import shape
from forensics.parse.tree import Map

RELEASE_TYPE = "helm.sh/release.v1"
_LARGEST = 64_000_000  # what a payload may unfold to; a Secret itself holds 1 MiB at most
_BACK = re.compile(r"(?i)\brollback to (\d+)")
_HISTORY = re.compile(r"\A\s*\[\s*\{[^{}]{0,2000}\"app_version\"|\A\s*\[\s*\{\s*\"revision\"[^{}]{0,200}\"updated\"")
_VALUES = re.compile(r"\A\s*(?:USER-SUPPLIED|COMPUTED) VALUES:[ \t]*\n")
_MAP = re.compile(r"(?m)^[A-Za-z_][\w.\-]*:(?:[ \t]|$)|\A\s*\{")
_PAYLOAD = re.compile(r"\"(?:first_deployed|last_deployed)\"")


def recognises_history(head: str) -> bool:
    return _HISTORY.search(head) is not None


def recognises_payload(head: str) -> bool:
    return head.lstrip()[:1] == "{" and _PAYLOAD.search(head) is not None


def recognises_values(head: str) -> bool:
    return _VALUES.match(head) is not None


def read_history(text: str, lens: Lens) -> LiveRead:
    """`helm history -o json`: each revision with its time, status and description; a rollback is told by its description."""
    document = root('{"rows": ' + text.strip() + "}")
    if document is None:
        return LiveRead(gaps=(Gap(lens.where, "the Helm history can't be read to its end"),))
    return LiveRead(rollouts=tuple(_history_row(row, lens) for row in maps_at(document, "rows")))


def _history_row(row: Map, lens: Lens) -> Rollout:
    said = text_at(row, "description") or ""
    time = moment(text_at(row, "updated"))
    back = _BACK.search(said) or text_at(row, "rollback_revision") not in (None, "0")  # Helm 4 names the revision itself
    return Rollout(
        lens.environment, time, "deployed" if time else "unknown", "rollback" if back else "release",
        f"Helm revision {text_at(row, 'revision')} of {text_at(row, 'chart') or 'a chart'}", "helm", lens.spot(row.line),
        text_at(row, "revision"), said or None, text_at(row, "status"),
    )  # fmt: skip


def read_values(text: str, lens: Lens) -> LiveRead:
    """`helm get values`, with its heading or without, in YAML or JSON: what the release was given, not what the chart made of it."""
    plain = _VALUES.sub("\n", text, count=1)
    form = "json" if plain.lstrip()[:1] == "{" else "yaml"
    parsed = parse(f"values.{form}", plain.encode())
    if parsed.degraded is not None:
        return LiveRead(gaps=(Gap(lens.where, f"the values can't be read in full ({parsed.degraded})"),))
    source = "helm" if plain != text else "values"
    return LiveRead(observations=tuple(_given(parsed, lens, source)))


def _given(parsed: Parsed, lens: Lens, source: str) -> Iterator[Observation]:
    time, means = lens.seen()
    for hit in find(parsed, lens.key):
        known = hit.kind != "reference"
        seen = Observation(lens.environment, hit.keypath, hit.value, "released", time, means, source, lens.spot(hit.line))
        yield seen if known else replace(seen, value=None, proves="reference", note=hit.value or "")


def is_release(node: Map) -> bool:
    return text_at(node, "type") == RELEASE_TYPE


def release_read(node: Map, before: int, lens: Lens) -> LiveRead:
    """A release Secret as kubectl prints it: `data.release` is base64 of what Helm's driver stores, base64 of gzip of JSON
    (helm/helm, pkg/storage/driver/util.go). Only the configuration and the release's own times are looked at."""
    name = text_at(node, "metadata", "name") or ""
    spot = lens.spot(node.line + before, object=f"Secret/{name}", namespace=text_at(node, "metadata", "namespace"))
    payload = unfolded(text_at(node, "data", "release") or "")
    if payload is None:
        return LiveRead(gaps=(Gap(f"{lens.where}:{spot.line}", f"the payload of Helm release {name} can't be unfolded"),))
    return _payload_read(payload, spot, lens)


def unfolded(data: str) -> str | None:
    """The JSON of a release; None where it is none, or unfolds to more than any release should."""
    try:
        inner = base64.b64decode(data, validate=False)
        packed = inner if inner[:2] == b"\x1f\x8b" else base64.b64decode(inner, validate=False)
        if packed[:3] != b"\x1f\x8b\x08":
            return packed.decode() if packed[:1] == b"{" else None
        unfold = zlib.decompressobj(wbits=31)
        plain = unfold.decompress(packed, _LARGEST)
        return plain.decode() if unfold.eof else None
    except (binascii.Error, ValueError, zlib.error):
        return None


def read_payload(text: str, lens: Lens) -> LiveRead:
    """The JSON of a release, unfolded."""
    return _payload_read(text, lens.spot(1), lens)


def _payload_read(text: str, spot: Spot, lens: Lens) -> LiveRead:
    document = root(text)
    if document is None:
        return LiveRead(gaps=(Gap(f"{lens.where}:{spot.line}", "the Helm release's JSON can't be read to its end"),))
    name, version = text_at(document, "name") or "?", text_at(document, "version")
    time = moment(text_at(document, "info", "last_deployed"))
    said = text_at(document, "info", "description")
    back = _BACK.search(said or "")
    rollout = Rollout(
        lens.environment, time, "deployed" if time else "unknown", "rollback" if back else "release",
        f"Helm revision {version} of {name}", "helm", spot, version, said, text_at(document, "info", "status"),
    )  # fmt: skip
    found = find(_config(document), lens.key)
    seen = tuple(
        Observation(
            lens.environment, hit.keypath, hit.value, "released", time, "deployed" if time else "unknown", "helm", spot, version=version
        )
        for hit in found
        if hit.kind != "reference"
    )  # fmt: skip
    return LiveRead(observations=seen, rollouts=(rollout,))


def _config(document: Map) -> Parsed:
    return Parsed(tuple(shape([map_at(document, "config")], {}).entries))


def recognises_any_values(head: str) -> bool:
    """Whether a text is at least a map in YAML or JSON."""
    return _MAP.search(head) is not None
