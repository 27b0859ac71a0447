"""People's notes on episodes: the file in which a team keeps them, `forensics-notes.toml`.

One `[[note]]` per reading, oldest first, only ever added to: so it reads well in a review, a note can be mended by hand, and two
branches that each add one merge by keeping both.

    [[note]]
    key = "PAYMENT_GATEWAY_TIMEOUT_MS"
    setting = "deploy/values-{env}.yaml#env.PAYMENT_GATEWAY_TIMEOUT_MS"
    opened_at = 2026-08-20T09:12:00Z
    values = {production = "3000", staging = "10000"}      # an environment without the key is left out
    verdict = "unbackported_fix"
    because = "the incident channel of that night says so"
    at = 2026-11-17T15:02:00Z
    by = "Ada"                                             # these four where they are known
    deliberate = ["staging"]
    diverged = ["production"]
    intended_value = "10000"
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from forensics.model import Gap, Note, VerdictKind, utc_text
from forensics.question import QuestionError

FILE = "forensics-notes.toml"
KINDS: tuple[str, ...] = get_args(VerdictKind)


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a file, in the order written, and what of it is none."""

    notes: tuple[Note, ...] = ()
    gaps: tuple[Gap, ...] = ()


def read_notes(content: bytes, where: str = FILE) -> Notes:
    """The notes in a file's bytes. A note that can't be read is a gap with its number. Raises QuestionError where the file is no TOML."""
    try:
        document = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        what = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)[:200]
        raise QuestionError(f"{where} can't be read as TOML ({what}): mend it, or name another file with --notes") from error
    tables = document.get("note", [])
    if not isinstance(tables, list):
        return Notes(gaps=(Gap(where, "its notes are written as [[note]]; a single [note] is none"),))
    gaps = [Gap(where, f"{name!r} is not known here; only [[note]] is") for name in document if name != "note"]
    notes = []
    for number, table in enumerate(tables, 1):
        try:
            notes.append(_note(table))
        except _Odd as odd:
            gaps.append(Gap(where, f"note {number} is left out: {odd}"))
    return Notes(tuple(notes), tuple(gaps))


def note_text(note: Note) -> str:
    """A note as it is added to the file."""
    values = ", ".join(f"{_text(name)} = {_text(value)}" for name, value in note.values if value is not None)
    lines = ["[[note]]", f"key = {_text(note.key)}", f"setting = {_text(note.setting)}", f"opened_at = {utc_text(note.opened_at)}"]
    lines += [f"values = {{{values}}}", f"verdict = {_text(note.verdict)}", f"because = {_text(note.because)}", f"at = {utc_text(note.at)}"]
    lines += [f"by = {_text(note.by)}"] if note.by else []
    for name, environments in (("deliberate", note.deliberate), ("diverged", note.diverged)):
        lines += [f"{name} = [{', '.join(map(_text, environments))}]"] if environments else []
    lines += [f"intended_value = {_text(note.intended_value)}"] if note.intended_value is not None else []
    return "\n".join(lines) + "\n"


def with_note(content: str, note: Note) -> str:
    """The file's text with a note added at its end; what stands there stays as it is."""
    return content + ("" if not content else "\n" if content.endswith("\n") else "\n\n") + note_text(note)


def _text(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's too, but for DEL, which JSON leaves as it is; lone surrogates TOML has none of."""
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


class _Odd(Exception):
    """What is wrong with one note, in a few words."""


def _note(table: object) -> Note:
    if not isinstance(table, dict):
        raise _Odd("it is no table")
    verdict = _told(table, "verdict")
    if verdict not in KINDS:
        raise _Odd(f"its verdict {verdict!r} is none of {', '.join(KINDS)}")
    values = table.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise _Odd('its values are no table of texts: write {production = "3000"}')
    return Note(
        key=_told(table, "key"),
        setting=_told(table, "setting"),
        opened_at=_moment(table, "opened_at"),
        values=tuple(sorted(values.items())),
        verdict=verdict,  # type: ignore[arg-type]  # one of KINDS, as was checked
        because=_told(table, "because"),
        at=_moment(table, "at"),
        by=_told(table, "by", optional=True) or None,
        deliberate=tuple(_listed(table, "deliberate")),
        diverged=tuple(_listed(table, "diverged")),
        intended_value=_told(table, "intended_value", optional=True) if "intended_value" in table else None,
    )


def _told(table: Mapping[str, Any], name: str, optional: bool = False) -> str:
    value = table.get(name, "" if optional else None)
    if not isinstance(value, str) or not (optional or value.strip()):
        raise _Odd(f"{name} is missing, or no text")
    return value


def _moment(table: Mapping[str, Any], name: str) -> datetime:
    """A time with its offset, as a TOML time or as text."""
    value = table.get(name)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(found, datetime) and found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _Odd(f"{name} is no time with an offset: write it as 2026-11-17T15:02:00Z")


def _listed(table: Mapping[str, Any], name: str) -> Iterator[str]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _Odd(f"{name} is no list of texts")
    yield from value
