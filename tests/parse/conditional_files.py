"""Generated files that fork by environment: one tree, written in three template languages, and what it comes to for a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from hypothesis import strategies as st

NAMES = ("prod", "staging", "dev", "qa", "lab")
UNNAMED = "elsewhere"


@dataclass(frozen=True)
class Is:
    names: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    inner: object


@dataclass(frozen=True)
class Both:
    parts: tuple[object, ...]
    any: bool


@dataclass(frozen=True)
class Forked:
    """An if-block: conditions with what they hold, and what else. In a value the content is values, in a file lines."""

    branches: tuple[tuple[object, tuple[object, ...]], ...]
    otherwise: tuple[object, ...] | None


@dataclass(frozen=True)
class Line:
    key: str
    value: tuple[object, ...]  # of str and Forked


@dataclass(frozen=True)
class Nested:
    key: str
    lines: tuple[object, ...]


conditions = st.recursive(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True).map(lambda names: Is(tuple(names))),
    lambda inner: st.one_of(
        inner.map(Not), st.tuples(st.lists(inner, min_size=2, max_size=3).map(tuple), st.booleans()).map(lambda both: Both(*both))
    ),
    max_leaves=3,
)
words = st.text(alphabet="abc019", min_size=1, max_size=4)


def forked(inside: st.SearchStrategy[object], whole: bool) -> st.SearchStrategy[Forked]:
    body = st.lists(inside, min_size=1, max_size=2).map(tuple)
    branches = st.lists(st.tuples(conditions, body), min_size=1, max_size=3).map(tuple)
    return st.builds(Forked, branches, body if whole else st.one_of(st.none(), body))


# A value's fork has an `else` and its pieces text, so that no branch makes the value empty (which is null, a kind of its own).
values = st.recursive(words, lambda inner: forked(inner, whole=True), max_leaves=3)
keys = st.sampled_from(["alpha", "beta", "gamma", "delta"])
lines = st.builds(Line, keys, st.lists(values, min_size=1, max_size=2).map(tuple))
nodes = st.recursive(
    lines,
    lambda inner: st.one_of(forked(inner, whole=False), st.lists(inner, min_size=1, max_size=3).map(lambda some: Nested("", tuple(some)))),
    max_leaves=5,
)
files = st.lists(nodes, min_size=1, max_size=3)


def holds(condition: object, name: str) -> bool:
    match condition:
        case Is(names):
            return name in names
        case Not(inner):
            return not holds(inner, name)
        case Both(parts, either):
            return (any if either else all)(holds(part, name) for part in parts)
    raise AssertionError(condition)


def taken(fork: Forked, name: str) -> tuple[object, ...]:
    return next((body for condition, body in fork.branches if holds(condition, name)), fork.otherwise or ())


def text_for(name: str, some: tuple[object, ...]) -> str:
    """What a value comes to."""
    return "".join(each if isinstance(each, str) else text_for(name, taken(each, name)) for each in some)  # type: ignore[arg-type]


def file_for(name: str, some: tuple[object, ...], indent: int = 0, numbers: Iterator[int] | None = None) -> str:
    """The plain file that a name gets. Maps are numbered as they are written, so that none is there twice."""
    numbers = numbers or count()
    made = ""
    for each in some:
        match each:
            case Line(key, value):
                made += " " * indent + f"{key}: {text_for(name, value)}\n"
            case Nested(_, inside):
                made += " " * indent + f"map{next(numbers)}:\n" + file_for(name, inside, indent + 2, numbers)
            case Forked(branches, otherwise):
                mine = next((place for place, (condition, _) in enumerate(branches) if holds(condition, name)), len(branches))
                for place, body in enumerate([body for _, body in branches] + [otherwise or ()]):
                    written = file_for(name, body, indent, numbers)  # what is not taken uses up its numbers too
                    made += written if place == mine else ""
    return made


@dataclass(frozen=True)
class Language:
    suffix: str
    condition: Callable[[object], str]
    start: str
    more: str
    otherwise: str
    end: str


def _go(condition: object) -> str:
    match condition:
        case Is(names):
            return f"(eq .Values.env {' '.join(map(quoted, names))})"
        case Not(inner):
            return f"(not {_go(inner)})"
        case Both(parts, either):
            return f"({'or' if either else 'and'} {' '.join(map(_go, parts))})"
    raise AssertionError(condition)


def _infix(subject: str, single: str, many: str, signs: tuple[str, str, str]) -> Callable[[object], str]:
    negation, conjunction, disjunction = signs

    def written(condition: object) -> str:
        match condition:
            case Is((name,)):
                return single.format(subject, quoted(name))
            case Is(names):
                return many.format(subject, ", ".join(map(quoted, names)))
            case Not(inner):
                return f"{negation}({written(inner)})"
            case Both(parts, either):
                return "(" + f" {disjunction if either else conjunction} ".join(map(written, parts)) + ")"
        raise AssertionError(condition)

    return written


def quoted(name: str) -> str:
    return f'"{name}"'


_JINJA = _infix("env", "{0} == {1}", "{0} in [{1}]", ("not ", "and", "or"))
_RUBY = _infix("Rails.env", "{0} == {1}", "[{1}].include?({0})", ("!", "&&", "||"))
HCL = _infix("var.env", "{0} == {1}", "contains([{1}], {0})", ("!", "&&", "||"))
LANGUAGES = {
    "go": Language(".gotmpl", _go, "{{ if %s }}", "{{ else if %s }}", "{{ else }}", "{{ end }}"),
    "jinja": Language(".j2", _JINJA, "{%% if %s %%}", "{%% elif %s %%}", "{% else %}", "{% endif %}"),
    "erb": Language(".erb", _RUBY, "<%% if %s %%>", "<%% elsif %s %%>", "<% else %>", "<% end %>"),
}


def value_in(language: Language, some: tuple[object, ...]) -> str:
    return "".join(
        each if isinstance(each, str) else _forked(language, each, lambda body: value_in(language, body), "")  # type: ignore[arg-type]
        for each in some
    )


def _forked(language: Language, fork: Forked, inside: Callable[[tuple[object, ...]], str], end: str) -> str:
    made = ""
    for place, (condition, body) in enumerate(fork.branches):
        tag = language.more if place else language.start
        made += tag % language.condition(condition) + end + inside(body)
    if fork.otherwise is not None:
        made += language.otherwise + end + inside(fork.otherwise)
    return made + language.end + end


def file_in(language: Language, some: tuple[object, ...], indent: int = 0, numbers: Iterator[int] | None = None) -> str:
    """The template in a language."""
    numbers = numbers or count()
    made = ""
    for each in some:
        match each:
            case Line(key, value):
                made += " " * indent + f"{key}: {value_in(language, value)}\n"
            case Nested(_, inside):
                made += " " * indent + f"map{next(numbers)}:\n" + file_in(language, inside, indent + 2, numbers)
            case Forked():
                made += _forked(language, each, lambda body: file_in(language, body, indent, numbers), "\n")
    return made


choices = st.recursive(
    words,
    lambda inner: st.builds(Forked, st.tuples(st.tuples(conditions, inner.map(lambda one: (one,)))), inner.map(lambda one: (one,))),
    max_leaves=5,
)


def choice_in_hcl(choice: object) -> str:
    """A word, or conditional expressions within one another."""
    if isinstance(choice, Forked):
        ((condition, (then,)),) = choice.branches
        (otherwise,) = choice.otherwise or ("",)
        return f"{HCL(condition)} ? {choice_in_hcl(then)} : ({choice_in_hcl(otherwise)})"
    return quoted(str(choice))
