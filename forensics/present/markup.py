"""HTML and SVG built from elements: a text handed to an element is always text, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from forensics.present.clean import clean

# Elements of HTML that have no end (HTML Living Standard, 13.1.2 "Void elements").
_VOID = frozenset(("meta", "input", "br", "hr"))
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*\Z")
# What XML 1.0 forbids and `clean` lets through: two non-characters.
_UNFIT = re.compile("[\ufffe\uffff]")


class Markup(str):
    """Finished markup: the only kind of text that `tag` takes as it is."""

    __slots__ = ()


Part = str | Markup | None


def text(words: str, keep: str = "") -> Markup:
    """Words from anywhere as character data: steering characters as visible escapes, the five signs of markup as references."""
    return Markup(escape(_UNFIT.sub("\ufffd", clean(words, keep)), quote=True))


def tag(name: str, /, *parts: Part | Iterable[Part], **attributes: str | int | float | bool | None) -> Markup:
    """An element. `parts`: finished markup, texts (which are escaped), or iterables of them; None is left out.

    An attribute of `None` or False is left out, True stands without a value. In names, `_` is written for `-`, and a `_` at the end
    dropped (`class_`). Raises ValueError for a name that is none, as names are ours and never come from a report.
    """
    told = [f"<{_named(name)}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        told.append(f" {_named(key.rstrip('_').replace('_', '-'))}")
        if value is not True:
            told.append(f'="{text(_number(value) if isinstance(value, float) else str(value))}"')
    if name in _VOID:
        return Markup("".join((*told, ">")))
    return Markup("".join((*told, ">", joined(*parts), f"</{name}>")))


def joined(*parts: Part | Iterable[Part]) -> Markup:
    """Parts one after the other, texts among them escaped."""
    told: list[str] = []
    for part in parts:
        if part is None:
            continue
        if isinstance(part, Markup):
            told.append(part)
        elif isinstance(part, str):
            told.append(text(part))
        else:
            told.append(joined(*part))
    return Markup("".join(told))


def _named(name: str) -> str:
    if not _NAME.match(name):
        raise ValueError(f"{name!r} is no name of an element or attribute")
    return name


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
