"""Reads a commit's raw bytes into a Commit: both people, both times as written, the message in its own encoding."""

from __future__ import annotations

import codecs
import re
from datetime import UTC, datetime, timedelta

from forensics.model import Commit, Person, Stamp

# The last second of year 9999: what a datetime can hold.
_LATEST = 253_402_300_799
_WHEN = re.compile(r"(-?\d+) ([+-]\d+)$")
# Text encodings that git's users declare; others (idna, unicode_escape, …) are slow or act on the text.
_ENCODINGS = re.compile(r"(utf-?8|us-?ascii|iso-?8859|latin|windows-125|cp125|cp437|cp85|cp866|koi8|shift|sjis|euc|gb|big5)", re.IGNORECASE)
_SIGNATURES = frozenset({b"gpgsig", b"gpgsig-sha256"})


def parse_commit(oid: str, raw: bytes) -> Commit:
    """A commit object's bytes (git-cat-file) as a Commit. Never fails: what is not there stays empty, what is no time is said so."""
    head, _, message = raw.partition(b"\n\n")
    single: dict[bytes, bytes] = {}
    parents: list[str] = []
    for line in head.split(b"\n"):
        name, _, value = line.partition(b" ")  # a continuation line begins with a blank: its name is empty
        if name == b"parent":
            parents.append(value.decode("ascii", "replace"))
        elif name:
            single.setdefault(name, value)
    encoding = single.get(b"encoding", b"").decode("ascii", "replace")
    author, authored = _signature(single.get(b"author", b""), encoding)
    committer, committed = _signature(single.get(b"committer", b""), encoding)
    return Commit(
        oid=oid,
        tree=single.get(b"tree", b"").decode("ascii", "replace"),
        parents=tuple(parents),
        author=author,
        committer=committer,
        authored=authored,
        committed=committed,
        message=_text(message, encoding),
        signed=not _SIGNATURES.isdisjoint(single),
    )


def usable_seconds(digits: str) -> int | None:
    """Epoch seconds that can be somebody's time, or None: 0 is what tools write that had none, beyond year 9999 nobody commits."""
    if not digits.isascii() or not digits.isdigit() or len(digits) > 15:
        return None
    seconds = int(digits)
    return seconds if 0 < seconds <= _LATEST else None


def _signature(line: bytes, encoding: str) -> tuple[Person, Stamp]:
    """`Name <email> seconds zone`: the time stands after the last `>`, as git's own split_ident_line reads it."""
    who, _, when = line.rpartition(b">")
    name, _, address = who.partition(b"<")
    person = Person(_text(name, encoding).strip(), _text(address.partition(b">")[0], encoding).strip())
    return person, read_stamp(_text(when[:80], "").strip())


def read_stamp(raw: str) -> Stamp:
    """The time of `seconds zone`; a time is never made up where there is none."""
    hit = _WHEN.match(raw)
    if hit is None:
        return Stamp(None, "", raw, "unparsable")
    seconds = usable_seconds(hit[1])
    if seconds is None:
        return Stamp(None, hit[2], raw, "implausible")
    return Stamp(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), hit[2], raw)


def _text(raw: bytes, encoding: str) -> str:
    """Decoded as declared, else as UTF-8, else byte by byte, so that nothing is lost."""
    for candidate in (encoding, "utf-8"):
        if _ENCODINGS.match(candidate):
            try:
                return raw.decode(codecs.lookup(candidate).name)
            except (LookupError, ValueError):
                continue
    return raw.decode("latin-1")
