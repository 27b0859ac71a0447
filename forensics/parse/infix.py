"""Expressions of Jinja, Ruby and HCL → choices by environment. What is not understood is Unknown, or no choice at all.

Grammars: Jinja's template designer documentation, Ruby's operators, Terraform's expression language; of each only what
compares, chooses and looks up.
"""

from __future__ import annotations

import re

from forensics.parse.choices import Choice, Condition, Every, Negated, Piece, Some, Table, Unknown, Value, begins, compared
from forensics.parse.hcl_scan import string_end
from forensics.parse.terms import Pairs, Path, Row, Term, Test, as_condition, as_value, called, equal, indexed, looked_up, row_of, text_of
from forensics.parse.tree import Unreadable

LONGEST = 4000  # characters of an expression worth reading
_DEEPEST = 40
_TOKEN = re.compile(
    r"[ \t\n]*+(?:(\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+')"
    r"|(%w[\[(][\w \-]*+[\])])"
    r"|((?:@{1,2}|\$)?[A-Za-z_\ue000][\w\ue000\ue001]*+(?:(?<=[a-z])[?](?=[\s&|)]|$)|(?<=clude|_with)[?](?=\())?)"
    r"|(-?\d[\w.]*+)"
    r"|(==|!=|&&|\|\||=>|<=|>=|[-+*/%<>=!?:.,|&()\[\]{}~])|(.))",
    re.DOTALL,
)
_STRING, _WORDS, _WORD, _NUMBER, _SIGN = 1, 2, 3, 4, 5
_SAME = frozenset({"lower", "downcase", "trim", "strip", "trimspace", "string", "to_s", "to_string", "default", "d", "to_sym", "bool"})
_BEGINS = frozenset({"startswith", "start_with?", "hasPrefix"})


class Confused(Exception):
    """Raised inside a reader where the text is no expression that it knows."""


def choice_in(text: str, start: int = 0, end: int | None = None) -> Value | None:
    """The choice that is the whole expression between two places of a text, or None where it is none."""
    reader = _read(text, start, end)
    try:
        found = reader.expression(0) if reader else None
    except Confused:
        return None
    return as_value(found) if found is not None and reader and reader.ended and isinstance(found, Choice | Table) else None


def choice_at(text: str, start: int) -> tuple[Value | None, int]:
    """The choice that begins at a place, if it is one, and where the expression ends: at the first thing that isn't its own."""
    reader = _read(text, start, min(len(text), start + LONGEST))
    try:
        found = reader.expression(0) if reader else None
    except Confused:
        return None, start
    if reader is None or found is None:
        return None, start
    return (as_value(found) if isinstance(found, Choice | Table) else None), reader.position


def condition_in(text: str, start: int, end: int) -> Condition:
    """The condition between two places of a text."""
    reader = _read(text, start, end)
    try:
        found = reader.expression(0) if reader else None
    except Confused:
        return Unknown()
    return as_condition(found) if found is not None and reader and reader.ended else Unknown()


def _read(text: str, start: int, end: int | None) -> _Reader | None:
    end = len(text) if end is None else end
    return _Reader(text, start, end) if 0 < end - start <= LONGEST else None


