"""Defaults inside references: `${X:30000}` (Spring) and `${X:-30000}` (the shells', Compose's) say a value of X as well.

The entry for X stands below the value that it stands in, so that both keys are found at that line.
"""

from __future__ import annotations

import re

from forensics.model import Entry
from forensics.parse.text import line_within

# Shells and Compose default by `:-`, `-` and `:=` (POSIX 2.6.2); Spring by `:` alone. `:?` and `:+` give no default. Inside the
# default one reference of its own.
# Serverless Framework's and Log4j's `${self:…}` name where a value comes from.
_ELSEWHERE = r"(?!(?:self|opt|env|sls|ssm|cf|s3|aws|param|params|file|git|output|sys|ctx|date|lookup|vault|secret):)"
_DEFAULTED = re.compile(
    rf"\$\{{{_ELSEWHERE}(?:([A-Z_][A-Z0-9_]*+)(:?[-=])|([A-Za-z_][\w.\-]{{0,199}}+)(:)(?![?+]))((?:[^{{}}$]++|\$(?!\{{)|\$\{{[^{{}}]*+\}})*+)\}}"
)
# A file with a reference that only Spring writes so is Spring's: there `${X:-1}` means minus one.
_SPRING = re.compile(rf"\$\{{{_ELSEWHERE}[A-Za-z_][\w.\-]*+:(?![-=?+}}]|\d+:)")
_SEPARATORS = re.compile(r"[\W_]+")
_SUBSTRING = re.compile(r"-?\d+:-?\d+")  # bash's `${SHA:0:7}`
_SHELLS = frozenset({"shell", "dockerfile", "procfile", "systemd", "dotenv"})


def with_defaults(entries: list[Entry], text: str, form: str) -> list[Entry]:
    """The entries, each with a default inside followed by the settings that it states; quick where the text has none.

    A default for the very key that it is given to (`X: ${X:-1}`) is no second setting.
    """
    if "${" not in text or form == "hcl" or _DEFAULTED.search(text) is None:
        return entries
    spring = form == "properties" or (form not in _SHELLS and is_spring(text))
    lines = text.split("\n")
    made: list[Entry] = []
    for place, entry in enumerate(entries):
        made.append(entry)
        value = entry.value
        if value is None or entry.kind != "scalar" or "${" not in value:
            continue
        span = value.count("\n")
        following = entries[place + 1] if span and place + 1 < len(entries) else None
        is_file = following is not None and entry.line < following.line <= entry.line + span and _stands_in(following.path, entry.path)
        if not is_file:  # else it is read for itself
            made += _stated(entry, value, spring, lines if span else None)
    return made


def _stands_in(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    """Whether an entry is one of a file in another's value, by their paths as ladder.py makes them: `data[app.env].X` of `data.app.env`."""
    whole, *above = outer[-1], *outer[-2:-1]
    last = inner[len(outer) - 1] if len(inner) >= len(outer) else ""
    if inner[: len(outer) - 1] == outer[:-1] and (last == whole or last.startswith(f"{whole}[")):
        return True
    held = f"{above[0] if above else '#'}[{whole}]"
    place = max(len(outer) - 2, 0)
    return inner[:place] == outer[:-2] and len(inner) > place and inner[place].startswith(held)


def is_spring(text: str) -> bool:
    """Whether a reference in a text has its default as only Spring writes it."""
    return _SPRING.search(text) is not None


def _stated(entry: Entry, value: str, spring: bool, lines: list[str] | None) -> list[Entry]:
    found: list[Entry] = []
    at = entry.line
    for hit in _DEFAULTED.finditer(value):
        name, mark, default = hit[1] or hit[3], hit[2] or hit[4], hit[5]
        if spring:
            if not mark.startswith(":") or _SUBSTRING.fullmatch(default):
                continue
            default = mark[1:] + default
        elif mark == ":":
            if not default.startswith("-"):
                continue
            default = default[1:]
        if lines is not None:
            at = line_within(lines, at, entry.line + value.count("\n") + 1, hit[0])
        if not _letters("".join(entry.path)).endswith(_letters(name)):
            found.append(Entry((*entry.path, name), default, at, "scalar", entry.comment))
        if "${" in default:
            found += _stated(Entry(entry.path, default, at, "scalar", entry.comment), default, spring, None)
    return found


def _letters(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()
