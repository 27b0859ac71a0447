"""Which entries of a file are the key that was asked for: values, pins, and lists and maps as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from forensics.keys import ENTRY, INDEX, Key, keypath
from forensics.model import Entry, EntryKind, MatchTier, Parsed, Scope

# A named list entry stands for its version where it has one: `dependencies[redis]` is the pin of redis.
_PINS = ("version", "rev", "ref", "tag", "newTag", "digest", "targetRevision")
# A map that says a value and how it is to be entered stands for the value: GitLab's `variables` and Heroku's app.json.
_SAID = frozenset({"value", "description", "options", "expand", "required", "generator"})
# A flagd flag stands for the variant that it serves by default (flagd's flag definition schema).
_FLAG_DEFAULT = "defaultVariant"
# Whose value may be that of an entry with another name.
STAND_INS = (*_PINS, _FLAG_DEFAULT)


@dataclass(frozen=True, slots=True)
class Hit:
    """The key in one version of one file. `scope`: for which environments, where the file holds several environments' values."""

    path: tuple[str, ...]
    value: str | None
    line: int
    kind: EntryKind
    tier: MatchTier
    comment: str = ""
    repeated: bool = False
    scope: Scope | None = None

    @property
    def keypath(self) -> str:
        return keypath(self.path)

    def on(self, line: int) -> Hit:
        """The same on another line (`dataclasses.replace` takes three times as long, and versions are many)."""
        return Hit(self.path, self.value, line, self.kind, self.tier, self.comment, self.repeated, self.scope)


def find(parsed: Parsed, key: Key) -> tuple[Hit, ...]:
    """Every place in a file that is the key: values, pins, and lists (whole maps only where nothing else is)."""
    scalars: list[Hit] = []
    lists: list[Hit] = []
    maps: list[Hit] = []
    for position, entry in enumerate(parsed.entries):
        tier = key.tier_of(entry.path, entry.scope)
        if tier is None:
            continue
        if entry.kind not in ("map", "list"):
            scalars.append(_hit(entry, entry, tier))
            continue
        below = tuple(_below(parsed.entries, position))
        pins = next((found for name in _PINS if (found := _directly(below, entry, name))), [])
        named = ENTRY.match(entry.path[-1]) is not None and not INDEX.match(entry.path[-1])
        defaults = [one for one in _directly(below, entry, "default") if one.kind not in ("map", "list")] if _is_variable(entry) else []
        if defaults:
            scalars += [replace(_hit(entry, one, tier), path=one.path) for one in defaults]
            continue
        switches = _directly(below, entry, _FLAG_DEFAULT) or _said(entry, below)
        if switches or (named and pins):
            scalars += [_hit(entry, inner, tier) for inner in switches or pins]
        elif not named:
            (lists if entry.kind == "list" else maps).extend(_composed(entry, below, tier))
    return _last_of_each((scalars + lists) or maps)


def _is_variable(entry: Entry) -> bool:
    """A Terraform `variable "x" { … }`: its default is what x has where nothing sets it."""
    return entry.kind == "map" and len(entry.path) == 2 and entry.path[0] == "variable"


def _said(entry: Entry, below: tuple[Entry, ...]) -> list[Entry]:
    """The value that a map under an outer one gives beside its description, once per scope; nothing for any other map."""
    depth = len(entry.path)
    if entry.kind != "map" or depth < 2 or any(inner.path[depth] not in _SAID for inner in below if len(inner.path) > depth):
        return []
    values = [inner for inner in _directly(below, entry, "value") if inner.kind not in ("map", "list")]
    return values if len(below) > 1 or entry.path[-2] in ("variables", "env") else []


def _directly(below: Iterable[Entry], entry: Entry, name: str) -> list[Entry]:
    """What a map holds under a name: the first, and one more for each other scope."""
    found: dict[Scope | None, Entry] = {}
    for inner in below:
        if inner.path[len(entry.path) :] == (name,):
            found.setdefault(inner.scope, inner)
    return list(found.values())


def _hit(entry: Entry, said: Entry, tier: MatchTier) -> Hit:
    """An entry as a hit; `said` is where its value stands: itself, or what it is stood for by."""
    value = said.value
    if said is entry:  # the text "null" is shown in quotes, so that it stays apart from a null
        value = "null" if said.kind == "null" else '"null"' if said.value == "null" else said.value
    return Hit(entry.path, value, said.line, said.kind, tier, said.comment, scope=said.scope)


