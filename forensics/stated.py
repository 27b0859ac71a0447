"""What a repository's forensics.toml states that can't be inferred."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from forensics.keys import canon
from forensics.question import QuestionError

Named = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What forensics.toml states: environment → globs of its files; the order of promotion; glob → globs of the layers below it,
    base first; key → its other spellings."""

    environments: Named = ()
    order: tuple[str, ...] = ()
    layers: Named = ()
    keys: Named = ()

    def spellings(self, key: str) -> tuple[str, ...]:
        """The other names of a key, whichever of its names is asked for."""
        asked = canon(key)
        groups = ((name, *others) for name, others in self.keys)
        found = [name for group in groups if any(canon(name) == asked for name in group) for name in group if name != key]
        return tuple(dict.fromkeys(found))


_TABLES = ("environments", "layers", "keys")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def read_stated(content: bytes, where: str) -> Stated:
    """What a forensics.toml, or the table [tool.forensics] of a pyproject.toml, states; nothing where that table is missing.

    Raises QuestionError, with the file and (where it can be known) the line: nothing that somebody stated is left out in silence.
    """
    text = _text(content, where)
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise QuestionError(_not_toml(error, where)) from error
    reader = _Reader(text, where)
    table: object = document
    if where.rpartition("/")[2] == "pyproject.toml":
        tool = document.get("tool", {})
        table = tool.get("forensics", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise reader.wrong("forensics", "[tool.forensics] is no table", "write [tool.forensics.environments] with each environment's files")
    for name in table:
        if name not in _TABLES:
            raise reader.wrong(name, f"{name!r} is not known here", f"the tables are {', '.join(f'[{one}]' for one in _TABLES)}")
    environments = dict(reader.lists(table, "environments"))
    order = environments.pop("order", ())
    return Stated(tuple(environments.items()), order, tuple(reader.lists(table, "layers")), tuple(reader.lists(table, "keys")))


def _text(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise QuestionError(f"{where}, line {line}, is not UTF-8: save the file as UTF-8, as TOML asks") from error


def _not_toml(error: Exception, where: str) -> str:
    if isinstance(error, RecursionError):
        return f"{where} is nested too deep to be read: it needs only tables of lists of texts"
    told = _AT_LINE.search(str(error))
    line = f", line {told[1]}," if told and told[1] else ""
    what = _AT_LINE.sub("", str(error))
    return f"{where}{line} can't be read as TOML ({what[:1].lower()}{what[1:]}): mend it, or move it away to let everything be inferred"


@dataclass(frozen=True, slots=True)
class _Reader:
    """The checks that every table gets, with the line of what is wrong."""

    text: str
    where: str

    def lists(self, document: dict[str, object], name: str) -> list[tuple[str, tuple[str, ...]]]:
        """A table of lists of texts (one text alone counts as a list of one)."""
        table = document.get(name, {})
        if not isinstance(table, dict):
            raise self.wrong(name, f"{name!r} is no table", f"write [{name}] and below it one line for each")
        return [(key, self._texts(name, key, value)) for key, value in table.items()]

    def _texts(self, table: str, key: str, value: object) -> tuple[str, ...]:
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(one, str) and one.strip() for one in texts):
            raise self.wrong(key, f"{key!r} in [{table}] is no list of texts", f'write {self._quoted(key)} = ["…"]')
        return tuple(texts)

    def _quoted(self, key: str) -> str:
        return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'

    def wrong(self, name: str, what: str, way_out: str) -> QuestionError:
        mark = re.compile(rf"^\s*(?:\[[^\]]*\b{re.escape(name)}\b|[\"']?{re.escape(name)}[\"']?\s*[=.])")
        line = next((number for number, one in enumerate(self.text.split("\n"), 1) if mark.match(one)), None)
        return QuestionError(f"{self.where}{f', line {line}' if line else ''}: {what}; {way_out}")
