"""Actions of Go templates (Helm, helmfile) → conditions and choices by environment; names come first, pipes feed the last place.

Grammar: pkg.go.dev/text/template; functions: Sprig's (`ternary`, `has`, `hasPrefix`, `dict`, `get`) and helmfile's (`requiredEnv`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from forensics.parse.choices import Choice, Condition, Every, Negated, Piece, Some, Table, Unknown, Value, begins, compared, is_environment
from forensics.parse.infix import LONGEST, Confused

_DEEPEST = 40
_TOKEN = re.compile(r"[ \t\n]*+(?:(\"(?:[^\"\\]|\\.)*+\"|`[^`]*+`)|([()|])|([^\s()|\"`]++))")
_STRING, _SIGN, _WORD = 1, 2, 3
_PLAIN_PREFIX = re.compile(r"\^([A-Za-z][\w\-]*+)(?:\.\*)?\Z")
# These hand on the environment's name as it is.
_SAME = frozenset({"lower", "toString", "trim", "default", "required", "print", "toLower"})


@dataclass(frozen=True, slots=True)
class _Path:
    names: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Test:
    condition: Condition
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Texts:
    """A `list` of strings."""

    texts: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A `dict` with plain keys."""

    pairs: tuple[tuple[str, Value], ...]
    start: int
    end: int


_Term: TypeAlias = _Path | _Test | _Texts | _Pairs | Value


def condition_in(text: str, start: int, end: int) -> Condition:
    """The condition of an `if` between two places of a text."""
    found = _pipeline(text, start, end)
    return found.condition if isinstance(found, _Test) else Unknown()


def choice_in(text: str, start: int, end: int) -> Value | None:
    """The choice that an action prints, or None where it prints something else."""
    found = _pipeline(text, start, end)
    return found if isinstance(found, Choice | Table) else None


def _pipeline(text: str, start: int, end: int) -> _Term | None:
    if not 0 < end - start <= LONGEST:
        return None
    reader = _Reader(text, start, end)
    try:
        found = reader.pipeline(0)
    except Confused:
        return None
    return found if reader.sort == 0 else None


