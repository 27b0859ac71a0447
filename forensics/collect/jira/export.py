"""`--jira PATH`: a Jira export as tickets, whichever of its forms it has; what can't be read of it is a Gap."""

from __future__ import annotations

import codecs
import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from forensics.model import Gap, Ticket

from .from_csv import csv_tickets
from .from_xml import Refused, xml_tickets
from .gate import Gate, MinuteGate, times_of_changes
from .json_stream import Told, json_issues, line_issues
from .moves import mark_bulk
from .reading import read_issue

_FILES = 100_000
_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson", ".csv", ".xml", ".rss"})
_FEW = 3


@dataclass(frozen=True, slots=True)
class Export:
    """An export's tickets in its own order, each key once; what of it is unread; and how many issues were looked at."""

    tickets: tuple[Ticket, ...]
    gaps: tuple[Gap, ...]
    looked_at: int


def read_export(path: Path, words: Sequence[str] = ()) -> Export:
    """The tickets of an export that may hold one of `words` (all where there are none), bulk moves marked.

    `path` is a file or a folder of them: REST JSON (pages, lists, single issues, JSON Lines), CSV or XML. Never raises: a path that
    is not there, or holds no issue, is a Gap. A key that stands twice counts as its last-updated version.
    """
    reading = _Reading(Gate(words))
    found = _unique(reading.tickets(path))
    tickets = mark_bulk(found)
    if words and any(ticket.moves for ticket in found):  # a bulk move shows only beside the other tickets that it moved
        mine = {ticket.key for ticket in found}
        others = [ticket for ticket in _Reading(MinuteGate(reading.minutes)).tickets(path) if ticket.key not in mine]
        tickets = mark_bulk((*found, *others))[: len(found)]
    return Export(tickets, tuple(reading.gaps), reading.looked_at)


def stream_export(path: Path, words: Sequence[str] = ()) -> Iterator[Ticket | Gap]:
    """Likewise one ticket at a time, for exports that no memory should hold whole: bulk moves are not marked, keys may repeat."""
    reading = _Reading(Gate(words))
    yield from reading.tickets(path)
    yield from reading.gaps


def _unique(tickets: Iterator[Ticket]) -> tuple[Ticket, ...]:
    kept: dict[str, Ticket] = {}
    for ticket in tickets:
        other = kept.get(ticket.key)
        if other is None or (ticket.updated is not None and (other.updated is None or ticket.updated >= other.updated)):
            kept[ticket.key] = ticket
    return tuple(kept.values())


@dataclass(slots=True)
class _Reading:
    """One way through an export, and what was noticed on it."""

    gate: Gate
    gaps: list[Gap] = field(default_factory=list)
    looked_at: int = 0
    minutes: set[str] = field(default_factory=set)
    totals: list[int] = field(default_factory=list)
    announced: list[bool] = field(default_factory=list)

    def tickets(self, path: Path) -> Iterator[Ticket]:
        for file in self._files(path):
            before = self.looked_at
            try:
                yield from self._file(file)
            except OSError as trouble:
                self._gap(file, f"it can't be read ({trouble.strerror or 'error'})")
                continue
            if self.looked_at == before and not any(gap.where == _where(file) for gap in self.gaps):
                self._gap(file, "no issue of Jira was found in it")
        if self.totals and max(self.totals) > self.looked_at:
            self._gap(path, f"it holds {self.looked_at} of {max(self.totals)} issues: evidence incomplete")
        elif self.announced and all(self.announced):
            self._gap(path, "its last page announces another that is not here: evidence incomplete")

    def _files(self, path: Path) -> Iterator[Path]:
        try:
            if not path.is_dir():
                if path.is_file():
                    yield path
                else:
                    self._gap(path, "there is no such file or folder")
                return
            listed = sorted(file for file in path.rglob("*") if file.suffix.lower() in _SUFFIXES and file.is_file())
        except OSError as trouble:
            self._gap(path, f"it can't be read ({trouble.strerror or 'error'})")
            return
        if len(listed) > _FILES:
            self._gap(path, f"only the first {_FILES} of its {len(listed)} files were read")
        if not listed:
            self._gap(path, "the folder holds no JSON, CSV or XML file")
        yield from listed[:_FILES]

    def _file(self, file: Path) -> Iterator[Ticket]:
        with file.open("rb") as raw:
            head = raw.read(1 << 16)
        encoding = _encoding(head)
        start = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
        if start.startswith("<"):
            yield from self._xml(file)
        elif start.startswith(("{", "[")):
            with file.open(encoding=encoding, errors="replace") as stream:
                yield from self._json(file, stream)
        else:
            with file.open(encoding=encoding, errors="replace", newline="") as stream:
                yield from self._csv(file, stream)

    def _xml(self, file: Path) -> Iterator[Ticket]:
        broken: list[str] = []
        with file.open("rb") as raw:
            try:
                yield from self._counted(xml_tickets(raw, self.gate, broken))
            except Refused as refusal:
                self._gap(file, str(refusal))
        self._gap(file, "an XML export holds no changelog: who moved a ticket, and when, is not in it")
        self._broken(file, broken)

    def _csv(self, file: Path, stream: TextIO) -> Iterator[Ticket]:
        told: list[str] = []
        broken: list[str] = []
        yield from self._counted(csv_tickets(stream, self.gate, told, broken))
        for words in told:
            self._gap(file, words)
        self._broken(file, broken)

    def _json(self, file: Path, stream: TextIO) -> Iterator[Ticket]:
        told = Told()
        lines = _is_lines(file, stream)
        issues = line_issues(stream, told, self._line_opens) if lines else json_issues(stream, told)
        no_issue = 0
        for raw, text in issues:
            if not lines and not self.gate.opens(text):
                self.looked_at += 1
                continue
            ticket = read_issue(self.gate.only_moves(raw) if isinstance(self.gate, MinuteGate) else raw, names=told.names)
            if ticket is None:
                no_issue += 1
                continue
            self.looked_at += 1
            self.minutes.update(written[:16] for written in times_of_changes(raw))
            yield ticket
        if told.total is not None:
            self.totals.append(told.total)
        self.announced.append(told.more)
        self._broken(file, [*told.broken, *(["an entry is no issue"] * no_issue)])

    def _line_opens(self, line: str) -> bool:
        opens = self.gate.opens(line)
        self.looked_at += not opens
        return opens

    def _counted(self, tickets: Iterator[Ticket | None]) -> Iterator[Ticket]:
        for ticket in tickets:
            self.looked_at += 1
            if ticket is not None:
                yield ticket

    def _broken(self, file: Path, broken: Sequence[str]) -> None:
        if broken:
            kinds = "; ".join(list(dict.fromkeys(broken))[:_FEW])
            self._gap(file, f"{len(broken)} of its entries can't be read ({kinds}): evidence incomplete")

    def _gap(self, file: Path, why: str) -> None:
        self.gaps.append(Gap(_where(file), why))


def _where(file: Path) -> str:
    return f"jira export {file.name}"


def _encoding(head: bytes) -> str:
    """UTF-16 by its mark, UTF-8 where the head is that, or else what Windows writes in the West."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _is_lines(file: Path, stream: TextIO) -> bool:
    """JSON Lines: by the name, or by a first line that is an issue of its own with another behind it."""
    if file.suffix.lower() in (".jsonl", ".ndjson"):
        return True
    first, second = stream.readline(1 << 22), stream.readline(100)
    stream.seek(0)
    if not second.lstrip().startswith("{") or not first.startswith("{"):
        return False
    with contextlib.suppress(ValueError, RecursionError):
        return isinstance(json.loads(first), dict)
    return False
