"""The shape of a difference: which landing made it, which environments moved by it, which stood still, and which way that points."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forensics.judge.case import Case, Touch
from forensics.reconstruct.equivalence import comparable, masked, names_of

_PRODUCTION = frozenset(("prod", "production", "prd", "live"))
_BEFORE_PRODUCTION = frozenset(
    ("dev", "develop", "development", "test", "testing", "qa", "int", "integration", "sandbox", "sbox", "staging", "stage", "stg", "uat",
     "preprod", "preproduction", "perf", "demo", "aat", "ithc")
)  # fmt: skip


def is_production(environment: str) -> bool:
    """Whether an environment's name says that it serves the public (`prod-eu`, `Production`; not `preprod`)."""
    return bool(set(re.split(r"[^a-z]+", environment.casefold())) & _PRODUCTION)


def is_earlier(environment: str) -> bool:
    """Whether its name says that changes reach it before production."""
    return bool(set(re.split(r"[^a-z]+", environment.casefold())) & _BEFORE_PRODUCTION)


@dataclass(frozen=True, slots=True)
class Shape:
    """A difference taken apart.

    `decisive`: the landing since which the environments are grouped as they are. `first`: the first step that brought the
    newest value to any of them. `moved`: the environments that hold the newest value; `apart`: those to which one of these landings
    gave another value; `stood`: the others, which it left as they were. `newest`: the value of those that moved; `standing`: that of
    those that stood, where they agree. `steps`: the landings from `first` to `decisive`.
    """

    decisive: Touch
    first: Touch
    steps: tuple[Touch, ...]
    moved: frozenset[str]
    stood: frozenset[str]
    newest: str | None
    standing: str | None
    stood_agree: bool
    before: Mapping[str, str | None]
    apart: frozenset[str] = frozenset()

    @property
    def everyone(self) -> frozenset[str]:
        return self.moved | self.stood | self.apart


def reached(case: Case, shape: Shape | None) -> frozenset[str]:
    """The environments that had stood still and took the new value as the difference closed. One that took a third value, or whose
    file went away, was not reached."""
    if shape is None or not shape.moved:
        return frozenset()
    there = min(shape.moved)
    newest = next(standing.value for standing in case.standings if standing.environment == there)
    return frozenset(
        environment
        for environment, value in case.closed_in.items()
        if environment in shape.stood and environment not in case.gone and _same(value, newest, environment, there, case.masked)
    )


def shape_of(case: Case) -> Shape | None:
    """None where no landing made the difference: the environments were born with it, or nothing was seen to change."""
    now = {standing.environment: standing.value for standing in case.standings if standing.state != "unreadable"}
    if len(now) < 2 or not case.touches:
        return None
    states = _states(case, now)
    if not states:
        return None
    final = _groups(states[-1][1], case.masked)
    place = len(states) - 1
    while place > 0 and _groups(states[place - 1][1], case.masked) == final:
        place -= 1
    decisive, after = states[place]
    before = states[place - 1][1] if place else {}
    born = {environment for environment in decisive.changed if environment in decisive.created}
    if place == 0 or (born and born == set(decisive.changed) and len(before) < 1):
        return None
    changed = [environment for environment in decisive.changed if environment in now]
    if not changed:
        return None
    newest = after[changed[0]]
    moved = frozenset(
        environment for environment, value in now.items() if _same(value, now[changed[0]], environment, changed[0], case.masked)
    )
    steps = _steps(states[: place + 1], newest, moved)
    apart = frozenset(environment for touch in (*steps, decisive) for environment in touch.changed if environment in now) - moved
    stood = frozenset(now) - moved - apart
    left = [now[environment] for environment in sorted(stood)]
    agree = all(comparable(value) == comparable(left[0]) for value in left)
    return Shape(decisive, steps[0], steps, moved, stood, now[changed[0]], left[0] if left and agree else None, agree, before, apart)


def _states(case: Case, now: Mapping[str, str | None]) -> list[tuple[Touch, dict[str, str | None]]]:
    """Each landing that changed an environment which stands, with every environment's value after it."""
    state: dict[str, str | None] = {}
    absent = {standing.environment for standing in case.standings if not case.past_values.get(standing.environment)}
    born = {standing.environment: standing.exists_since for standing in case.standings}
    found: list[tuple[Touch, dict[str, str | None]]] = []
    for touch in case.touches:
        for environment, since in born.items():
            if environment not in state and environment not in absent and since <= touch.landed:
                state[environment] = None
        changed = {environment: after for environment, (_, after) in touch.changed.items() if environment in now}
        state |= changed
        if changed:
            found.append((touch, dict(state)))
    return found


def _groups(state: Mapping[str, str | None], mask: bool) -> frozenset[frozenset[str]]:
    groups: dict[str | None, set[str]] = {}
    for environment, value in state.items():
        groups.setdefault(masked(value, environment, names_of(environment)) if mask else comparable(value), set()).add(environment)
    return frozenset(frozenset(group) for group in groups.values())


def _same(one: str | None, other: str | None, here: str, there: str, mask: bool) -> bool:
    if mask:
        return masked(one, here, names_of(here)) == masked(other, there, names_of(there))
    return comparable(one) == comparable(other)


def _steps(states: list[tuple[Touch, dict[str, str | None]]], newest: str | None, moved: frozenset[str]) -> tuple[Touch, ...]:
    """The landings that brought the newest value to the environments that hold it, since they last all agreed on another."""
    found: list[Touch] = []
    for touch, _ in reversed(states):
        brought = [
            environment
            for environment, (_, after) in touch.changed.items()
            if environment in moved and comparable(after) == comparable(newest)
        ]
        if brought:
            found.append(touch)
        elif found and any(environment in moved for environment in touch.changed):
            break
    return tuple(reversed(found)) or (states[-1][0],)
