"""Amounts in prose and in settings, told apart from other numbers and brought to one unit: 10 s, 10,000 ms, 10k."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from forensics.reconstruct.equivalence import comparable

Unit = Literal["", "ms", "bytes", "%"]

# What each word counts in, and how many of it. Months and years are left out: no setting means them to the millisecond.
_TIME = {
    1: "ms msec msecs millis milli millisecond milliseconds millisekunde millisekunden milliseconde millisecondes"
    " milissegundos milisegundos ミリ秒",
    1000: "s sec secs second seconds sek sekunde sekunden seconde secondes seg segs segundo segundos 秒",
    60_000: "m min mins minute minutes minuten minuto minutos 分",
    3_600_000: "h hr hrs hour hours std stunde stunden heure heures hora horas 時間",
    86_400_000: "d day days tag tage tagen jour jours dia dias día días 日間 日",
}
_SIZE = {
    1: "byte bytes octets",
    10**3: "kb", 10**6: "mb mo", 10**9: "gb go", 10**12: "tb",
    2**10: "kib ki", 2**20: "mib mi", 2**30: "gib gi", 2**40: "tib ti",
}  # fmt: skip
_COUNT = {10**3: "k", 10**4: "万", 10**6: "mio million millionen millions milhões millones", 1: "個 件 回"}
UNITS: dict[str, tuple[Unit, int]] = {
    **{word: ("ms", many) for many, names in _TIME.items() for word in names.split()},
    **{word: ("bytes", many) for many, names in _SIZE.items() for word in names.split()},
    **{word: ("", many) for many, names in _COUNT.items() for word in names.split()},
    "%": ("%", 1),
    "percent": ("%", 1),
}
_LATIN = "|".join(sorted((word for word in UNITS if word[0].isascii() and word != "%"), key=len, reverse=True))
_OTHER = "|".join(sorted((word for word in UNITS if not word[0].isascii()), key=len, reverse=True))
# Not inside a name, an id, a date, a time, a version or an address: nothing but a blank or a sign may stand on either side.
_AMOUNT = re.compile(
    r"(?<![A-Za-z0-9_.,:#!/-])(?<!\b[PM]R )"
    r"(\d{1,3}(?:[,.'_ \u00a0\u202f]\d{3}){1,5}(?![.,]?\d)|\d{1,15}(?:[.,]\d{1,6})?)"
    rf"(?:[ \u00a0\u202f-]?({_LATIN})(?![A-Za-z0-9_])|[ \u00a0]?({_OTHER}|%))?"
    r"(?![A-Za-z0-9_]|[-/:]\d|[.,]\d)",
    re.IGNORECASE,
)
# Amounts in words: English numbers before a unit, and half an hour in the languages written in these letters.
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90,
}  # fmt: skip
_SPELLED = re.compile(rf"(?<!\w)({'|'.join(_NUMBERS)})[ -]({_LATIN})(?!\w)", re.IGNORECASE)
_HALF_HOUR = re.compile(r"(?<!\w)(?:half an hour|half-hour|halbe stunde|demi-heure|media hora|meia hora)(?!\w)", re.IGNORECASE)
_COMPACT = re.compile(r"(?<![A-Za-z0-9_.])((?:\d{1,9}(?:ms|d|h|m|s)){2,5})(?![A-Za-z0-9_])")
# `on` and `an` are prepositions too: they count after a verb of switching and at the end of a clause.
_ON = re.compile(
    r"(?<!\w)(?:true|enabled?|active|activated|aktiviert|eingeschaltet|activée?|ativad[oa]|activad[oa]"
    r"|(?:turn(?:ed)?|switch(?:ed)?|is|are|back|set to) on|(?:on|an)(?=\s*(?:[.,;:!)]|$)))(?!\w)|有効|オン",
    re.IGNORECASE | re.MULTILINE,
)
_OFF = re.compile(
    r"(?<!\w)(?:false|off|disabled?|inactive|deactivated|aus(?:geschaltet)?|deaktiviert|désactivée?|desativad[oa]|desactivad[oa]|killed)(?!\w)|無効|オフ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in its base unit (milliseconds, bytes), as it was said and where. `bare`: the number as written, without its unit."""

    number: Decimal
    unit: Unit
    bare: Decimal
    said: str
    start: int
    end: int


