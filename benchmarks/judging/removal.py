"""Takes away what a verdict rests on: the artefacts that its two heaviest clues cite, and asks again."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.judging.casebook import Casebook, Held, held
from forensics.model import Event

# What is left of a commit whose message is taken away: git wants one.
BLANK = "."
_CLUES = 2


@dataclass(slots=True)
class Removed:
    """Places in a case's lists."""

    messages: set[int] = field(default_factory=set)
    slack: set[int] = field(default_factory=set)
    tickets: set[str] = field(default_factory=set)
    live: set[int] = field(default_factory=set)
    events: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.messages or self.slack or self.tickets or self.live or self.events)

    def told(self) -> str:
        talk = (("commit messages", self.messages), ("chat", self.slack), ("tickets", self.tickets))
        seen = (("live", self.live), ("events", self.events))
        return ", ".join(f"{len(some)} {what}" for what, some in (*talk, *seen) if some)


def cited(book: Casebook, one: Held) -> Removed:
    """The artefacts behind the events that the two heaviest clues of the verdict cite."""
    found = Removed()
    verdict = one.verdict()
    if verdict is None:
        return found
    shas = _commits(book, one)
    heaviest = sorted(verdict.evidence, key=lambda clue: -abs(clue.weight))[:_CLUES]
    for event_id in sorted({cite for clue in heaviest for cite in clue.cites}):
        event = one.asked.events.get(event_id)
        if event is not None:
            _note(book, one.case, event, shas, found)
    return found


def _commits(book: Casebook, one: Held) -> Mapping[str, int]:
    """Commit id → its place in the case's history, told by its time and how its message begins."""
    command = ["git", "-C", str(one.built / "repo"), "log", "--all", "--format=%H%x00%ct%x00%B%x01"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [entry.lstrip("\n").split("\0") for entry in text.split("\x01") if entry.strip()]
    found: dict[str, int] = {}
    for place, entry in enumerate(one.case["history"]):
        seconds = str(int(book.builder.when(entry["at"]).timestamp()))
        at_once = [(oid, message) for oid, stamp, message in rows if stamp == seconds]
        alike = [oid for oid, message in at_once if message.strip()[:20] == entry["message"].strip()[:20]]
        found.update(dict.fromkeys((alike or [oid for oid, _ in at_once])[:1], place))
    return found


def _note(book: Casebook, case: Mapping[str, Any], event: Event, shas: Mapping[str, int], found: Removed) -> None:
    when = book.builder.when
    found.messages |= {shas[oid] for oid in (event.commit, *event.written_in) if oid is not None and oid in shas}
    if event.source == "slack":
        at = int(event.time.timestamp())
        found.slack |= {place for place, said in enumerate(case["slack"]) if int(when(said["at"]).timestamp()) == at}
    if event.source == "jira" and event.ref:
        found.tickets.add(event.ref)
    if event.path and event.path.startswith("live/"):
        found.live.add(int(event.path.removeprefix("live/").partition("-")[0]))
    if event.path and event.path.endswith("events.jsonl") and event.line:
        found.events.add(event.line - 1)


def without(case: Mapping[str, Any], gone: Removed) -> dict[str, Any]:
    """The case as it would be had these artefacts never been kept. What happened, and the truth, are the same."""
    left = copy.deepcopy(dict(case))
    for place in gone.messages:
        left["history"][place]["message"] = BLANK
    left["slack"] = _chat_without(left.get("slack") or [], gone.slack)
    left["jira"] = [issue for issue in left.get("jira") or [] if issue["key"] not in gone.tickets]
    left["live"] = [seen for place, seen in enumerate(left.get("live") or []) if place not in gone.live]
    left["events"] = [row for place, row in enumerate(left.get("events") or []) if place not in gone.events]
    left["truth"] |= {"opened_by": None, "opened_by_also": []}  # its place may have moved; who opened it is not asked here
    return left


def _chat_without(messages: list[dict[str, Any]], gone: Iterable[int]) -> list[dict[str, Any]]:
    """The thread of a message that is gone goes on under its first answer."""
    lost = set(gone)
    kept = [place for place in range(len(messages)) if place not in lost]
    now = {place: new for new, place in enumerate(kept)}
    heads: dict[int, int] = {}
    found = []
    for place in kept:
        said = dict(messages[place])
        thread = said.get("thread")
        if thread is not None and thread in lost:
            if thread in heads:
                said["thread"] = heads[thread]
            else:
                heads[thread] = now[place]
                del said["thread"]
        elif thread is not None:
            said["thread"] = now[thread]
        found.append(said)
    return found


def asked_without(book: Casebook, one: Held, gone: Removed, out: Path) -> Held:
    """Builds the case again without them, and asks."""
    out.mkdir(parents=True)
    file = out / f"{one.id}.json"
    file.write_text(json.dumps(without(one.case, gone)))
    return held(book, file, out / "case")
