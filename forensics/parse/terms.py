"""The terms of an infix expression, and what its comparisons, look-ups and calls make of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from forensics.parse.choices import Choice, Condition, Piece, Table, Unknown, Value, begins, compared, is_environment


@dataclass(frozen=True, slots=True)
class Path:
    """A name with what hangs on it: `var.env`, `ENV['RAILS_ENV']`."""

    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A list, of strings where `texts` is set."""

    start: int
    end: int
    texts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Pairs:
    """A map whose keys are plain."""

    start: int
    end: int
    pairs: tuple[tuple[str, Term], ...]


@dataclass(frozen=True, slots=True)
class Test:
    """A condition as a term of an expression."""

    start: int
    end: int
    condition: Condition


Term: TypeAlias = Path | Row | Pairs | Test | Value


def as_value(term: Term) -> Value:
    return term if isinstance(term, Piece | Choice | Table) else Piece(term.start, term.end)


def as_condition(term: Term) -> Condition:
    return term.condition if isinstance(term, Test) else Unknown()


def row_of(terms: list[Term], start: int, end: int) -> Row:
    texts = [text_of(term) for term in terms]
    return Row(start, end, tuple(text for text in texts if text is not None) if None not in texts else None)


def text_of(term: Term | None) -> str | None:
    return term.text if isinstance(term, Piece) else None


def equal(one: Term, other: Term, within: bool) -> Condition:
    """Equality either way round; `within`: the second is the list that the first is to be in."""
    if within:
        return compared(one.names, other.texts) if isinstance(one, Path) and isinstance(other, Row) and other.texts else Unknown()
    path, text = (one, text_of(other)) if isinstance(one, Path) else (other, text_of(one))
    return compared(path.names, (text,)) if isinstance(path, Path) and text is not None else Unknown()


def indexed(term: Term, index: Term, end: int) -> Term:
    if isinstance(term, Pairs):
        return looked_up(term, index, None, end)
    if isinstance(term, Path):
        return Path(term.start, end, (*term.names, text_of(index) or ""))
    return Piece(term.start, end)


def looked_up(table: Pairs, index: Term, otherwise: Term | None, end: int, start: int | None = None) -> Term:
    begin = table.start if start is None else start
    keys = tuple(key for key, _ in table.pairs)
    if not isinstance(index, Path) or not is_environment(index.names, keys):
        return Piece(begin, end)
    return Table(begin, end, tuple((key, as_value(term)) for key, term in table.pairs), as_value(otherwise) if otherwise else None)


def called(name: str, arguments: list[Term], start: int, end: int) -> Term:
    """The functions of Terraform that compare and look up; any other call is a piece of text."""
    if name == "contains" and len(arguments) == 2:
        return Test(start, end, equal(arguments[1], arguments[0], True))
    if name == "startswith" and len(arguments) == 2 and isinstance(arguments[0], Path) and (text := text_of(arguments[1])):
        return Test(start, end, begins(arguments[0].names, text))
    if name == "lookup" and len(arguments) in (2, 3) and isinstance(arguments[0], Pairs):
        return looked_up(arguments[0], arguments[1], arguments[2] if len(arguments) == 3 else None, end, start)
    if name == "lookup" and len(arguments) == 2 and text_of(arguments[0]) == "env" and (text := text_of(arguments[1])):
        return Path(start, end, ("env", text))  # Ansible's lookup of a variable of the shell
    if name == "get_env" and arguments and (text := text_of(arguments[0])):
        return Path(start, end, ("env", text))  # Terragrunt's
    if name in ("lower", "trimspace", "tostring") and len(arguments) == 1 and isinstance(arguments[0], Path):
        return arguments[0]
    return Piece(start, end)
