"""The default behind a read: an operator's, in the chain of calls, around it, or on the lines below."""

from __future__ import annotations

import re

from forensics.code_defaults.expressions import argument, arguments, fallback
from forensics.code_defaults.spots import Found, Spot

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
_OR_ELSE = re.compile(r"(?:cmp\.Or|\w*[fF]irst(?:NonEmpty|Non_empty)\w*|[\w.]*[dD]efault\w*|[cC]oalesce\w*|\w*[oO]r_?[dD]efault\w*)\(\s*\Z")
# What follows a condition's operator is another condition.
_CONDITION = re.compile(r"(?:!\s*|\bnot\s+|\b(?:if|while|elsif|elif|unless|when)\s*\(?\s*)\Z")
# Where the other side is no value, the key is required.
_GIVES_UP = re.compile(r"(?:return|raise|throw|abort|die|exit|fail|error|panic|next|break|continue)\b")
_RADIX = re.compile(r"\s*+(?:,\s*+10\s*+)?,?\s*+\)")
_STEP = re.compile(r"\s*+[?!&]?\s*+\.\s*+(\w++)(?:::<[^()\n]{1,60}>)?")
_FALLING = frozenset(
    ("unwrap_or", "unwrap_or_else", "or_else", "orElse", "orElseGet", "getOrElse", "default", "default_value", "default_value_t")
)
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
    asked = _CONDITION.search(text[max(0, wrapped[-1] - 20) : wrapped[-1]]) is not None
    for _ in range(12):
        found = None if asked else _here(spot, place)
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
        told, end = fallback(spot.text, hit.end(), spot.comment)
        return Found(None if _GIVES_UP.match(told) else told, end)
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
    """Defaults on the lines below: Go's `if v == "" { v = "3000" }` and `if !ok`, Rust's `Err(_) => 3000`."""
    text = spot.text
    if spot.language == "go":
        given = re.search(r"(?:\A|\n)\s*+(\w++)(?:\s*+,\s*+(\w++))?\s*+:?=\s*+\Z", text[max(0, spot.lead - 80) : spot.lead])
        name, known = given.groups() if given else ("", None)
        lacking = rf"{name}\s*+==\s*+\"\"" + (rf"|!\s*+{known}\b" if known else "")
        empty = re.compile(rf"\s*+if\s++(?:{lacking})\s*+\{{\s*+{name}\s*+=\s*+").match(text, place) if name else None
        if empty is not None:
            return Found(*fallback(text, empty.end(), "//"))
    if spot.language == "rust" and re.compile(r"\s*+\{").match(text, place):
        failed = re.compile(r"[^}]{0,300}?Err\(\w*\)\s*+=>\s*+").match(text, place)
        if failed is not None:
            return Found(argument(text, failed.end()).text, failed.end())
    return Found(None, place)
