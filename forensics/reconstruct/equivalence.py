"""When two texts are one value: the stated equivalences, and values that differ only by their environment's own name."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache

# Numbers longer than any size or duration in use are left as text: arithmetic on them would cost, round or fail.
_QUANTITY = re.compile(r"^([+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)$")
_EXACT = Context(prec=60)  # 36 digits times the 16 of 2**50
_SCALES = {
    "m": Decimal("0.001"), "k": Decimal(10**3), "M": Decimal(10**6), "G": Decimal(10**9), "T": Decimal(10**12), "P": Decimal(10**15),
    "Ki": Decimal(2**10), "Mi": Decimal(2**20), "Gi": Decimal(2**30), "Ti": Decimal(2**40), "Pi": Decimal(2**50),
}  # fmt: skip
_DURATION = re.compile(r"^(?:([0-9]{1,18})d)?(?:([0-9]{1,18})h)?(?:([0-9]{1,18})m(?!s))?(?:([0-9]{1,18})s)?(?:([0-9]{1,18})ms)?$")
_DEFAULT = re.compile(r"^\$\{[A-Za-z0-9_.-]+:([^${}]*)\}$")
_TOKEN = re.compile(r"[A-Za-z0-9]+")
# Twelve digits are a cloud account's number only where one is written: in an arn, before a host's domain (a registry), as a folder of
# a URL. Alone they are an amount, and after a tag's colon a time.
_ACCOUNT = re.compile(r"(?<=:)[0-9]{12}(?=:)|(?<![\w.:-])[0-9]{12}(?=\.[A-Za-z])|(?<=[A-Za-z]/)[0-9]{12}(?=/)")


@lru_cache(maxsize=65536)
def comparable(value: str | None) -> str | None:
    """The text under which equivalent values are equal.

    Stated equivalences: surrounding quotes and blanks; `True`/`true`; Kubernetes quantities (2.5Gi = 2560Mi; the units of
    k8s.io/apimachinery's resource.Quantity); durations with units (1m30s = 90s, 10s = 10000ms; Go's time.ParseDuration
    and days); `${NAME:default}` with an equal default. Nothing else: `010` is not `8`, `no` is not `false`, and a bare
    number has no unit.
    """
    if value is None:
        return None
    text = value.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    default = _DEFAULT.match(text)
    if default:
        text = default[1]
    if text.casefold() in ("true", "false"):
        return text.casefold()
    return _duration(text) or _quantity(text) or text


def _duration(text: str) -> str | None:
    found = _DURATION.match(text)
    if not text or not found or not any(found.groups()) or re.fullmatch(r"\d+m", text):
        return None  # `5m` alone is five minutes here and five thousandths there
    days, hours, minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
    return f"{(((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + thousandths} ms"


def _quantity(text: str) -> str | None:
    found = _QUANTITY.match(text)
    if not found:
        return None
    amount = _EXACT.multiply(Decimal(found[1]), _SCALES[found[2]]).normalize(_EXACT)
    return f"{amount:f} units" if found[2] != "m" else f"{amount:f} thousandths"


def same(one: str | None, other: str | None) -> bool:
    """Whether two values are equal under the stated equivalences; absent equals absent only."""
    return comparable(one) == comparable(other)


def masked(value: str | None, environment: str, words: frozenset[str]) -> str | None:
    """A composite value with its own environment's words, and account numbers inside it, taken out: `db.{env}.corp` for both ends.

    `words` are the names by which this environment goes (`prod`, `production`); other environments' names stay, since a
    foreign name inside a value is the mark of a copy.
    """
    text = comparable(value)
    if text is None:
        return None
    told = _TOKEN.sub(lambda hit: "{env}" if hit[0].casefold() in words else hit[0], text)
    return _ACCOUNT.sub("{account}", told)


_FAMILIES = (
    ("production", "prod", "prd", "live"),
    ("staging", "stage", "stg"),
    ("development", "develop", "dev"),
    ("testing", "test", "tst"),
    ("integration", "int"),
    ("sandbox", "sbox", "sbx"),
    ("preproduction", "preprod"),
)


def names_of(environment: str) -> frozenset[str]:
    """The words under which an environment may appear inside its values."""
    parts = {part.casefold() for part in _TOKEN.findall(environment)}
    for family in _FAMILIES:
        if parts & set(family):
            parts |= set(family)
    return frozenset(parts)
