"""Spring's documents in one file, each for some profiles only: `spring.config.activate.on-profile`, and before Boot 2.4 `spring.profiles`.

Source: docs.spring.io/spring-boot/reference/features/external-config.html, "Working With Multi-Document Files"; profile expressions
(`prod | eu`, `!prod`, `prod & eu`): Spring Framework's Profiles.of.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from forensics.model import Entry, Scope
from forensics.parse.environment_names import family
from forensics.parse.scopes import NOWHERE, meet

_BREAK = {"yaml": re.compile(r"^[ \t]*---(?:[ \t]|$)", re.MULTILINE), "properties": re.compile(r"^[#!]---[ \t]*$", re.MULTILINE)}
_ACTIVATES = re.compile(r"(?:^|\.)spring\.(?:config\.activate\.on-?profile|profiles)(?:\.?\[\d+\])?$", re.IGNORECASE)
_PROFILE = re.compile(r"[\w.@+\-]+")


def by_document(form: str, text: str, entries: list[Entry]) -> list[Entry]:
    """The entries of a YAML or properties text, those of a document with profiles with their scope."""
    if form not in _BREAK or "profile" not in text.lower() or "spring" not in text:
        return entries
    breaks = _lines_of(_BREAK[form], text)
    asked: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for entry in entries:
        if entry.value and (hit := _ACTIVATES.search(".".join(entry.path))) is not None:
            above = _above(entry.path, hit[0])
            asked.setdefault((bisect_right(breaks, entry.line), above), []).append(entry.value)
    scopes = {place: _scope(values) for place, values in asked.items()}
    if not any(scopes.values()):
        return entries
    made: list[Entry] = []
    for entry in entries:
        document = bisect_right(breaks, entry.line)
        outer = next((scope for (place, above), scope in scopes.items() if place == document and entry.path[: len(above)] == above), None)
        scope = meet(outer, entry.scope)
        made += [] if scope == NOWHERE else [entry if scope == entry.scope else replace(entry, scope=scope)]
    return made


def _lines_of(pattern: re.Pattern[str], text: str) -> list[int]:
    """The lines on which a pattern stands, in one pass."""
    found: list[int] = []
    line, at = 1, 0
    for hit in pattern.finditer(text):
        line += text.count("\n", at, hit.start())
        at = hit.start()
        found.append(line)
    return found


def _above(path: tuple[str, ...], said: str) -> tuple[str, ...]:
    """What stands above `spring` in a path: nothing, or the place of a file inside a file."""
    left = len(".".join(path)) - len(said.lstrip("."))
    kept = path
    while kept and len(".".join(kept)) >= max(left, 1):
        kept = kept[:-1]
    return kept


def _scope(expressions: list[str]) -> Scope | None:
    """The scope that several expressions give together (a document counts where any of them holds).

    In a conjunction only the environment's name speaks: whether `cloud` is active beside `prod` can't be known from the file.
    """
    from forensics.parse.choices import all_points, mentions, scopes_of, truth  # here, as few files have documents with profiles
    from forensics.parse.infix import condition_in

    joined = " or ".join(f"({_as_infix(part)})" for each in expressions for part in each.split(",") if part.strip())
    condition = condition_in(joined, 0, len(joined))
    points = all_points(mentions(condition))
    here = frozenset(point for point in points if truth(condition, point) is not False)
    scopes = scopes_of(here, points)
    return scopes[0] if len(scopes) == 1 and here else None


def _as_infix(expression: str) -> str:
    both = "&" in expression

    def test(hit: re.Match[str]) -> str:
        return f' env == "{hit[0]}" ' if not both or family(hit[0]) else " unknown "

    return _PROFILE.sub(test, expression).replace("|", " or ").replace("&", " and ").replace("!", " not ")
