"""Fields that a framework binds to a setting by their name: pydantic's settings classes, Spring's configuration properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.code_defaults.expressions import arguments, fallback
from forensics.keys import Key, canon

_CLASS = re.compile(r"^([ \t]*+)class\s++\w++\s*+(?:\[[^\]\n]*+\])?\(([^)]{0,300})\)\s*+:", re.MULTILINE)
_FIELD = re.compile(r"^([ \t]++)(\w++)\s*+:\s*+([^=\n#]++)(?:=(?!=)\s*+(.*+))?$", re.MULTILINE)
_ENV_PREFIX = re.compile(r"\benv_prefix\s*+=\s*+[\"']([^\"'\n]*+)[\"']")
_DEFAULT = re.compile(r"^default\s*+=(?!=)\s*+")
# How a field names a variable of its own instead (pydantic-settings: validation_alias, alias; pydantic 1: env).
_ALIAS = re.compile(r"\b(?:validation_alias|alias|env)\s*+=\s*+((?:AliasChoices\(|\[)?\s*+[\"'][^)\]\n]*+)")

_PROPERTIES = re.compile(r"@ConfigurationProperties\(\s*+(?:(?:prefix|value)\s*+=\s*+)?\"([\w.-]++)\"")
_JVM_FIELD = re.compile(
    r"^[ \t]*+(?:(?:private|protected|public|final|volatile|override|lateinit)\s++)*+"
    r"(?:(?:val|var)\s++(\w++)\s*+:\s*+[\w<>?.]++|(?!return\b|package\b|import\b)[\w.]++(?:<[\w<>,? .]*+>)?(?:\[\])?\s++(\w++))"
    r"\s*+(?:=\s*+([^;\n]++))?[;,)\n]",
    re.MULTILINE,
)
_DEFAULT_VALUE = re.compile(r"@DefaultValue\(\s*+(\"(?:[^\"\\\n]|\\.)*+\")\s*+\)\s*+(?:val\s++(\w++)|[\w.<>?]++\s++(\w++))")


def bound_fields(text: str, language: str, key: Key) -> Iterator[tuple[int, str | None]]:
    """`(place, default)` of each field that is bound to the key; the default as written, None where the field has none."""
    if language == "python" and "Settings" in text:
        yield from _pydantic(text, {canon(spelling) for spelling in key.spellings})
    if language == "jvm" and "@ConfigurationProperties" in text:
        yield from _spring(text, {canon(spelling) for spelling in key.spellings})


def _pydantic(text: str, wanted: set[str]) -> Iterator[tuple[int, str | None]]:
    """Fields of classes with a base that is called Settings, with the class's `env_prefix` before their name.

    pydantic-settings: the variable is the prefix and the field's name, whatever the case, unless an alias names another.
    """
    for opened in _CLASS.finditer(text):
        if "Settings" not in opened[2]:
            continue
        body = _body(text, opened.end(), len(opened[1]))
        prefix = _ENV_PREFIX.search(body)
        front = prefix[1] if prefix else ""
        indent: int | None = None
        for field in _FIELD.finditer(body):
            indent = indent or len(field[1])
            if len(field[1]) == indent and not wanted.isdisjoint(_bound_names(body, field, front)):
                yield opened.end() + field.start(2), _field_default(body, field)


def _bound_names(body: str, field: re.Match[str], front: str) -> set[str]:
    """The names that fill a field: its aliases, where it has any, else its own behind the class's prefix."""
    told = ", ".join(_field_arguments(body, field) or ())
    alias = _ALIAS.search(told)
    if alias is None:
        return {canon(front + field[2])}
    return {canon(name) for name in re.findall(r"[\"']([\w.-]+)[\"']", alias[1].partition(" = ")[0])}


def _field_arguments(body: str, field: re.Match[str]) -> tuple[str, ...] | None:
    """The arguments of `Field(…)`; None where the field is given plainly or not at all."""
    called = re.compile(r"(?:\w++\.)?Field\(").match(body, field.start(4)) if field[4] is not None else None
    return arguments(body, called.end())[0] if called else None


def _body(text: str, start: int, indent: int) -> str:
    """The lines below that are indented deeper than the class, and empty ones among them."""
    ended = re.compile(rf"\n[ \t]{{0,{indent}}}[^\s#)]").search(text, start)
    return text[start : ended.start() if ended else len(text)]


def _field_default(body: str, field: re.Match[str]) -> str | None:
    told = _field_arguments(body, field)
    if told is None:
        return None if field[4] is None else fallback(body, field.start(4), "#").text or None
    named = next((one[hit.end() :] for one in told if (hit := _DEFAULT.match(one))), None)
    first = told[0] if told and not re.match(r"\w++\s*+=(?!=)", told[0]) else None
    given = named if named is not None else first
    return None if given == "..." else given


def _spring(text: str, wanted: set[str]) -> Iterator[tuple[int, str | None]]:
    """Fields and constructor parameters below `@ConfigurationProperties(prefix)`: relaxed binding joins prefix and name."""
    opened = list(_PROPERTIES.finditer(text))
    for number, prefix in enumerate(opened):
        until = opened[number + 1].start() if number + 1 < len(opened) else len(text)
        for given in _DEFAULT_VALUE.finditer(text, prefix.end(), until):
            if canon(f"{prefix[1]}.{given[2] or given[3]}") in wanted:
                yield given.start(), given[1]
        for field in _JVM_FIELD.finditer(text, prefix.end(), until):
            name = field[1] or field[2]
            if canon(f"{prefix[1]}.{name}") in wanted and "@DefaultValue" not in field[0]:
                yield field.start(1 if field[1] else 2), field[3]
