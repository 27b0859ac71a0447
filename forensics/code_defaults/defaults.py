"""Ways in which the default stands beside a read: as an argument, in a tag, in a placeholder, in the brackets around."""

from __future__ import annotations

import re
from collections.abc import Callable

from forensics.code_defaults.expressions import argument, arguments, opening_before
from forensics.code_defaults.following import followed
from forensics.code_defaults.spots import Found, Spot

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
    """clap's and commander's builders, `.env("X").default_value("3000")`; with a second argument a child's environment is set."""
    return followed(spot, spot.end + 2) if spot.text.startswith(('")', "')"), spot.end) else None


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
    default, end = _until_brace(spot.text, operator.end()) if operator else (None, spot.end)
    name = re.escape(spot.name)
    given = rf"[}}]?\"?\s*+\]\]?\s*+(?:&&|;?\s*+then)\s*+(?:export\s++)?{name}=((?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s;])*+)"
    empty = None if default else re.compile(given).match(spot.text, end)
    if empty is not None and re.search(r"-z\s+\S{0,3}\Z", spot.text[max(0, spot.start - 12) : spot.start]):
        return Found(empty[1], empty.end())
    if default is not None:
        return Found(default, end)
    sets = rf"^\s*+(?:(?:export|local|readonly|declare)\s++(?:-\w++\s++)?)?{name}=|\$\{{{name}:?=|\b(?:for|read)\s[^\n]{{0,80}}\b{name}\b"
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
