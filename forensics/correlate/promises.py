"""Promises in what was said: that a change goes on elsewhere, is made permanent, is temporary, and where it is meant to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from forensics.correlate.languages import LANGUAGES, Language
from forensics.correlate.languages.table import PromiseKind, Reach, Row
from forensics.correlate.spoken import Spoken, spoken_environments

# A sentence ends at its sign, at a line's end; a number's point and the points of `z.B.` end none.
_SENTENCE = re.compile(r"[^.!?。！？\n]{0,400}(?:(?<=\w)[.](?=\w)[^.!?。！？\n]{0,400}){0,40}[.!?。！？]{0,3}")
# A purpose (`so that it isn't lost`) and a while (`while they haven't fixed it`) are clauses of their own.
_CLAUSE = re.compile(
    r"[,;:、，–—]| - | (?:but|aber|mais|mas|pero|while|so that|until|damit|solange|bis|pour (?:que|ne)|tant que|para que"
    r"|(?:pra|para) não|enquanto|mientras) |\band\b(?= (?:i|we)\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]\s*$")
# A kind that says more than another about the same words.
_OVER = {"carry_on": ("scope",), "permanent": (), "temporary": (), "scope": ()}
_JAPANESE = re.compile(r"[\u3040-\u30ff]")
_MOST = 4000


@dataclass(frozen=True, slots=True)
class Due:
    """When a promise was to be kept, as said; `at` the end of that day (UTC) where a day can be told from it."""

    said: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise with its words, where they stand in the text, and the environments it names. `reach` is a scope's."""

    kind: PromiseKind
    quote: str
    start: int
    end: int
    environments: tuple[str, ...] = ()
    due: Due | None = None
    reach: Reach | None = None
    language: str = "en"


def promises(text: str, said_at: datetime, environments: Sequence[str] = ()) -> tuple[Promise, ...]:
    """The promises in a text, in its order; of longer texts the first 4,000 signs are read.

    A question promises nothing, nor does a clause that is denied or tells of what is done. `said_at` turns `tomorrow` into a day;
    `environments` are those that exist. Every language is tried on every sentence: teams mix them.
    """
    found: list[Promise] = []
    for hit in _SENTENCE.finditer(text[:_MOST]):
        sentence = hit[0].strip()
        if sentence and not _QUESTION.search(sentence):
            offset = hit.start() + len(hit[0]) - len(hit[0].lstrip())
            found += _in_sentence(sentence, offset, said_at, environments)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))


def _in_sentence(sentence: str, offset: int, said_at: datetime, environments: Sequence[str]) -> list[Promise]:
    named = spoken_environments(sentence, environments)
    best: dict[tuple[PromiseKind, Reach | None], Promise] = {}
    for name, language in LANGUAGES.items():
        if (name == "ja") != bool(_JAPANESE.search(sentence)) or language.asked.match(sentence):
            continue
        for row, start, end in _matches(sentence, language):
            one = Promise(
                row.kind,
                sentence,
                offset + start,
                offset + end,
                _within(named, start, end, row.kind),
                due(sentence, language, said_at),
                row.reach,
                name,
            )
            before = best.get((row.kind, row.reach))
            if before is None or (before.due is None and one.due is not None):
                best[row.kind, row.reach] = one
    kinds = {kind for kind, _ in best}
    return [one for one in best.values() if not any(one.kind in _OVER[kind] and one.reach in ("first", "only") for kind in kinds)]


def _matches(sentence: str, language: Language) -> Iterator[tuple[Row, int, int]]:
    for row in language.rows:
        for hit in row.pattern.finditer(sentence):
            if _stands(sentence, hit.start(), hit.end(), row, language):
                yield row, hit.start(), hit.end()
                break


def _stands(sentence: str, start: int, end: int, row: Row, language: Language) -> bool:
    """Whether nothing in its own clauses takes the words back: a denial before or in them, or that it is done already."""
    first, last = _clauses(sentence, start, end)
    around = sentence[first:last]
    if row.kind == "scope" and row.reach in ("only", "on purpose"):
        return True  # `not in prod, staging only` and `do not sync` are what they say
    denied = language.denied.search(around)
    return not denied and not (language.done is not None and row.kind != "scope" and language.done.search(around))


def _clauses(sentence: str, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the clause in which a quotation begins to the end of that in which it ends."""
    cuts = [(hit.start(), hit.end()) for hit in _CLAUSE.finditer(sentence)]
    return max([0, *(after for _, after in cuts if after <= start)]), min([len(sentence), *(before for before, _ in cuts if before >= end)])


def _within(named: Sequence[Spoken], start: int, end: int, kind: PromiseKind) -> tuple[str, ...]:
    """The environments a promise is about: those in its words, or else in its sentence; one that comes first is not still to come."""
    inside = [one for one in named if start <= one.start and one.end <= end] or list(named)
    if kind == "carry_on" and len({one.start for one in inside}) > 1:
        first = min(one.start for one in inside)
        gone = {one.environment for one in inside if one.start == first}
        inside = [one for one in inside if one.environment not in gone]
    return tuple(dict.fromkeys(one.environment for one in inside))


def due(sentence: str, language: Language, said_at: datetime) -> Due | None:
    """When something is to be, by a language's words: a day, a weekday (the next one of that name), or an event without a date."""
    for pattern, ahead in language.days:
        if hit := pattern.search(sentence):
            return Due(hit[0], _end_of(said_at + timedelta(days=ahead)))
    for number, pattern in enumerate(language.weekdays):
        if hit := pattern.search(sentence):
            return Due(hit[0], _end_of(said_at + timedelta(days=(number - said_at.weekday() - 1) % 7 + 1)))
    event = language.events.search(sentence)
    return Due(event[0]) if event else None


def _end_of(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(23, 59, 59), tzinfo=day.tzinfo)
