"""What a command does to a setting, or to what runs: the one noun of this room, and the looks at a command that all recognisers share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forensics.collect.live.shell.words import Command, Word
from forensics.keys import Key
from forensics.model import RolloutKind
from forensics.parse import format_of

_SAID = re.compile(r"(?<![\w.\-])[\"']?([A-Za-z_][\w.\-/]*)[\"']?[ \t]*+(?:=|:(?!//))[ \t]*+(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s\"',;]*))")
_NAMED = re.compile(r"([A-Za-z_][\w.\-/]*)=(.*)", re.DOTALL)
_DYNAMIC = "the value came from the shell"


@dataclass(frozen=True, slots=True)
class Deed:
    """`path`: the key's place, or None where only the object is known to be touched. `rollout`: it changes what runs, not a setting."""

    how: str
    object: str | None = None
    namespace: str | None = None
    path: tuple[str, ...] | None = None
    value: str | None = None
    before: str | None = None
    removed: bool = False
    rollout: RolloutKind | None = None
    version: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A command with its own words after the program's name, and the key that is looked for."""

    command: Command
    words: tuple[Word, ...]
    key: Key


@dataclass(frozen=True, slots=True)
class Options:
    """A command's words told apart: those that stand alone, and what each option was given (an empty text for a mere switch)."""

    plain: tuple[Word, ...]
    given: tuple[tuple[str, Word], ...]

    def all(self, *names: str) -> list[Word]:
        return [word for name, word in self.given if name in names]

    def last(self, *names: str) -> str | None:
        found = self.all(*names)
        return found[-1].text if found else None

    def has(self, *names: str) -> bool:
        return any(name in names for name, _ in self.given)


def options(words: Iterable[Word], valued: frozenset[str]) -> Options:
    """`valued`: the options that take the next word (or `--name=value`). What follows `--` stands alone."""
    bare: list[Word] = []
    given: list[tuple[str, Word]] = []
    rest = list(words)
    at = 0
    while at < len(rest):
        word = rest[at]
        at += 1
        name, sign, value = word.text.partition("=")
        if word.text == "--":
            bare += rest[at:]
            break
        if not word.text.startswith("-") or word.text == "-":
            bare.append(word)
        elif sign and name.startswith("--"):
            given.append((name, Word(value, word.open)))
        elif word.text in valued and at < len(rest):
            given.append((word.text, rest[at]))
            at += 1
        elif not name.startswith("--") and word.text[:2] in valued and len(word.text) > 2:
            given.append((word.text[:2], Word(word.text[2:].removeprefix("="), word.open)))
        else:
            given.append((word.text, Word("")))
    return Options(tuple(bare), tuple(given))


def settings(words: Iterable[Word], key: Key, within: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str | None, str]]:
    """(path, value, note) of each `NAME=value` that is the key; a value that the shell had to fill in is not known."""
    for word in words:
        hit = _NAMED.fullmatch(word.text)
        if hit is not None and key.tier((*within, hit[1])) is not None:
            dynamic = word.open and any(sign in hit[2] for sign in "$`")
            yield (*within, hit[1]), None if dynamic else hit[2], _DYNAMIC if dynamic else ""


def said_in(text: str, key: Key) -> Iterator[tuple[str, str]]:
    """(name, value) of each `NAME=value` or `NAME: value` in a line of text that is the key."""
    for hit in _SAID.finditer(text):
        if key.tier((hit[1],)) is not None:
            yield hit[1], next((part for part in hit.groups()[1:] if part is not None), "")


def is_configuration(path: str) -> bool:
    """Whether a file may hold settings, by its name alone."""
    name = path.rpartition("/")[2].lower()
    return (
        (format_of(path) is not None and not name.endswith((".sh", ".bash"))) or path.startswith("/etc/") or "env" in name or "conf" in name
    )