def amounts(text: str) -> tuple[Amount, ...]:
    """The amounts that a text names, in its order; one that can be read in two ways (`10.000`) is there twice."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Amount]:
    for hit in _COMPACT.finditer(text):
        known = comparable(hit[1].lower())
        if known and known.endswith(" ms"):
            number = Decimal(known.removesuffix(" ms"))
            yield Amount(number, "ms", number, hit[0], hit.start(), hit.end())
    for hit in _HALF_HOUR.finditer(text):
        yield Amount(Decimal(1_800_000), "ms", Decimal(30), hit[0], hit.start(), hit.end())
    for hit in _SPELLED.finditer(text):
        unit, many = UNITS[hit[2].lower()]
        number = Decimal(_NUMBERS[hit[1].lower()])
        yield Amount(number * many, unit, number, hit[0], hit.start(), hit.end())
    for hit in _AMOUNT.finditer(text):
        unit, many = UNITS.get((hit[2] or hit[3] or "").lower(), ("", 1))
        for number in _numbers(hit[1]):
            bare = number * many if not unit else number
            yield Amount(number * many, unit, bare, hit[0], hit.start(), hit.end())


def _numbers(written: str) -> tuple[Decimal, ...]:
    """How a written number can be read: `10,000` and `10 000` are ten thousand, `10.000` that or ten, `1,5` one and a half."""
    digits = re.sub(r"[,.'_ \u00a0\u202f]", "", written)
    grouped = re.fullmatch(r"\d{1,3}(?:[,.'_ \u00a0\u202f]\d{3})+", written)
    if grouped and written.count(".") == 1 and not re.search(r"[,'_ \u00a0\u202f]", written):
        return (Decimal(digits), Decimal(written))
    return (Decimal(digits),) if grouped else (Decimal(written.replace(",", ".")),)


@lru_cache(maxsize=4096)
def unit_in(key_words: tuple[str, ...]) -> tuple[Unit, int] | None:
    """The unit that a key's own words state: `…_TIMEOUT_MS`, `retention.days`. Only its last three words can be one."""
    for word in reversed(key_words[-3:]):
        if word in UNITS and word not in ("m", "d", "h", "go", "mo", "mi", "an"):
            return UNITS[word]
    return None


def says_value(text: str, value: str | None, key_words: Sequence[str], found: tuple[Amount, ...] | None = None) -> str | None:
    """How the text names this value of a key with these words; None where it doesn't.

    A bare number in a setting counts in the unit of its key's words; where these state none, it may be any of those said.
    `found`: the text's amounts, where they are known already.
    """
    if value is None:
        return None
    wanted = value.strip().strip("\"'")
    whole = [amount for amount in amounts(wanted) if amount.said == wanted]
    if not whole:
        return _says_word(text, wanted)
    said = amounts(text) if found is None else found
    stated = unit_in(tuple(key_words))
    return next((amount.said for amount in said for one in whole if _equal(amount, one, stated)), None)


def _equal(said: Amount, wanted: Amount, stated: tuple[Unit, int] | None) -> bool:
    if wanted.unit:
        return said.unit == wanted.unit and said.number == wanted.number
    if not said.unit:
        return said.number == wanted.number
    if stated:
        return said.unit == stated[0] and said.number == wanted.number * stated[1]
    return wanted.number in (said.number, said.bare)


def _says_word(text: str, value: str) -> str | None:
    folded = value.casefold()
    if folded in ("true", "on", "yes", "enabled", "false", "off", "no", "disabled"):
        switched = (_ON if folded in ("true", "on", "yes", "enabled") else _OFF).search(text)
        return switched[0] if switched else None
    if len(value) < 2:
        return None
    hit = re.search(rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9]|[.-]\d)", text, re.IGNORECASE)
    return hit[0] if hit else None
