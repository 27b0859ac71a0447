"""Ways in which the default stands beside a read: as an argument, behind an operator, in the chain, in a tag, in the brackets around."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from forensics.code_defaults.expressions import argument, arguments, fallback, opening_before


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text where a key's name stands inside an idiom. `lead` is where the idiom begins."""

    text: str
    language: str
    lead: int
    start: int
    end: int

    @property
    def name(self) -> str:
        return self.text[self.start : self.end]

    @property
    def comment(self) -> str:
        return "#" if self.language in ("python", "ruby", "shell", "elixir") else "//"


class Found(NamedTuple):
    """A read: its default as written (None: no default stands beside it), and where it ends."""

    default: str | None
    end: int


How = Callable[[Spot], Found | None]
_QUOTE = re.compile(r"[\"'`]")
_NAMED = re.compile(
    r"^(?:default|default_value|default_value_t|defaultValue|fallback|Default|Value)\s*+(?:=>|=(?!=)|:(?!:))\s*+(.*)$", re.DOTALL
)
_KEYWORD = re.compile(r"^\w++\s*+(?:=(?![=>])|:\s|=>)")
# A type, a converter or a place to write to, where other calls have their default.
_NO_DEFAULT = re.compile(
    r"^(?:&.*|\w+\.class(?:\.java)?|typeof\(.*|(?:int|str|bool|float|list|dict|tuple|set|bytes|Path|Secret|URL|CommaSeparatedStrings|Csv)(?:\(\))?"
    r"|(?:Number|String|Boolean|parseInt|parseFloat)|\(?\w*\)?\s*=>.*|lambda\b.*)$",
    re.DOTALL,
)


def as_argument(spot: Spot) -> Found | None:
    """`getenv("X", 3000)`, `env("X", default=3000)`, `ENV.fetch("X") { 3000 }`, else whatever follows the call."""
    if not _QUOTE.match(spot.text, spot.end):
        return None
    told, end = arguments(spot.text, spot.end + 1)
    if spot.text[spot.end + 1 :].lstrip()[:1] not in (",", ")"):
        return followed(spot, spot.end + 1) if spot.language == "ruby" else None
    given = next((hit[1] for hit in map(_NAMED.match, told) if hit), None)
    if given is None:
        given = next((one for one in told if not _KEYWORD.match(one) and not _NO_DEFAULT.match(one)), None)
    return Found(given, end) if given is not None else followed(spot, end)


def as_keyword(spot: Spot) -> Found | None:
    """A call whose second argument is something else: only a named default counts, else what follows."""
    if not _QUOTE.match(spot.text, spot.end):
        return None
    told, end = arguments(spot.text, spot.end + 1)
    given = next((hit[1] for hit in map(_NAMED.match, told) if hit), None)
    return Found(given, end) if given is not None else followed(spot, end)


def subscripted(spot: Spot) -> Found | None:
    """`ENV["X"] || 3000`; what is assigned to is no read."""
    closed = re.compile(r"[\"'`]\s*+\]").match(spot.text, spot.end)
    return followed(spot, closed.end()) if closed and not _deleted(spot) else None


def bare(spot: Spot) -> Found | None:
    """`process.env.X ?? 3000`; what is assigned to or deleted is no read."""
    return None if _deleted(spot) else followed(spot, spot.end)


def in_object(spot: Spot) -> Found | None:
    """`env.X ?? 3000`: some object called env. Where no default stands here, one may well stand where the object is made."""
    found = bare(spot)
    return found if found is not None and found.default is not None else None


def _deleted(spot: Spot) -> bool:
    return re.search(r"\bdel(?:ete)?\s+\Z", spot.text[max(0, spot.lead - 10) : spot.lead]) is not None


def built(spot: Spot) -> Found | None:
    """clap's builder, `.env("X").default_value("3000")`; with a second argument it is a child's environment being set."""
    return followed(spot, spot.end + 2) if spot.text.startswith('")', spot.end) else None


def around(spot: Spot) -> Found | None:
    """`envvar="X", default=3000`: the default is named beside it, within the same brackets."""
    opened = opening_before(spot.text, spot.start)
    if opened is not None and re.search(r"(?:\[|string\{|EnvVars\()\Z", spot.text[max(0, opened - 9) : opened]):
        opened = opening_before(spot.text, opened - 1)  # `EnvVars: []string{"X"}`, `envvar=["X"]`
    if opened is None:
        return None
    told, end = arguments(spot.text, opened)
    given = next((hit[1] for hit in map(_NAMED.match, told) if hit), None)
    return Found(given, end) if given is not None else followed(spot, end)


_TAG_DEFAULT = re.compile(r'(?:\A|\s)(?:default|envDefault|env-default)\s*+:\s*+"((?:[^"\\\n]|\\.)*+)"')


