"""Environments as people say them: the repository's own names, and spoken ones (prod, live, Produktion, homologação, 本番)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from forensics.reconstruct.equivalence import names_of

# What is said → a word that `names_of` knows. `live` alone is mostly the adjective: it counts behind a preposition only.
_SAID = {
    "prod": "prod", "production": "prod", "prd": "prod", "prods": "prod", "produktion": "prod", "produktiv": "prod", "produção": "prod",
    "producao": "prod", "producción": "prod", "produccion": "prod", "本番": "prod", "プロダクション": "prod", "商用": "prod",
    "staging": "staging", "stage": "staging", "stg": "staging", "ステージング": "staging", "ステージ": "staging",
    "homologação": "staging", "homologacao": "staging", "homolog": "staging", "recette": "staging", "検証": "staging",
    "dev": "dev", "develop": "dev", "development": "dev", "desarrollo": "dev", "desenvolvimento": "dev", "entwicklung": "dev",
    "開発": "dev", "test": "test", "tst": "test", "testing": "test", "テスト": "test", "qa": "qa", "uat": "uat",
    "preprod": "preprod", "préprod": "preprod", "preproduction": "preprod", "pre-prod": "preprod", "préproduction": "preprod",
    "preproducción": "preprod", "pré-produção": "preprod", "sandbox": "sandbox", "integration": "integration", "canary": "canary",
    "demo": "demo", "perf": "perf",
}  # fmt: skip
_LIVE = r"(?<=\bin )live|(?<=\bon )live|(?<=\bto )live|(?<=\bauf )live|(?<=\bim )live"
# Regions that are words of some language too: they count in capitals, or beside another environment or region.
_WORDS_TOO = frozenset({"us", "it", "in", "is", "de", "no", "at", "be", "me", "ca", "es", "la", "il", "as", "do", "a", "b", "e", "main"})
_FAMILIES = frozenset(_SAID.values()) | {word for said in _SAID.values() for word in names_of(said)}
_ASCII_END = r"(?![A-Za-z0-9_])"
_START = r"(?<![A-Za-z0-9_])"


@dataclass(frozen=True, slots=True)
class Spoken:
    """An environment that a text names: which, as the repository writes it, and where and how it was said."""

    environment: str
    said: str
    start: int
    end: int


def spoken_environments(text: str, environments: Sequence[str]) -> tuple[Spoken, ...]:
    """The environments that a text names, of those that exist, in the text's order.

    A spoken kind ("prod") is each environment of that kind, unless a region beside it ("prod eu") tells which.
    """
    hits = [(hit.start(), hit.end(), hit[0]) for hit in _pattern(tuple(environments)).finditer(text)]
    hits = [hit for hit in hits if _counts(hit[2], len(hits))]
    found: dict[Spoken, None] = {}
    for place, (start, end, said) in enumerate(hits):
        beside = [other for other in hits[max(place - 1, 0) : place + 2] if other[0] != start and _gap(text, hits[place], other) <= 1]
        for environment in environments:
            if _is(environment, said, [other[2] for other in beside], environments):
                found[Spoken(environment, said, start, end)] = None
    return tuple(found)


@lru_cache(maxsize=256)
def _pattern(environments: tuple[str, ...]) -> re.Pattern[str]:
    names = {name.casefold() for name in environments if name} | {part for name in environments for part in _parts(name)} | set(_SAID)
    ordered = sorted(names, key=lambda name: (-len(name), name))
    latin = "|".join(re.escape(name) for name in ordered if name[0].isascii())
    other = "|".join(re.escape(name) for name in ordered if not name[0].isascii())
    return re.compile(rf"{_START}(?:{latin}|{_LIVE}){_ASCII_END}|(?:{other})", re.IGNORECASE)


def _parts(environment: str) -> tuple[str, ...]:
    """The parts of a name that tell it from others of its kind: its region, its number in words."""
    parts = re.findall(r"[^\W_]+", environment.casefold())
    return tuple(part for part in parts if part not in _FAMILIES and not part.isdigit() and len(part) > 1)


def _counts(said: str, hits: int) -> bool:
    return said.casefold() not in _WORDS_TOO or said.isupper() or hits > 1


def _gap(text: str, one: tuple[int, int, str], other: tuple[int, int, str]) -> int:
    first, second = sorted((one, other))
    return len(text[first[1] : second[0]].strip("()[]"))


def _is(environment: str, said: str, beside: Sequence[str], environments: Sequence[str]) -> bool:
    folded, name = said.casefold(), environment.casefold()
    if folded == name:
        return True
    parts = set(_parts(environment))
    if folded in parts:
        kinds = {_SAID[word.casefold()] for word in beside if word.casefold() in _SAID}
        return not kinds or any(kind in names_of(environment) for kind in kinds)
    kind = "prod" if folded == "live" else _SAID.get(folded)
    if kind is None or kind not in names_of(environment) or any(folded == other.casefold() for other in environments):
        return False
    regions = {word.casefold() for word in beside} & {part for other in environments for part in _parts(other)}
    return not regions or bool(regions & parts)