class _Reader:
    """A recursive descent over the tokens of one expression; each level binds tighter than the one before."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.stop = text, end
        self.position = start  # the end of the last token taken
        self._peek(start)

    def _peek(self, at: int) -> None:
        hit = _TOKEN.match(self.text, at, self.stop)
        self.sort = (hit.lastindex or 0) if hit else 0
        self.start, self.end = (hit.start(self.sort), hit.end(self.sort)) if hit and self.sort else (self.stop, self.stop)
        if self.sort == _STRING and "${" in self.text[self.start : self.end]:
            self.end = self._string_end()
        self.token = self.text[self.start : self.end]

    def _string_end(self) -> int:
        """Where a string of HCL ends that may have strings inside its interpolations."""
        try:
            return self.start + string_end(self.text[self.start : self.stop], 0, 0)
        except Unreadable:
            return self.end

    @property
    def ended(self) -> bool:
        return self.sort == 0

    def _take(self) -> str:
        token, self.position = self.token, self.end
        self._peek(self.end)
        return token

    def _sign(self, *signs: str) -> str:
        """Goes past one of these signs or words, and returns it; "" where none stands here."""
        return self._take() if self.sort in (_SIGN, _WORD) and self.token in signs else ""

    def _expect(self, sign: str) -> None:
        if not self._sign(sign):
            raise Confused

    def expression(self, depth: int) -> Term:
        """A choice in any of the languages, or what stands in place of one."""
        if depth > _DEEPEST:
            raise Confused
        found = self._or(depth)
        if self._sign("?"):
            then = self.expression(depth + 1)
            self._expect(":")
            return self._choice(found, then, self.expression(depth + 1))
        while self._sign("if"):
            condition = self._or(depth + 1)
            otherwise = self.expression(depth + 1) if self._sign("else") else Piece(self.position, self.position, "")
            found = Choice(found.start, self.position, as_condition(condition), as_value(found), as_value(otherwise))
        return found

    def _choice(self, condition: Term, then: Term, otherwise: Term) -> Choice:
        return Choice(condition.start, self.position, as_condition(condition), as_value(then), as_value(otherwise))

    def _or(self, depth: int) -> Term:
        return self._joined(depth, ("||", "or"))

    def _and(self, depth: int) -> Term:
        return self._joined(depth, ("&&", "and", "&"))

    def _joined(self, depth: int, signs: tuple[str, ...]) -> Term:
        wide = "||" in signs
        first = self._and(depth) if wide else self._not(depth)
        parts = [first]
        while self._sign(*signs):
            parts.append(self._and(depth) if wide else self._not(depth))
        if len(parts) == 1:
            return first
        conditions = tuple(as_condition(part) for part in parts)
        return Test(first.start, self.position, Some(conditions) if wide else Every(conditions))

    def _not(self, depth: int) -> Term:
        start = self.start
        if depth > _DEEPEST:
            raise Confused
        if self._sign("!", "not"):
            return Test(start, self.position, Negated(as_condition(self._not(depth + 1))))
        return self._comparison(depth)

    def _comparison(self, depth: int) -> Term:
        left = self._postfix(depth)
        while True:
            if sign := self._sign("==", "!=", "in", "is"):
                left = self._compared(left, sign, depth)
            elif self.token == "not" and self.sort == _WORD:
                self._take()
                self._expect("in")
                found = self._compared(left, "in", depth)
                left = Test(found.start, found.end, Negated(as_condition(found)))
            elif self._sign("+", "-", "*", "/", "%", "<", ">", "<=", ">=", "~"):
                self._postfix(depth)
                left = Piece(left.start, self.position)
            else:
                return left

    def _compared(self, left: Term, sign: str, depth: int) -> Test:
        if sign == "is":
            negated = bool(self._sign("not"))
            word = self._take()
            right = self._postfix(depth) if word in ("equalto", "eq", "in", "sameas") else None
            condition = equal(left, right, word == "in") if right else Unknown()
            return Test(left.start, self.position, Negated(condition) if negated else condition)
        right = self._postfix(depth)
        condition = equal(left, right, sign == "in")
        return Test(left.start, self.position, Negated(condition) if sign == "!=" else condition)

    def _postfix(self, depth: int) -> Term:
        term = self._primary(depth)
        while True:
            if self._sign("."):
                term = self._member(term, depth)
            elif self.token == "[" and self.sort == _SIGN:
                self._take()
                index = self.expression(depth + 1)
                self._expect("]")
                term = indexed(term, index, self.position)
            elif self.token == "|" and self.sort == _SIGN:
                self._take()
                term = self._filtered(term, depth)
            else:
                return term

    def _member(self, term: Term, depth: int) -> Term:
        name = self._take()
        arguments = self._arguments(depth)
        if name.endswith("?") and arguments is None and isinstance(term, Path):
            return Test(term.start, self.position, compared(term.names, (name[:-1],)))
        if arguments is None:
            names = (*term.names, name) if isinstance(term, Path) else ()
            return term if names and name in _SAME else Path(term.start, self.position, names)
        if name in _BEGINS and isinstance(term, Path) and len(arguments) == 1 and (text := text_of(arguments[0])):
            return Test(term.start, self.position, begins(term.names, text))
        if name in ("include?", "includes") and arguments:
            return Test(term.start, self.position, equal(arguments[0], term, True))
        if name in ("get", "fetch") and isinstance(term, Pairs) and arguments:
            return looked_up(term, arguments[0], arguments[1] if len(arguments) > 1 else None, self.position)
        if name in ("get", "fetch") and isinstance(term, Path) and arguments and (text := text_of(arguments[0])):
            return Path(term.start, self.position, (*term.names, text))
        return term if name in _SAME else Piece(term.start, self.position)

    def _filtered(self, term: Term, depth: int) -> Term:
        """A filter of Jinja: `x | name(arguments)`."""
        name = self._take()
        arguments = self._arguments(depth) or []
        if name == "ternary" and len(arguments) >= 2:
            return self._choice(term, arguments[0], arguments[1])
        if isinstance(term, Table) and name in ("default", "d") and arguments:
            return Table(term.start, self.position, term.rows, as_value(arguments[0]))
        return term if name in _SAME and not isinstance(term, Piece) else Piece(term.start, self.position)

    def _arguments(self, depth: int) -> list[Term] | None:
        """What stands in parentheses here, or None where there are none."""
        if self.token != "(" or self.sort != _SIGN:
            return None
        self._take()
        return self._listed(")", depth)

    def _listed(self, closer: str, depth: int) -> list[Term]:
        found: list[Term] = []
        while not self._sign(closer):
            found.append(self.expression(depth + 1))
            if not self._sign(",") and self.token != closer:
                raise Confused
        return found

    def _primary(self, depth: int) -> Term:
        start, sort = self.start, self.sort
        token = self._take()
        if sort == _STRING:
            inner = token[1:-1]
            return Piece(start, self.position, inner if "\\" not in inner else inner.replace('\\"', '"').replace("\\'", "'"))
        if sort == _WORDS:
            return Row(start, self.position, tuple(token[3:-1].split()))
        if sort == _NUMBER:
            return Piece(start, self.position, token)
        if sort == _WORD:
            arguments = self._arguments(depth)
            return Path(start, self.position, (token,)) if arguments is None else called(token, arguments, start, self.position)
        if token == "(":
            inner_term = self.expression(depth + 1)
            if self._sign(","):  # Jinja's tuple
                rest = self._listed(")", depth)
                return row_of([inner_term, *rest], start, self.position)
            self._expect(")")
            return inner_term
        if token == "[":
            return row_of(self._listed("]", depth), start, self.position)
        if token == "{":
            return self._map(start, depth)
        raise Confused

    def _map(self, start: int, depth: int) -> Pairs:
        pairs: list[tuple[str, Term]] = []
        while not self._sign("}"):
            if self.sort not in (_STRING, _WORD):
                raise Confused
            quoted = self.sort == _STRING
            key = self._take()
            if not self._sign("=", ":", "=>"):
                raise Confused
            pairs.append((key[1:-1] if quoted else key, self.expression(depth + 1)))
            self._sign(",")
        return Pairs(start, self.position, tuple(pairs))
