"""How likely a text speaks of a change, by its words alone: the key, the value, the environment, the time, the person, shared words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forensics.correlate.amounts import Amount, amounts, says_value
from forensics.correlate.evidence import Said
from forensics.correlate.rules import KEY_AND_VALUE, KEY_IN_WORDS, KEY_NAMED, WORDS_ALONE, Rule, Witness
from forensics.correlate.spoken import spoken_environments
from forensics.correlate.wording import Corpus, Named, names_key, overlap
from forensics.keys import words
from forensics.model import Event


@dataclass(frozen=True, slots=True)
class Window:
    """How long before and after a change its talk is looked for. A ticket counts by whatever happened to it nearest in time."""

    before: timedelta = timedelta(days=14)
    after: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each trait adds to the log-odds.

    `shared_words`, `stands_out` and `near` are set by the older half of a project's commits and tickets (the benchmark `linking`, which
    says how they do on its newer half and on chat); the others by hand, in the order of how rarely chance brings a trait about.
    """

    start: float = -6.0
    key: float = 2.6
    spelled: float = 3.0
    value: float = 2.8
    before_and_after: float = 1.0
    other_value: float = -0.8
    environment: float = 1.2
    other_environment: float = -3.0
    near: float = 2.0
    person: float = 0.8
    shared_words: float = 8.0
    stands_out: float = 6.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A text, read once for all changes: its amounts, its place for the key, its words, and those of its first line."""

    said: Said
    amounts: tuple[Amount, ...]
    named: Named | None
    environments: frozenset[str]
    vector: Mapping[str, float]
    title: Mapping[str, float]

    def shared(self, change: Changed) -> float:
        """How much of the words it shares with a change: the mean for the whole and for the first line, a ticket's title."""
        whole = overlap(self.vector, change.vector)
        return whole if self.title is self.vector else (whole + overlap(self.title, change.vector)) / 2


def hear(said: Said, spellings: Sequence[str], environments: Sequence[str], corpus: Corpus, telling: Mapping[str, float]) -> Heard:
    vector = corpus.vector(said.text)
    first = said.text.partition("\n")[0]
    return Heard(
        said,
        amounts(said.text),
        names_key(said.text, spellings, telling) if spellings else None,
        frozenset(one.environment for one in spoken_environments(said.text, environments)),
        vector,
        corpus.vector(first) if said.kind == "ticket" else vector,
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """A change with what its commits say of it. `person` is the number of its author among the people, None where not known."""

    event: Event
    vector: Mapping[str, float]
    person: int | None = None
    key_words: tuple[str, ...] = ()
    weights: Weights = field(default_factory=Weights)


def changed(event: Event, texts: Sequence[str], corpus: Corpus, person: int | None, spellings: Sequence[str]) -> Changed:
    """`texts`: subjects and bodies of the commits that made the change."""
    key_words = words(spellings[0]) if spellings else ()
    return Changed(event, corpus.vector("\n".join([event.title, *texts])), person, key_words)


def by_words(heard: Heard, change: Changed, person: int | None, window: Window, shared: float, stands_out: float) -> Witness | None:
    """The witness of a text's words for one change; None outside the window, or where nothing but the time speaks for it.

    `shared`: as `Heard.shared` has it; `stands_out`: by how much that is more than any other text shares with the change.
    """
    near = nearness(heard.said.times, change.event.time, window)
    if near is None:
        return None
    weights, event = change.weights, change.event
    after = says_value(heard.said.text, event.after, change.key_words, heard.amounts)
    before = says_value(heard.said.text, event.before, change.key_words, heard.amounts)
    named = heard.named if heard.named is not None and (heard.named.enough or after) else None
    if named is None and shared < 0.1:
        return None
    log_odds = weights.start + weights.near * near + weights.shared_words * shared + weights.stands_out * stands_out
    if named is not None:
        log_odds += weights.key * named.share + weights.spelled * named.spelled
        log_odds += weights.value if after else weights.other_value if heard.amounts and not before and event.after else 0
        log_odds += weights.before_and_after if after and before and event.after != event.before else 0
    if heard.environments and event.environment:
        log_odds += weights.environment if event.environment in heard.environments else weights.other_environment
    if person is not None and person == change.person:
        log_odds += weights.person
    rule = _rule(named, after)
    return Witness(rule, rule.strength / (1 + math.exp(-log_odds)))


def _rule(named: Named | None, value: str | None) -> Rule:
    if named is None:
        return WORDS_ALONE
    if named.spelled:
        return KEY_AND_VALUE if value else KEY_NAMED
    return KEY_IN_WORDS if value else WORDS_ALONE


def nearness(times: Sequence[datetime], moment: datetime, window: Window) -> float | None:
    """1 within the hour, falling with the logarithm of the distance to 0 at the window's end; None beyond it.

    Measured in a real workspace, the lag of talk behind commits is seconds to hours (median 9 s, a tenth above 207 s), with a long tail.
    """
    inside = [gap for time in times if -window.before <= (gap := time - moment) <= window.after]
    if not inside:
        return None
    hours = min(abs(gap) for gap in inside) / timedelta(hours=1)
    most = max(window.before, window.after) / timedelta(hours=1)
    return 1.0 - min(1.0, math.log1p(hours) / math.log1p(most))