def in_tag(spot: Spot) -> Found | None:
    """Go's struct tags: `envconfig:"X" default:"3000"`, `env:"X,default=3000"`, within one pair of backticks."""
    opened = spot.text.rfind("`", max(0, spot.start - 400), spot.start)
    closed = spot.text.find("`", spot.end, spot.end + 400)
    if opened < 0 or closed < 0:
        return None
    within = re.compile(r'[^"\n]{0,80}?,\s*+default=([^"\n]*+)"').match(spot.text, spot.end)
    named = _TAG_DEFAULT.search(spot.text[opened + 1 : closed])
    hit = within or named
    return Found(hit[1] if hit else None, closed)


def in_placeholder(spot: Spot) -> Found | None:
    """Spring's `${x:3000}`, with the default up to the closing brace."""
    follows = spot.text[spot.end : spot.end + 1]
    if follows == "}":
        return Found(None, spot.end)
    return Found(*_until_brace(spot.text, spot.end + 1)) if follows == ":" else None


def in_shell(spot: Spot) -> Found | None:
    """`${X:-3000}`, `${X-3000}`, `${X:=3000}`; `[ -z "$X" ] && X=3000`; a plain `$X` only where the script itself sets no X."""
    operator = re.compile(r":?[-=]").match(spot.text, spot.end) if spot.text[spot.start - 1] == "{" else None
    if operator is not None:
        return Found(*_until_brace(spot.text, operator.end()))
    name = re.escape(spot.name)
    given = rf"[}}]?\"?\s*+\]\]?\s*+(?:&&|;?\s*+then)\s*+(?:export\s++)?{name}=((?:\"[^\"\n]*+\"|[^\s;])*+)"
    empty = re.compile(given).match(spot.text, spot.end)
    if empty is not None and re.search(r"-z\s+\S{0,3}\Z", spot.text[max(0, spot.start - 12) : spot.start]):
        return Found(empty[1], empty.end())
    sets = rf"^\s*+(?:(?:export|local|readonly|declare)\s++(?:-\w++\s++)?)?{name}=|\b(?:for|read)\s[^\n]{{0,80}}\b{name}\b"
    return None if re.search(sets, spot.text, re.MULTILINE) else Found(None, spot.end)


def _until_brace(text: str, start: int) -> tuple[str, int]:
    """What stands from `start` up to the brace that closes, or the line's end, and where that is."""
    depth, place = 0, start
    while place < len(text) and text[place] != "\n" and place - start < 400:
        if text[place] == "}":
            if not depth:
                break
            depth -= 1
        depth += text[place] == "{"
        place += 1
    return text[start:place], place


def destructured(spot: Spot) -> Found | None:
    """`const { X = "3000" } = process.env`."""
    opened = opening_before(spot.text, spot.start)
    if opened is None or spot.text[opened - 1] != "{":
        return None
    _, end = arguments(spot.text, opened)
    if not re.compile(r"\s*+=\s*+(?:process|import\.meta)\.env\b").match(spot.text, end):
        return None
    given = re.compile(r"(?:\s*+:\s*+\w++)?\s*+=\s*+").match(spot.text, spot.end)
    return Found(argument(spot.text, given.end()).text if given else None, spot.end)


_SCHEMA = re.compile(
    r"[\"']?\s*+:\s*+(?:\w++\.)?(?:z|Joi|joi|yup|envalid|num|str|bool|port|url|email|host|json|makeValidator|[tv])\b(?=\s*+[.(])"
)


def in_schema(spot: Spot) -> Found | None:
    """A schema for the environment, by zod, Joi or envalid: `X: z.coerce.number().default(3000)`, `X: num({ default: 3000 })`."""
    typed = _SCHEMA.match(spot.text, spot.end)
    if typed is None or not re.search(r"process\.env|cleanEnv|createEnv|import\.meta\.env", spot.text):
        return None
    whole = argument(spot.text, typed.end())
    given = re.search(r"\.default\(|[{,]\s*default\s*:\s*", whole.text)
    return Found(argument(whole.text, given.end()).text if given else None, whole.end)


def only_named(spot: Spot) -> Found | None:
    """A binding that can carry no default."""
    return Found(None, spot.end)


# --- what follows a read

_OPERATORS = {
    "python": re.compile(r"\s*+\bor\b"),
    "javascript": re.compile(r"\s*+(?:\|\||\?\?)=?"),
    "ruby": re.compile(r"[ \t]*+(?:\|\|=?|\bor\b)"),
    "jvm": re.compile(r"\s*+\?:"),
    "dotnet": re.compile(r"\s*+\?\?=?"),
    "php": re.compile(r"\s*+(?:\?:|\?\?=?|\|\|)"),
    "elixir": re.compile(r"\s*+\|\|"),
}
_CONVERTERS = re.compile(
    r"(?:\b(?:Number|String|Boolean|BigInt|Integer|Float|[pP]arse\w*|int|float|bool|str|\w*[tT]o_?(?:[bB]ool|[iI]nt|[nN]umber)\w*|\(int\)|intval|Optional\.ofNullable|Option"
    r"|(?:int|Int32|Integer|Long|double|bool|Boolean|TimeSpan)\.\w+)|(?<=[=(,:])\s{0,2})\(\s*\Z"
)
_OR_ELSE = re.compile(
    r"(?:cmp\.Or|\w*[fF]irst(?:NonEmpty|Non_empty)\w*|[\w.]*[dD]efault\w*|[cC]oalesce\w*|\w*[oO]r_?[dD]efault\w*)\(\s*\Z"
)
_RADIX = re.compile(r"\s*+(?:,\s*+10\s*+)?,?\s*+\)")
_STEP = re.compile(r"\s*+[?!&]?\s*+\.\s*+(\w++)(?:::<[^()\n]{1,60}>)?")
_FALLING = frozenset("unwrap_or,unwrap_or_else,or_else,orElse,orElseGet,getOrElse,default,default_value,default_value_t,withDefault".split(","))
_ASSIGNED = re.compile(r"\s*+(?:[-+*/.]?=(?![=>~])|<<)")
_QUESTION = re.compile(r"\s*+(?:([!=])==?\s*+(?:null|undefined|nil|\"\"|'')\s*+)?\?(?![.?:])")


