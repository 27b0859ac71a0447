"""Promises in what was said: that a change goes on elsewhere, is made permanent, is temporary, and where it is meant to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from forensics.correlate.languages import spoken_in
from forensics.correlate.languages.table import Language, PromiseKind, Reach, Row
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
# Behind an environment's name: it has it already.
_GONE = re.compile(
    r" ?(?:is |are |ist |sind |est |está |ya está |já está )?(?:done|live|merged|durch|fertig|drin|faite?s?|en place"
    r"|feito|pronto|listo|hecho"
    r"|は?(?:完了|反映済み|対応済み|済み))(?!\w)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<!\d)(?:(20\d\d)-(\d\d)-(\d\d)|(\d{1,2})\.(\d{1,2})\.(?!\d)|(\d{1,2})月(\d{1,2})日)(?!\d)", re.ASCII)
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
    return _promises(text[:_MOST], said_at, tuple(environments))


@lru_cache(maxsize=1024)  # one commit's message is weighed for each of the settings that it changed
def _promises(text: str, said_at: datetime, environments: tuple[str, ...]) -> tuple[Promise, ...]:
    found: list[Promise] = []
    for hit in _SENTENCE.finditer(text):
        sentence = hit[0].strip()
        if sentence and not _QUESTION.search(sentence):
            offset = hit.start() + len(hit[0]) - len(hit[0].lstrip())
            found += _in_sentence(sentence, offset, said_at, environments)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))


def _in_sentence(sentence: str, offset: int, said_at: datetime, environments: Sequence[str]) -> list[Promise]:
    """One promise of each kind (and reach): what several rows find of it is one quotation, from the first of them to the last."""
    named = spoken_environments(sentence, environments)
    best: dict[tuple[PromiseKind, Reach | None], Promise] = {}
    for name, language in spoken_in(sentence):
        if language.asked.match(sentence):
            continue
        spans: dict[tuple[PromiseKind, Reach | None], list[tuple[int, int]]] = {}
        for row, start, end in _matches(sentence, language):
            spans.setdefault((row.kind, row.reach), []).append((start, end))
        first = spans.get(("scope", "first"), [])
        when = due(sentence, language, said_at)
        for (kind, reach), some in spans.items():
            if reach == "held":  # what is held must be an environment: `that keeps us on the old one` is about people
                some = [(start, end) for start, end in some if any(start <= one.start and one.end <= end for one in named)]
                if not some:
                    continue
            start, end = min(start for start, _ in some), max(end for _, end in some)
            about = _within(sentence, named, some, first if kind == "carry_on" else [])
            before = best.get((kind, reach))
            if before is None or (before.due is None and when is not None):
                best[kind, reach] = Promise(kind, sentence, offset + start, offset + end, about, when, reach, name)
    if ("scope", "held") in best:
        best.pop(("temporary", None), None)  # `prod stays at 3 until Friday`: the waiting ends then, not the change
    kinds = {kind for kind, _ in best}
    return [one for one in best.values() if not any(one.kind in _OVER[kind] and one.reach in ("first", "only") for kind in kinds)]


def _matches(sentence: str, language: Language) -> Iterator[tuple[Row, int, int]]:
    for row in language.rows:
        for hit in row.pattern.finditer(sentence):
            if _stands(sentence, hit.start(), hit.end(), row, language):
                yield row, hit.start(), hit.end()


def _stands(sentence: str, start: int, end: int, row: Row, language: Language) -> bool:
    """Whether nothing in its own clauses takes the words back: a denial before or in them, or that it is done already."""
    first, last = _clauses(sentence, start, end)
    around = sentence[first:last]
    if row.kind == "scope" and row.reach in ("only", "on purpose", "held"):
        return True  # `not in prod, staging only`, `do not sync` and `do not touch prod` are what they say
    denied = language.denied.search(around)
    return not denied and not (language.done is not None and row.kind != "scope" and language.done.search(around))


def _clauses(sentence: str, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the clause in which a quotation begins to the end of that in which it ends."""
    cuts = [(hit.start(), hit.end()) for hit in _CLAUSE.finditer(sentence)]
    return max([0, *(after for _, after in cuts if after <= start)]), min([len(sentence), *(before for before, _ in cuts if before >= end)])


def _within(sentence: str, named: Sequence[Spoken], spans: Sequence[tuple[int, int]], first: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The environments a promise is about: those in its words, or else in its sentence. One that comes first (`first` are the words that
    say so) or is done is not still to come."""
    inside = [one for one in named if any(start <= one.start and one.end <= end for start, end in spans)] or list(named)
    gone = [one for one in inside if any(start <= one.start and one.end <= end for start, end in first) or _GONE.match(sentence, one.end)]
    left = [one for one in inside if one not in gone] if len(gone) < len(inside) else inside
    return tuple(dict.fromkeys(one.environment for one in left))


def due(sentence: str, language: Language, said_at: datetime) -> Due | None:
    """When something is to be, by a language's words: a day, a weekday (the next one of that name), or an event without a date."""
    for pattern, ahead in language.days:
        if hit := pattern.search(sentence):
            return Due(hit[0], _end_of(said_at + timedelta(days=ahead)))
    for number, pattern in enumerate(language.weekdays):
        if hit := pattern.search(sentence):
            return Due(hit[0], _end_of(said_at + timedelta(days=(number - said_at.weekday() - 1) % 7 + 1)))
    if (date := _dated(sentence, said_at)) is not None:
        return date
    event = language.events.search(sentence)
    return Due(event[0]) if event else None


def _dated(sentence: str, said_at: datetime) -> Due | None:
    """A date with its month: 2026-11-20, 20.11., 11月20日; of this year, or of the next where this year's is half a year gone. `20/11` is
    read by nobody alike, so not here."""
    hit = _DATE.search(sentence)
    if hit is None:
        return None
    year, month, day = (hit[1], hit[2], hit[3]) if hit[1] else (None, hit[5] or hit[6], hit[4] or hit[7])
    try:
        date = datetime(int(year or said_at.year), int(month), int(day), tzinfo=said_at.tzinfo)
        if year is None and said_at - date > timedelta(days=183):
            date = date.replace(year=said_at.year + 1)
    except ValueError:
        return None
    return Due(hit[0], _end_of(date))


def _end_of(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(23, 59, 59), tzinfo=day.tzinfo)
