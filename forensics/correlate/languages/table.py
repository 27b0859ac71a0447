"""What a language's table holds, and how its rows are read: small patterns in which `{env}`, `{others}` and their like stand for words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

PromiseKind = Literal["carry_on", "permanent", "temporary", "scope"]
Reach = Literal["everywhere", "only", "first", "on purpose", "held"]

# Environments in any spelling of any language, for patterns; which one is meant is `spoken`'s business.
ENV = (
    r"(?:prod(?:s|uction|uktion|uktiv|ução|ucao|ucción|uccion)?|prd|live|stag(?:e|ing)|stg|dev(?:elopment|elop)?|qa|uat|sandbox|canary|demo|test (?:env(?:ironment)?|system)s?"
    r"|pr[eé]-?prod(?:uction|ucción|ução)?|homolog(?:ação|acao)?|recette|eu|us|uk|apac|asia|emea|latam|[a-z]{2}-[a-z]+-\d"
    r"|(?:prod|stag|dev|eu|us|ap|uk)[-_][a-z0-9-]+)"
)
ENV_JA = (
    r"(?:本番(?:環境)?|ステージング(?:環境)?|検証(?:環境)?|開発(?:環境)?|テスト環境|商用"
    r"|(?<![a-z])(?!(?:git|terraform|values?|ansible|helm|jira|prs?|mr|slack|main|master)(?![a-z]))[a-z]{2,10}(?:-[a-z0-9]+){0,3})"
)
# As far as one clause goes.
GAP = r"[^.!?;\n]{0,40}?"
NEAR = r"(?: [^\s.,!?;]{1,30}){0,3}?"


@dataclass(frozen=True, slots=True)
class Row:
    """One way to word a promise. `reach`: for scopes, how far it is meant to go."""

    kind: PromiseKind
    pattern: re.Pattern[str]
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """A language's rows, what takes a promise back (`denied`, in the same clause), what asks (`asked`), what tells of the past
    (`done`), and its words for when: pattern → days ahead, or a weekday (0 is Monday)."""

    rows: tuple[Row, ...]
    denied: re.Pattern[str]
    asked: re.Pattern[str]
    done: re.Pattern[str] | None
    days: tuple[tuple[re.Pattern[str], int], ...]
    weekdays: tuple[re.Pattern[str], ...]
    events: re.Pattern[str]


def rows(words: dict[str, str], table: dict[tuple[PromiseKind, Reach | None], tuple[str, ...]]) -> tuple[Row, ...]:
    """The table's rows with each `{word}` put in. Rows match at the start and end of words."""
    return tuple(Row(kind, compiled(pattern, words), reach) for (kind, reach), patterns in table.items() for pattern in patterns)


def compiled(pattern: str, words: dict[str, str] | None = None) -> re.Pattern[str]:
    """The pattern with each `{word}` put in: a language's own words first, since they hold the common ones."""
    for name, stands_for in (*(words or {}).items(), ("env", ENV), ("gap", GAP), ("near", NEAR)):
        pattern = pattern.replace("{" + name + "}", stands_for)
    return re.compile(pattern, re.IGNORECASE)


def latin(pattern: str, words: dict[str, str] | None = None) -> re.Pattern[str]:
    """A pattern that begins and ends at the bounds of words."""
    return compiled(rf"(?<!\w)(?:{pattern})(?!\w)", words)


def weekdays(names: str) -> tuple[re.Pattern[str], ...]:
    """Patterns for Monday to Sunday, from their names in that order, alternatives joined by `|`."""
    return tuple(latin(name) for name in names.split())


def days(table: dict[str, int]) -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple((latin(pattern), ahead) for pattern, ahead in table.items())
