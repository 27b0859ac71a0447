"""LaunchDarkly's and Unleash's audit logs: which flag was set in which environment, by whom, and to what where that is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from forensics.collect.live.lens import Lens, epoch, moment
from forensics.collect.live.lines import Records
from forensics.collect.live.nodes import map_at, maps_at, node_at, text_at, texts
from forensics.keys import canon
from forensics.model import LiveEdit, LiveRead, Watched
from forensics.parse.tree import Map

_LAUNCHDARKLY = re.compile(r"\"(?:accesses|titleVerb|_accountId)\"\s*:")
_UNLEASH = re.compile(r"\"(?:featureName|preData|createdBy)\"\s*:")
_RESOURCE = re.compile(r"proj/([^:;]+)[^:]*:env/([^:;]+)[^:]*:flag/([^:;]+)")
# LaunchDarkly's role actions that say by themselves what was set (docs.launchdarkly.com, "Actions reference").
_ACTION_SAYS = {"turned on": "true", "turned off": "false"}
_TIME = re.compile(r"\"date\"\s*:\s*(\d{10,14})\b|\"createdAt\"\s*:\s*\"([^\"]{10,40})\"")
_Row = Callable[[int, Map, Lens], Iterator[LiveEdit]]
_EVENT_SAYS = {
    "feature-environment-enabled": "true",
    "feature-environment-disabled": "false",
    "feature-enabled": "true",
    "feature-disabled": "false",
}


def recognises_launchdarkly(head: str) -> bool:
    return _LAUNCHDARKLY.search(head) is not None and '"date"' in head


def recognises_unleash(head: str) -> bool:
    return _UNLEASH.search(head) is not None and '"type"' in head and '"createdAt"' in head


def read_launchdarkly(text: str, lens: Lens) -> LiveRead:
    """`GET /api/v2/auditlog` and its entries. Each row counts for the environment that its resource names, whatever was asked: one log
    tells of all. Only an entry's own page has both versions of the flag; a row of the list tells what was done."""
    return _log(text, lens, ("items",), "LaunchDarkly audit row", "launchdarkly", _launchdarkly_row)


def _launchdarkly_row(line: int, row: Map, lens: Lens) -> Iterator[LiveEdit]:
    ms = text_at(row, "date") or ""
    time = epoch(int(ms) / 1000) if ms.isdigit() and len(ms) < 15 else None
    accesses = list(maps_at(row, "accesses"))
    resources = {text_at(each, "resource"): None for each in accesses} | dict.fromkeys(texts(node_at(row, "target", "resources")))
    done = text_at(row, "titleVerb") or ", ".join(filter(None, (text_at(each, "action") for each in accesses)))
    member = map_at(row, "member")
    actor = text_at(member, "email") or text_at(row, "token", "name") or text_at(row, "app", "name")
    for resource in resources:
        hit = _RESOURCE.search(resource or "")
        if hit is None or lens.key.tier((hit[3],)) is None:
            continue
        before, after = (text_at(row, side, "environments", hit[2], "on") for side in ("previousVersion", "currentVersion"))
        value = after or next((said for mark, said in _ACTION_SAYS.items() if mark in done), None)
        yield LiveEdit(
            _environment(hit[2], lens), time, "happened" if time else "unknown", "recorded", done, "launchdarkly",
            lens.spot(line, object=f"flag/{hit[3]}", namespace=hit[1]), hit[3], value, before, actor=actor,
            actor_kind="person" if member.pairs else "automation" if actor else "unknown", tool="LaunchDarkly",
        )  # fmt: skip


def read_unleash(text: str, lens: Lens) -> LiveRead:
    """Unleash's event log (`GET /api/admin/events`)."""
    return _log(text, lens, ("events",), "Unleash event", "unleash", _unleash_row)


def _unleash_row(line: int, row: Map, lens: Lens) -> Iterator[LiveEdit]:
    flag, sort = text_at(row, "featureName") or text_at(row, "data", "name"), text_at(row, "type") or ""
    if flag is None or lens.key.tier((flag,)) is None or not sort.startswith("feature-"):
        return
    time = moment(text_at(row, "createdAt"))
    yield LiveEdit(
        _environment(text_at(row, "environment") or lens.environment, lens), time, "happened" if time else "unknown", "recorded", sort,
        "unleash", lens.spot(line, object=f"flag/{flag}", namespace=text_at(row, "project")), flag, _EVENT_SAYS.get(sort),
        removed=sort in ("feature-deleted", "feature-archived"), actor=text_at(row, "createdBy"), tool="Unleash",
    )  # fmt: skip


def _environment(told: str, lens: Lens) -> str:
    """The environment as the caller spells it, where it is the same; as the log does, where it is another."""
    return lens.environment if canon(told) == canon(lens.environment) else told


def _log(text: str, lens: Lens, lists: tuple[str, ...], what: str, source: str, edits_of: _Row) -> LiveRead:
    """All rows of a log that name the flag; the window is that of its first to last row."""
    records, gate = Records(text, lens, lists), lens.key.gate()
    times: list[datetime] = []

    def wanted(record: str) -> bool:
        told = _TIME.search(record)
        time = None if told is None else epoch(int(told[1]) / 1000) if told[1] else moment(told[2])
        times.extend([time] if time is not None else [])
        return gate.admits(record.encode())

    edits = tuple(edit for line, row in records.records(wanted) for edit in edits_of(line, row, lens))
    watched: tuple[Watched, ...] = ()
    if times:
        watched = (Watched(lens.environment, min(times), max(times), source, "changes of flags that this log holds", lens.spot()),)
    return LiveRead(edits=edits, watched=watched, gaps=records.gaps(what))
