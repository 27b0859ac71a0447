"""What an expression of a template says of the environment: its conditions in three values, and the piece of text it picks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from forensics.model import Scope
from forensics.parse.environment_names import family


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the source that is printed as it stands: `text` is a literal's content, or None for an expression."""

    start: int
    end: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The environment's name is one of these."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begins:
    """The environment's name begins so."""

    prefix: str


@dataclass(frozen=True, slots=True)
class Negated:
    inner: Condition


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A condition on anything but the environment."""


Condition: TypeAlias = OneOf | Begins | Negated | Every | Some | Unknown


@dataclass(frozen=True, slots=True)
class Choice:
    """`condition ? then : otherwise`, in whichever language; start and end of all of it in the source."""

    start: int
    end: int
    condition: Condition
    then: Value
    otherwise: Value


@dataclass(frozen=True, slots=True)
class Table:
    """A map that is looked up by the environment's name; `otherwise` None: no other name is in it."""

    start: int
    end: int
    rows: tuple[tuple[str, Value], ...]
    otherwise: Value | None


Value: TypeAlias = Piece | Choice | Table


@dataclass(frozen=True, slots=True)
class Point:
    """One kind of environment that a file tells apart: of that name; or (`open`) any other name with that beginning.

    The beginning "" is every environment that the file doesn't name.
    """

    name: str
    open: bool = False


OTHER = Point("", open=True)


def truth(condition: Condition, point: Point) -> bool | None:
    """Whether a condition holds at a point; None where that turns on more than the environment."""
    match condition:
        case OneOf(names):
            return not point.open and point.name in names
        case Begins(prefix):
            return point.name.startswith(prefix)
        case Negated(inner):
            found = truth(inner, point)
            return None if found is None else not found
        case Every(parts) | Some(parts):
            decisive = isinstance(condition, Some)
            found_all = [truth(part, point) for part in parts]
            return decisive if decisive in found_all else None if None in found_all else not decisive
    return None


def mentions(condition: Condition) -> Iterator[Point]:
    """The names and beginnings that a condition compares with."""
    match condition:
        case OneOf(names):
            yield from (Point(name) for name in names)
        case Begins(prefix):
            yield Point(prefix, open=True)
        case Negated(inner):
            yield from mentions(inner)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from mentions(part)


def points_of(value: Value) -> Iterator[Point]:
    """The names and beginnings that a value turns on."""
    if isinstance(value, Choice):
        yield from mentions(value.condition)
        yield from points_of(value.then)
        yield from points_of(value.otherwise)
    elif isinstance(value, Table):
        for name, row in value.rows:
            yield Point(name)
            yield from points_of(row)
        if value.otherwise is not None:
            yield from points_of(value.otherwise)


def pick(value: Value, point: Point) -> Piece | None:
    """The piece that a value comes to at a point; None where it can't be told, or (a map without the name) is nothing."""
    while not isinstance(value, Piece):
        if isinstance(value, Choice):
            holds = truth(value.condition, point)
            if holds is None:
                return None
            value = value.then if holds else value.otherwise
        else:
            row = next((row for name, row in value.rows if not point.open and name == point.name), value.otherwise)
            if row is None:
                return None
            value = row
    return value


def all_points(mentioned: Iterator[Point]) -> tuple[Point, ...]:
    """The mentioned points, each once, and last the environments that none of them is."""
    return (*dict.fromkeys(point for point in mentioned if point != OTHER), OTHER)


def scopes_of(here: frozenset[Point], everywhere: tuple[Point, ...]) -> list[Scope | None]:
    """The scopes that together say: at these points. One, but where a name is an exception to a beginning that is left out."""
    away = [point for point in everywhere if point not in here]
    if not away:
        return [None]
    kept = [point for point in everywhere if point in here and point != OTHER]
    if OTHER not in here:
        exceptions = tuple(_written(point) for point in away if any(_covers(whole, point) for whole in kept))
        return [Scope(only=tuple(map(_written, kept)), but=exceptions)]
    exceptions = tuple(_written(point) for point in kept if any(_covers(whole, point) for whole in away))
    rest = Scope(but=tuple(map(_written, away)))
    return [rest, Scope(only=exceptions)] if exceptions else [rest]


def _covers(whole: Point, point: Point) -> bool:
    return whole.open and whole != point and whole != OTHER and point.name.startswith(whole.name)


def _written(point: Point) -> str:
    return point.name + "*" if point.open else point.name


_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_PLAUSIBLE = re.compile(r"[A-Za-z][\w.\-]{0,63}")
_NO_NAMES = frozenset({"true", "false", "none", "null", "nil", "yes", "no", "on", "off", "enabled", "disabled", "undefined"})
_ENVIRONMENT = frozenset({"env", "environment", "environ", "workspace"})
# These may say something else (a build's stage, a Spring profile, an operating system): they count beside a known environment only.
# `deployment` and `mode` are not among them: charts have `deployment: production` in every environment, as opposed to minikube.
_MAYBE = frozenset({"stage", "profile", "profiles", "platform", "tier", "landscape", "namespace", "cluster"})
_OF_A_NAME = frozenset({"name", "type", "short", "shortname", "code", "id", "slug", "label", "suffix", "class", "key"})


@lru_cache(maxsize=4096)
def _subject(path: tuple[str, ...]) -> bool | None:
    """Whether what a template compares is the environment's name: True, False where it may be, None where it is something else.

    Only the end of the path speaks (`.Values.env.LOG_LEVEL` is a variable, not the environment); `Environment.Name` and
    `env_type` do too.
    """
    spoken = [word.casefold() for segment in path[-2:] for word in _WORD.findall(segment)]
    own = len(_WORD.findall(path[-1])) if path else 0
    while len(spoken) > 1 and spoken[-1] in _OF_A_NAME:
        spoken.pop()
        own -= 1
    if not spoken or (own < 1 and len(path) < 2):
        return None
    return True if spoken[-1] in _ENVIRONMENT else False if spoken[-1] in _MAYBE else None


def compared(path: tuple[str, ...], names: tuple[str, ...]) -> Condition:
    """The condition that what stands at this path is one of these names; Unknown where that is not the environment."""
    known = _subject(path)
    named = bool(names) and all(_PLAUSIBLE.fullmatch(name) and name.casefold() not in _NO_NAMES for name in names)
    if known is None or not named or (known is False and not all(family(name) for name in names)):
        return Unknown()
    return OneOf(names)


def begins(path: tuple[str, ...], prefix: str) -> Condition:
    """Likewise for a beginning; of a path that only may be the environment's, a known name's."""
    known = _subject(path)
    if known is None or not _PLAUSIBLE.fullmatch(prefix) or (known is False and not family(prefix.rstrip("-_"))):
        return Unknown()
    return Begins(prefix)


def is_environment(path: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Whether a map with these keys, looked up by what stands at this path, is one value per environment."""
    return isinstance(compared(path, names), OneOf)
