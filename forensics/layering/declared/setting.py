"""Helm's `--set a.b=x` and its like in files → entries: names in dots, lists by position, several with commas."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forensics.layering.declared.nodes import at, line_of, text
from forensics.model import Entry
from forensics.parse.tree import Map

_STEP = re.compile(r"((?:\\.|[^.\[\\])++)|\[(\d{1,5})\]")
_SPLIT = re.compile(r"(?<!\\),(?![^{}]*\})")
_OPEN = re.compile(r"\$|\{\{|`")


def address_of_set(name: str) -> tuple[str, ...]:
    """`a.b\\.c[0].d` → a, b.c, [0], d (helm.sh/docs/intro/using_helm, "The Format and Limitations of --set")."""
    return tuple(re.sub(r"\\(.)", r"\1", hit[1]) if hit[1] else f"[{hit[2]}]" for hit in _STEP.finditer(name))


def set_entries(said: str, line: int) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries of one `--set`, and the names whose values stand elsewhere (a pipeline's variable)."""
    entries: list[Entry] = []
    missing: list[str] = []
    for one in _SPLIT.split(said):
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            continue
        if _OPEN.search(name) or _OPEN.search(value):
            missing.append(name.strip())
        else:
            entries.append(_entry(name.strip(), value.replace("\\,", ","), line))
    return tuple(entries), tuple(missing)


def sets(given: Iterable[Map]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Likewise of a list of `{name, value}`, as helmfile's `set` and Argo CD's `parameters` are."""
    entries: list[Entry] = []
    missing: list[str] = []
    for one in given:
        name, value = text(one, "name"), text(one, "value")
        if name and value is not None and not _OPEN.search(value):
            entries.append(_entry(name, value, line_of(at(one, "value"))))
        elif name:
            missing.append(name)
    return tuple(entries), tuple(missing)


def _entry(name: str, value: str, line: int) -> Entry:
    # Helm reads `null` on the right as the removal of what is below.
    return Entry(address_of_set(name), None if value == "null" else value, line, "null" if value == "null" else "scalar")