def _composed(entry: Entry, below: tuple[Entry, ...], tier: MatchTier) -> Iterator[Hit]:
    """A list or map as a whole; where parts of it count for some environments only, once for each of these and once for the rest."""
    where = entry.path
    named = tuple(dict.fromkeys(name for inner in below if inner.scope and inner.scope != entry.scope for name in _names(inner.scope)))
    if not named:
        yield Hit(where, compose(below, len(entry.path), entry.kind), entry.line, entry.kind, tier, scope=entry.scope)
        return
    kinds: dict[str, list[str]] = {}
    for name in ("", *named):
        if name and entry.scope and not _holds(entry.scope, name):
            continue
        kinds.setdefault(compose((inner for inner in below if _holds(inner.scope, name)), len(entry.path), entry.kind), []).append(name)
    for text, names in kinds.items():
        rest = "" in names
        apart = Scope(but=tuple(name for name in named if name not in names)) if rest else Scope(only=tuple(names))
        if rest and entry.scope and entry.scope.only:
            continue  # the whole counts for named environments only: there is no rest
        yield Hit(where, text, entry.line, entry.kind, tier, scope=apart if apart.only or apart.but else entry.scope)


def _names(scope: Scope) -> tuple[str, ...]:
    return (*scope.only, *scope.but)


def _holds(scope: Scope | None, name: str) -> bool:
    """Whether a scope admits a name as it is written in the same file; "" is an environment that the file doesn't name."""
    return scope is None or ((not scope.only or name in scope.only) and name not in scope.but)


def _last_of_each(hits: list[Hit]) -> tuple[Hit, ...]:
    """A repeated key takes its last value, as every loader in use has it; that it is repeated is kept. Values of one key that count
    for different environments are no repetition."""
    last: dict[tuple[tuple[str, ...], Scope | None], Hit] = {}
    for hit in hits:
        place = hit.path, hit.scope
        last[place] = replace(hit, repeated=place in last and last[place].value != hit.value)
    return tuple(last.values())


def _below(entries: tuple[Entry, ...], position: int) -> Iterator[Entry]:
    """What stands inside a map or list, in the order of the file."""
    path = entries[position].path
    for entry in entries[position + 1 :]:
        if not belongs(entry.path, path):
            return
        if len(entry.path) > len(path):
            yield entry


def belongs(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    """Whether what stands after a map or list, or after others that belong to it, still belongs to it: what is inside it, and a map
    inside a list of the same depth (`mounts[home]` below `mounts`)."""
    if len(inner) > len(outer):
        return inner[: len(outer)] == outer or _inside_list(inner, outer)
    return len(inner) == len(outer) and _inside_list(inner, outer)


def _inside_list(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    """`containers[api]` stands inside the list `containers`, although its segment is written in one piece."""
    segment = inner[len(outer) - 1]
    return inner[: len(outer) - 1] == outer[:-1] and segment.startswith(outer[-1] + "[")


def compose(below: Iterable[Entry], depth: int, kind: EntryKind) -> str:
    """A list or map as one comparable text: `[v1, v2]`, `{a: 1, b.c: 2}`; a list's own order counts, a map's does not."""
    parts: list[str] = []
    told: tuple[str, ...] | None = None
    for entry in below:
        if entry.kind in ("map", "list") or (told is not None and len(entry.path) > len(told) and entry.path[: len(told)] == told):
            continue  # what is read out of a scalar's text (a file, a default, an option) is told by the scalar
        told = entry.path
        rest = list(entry.path[depth:])
        if kind == "list" and rest and INDEX.match(rest[0]):
            rest = rest[1:]  # the place in the list is told by the order; an inner list keeps its own places
        named = ENTRY.match(entry.path[depth - 1]) if len(entry.path) >= depth else None
        label = ".".join(([named[2]] if named and kind == "list" else []) + rest)
        value = _quoted(entry)
        parts.append(f"{label}: {value}" if label else value)
    if kind == "list":
        return "[" + ", ".join(parts) + "]"
    return "{" + ", ".join(sorted(parts)) + "}"


def _quoted(entry: Entry) -> str:
    """A scalar inside a composed text, in quotes where it would otherwise read as something else."""
    if entry.kind == "null" or entry.value is None:
        return "null"
    text = entry.value
    plain = text and text == text.strip() and not re.search(r"[,\[\]{}\"]|: ", text) and text != "null"
    return text if plain else json.dumps(text, ensure_ascii=False)
