"""The stretches in which environments agree although the contract, or a long habit, says that they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from forensics.investigate.assembly import Told, utc
from forensics.model import Episode
from forensics.reconstruct.episodes import Moment, partition
from forensics.reconstruct.equivalence import names_of, same

# A habit of differing: half a year at least, for most of the setting's life, and kept up through more than one change.
_HABIT_SECONDS = 180 * 86400
_HABIT_SHARE = 0.8
_HABIT_CHANGES = 2
SUSPECTED = "suspected"
_WORD = re.compile(r"[a-z0-9]+")


def agreements(told: Told, rule: Mapping[str, str] | None) -> tuple[Episode, ...]:
    """Episodes of `nature: agreement`, oldest first. `rule`: environment → the value that the contract expects there, or None.

    With a rule, only the rule counts: environments with unequal expected values have equal ones. A stretch that ended counts only
    where the rule had been kept before it, since a contract may be younger than the values. Without a rule, all environments became
    equal after they had differed by habit.
    """
    found = _against_rule(told, rule) if rule else _against_habit(told)
    sure = tuple(_episode(told, number, *stretch) for number, stretch in enumerate(found, 1))
    if sure or rule:
        return sure
    return tuple(_episode(told, number, *stretch, SUSPECTED) for number, stretch in enumerate(_suspected(told), 1))


def _suspected(told: Told) -> Iterator[tuple[Moment, Moment, Moment | None]]:
    """Stretches of agreement that somebody may not have meant, each of which is told only where the judge holds it an accident: one
    environment alone came to have what the others had for half a year, after it had been different for as long; or production has
    another environment's value with that one's name in it."""
    every = [one for one in told.moments if len(one.readings) > 1]
    apart = 0
    for place, one in enumerate(every):
        following = every[place + 1] if place + 1 < len(every) else None
        if not _all_equal(one):
            apart += following.landed - one.landed if following else 0
            continue
        moved = _changes(told, one)
        still = _still_for(told, one, moved)
        if place and ((len(moved) == 1 and apart >= _HABIT_SECONDS and still >= _HABIT_SECONDS) or (moved and _foreign_name(one, moved))):
            yield one, one, following
        apart = 0


def _still_for(told: Told, one: Moment, moved: frozenset[str]) -> int:
    """How long the environments that did not move have had their values."""
    rest = [name for name in one.readings if name not in moved]
    last = max((other.landed for other in told.moments if other.landed < one.landed and _changes(told, other) & set(rest)), default=None)
    return one.landed - last if last is not None and rest else 0


def _foreign_name(one: Moment, moved: frozenset[str]) -> bool:
    """Whether a value that an environment took over names the one that it is of, and not itself."""
    return any(
        names_of(other) & set(_WORD.findall((one.readings[mine].value or "").casefold()))
        and not names_of(mine) & set(_WORD.findall((one.readings[mine].value or "").casefold()))
        for mine in moved
        if mine in one.readings
        for other in one.readings
        if other not in moved and not names_of(other) & names_of(mine)
    )


def _against_rule(told: Told, rule: Mapping[str, str]) -> Iterator[tuple[Moment, Moment, Moment | None]]:
    stretch: list[Moment] = []
    kept_before = kept = False
    for one in told.moments:
        if _breaks(one, rule):
            if not stretch:
                kept_before = kept
            stretch.append(one)
            continue
        if stretch and kept_before:
            yield stretch[0], stretch[-1], one
        stretch = []
        kept = kept or _keeps(one, rule)
    if stretch:
        yield stretch[0], stretch[-1], None


def _values(one: Moment) -> dict[str, str | None]:
    return {environment: reading.value for environment, reading in one.readings.items() if reading.state == "present"}


def _breaks(one: Moment, rule: Mapping[str, str]) -> bool:
    """Whether two environments have one value for which the rule names two."""
    values = _values(one)
    named = [environment for environment in rule if environment in values]
    return any(not same(rule[left], rule[right]) and same(values[left], values[right]) for left, right in combinations(named, 2))


def _keeps(one: Moment, rule: Mapping[str, str]) -> bool:
    values = _values(one)
    return len(rule.keys() & values.keys()) > 1 and all(same(values[name], rule[name]) for name in rule if name in values)


def _against_habit(told: Told) -> Iterator[tuple[Moment, Moment, Moment | None]]:
    """All environments became equal after a long difference. What had changed in one alone shortly before is a rollout that arrived,
    and no break of a habit: so the values must have stood apart for the whole time before, through changes of both."""
    every = [one for one in told.moments if len(one.readings) > 1]
    apart = lived = 0
    changed_in: set[str] = set()
    changes = 0
    place = 0
    while place < len(every):
        one = every[place]
        following = every[place + 1] if place + 1 < len(every) else None
        lasted = following.landed - one.landed if following else 0
        if not _all_equal(one):
            apart, lived = apart + lasted, lived + lasted
            moved = _changes(told, one) if place else frozenset()
            changes, changed_in = changes + bool(moved), changed_in | moved
            place += 1
            continue
        end = place
        while end < len(every) and _all_equal(every[end]):
            end += 1
        closing = every[end] if end < len(every) else None
        habit = apart >= _HABIT_SECONDS and apart >= _HABIT_SHARE * lived and changes >= _HABIT_CHANGES and len(changed_in) > 1
        if habit and _changes(told, one):
            yield one, every[end - 1], closing
        lived += (closing.landed if closing else every[end - 1].landed) - one.landed
        place = end


def _all_equal(one: Moment) -> bool:
    states = {reading.state for reading in one.readings.values()}
    return states == {"present"} and len(partition(one.readings, False)) == 1


def _changes(told: Told, one: Moment) -> frozenset[str]:
    return frozenset(environment for environment, commit in one.moved if (environment, commit) in told.events)


def _episode(told: Told, number: int, first: Moment, last: Moment, closing: Moment | None, how: str = "agreement") -> Episode:
    return Episode(
        id=f"{told.setting.id}@{how}-{number}",
        opened_at=utc(first.landed),
        closed_at=utc(closing.landed) if closing else None,
        opened_by=_event(told, first) or "",
        closed_by=_event(told, closing) if closing else None,
        values=tuple((environment, reading.value) for environment, reading in sorted(last.readings.items())),
        nature="agreement",
    )


def _event(told: Told, moment: Moment) -> str | None:
    return next((told.events[moved] for moved in moment.moved if moved in told.events), None)