def followed(spot: Spot, place: int) -> Found | None:
    """The default behind a read that ends at `place`; None where it is no read at all, but written to."""
    text = spot.text
    if _ASSIGNED.match(text, place):
        return None
    wrapped = _wrappers(text, spot.lead)
    if _OR_ELSE.search(text[max(0, wrapped[-1] - 60) : wrapped[-1]]) and text[place : place + 1] == ",":
        return Found(argument(text, place + 1).text, place + 1)
    left = len(wrapped) - 1
    for _ in range(12):
        found = _here(spot, place)
        if found is not None:
            return found
        step = _STEP.match(text, place)
        closed = _RADIX.match(text, place) if left else None
        if step is not None:
            opened = text[step.end() : step.end() + 1] == "("
            told, behind = arguments(text, step.end() + 1) if opened else ((), step.end())
            if step[1] in _FALLING and told:
                return Found(told[0], behind)
            if step[1] == "unwrap_or_default":
                return Found("unwrap_or_default()", behind)
            place = behind
        elif closed is not None:
            left, place = left - 1, closed.end()
        elif spot.language == "javascript" and text[place : place + 1] == "!" and text[place + 1 : place + 2] != "=":
            place += 1  # TypeScript's "not null"
        else:
            break
    return _beside(spot, place)


def _wrappers(text: str, lead: int) -> list[int]:
    """Where the read begins, and each converter around it, inside out."""
    places = [lead]
    while len(places) < 4:
        hit = _CONVERTERS.search(text[max(0, places[-1] - 60) : places[-1]])
        if hit is None:
            return places
        places.append(max(0, places[-1] - 60) + hit.start())
    return places


def _here(spot: Spot, place: int) -> Found | None:
    """A default right behind `place`: an operator's, or the other side of a question."""
    operator = _OPERATORS.get(spot.language)
    hit = operator.match(spot.text, place) if operator else None
    if hit is not None:
        return Found(*fallback(spot.text, hit.end(), spot.comment))
    if spot.language == "ruby":
        block = re.compile(r"\s?(?:\{|do)\s").match(spot.text, place)
        inside = argument(spot.text, block.end()) if block and spot.text[spot.lead : spot.start].rstrip("\"'( ").endswith("fetch") else None
        return Found(re.sub(r"\s+end\b.*", "", inside.text, flags=re.DOTALL), inside.end) if inside else None
    if spot.language == "python":
        hit = re.compile(r"\s*+if\s[^\n]{0,80}?\selse\s").match(spot.text, place)
        return Found(*fallback(spot.text, hit.end(), "#")) if hit and spot.name in hit[0] else None
    return _either(spot, place)


def _either(spot: Spot, place: int) -> Found | None:
    """`X ? Number(X) : 3000`: the side that doesn't name the key; a question with other answers is no default."""
    hit = _QUESTION.match(spot.text, place)
    if hit is None:
        return None
    one = fallback(spot.text, hit.end(), spot.comment)
    colon = re.compile(r"\s*+:\s").match(spot.text, one.end)
    if colon is None:
        return None
    other = fallback(spot.text, colon.end(), spot.comment)
    if hit[1] == "=":
        return Found(one.text, other.end)
    return Found(other.text, other.end) if spot.name in one.text and not one.text.startswith(("'", '"')) else None


def _beside(spot: Spot, place: int) -> Found:
    """Defaults on the lines below: Go's `if v == "" { v = "3000" }`, Rust's `Err(_) => 3000`."""
    text = spot.text
    if spot.language == "go":
        given = re.search(r"(?:\A|\n)\s*+(\w++)\s*+:?=\s*+\Z", text[max(0, spot.lead - 80) : spot.lead])
        name = given[1] if given else ""
        empty = re.compile(rf"\s*+if\s++{name}\s*+==\s*+\"\"\s*+\{{\s*+{name}\s*+=\s*+").match(text, place) if name else None
        if empty is not None:
            return Found(*fallback(text, empty.end(), "//"))
    if spot.language == "rust" and re.compile(r"\s*+\{").match(text, place):
        failed = re.compile(r"[^}]{0,300}?Err\(\w*\)\s*+=>\s*+").match(text, place)
        if failed is not None:
            return Found(argument(text, failed.end()).text, failed.end())
    return Found(None, place)
