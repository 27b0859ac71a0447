"""From text to value: entries of files, where files belong, and readings of a key over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forensics.model.times import check_utc

EntryKind = Literal["scalar", "null", "reference", "encrypted", "map", "list"]


@dataclass(frozen=True, slots=True)
class Scope:
    """For which environments a part of a file counts, as the file itself says: `only` for these, or for all `but` those.

    Names as written there (`production`, or what a template compares with).
    """

    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a configuration file: its path, the raw text of its value, and the value's line (from 1).

    Path segments are as written; a list entry that has a name is `list[name]`, an `env` entry `env`, `NAME`; an entry
    without a name gets `[n]` (n from 0) as a segment of its own; an object in a Kubernetes file comes first as
    `#Kind/name`. `value` is None for kinds `map`, `list` and `null`; for `reference` it names what is referred to.
    `scope` None: it counts wherever the file does.
    """

    path: tuple[str, ...]
    value: str | None
    line: int
    kind: EntryKind = "scalar"
    comment: str = ""
    scope: Scope | None = None

    def moved(self, path: tuple[str, ...], line: int) -> Entry:
        """The same at another place (`dataclasses.replace` takes six times as long, and is asked for every entry of a stack)."""
        entry = _new(Entry)
        _set_path(entry, path)
        _set_value(entry, self.value)
        _set_line(entry, line)
        _set_kind(entry, self.kind)
        _set_comment(entry, self.comment)
        _set_scope(entry, self.scope)
        return entry


# A frozen dataclass's own __init__ takes twice as long as this.
_new = object.__new__
_set_path, _set_value, _set_line, _set_kind, _set_comment, _set_scope = (
    Entry.__dict__[name].__set__ for name in ("path", "value", "line", "kind", "comment", "scope")
)


def entry_of(path: tuple[str, ...], value: str | None, line: int, kind: EntryKind, comment: str) -> Entry:
    """An entry that counts wherever its file does: there is one call per entry of every file."""
    entry = _new(Entry)
    _set_path(entry, path)
    _set_value(entry, value)
    _set_line(entry, line)
    _set_kind(entry, kind)
    _set_comment(entry, comment)
    _set_scope(entry, None)
    return entry


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's entries. `degraded` says in a few words why they are a line reader's work, or None."""

    entries: tuple[Entry, ...]
    degraded: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file belongs: its environment (None: shared by all, or none known), and the path with `{env}` in it."""

    path: str
    environment: str | None
    template: str
    rule: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A file in an environment's stack. `rule` says in a few words why it is there; `within`: where the file's own paths stand in
    the whole (an env file below `services.web.environment`), as path segments; `slot`: its name where one file makes several layers
    (a kustomization's patches), else empty."""

    path: str
    rule: str
    within: tuple[str, ...] = ()
    slot: str = ""

    @property
    def known_by(self) -> str:
        """What tells this layer from the stack's others."""
        return self.slot or self.path


ReadingState = Literal["present", "absent", "unreadable"]
MatchTier = Literal["exact", "case", "relaxed", "stated"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one version of one file says of the key: a value at a line, or that it is absent, or unreadable.

    `address`: where the key stands in that file, whatever its spelling there. `removed`: absent, because something at `line` takes
    away what the layers below say; how, in a few words.
    """

    path: str
    keypath: str
    state: ReadingState
    value: str | None
    line: int | None
    blob: str | None
    kind: EntryKind = "scalar"
    tier: MatchTier = "exact"
    degraded: str | None = None
    comment: str = ""
    address: tuple[str, ...] = ()
    removed: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an environment's timeline: one value from a landing until the next. `until` None: to the report's end."""

    start: datetime
    until: datetime | None
    state: ReadingState
    value: str | None
    origin: str
    path: str | None
    line: int | None

    def __post_init__(self) -> None:
        check_utc(self.start, self.until)


LayerSays = Literal["present", "absent", "unreadable", "no file", "removes"]
Resolved = Literal["full", "partial", "unknown"]


@dataclass(frozen=True, slots=True)
class LayerValue:
    """A file in an environment's stack and what it says of the key; base first. `value` None: it doesn't set it.

    `rule`: why the file is in the stack; `says` `removes`: it takes away what the layers below say, `why` tells how. `wins`: it
    decides what takes effect.
    """

    path: str
    line: int | None
    value: str | None
    rule: str = ""
    says: LayerSays = "absent"
    why: str = ""
    wins: bool = False


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A place where code reads the key: what takes effect where no file sets it.

    `default` is as written, a string without its quotes, an expression or a constant's name as it stands; None: no default
    stands beside the read. `code` is the line itself. Both may hold a secret: they are masked like any value.
    """

    path: str
    line: int
    default: str | None
    language: str
    code: str


@dataclass(frozen=True, slots=True)
class Blame:
    """What gave an environment its value, beside what `git blame` says of the same line."""

    value_commit: str
    line_commit: str | None
    differs_because: str | None


@dataclass(frozen=True, slots=True)
class Stand:
    """One environment of a setting at the report's moment. `resolved` and `missing`: how far the value is known from git alone."""

    environment: str
    declared: str | None
    state: ReadingState
    layers: tuple[LayerValue, ...]
    branch: str
    observed: str | None = None
    blame: Blame | None = None
    resolved: Resolved = "full"
    missing: tuple[str, ...] = ()

    @property
    def effective(self) -> str | None:
        return self.observed if self.observed is not None else self.declared
