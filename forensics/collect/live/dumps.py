"""Whole environments: printenv and dotenv dumps, /proc/PID/environ, and the JSON snapshot. What such a dump lacks is absent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from forensics.collect.live.lens import Lens, moment
from forensics.collect.live.nodes import map_at, node_at, root, text_at
from forensics.hits import find
from forensics.keys import canon, keypath
from forensics.model import Entry, Gap, LiveRead, Observation, Parsed, Proves, TimeMeans
from forensics.parse import parse
from forensics.parse.shape import shape
from forensics.parse.tree import Map

_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_.\-]*\Z")
_SETTING = re.compile(r"(?m)^(?:export[ \t]+|declare -x[ \t]+)?[A-Za-z_][\w.\-]*=")
_DECLARED = re.compile(r"(?m)^declare -\w*x\w* ")
_SNAPSHOT = re.compile(r"\"(?:observed_at|environment)\"\s*:")


def recognises_environ(content: bytes) -> bool:
    """Whether the bytes are a process's environment as Linux shows it: `NAME=value`, each ended by a NUL (proc(5))."""
    head, sign, _ = content[:4000].partition(b"\0")[0].partition(b"=")
    return b"\0" in content and bool(sign) and _NAME.match(head) is not None


def read_environ(content: bytes, lens: Lens) -> LiveRead:
    """/proc/PID/environ: what the process was started with, whatever has been exported since."""
    entries = []
    for place, part in enumerate(content.split(b"\0"), 1):
        name, sign, value = part.partition(b"=")
        if sign and _NAME.match(name):
            entries.append(Entry((name.decode(),), value.decode(errors="replace"), place))
    return LiveRead(
        observations=tuple(_whole(Parsed(tuple(entries)), lens, *lens.seen(), "environ", "running", "what the process was started with"))
    )


def recognises_dotenv(head: str) -> bool:
    """Whether most lines set something."""
    lines = [line for line in head.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return bool(lines) and 2 * len(_SETTING.findall(head)) >= len(lines)


def read_dotenv(text: str, lens: Lens) -> LiveRead:
    """`printenv`, `env`, `export -p` or a dotenv file. A name set twice keeps its last value, as when it is sourced."""
    parsed = parse("live.sh" if _DECLARED.search(text) else "live.env", text.encode())
    return LiveRead(observations=tuple(_whole(parsed, lens, *lens.seen(), "printenv", "value", "")))


def recognises_snapshot(head: str) -> bool:
    return head.lstrip()[:1] == "{" and _SNAPSHOT.search(head) is not None and '"values"' in head


def read_snapshot(text: str, lens: Lens) -> LiveRead:
    """`{"environment", "observed_at", "source", "values": {key: value}}`. Its own time goes before the caller's; that it was taken in
    another environment than the caller says is told, and the caller's counts."""
    document = root(text)
    values = node_at(document, "values")
    if document is None or not isinstance(values, Map):
        return LiveRead(gaps=(Gap(lens.where, "the snapshot can't be read: it is no JSON object with a map of values to its end"),))
    gaps: list[Gap] = []
    told, named = text_at(document, "observed_at"), text_at(document, "environment")
    own = moment(told, naive_is_utc=True)
    if told is not None and own is None:
        gaps.append(Gap(lens.where, f"observed_at {told[:40]!r} is not a time"))
    if named is not None and canon(named) != canon(lens.environment):
        gaps.append(Gap(lens.where, f"the snapshot says that it is of {named[:60]}; it was given as {lens.environment}, which counts"))
    parsed = Parsed(tuple(shape([map_at(document, "values")], {}).entries))
    source = text_at(document, "source") or "snapshot"
    seen = _whole(parsed, lens, *lens.seen(own), source, "value", "")
    return LiveRead(observations=tuple(seen), gaps=tuple(gaps))


def _whole(
    parsed: Parsed, lens: Lens, time: datetime | None, means: TimeMeans, source: str, proves: Proves, note: str
) -> Iterator[Observation]:
    """The key's value; where a dump was read to its end and has no such key, that it was absent."""
    hits = find(parsed, lens.key)
    for hit in hits:
        seen = Observation(lens.environment, hit.keypath, hit.value, proves, time, means, source, lens.spot(hit.line), note=note)
        yield replace(seen, value=None, proves="reference", note=hit.value or "") if hit.kind == "reference" else seen
    if not hits and parsed.entries and parsed.degraded is None:
        yield Observation(lens.environment, keypath((lens.key.text,)), None, "absence", time, means, source, lens.spot(), note=note)