class _Reader:
    """A cursor over the tokens of one action."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.stop, self.position = text, end, start
        self._peek(start)

    def _peek(self, at: int) -> None:
        hit = _TOKEN.match(self.text, at, self.stop)
        self.sort = (hit.lastindex or 0) if hit else 0
        self.token = hit[self.sort] if hit else ""
        self.start, self.end = (hit.start(self.sort), hit.end(self.sort)) if hit else (self.stop, self.stop)

    def _take(self) -> str:
        token, self.position = self.token, self.end
        self._peek(self.end)
        return token

    def pipeline(self, depth: int) -> _Term:
        """Commands with pipes between them; each is the last argument of the next."""
        if depth > _DEEPEST:
            raise Confused
        found = self._command([], depth)
        while self.sort == _SIGN and self.token == "|":
            self._take()
            found = self._command([found], depth)
        return found

    def _command(self, piped: list[_Term], depth: int) -> _Term:
        start = piped[0].start if piped else self.start
        name = self.token if self.sort == _WORD else ""
        first = self._term(depth)
        arguments: list[_Term] = []
        while self.sort in (_STRING, _WORD) or (self.sort == _SIGN and self.token == "("):
            arguments.append(self._term(depth))
        arguments += piped
        if not arguments:
            return first
        return _called(name, arguments, start, self.position)

    def _term(self, depth: int) -> _Term:
        start, sort = self.start, self.sort
        token = self._take()
        if sort == _STRING:
            inner = token[1:-1]
            return Piece(start, self.position, inner.replace('\\"', '"') if token[0] == '"' else inner)
        if sort == _SIGN and token == "(":
            inner_term = self.pipeline(depth + 1)
            if self.token != ")" or self.sort != _SIGN:
                raise Confused
            self._take()
            return inner_term
        if sort != _WORD:
            raise Confused
        if token[0] in ".$":
            return _Path(tuple(part for part in token.lstrip("$").split(".") if part), start, self.position)
        return Piece(start, self.position, token)


def _called(name: str, arguments: list[_Term], start: int, end: int) -> _Term:
    """A function with its arguments, the piped one last."""
    if name in ("eq", "ne", "has", "hasPrefix", "regexMatch", "mustRegexMatch", "and", "or", "not"):
        return _Test(_tested(name, arguments), start, end)
    if name == "list":
        texts = [term.text for term in arguments if isinstance(term, Piece) and term.text is not None]
        return _Texts(tuple(texts), start, end) if len(texts) == len(arguments) else Piece(start, end)
    if name == "ternary" and len(arguments) == 3:
        then, otherwise, condition = arguments
        return Choice(start, end, _condition(condition), _value(then), _value(otherwise))
    if name == "dict":
        return _dict(arguments, start, end)
    if name in ("get", "index") and len(arguments) == 2:
        return _got(arguments[0], arguments[1], start, end)
    if name in ("env", "requiredEnv", "expandenv") and isinstance(arguments[0], Piece) and arguments[0].text:
        return _Path(("env", arguments[0].text), start, end)
    last = arguments[-1]
    if name in _SAME and isinstance(last, _Path):
        return last
    if name == "default" and isinstance(last, Table):
        return Table(start, end, last.rows, _value(arguments[0]))
    return _quoted(last, start, end) if name in ("quote", "squote") and len(arguments) == 1 else Piece(start, end)


def _tested(name: str, arguments: list[_Term]) -> Condition:
    if name in ("and", "or"):
        parts = tuple(_condition(term) for term in arguments)
        return Some(parts) if name == "or" else Every(parts)
    if name == "not":
        return Negated(_condition(arguments[0])) if len(arguments) == 1 else Unknown()
    path = next((term for term in arguments if isinstance(term, _Path)), None)
    if path is None or sum(isinstance(term, _Path) for term in arguments) > 1:
        return Unknown()
    rest = [term for term in arguments if term is not path]
    texts = [term.text for term in rest if isinstance(term, Piece) and term.text is not None]
    if name == "has":
        row = rest[0] if len(rest) == 1 else None
        return compared(path.names, row.texts) if isinstance(row, _Texts) else Unknown()
    if len(texts) != len(rest) or not texts or (name != "eq" and len(texts) > 1):
        return Unknown()
    if name in ("eq", "ne"):
        # `eq x "a" "b"` is either of them; but only the first place is the one that is compared with the others.
        if len(texts) > 1 and arguments[0] is not path:
            return Unknown()
        return compared(path.names, tuple(texts)) if name == "eq" else Negated(compared(path.names, tuple(texts)))
    plain = texts[0] if name == "hasPrefix" else (hit[1] if (hit := _PLAIN_PREFIX.match(texts[0])) else "")
    return begins(path.names, plain) if plain else Unknown()


def _dict(arguments: list[_Term], start: int, end: int) -> _Term:
    keys = [term.text for term in arguments[::2] if isinstance(term, Piece) and term.text is not None]
    if len(keys) * 2 != len(arguments):
        return Piece(start, end)
    return _Pairs(tuple(zip(keys, map(_value, arguments[1::2]), strict=True)), start, end)


def _got(table: _Term, index: _Term, start: int, end: int) -> _Term:
    if isinstance(table, _Pairs) and isinstance(index, _Path) and is_environment(index.names, tuple(key for key, _ in table.pairs)):
        return Table(start, end, table.pairs, None)
    if isinstance(table, _Path) and isinstance(index, Piece) and index.text:
        return _Path((*table.names, index.text), start, end)
    return Piece(start, end)


def _quoted(term: _Term, start: int, end: int) -> _Term:
    """A choice that is printed in quotes: each of its pieces is."""
    if isinstance(term, Piece):
        return Piece(start, end, f'"{term.text}"' if term.text is not None else None)
    if isinstance(term, Choice):
        then, otherwise = _quoted(term.then, start, end), _quoted(term.otherwise, start, end)
        return Choice(start, end, term.condition, _value(then), _value(otherwise))
    return Piece(start, end)


def _condition(term: _Term) -> Condition:
    return term.condition if isinstance(term, _Test) else Unknown()


def _value(term: _Term) -> Value:
    return term if isinstance(term, Piece | Choice | Table) else Piece(term.start, term.end)
