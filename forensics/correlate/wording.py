"""Words as people inflect and join them, beside the words of a key: "the gateway's time-outs" speaks of GATEWAY_TIMEOUT_MS."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forensics.correlate.amounts import UNITS
from forensics.keys import canon, words

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_TOKEN = re.compile(rf"[^\W_{_CJK}]+|[{_CJK}]+")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.:$-]{0,200}", re.ASCII)
# Endings that English and its borrowed words take in the six languages; what is left keeps at least four letters.
_ENDINGS = ("ments", "ment", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "en", "'s", "s", "e", "y")
# Short forms in use in keys that are no beginnings of the word they stand for.
_SHORT = {
    "db": "database", "cfg": "config", "pwd": "password", "msg": "message", "svc": "service", "srv": "server", "ctx": "context",
    "mgr": "manager", "pkg": "package", "tmp": "temporary", "usr": "user", "img": "image", "pct": "percent", "qty": "quantity",
    "nr": "number", "num": "number", "cnt": "count", "txn": "transaction", "tx": "transaction", "ttl": "lifetime",
}  # fmt: skip
# Words of a key that say how it is kept and not what it is.
_FILLING = frozenset({"value", "values", "config", "configuration", "setting", "settings", "default", "env", "app", "spec", "data"})
_SPAN = 12


@dataclass(frozen=True, slots=True)
class Token:
    word: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text in lower case and without accents, names such as `gatewayTimeoutMs` taken apart; CJK runs in pairs of signs."""
    found: list[Token] = []
    for hit in _TOKEN.finditer(text):
        run = hit[0]
        if run[0] >= "\u3040" and re.match(f"[{_CJK}]", run):
            found += [Token(run[at : at + 2], hit.start() + at, hit.start() + at + 2) for at in range(max(len(run) - 1, 1))]
            continue
        at = hit.start()
        for part in words(run) if any(sign.isupper() for sign in run[1:]) and not run.isupper() else (run,):
            found.append(Token(folded(part), at, at + len(part)))
            at += len(part)
    return tuple(found)


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(sign))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without one common ending: `timeouts`, `timeout` and `retrying`, `retries`, `retry` become equal."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=65536)
def alike(key_word: str, said: str) -> bool:
    """Whether a word in prose can be this word of a key: inflected, or the long form of a short one (`conn`, `max`, `db`)."""
    if key_word == said or stem(key_word) == stem(said):
        return True
    if key_word in _SHORT and stem(_SHORT[key_word]) == stem(said):
        return True
    if 3 <= len(key_word) <= 5 and said.startswith(key_word):
        return len(said) >= len(key_word) + 2
    return 3 <= len(said) <= 5 and key_word.startswith(said) and len(key_word) >= len(said) + 2


def telling_words(key: str) -> tuple[str, ...]:
    """The words of a key that say what it is: without its unit and what every key holds, where others remain."""
    all_words = tuple(dict.fromkeys(folded(word) for word in words(key) if not word.isdigit()))
    kept = tuple(word for word in all_words if word not in _FILLING and word not in UNITS)
    return kept or all_words


@dataclass(frozen=True, slots=True)
class Named:
    """How a text names a key: the share of its words (1 for a spelling), and the place. `enough`: that is at least half of the words, and
    two of them where it has two; less is a hint, which counts beside a value only."""

    share: float
    spelled: bool
    start: int
    end: int
    enough: bool = True


def names_key(text: str, spellings: Sequence[str], weights: Mapping[str, float] | None = None) -> Named | None:
    """The best place where a text names the key: by a spelling (any case, any separators, or its last part of two words and more),
    or by its telling words near one another. `weights`: how much each tells. None where it names none of them."""
    if (spelled := _spelled(text, spellings)) is not None:
        return spelled
    said = tokens(text)
    best: Named | None = None
    for spelling in spellings:
        found = _in_prose(said, telling_words(spelling), weights or {})
        if found and (best is None or found.share > best.share):
            best = found
    return best


def _spelled(text: str, spellings: Sequence[str]) -> Named | None:
    wanted = {canon(spelling) for spelling in spellings}
    last = {canon(part) for spelling in spellings if len(words(part := re.split(r"[.\]\[]+", spelling.rstrip("]"))[-1])) > 1}
    for hit in _IDENTIFIER.finditer(text):
        name = hit[0].rstrip(".:-$")
        if len(words(name)) < 2 and name not in spellings:
            continue
        told = canon(name)
        if told in wanted or told in last or any(told.endswith(one) and len(one) > 7 and "." in name for one in wanted):
            return Named(1.0, True, hit.start(), hit.start() + len(name))
    return None


def _in_prose(said: Sequence[Token], wanted: tuple[str, ...], weights: Mapping[str, float]) -> Named | None:
    total = sum(weights.get(word, 1.0) for word in wanted)
    places: list[tuple[int, int, str]] = []
    for number, token in enumerate(said):
        places += [(number, number, word) for word in wanted if alike(word, token.word)]
        if number + 1 < len(said) and said[number + 1].start - token.end <= 1:
            joined = token.word + said[number + 1].word
            places += [(number, number + 1, word) for word in wanted if len(word) > 4 and stem(joined) == stem(word)]
    best: Named | None = None
    for at, (first, _, _) in enumerate(places):
        inside = [place for place in places[at:] if place[1] < first + _SPAN]
        found = {word for _, _, word in inside}
        share = sum(weights.get(word, 1.0) for word in found) / total if total else 0.0
        if best is None or share > best.share:
            enough = len(found) >= min(2, len(wanted)) and share >= 0.5
            best = Named(share, False, said[first].start, said[max(last for _, last, _ in inside)].end, enough)
    return best


@dataclass(frozen=True, slots=True)
class Corpus:
    """How rare each stem is among some texts (inverse document frequency): what a common word proves is little."""

    texts: int
    holding: Mapping[str, int]

    def weight(self, word: str) -> float:
        return math.log((1 + self.texts) / (1 + self.holding.get(word, 0))) + 0.1

    def telling(self, word: str) -> float:
        """How much a key's word tells of it, between 0.7 and 1.3: two words of three are always more than half. Where there are few texts,
        or these were searched for by the key, how often they hold its words shows nothing; so a common word loses a little only."""
        rarest = math.log(1 + self.texts) + 0.1
        return 1.0 if self.texts < 200 else 0.7 + 0.6 * self.weight(stem(word)) / rarest

    def vector(self, text: str) -> dict[str, float]:
        """The text as weights of its stems, of length 1: (1 + log count) times rarity (Salton and Buckley 1988)."""
        counts = Counter(stem(token.word) for token in tokens(text))
        raw = {word: (1 + math.log(count)) * self.weight(word) for word, count in sorted(counts.items())}
        length = math.sqrt(sum(value * value for value in raw.values()))
        return {word: value / length for word, value in raw.items()} if length else {}


def corpus(texts: Iterable[str]) -> Corpus:
    every = [{stem(token.word) for token in tokens(text)} for text in texts]
    return Corpus(len(every), Counter(word for held in every for word in held))


def overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two vectors, 0 to 1."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return min(1.0, sum(value * many[word] for word, value in few.items() if word in many))
