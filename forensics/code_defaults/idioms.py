"""The idioms in which code reads a setting, one a row: the languages, what stands before the key's name, and where its default is."""

from __future__ import annotations

import re
from typing import NamedTuple

from forensics.code_defaults.defaults import (
    How,
    around,
    as_argument,
    as_keyword,
    bare,
    built,
    destructured,
    in_object,
    in_placeholder,
    in_schema,
    in_shell,
    in_tag,
    only_named,
    subscripted,
)


class Idiom(NamedTuple):
    """`before` ends where the key's name begins; `upper`: only for a name that is written as an environment variable's."""

    languages: frozenset[str]
    before: re.Pattern[str]
    how: How
    upper: bool = False


_EVERY = frozenset(("python", "javascript", "ruby", "jvm", "go", "rust", "php", "dotnet", "shell", "elixir"))
_QUOTE = r"[\"'`]"
# The front of a dotted name whose end is the key: `payment.gateway.` before `timeout-ms`.
_FRONT = r"(?:[\w-]{1,60}[.:]){0,6}"


def _row(languages: str, before: str, how: How, upper: bool = False) -> Idiom:
    return Idiom(frozenset(languages.split()), re.compile(rf"{before}\Z"), how, upper)


_NOT_RUST = " ".join(_EVERY - {"rust"})
_FUNCTION = r"(?<![\w$])(?:\w{1,40}(?:\.|::|->)){0,3}\w{0,40}[eE](?:nv|NV)\w{0,40}(?:(?:\.|::|->)\w{1,40})?"

# Order counts: the first row whose `before` fits and whose `how` finds a read is taken.
IDIOMS: tuple[Idiom, ...] = (
    _row("shell", r"\$\{?", in_shell),
    _row("go", r"`[^`\n]{0,200}\b(?:env|envconfig|envvar)\s?:\"", in_tag),
    _row("go", rf"\b(?:BindEnv|MustBindEnv)\((?:\s*\"[^\"\n]{{1,80}}\",)*\s*\"{_FRONT}", only_named),
    _row("go", rf"\b[vV](?:iper)?\.(?:SetDefault|Get\w{{0,20}})\(\s*\"{_FRONT}", as_argument),
    _row("python", rf"\benvvars?\s?=\s?[\[(]?\s?{_QUOTE}", around),
    _row("rust", r"\benv\s?=\s?\"", around),
    _row("go", r"\b(?:EnvVars?|Sources)\s?:\s{0,20}(?:\[\]string\{|(?:cli\.)?EnvVars\()?\s{0,20}\"", around),
    _row("javascript", rf"\benv\s?:\s?{_QUOTE}", around, upper=True),
    _row("jvm", rf"@ConfigProperty\(\s*name\s?=\s?\"{_FRONT}", around),
    _row("jvm", rf"@\w{{1,40}}\([^;]{{0,160}}\\?\$\{{{_FRONT}", in_placeholder),
    _row("jvm", r"\bgetenv\(\)\s*\.\s*(?:get|getOrDefault|getOrElse)\(\s*\"", as_argument),
    _row("jvm", r"\bgetenv\(\)\s*\[\s*\"", subscripted),
    _row("jvm", r"\bsys\.(?:env|props)(?:\.(?:get|getOrElse))?\(\s*\"", as_argument),
    _row("jvm", rf"\b(?:getProperty|getRequiredProperty|(?:Integer\.get|Long\.get|Boolean\.get)\w+)\(\s*\"{_FRONT}", as_argument),
    _row("dotnet", rf"\bGetValue(?:<[^<>\n]{{1,60}}>)?\(\s*(?:typeof\(\w+\),\s*)?\"{_FRONT}", as_argument),
    _row("dotnet", rf"\b_?[cC]onfig(?:uration)?!?\[\s*\"{_FRONT}", subscripted),
    _row("php", r"\bgetenv\(\s*[\"']", as_keyword),
    _row("php", r"\$_(?:ENV|SERVER)\[\s*[\"']", subscripted),
    _row("ruby", r"\bENV\s?\.\s?fetch(?:\(|\s)\s*[\"']", as_argument),
    _row("ruby python", r"(?<![\w.])(?:os\.)?(?:ENV|environ)\[\s*[\"']", subscripted),
    _row("python", r"\benviron\.setdefault\(\s*[\"']", as_argument),
    _row("python", r"\b(?:config|decouple\.config)\(\s*[\"']", as_argument, upper=True),
    _row("javascript", r"\b(?:process|meta|Bun)\.env(?:\?\.)?\[\s*[\"'`]", subscripted),
    _row("javascript", r"(?<![\w$])(?:globalThis\.)?(?:process|import\.meta|Bun)\.env\??\.", bare),
    _row("javascript", r"(?<![\w$])(?:\w{1,30}\.)?env(?:ironment)?\??\.", in_object, upper=True),
    _row("javascript", r"\b\w{0,30}[cC]onfig(?:Service)?\.(?:get|getOrThrow)(?:<[^<>\n]{1,40}>)?\(\s*[\"'`]", as_argument, upper=True),
    _row("javascript", r"[{,]\s{0,40}", destructured),
    _row("javascript", r"(?:[{,]|\n)\s{0,40}[\"']?", in_schema, upper=True),
    _row("rust", r"(?:\benv::\w{1,20}|\b(?:option_)?env!|\b\w{0,40}_env(?:_\w{1,40})?|\benv_\w{1,40})\(\s*\"", as_argument),
    _row("rust javascript", r"\.env\(\s*[\"']", built),
    _row("python", r"\.env\(\s*[\"']", as_argument),
    # Any function or method whose name says that it reads the environment: getEnv, env.int, get_env_bool, Env::get.
    _row(_NOT_RUST, rf"{_FUNCTION}(?<!\.env)(?:<[^<>\n]{{1,40}}>)?!?\(\s*{_QUOTE}", as_argument),
)  # fmt: skip

# Functions that change or test the environment rather than read it; Gradle's `environment(…)` sets it.
NO_READ = re.compile(
    r"(?:^|[.:>_\W])(?:un)?(?:[sS]et|put|[dD]el|[dD]elete|[rR]emove|[cC]lear|has|is|[wW]ith|[mM]ock|[sS]tub|[aA]dd|append|export|contains|pop|Has|Is|Un[sS]et"
    r"|[uU]pdate|[wW]rite|[sS]ave|[sS]tore|[rR]eplace|[cC]hange)"
    r"(?:_?[eE]nv\w*|_[a-z]+|ironment\w*)?(?:<[^<>]*>)?\(|(?:^|[^\w.])environment\("
)
