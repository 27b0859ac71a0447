"""How promises are worded, one table per language, in the file of its name; a table is imported once somebody may speak its language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from forensics.correlate.languages.signs import SIGNS

if TYPE_CHECKING:
    from forensics.correlate.languages.table import Language

LANGUAGES = ("en", "de", "fr", "pt", "es", "ja")


@cache
def language(name: str) -> Language:
    """A language's table: that compiles its patterns."""
    found: Language = import_module(f"{__name__}.{name}").TABLE
    return found


def spoken_in(sentence: str) -> Iterator[tuple[str, Language]]:
    """The languages in which a sentence may promise something, by their names: each of those of Latin letters, as teams mix them."""
    for name in ("ja",) if SIGNS["ja"].search(sentence) else LANGUAGES[:-1]:
        if SIGNS[name].search(sentence):
            yield name, language(name)
