"""Clues to a change under way: which way it went, how long it has waited, whether it arrived."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from forensics.judge.case import Case, Lag
from forensics.judge.clues.seen import Seen
from forensics.judge.shape import Shape, is_earlier, is_production, reached
from forensics.judge.weights import WEIGHTS
from forensics.judge.wording import listed

_WAIT_WITHOUT_HABIT = 30.0
_A_WEEK = 7.0


def arrived(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """The difference closed: because the rest took the new value (it was on its way, and it came), or because it was taken back.
    One that closed otherwise says nothing."""
    if shape is None or case.by_name or case.episode.closed_by is None or case.episode.closed_at is None:
        return
    cites = (shape.first.event, case.episode.closed_by)
    closers = frozenset(case.closed_in)
    if closers & shape.moved and not closers & (shape.stood | shape.apart) and not closers & case.gone:
        yield Seen("the new value was taken back where it had been set", "by_design", "temporary", WEIGHTS["taken_back"], cites)
        return
    if not reached(case, shape):
        return  # it closed because a file went away, or on a third value
    waited = (case.episode.closed_at - shape.first.landed).days
    says = f"the remaining environments followed after {waited} days"
    yield Seen(says, "rollout", "staged", WEIGHTS["reached_all"], cites)


def direction(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Changes usually travel towards production, or the way that they have gone here before: a new value where they begin and not yet
    where they go is a rollout, under way or stalled; one that began in production is a fix that was not carried back."""
    if shape is None or case.by_name or not shape.stood or shape.decisive.by_hand or shape.decisive.stale_side:
        return
    if any(step.kind != "change" for step in (*shape.steps, shape.decisive)):
        return  # what was done where it runs, or by a deploy, goes no way
    last = max((standing.since for standing in case.standings if standing.environment in shape.stood), default=shape.first.landed)
    if last > shape.first.landed:
        # Who changed meanwhile has not been waiting since then: only what moved afterwards is on its way to them.
        later = tuple(step for step in case.touches if step.landed > last and frozenset(step.changed) <= shape.moved)
        if not later or any(step.kind != "change" for step in later):
            return
        shape = replace(shape, first=later[0], decisive=later[-1], steps=later)
    cites = tuple(step.event for step in shape.steps)
    up = any(is_production(environment) for environment in shape.moved)
    waiting = [environment for environment in shape.stood if is_production(environment)]
    began = frozenset(shape.first.changed) & shape.moved
    if up and not waiting and not any(is_production(one) for one in began) and any(is_earlier(one) for one in began):
        yield from _waiting(case, shape, cites)  # it went to production in its turn, and left others out on the way
    elif (waiting and not up and (any(map(is_earlier, shape.moved)) or _leads(case, shape))) or (
        up and waiting and any(is_earlier(environment) for environment in shape.moved)
    ):
        yield from _waiting(case, shape, cites)
    elif up and not waiting:
        says = "the new value stands in production and was not carried to the environments before it"
        yield Seen(says, "unbackported_fix", "declared_hotfix", WEIGHTS["production_first"], cites, shape.stood, shape.newest)
    elif not up and not waiting and (_all_before(case, shape.moved, shape.stood) or _leads(case, shape)):
        yield from _waiting(case, shape, cites)
    elif not up and not waiting and all(is_earlier(one) for one in shape.stood) and not any(is_earlier(one) for one in shape.moved):
        says = f"the new value stands in {listed(shape.moved)} and was not carried to the environments before"
        yield Seen(says, "unbackported_fix", "declared_hotfix", WEIGHTS["production_first"], cites, shape.stood, shape.newest)


def _leads(case: Case, shape: Shape) -> bool:
    """Whether changes have gone this way here before: from one that moved to one that stood still, and seldom the other way."""
    before = [lag for lag in case.lags if lag.days is not None and lag.days > 0.01 and lag.changed_at < shape.first.landed]
    this_way = sum(lag.first in shape.moved and lag.then in shape.stood for lag in before)
    other_way = sum(lag.first in shape.stood and lag.then in shape.moved for lag in before)
    return this_way >= 2 and this_way > 2 * other_way


def _all_before(case: Case, some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether some environments all come before others in the order of promotion. Where no name among them says what it is for and
    the order is just the alphabet's, it tells nothing."""
    involved = [one for one in case.order if one in some or one in others]
    if not any(is_earlier(one) for one in involved) and involved == sorted(involved):
        return False
    rank = {environment: place for place, environment in enumerate(case.order)}
    known = all(one in rank for one in (*some, *others))
    return known and max(rank[one] for one in some) < min(rank[one] for one in others)


def _most(took: Sequence[float]) -> float:
    """The longest wait that is still usual: of many, the one that nine in ten stayed below."""
    return took[-1] if len(took) < 10 else took[len(took) * 9 // 10]


def _another(lag: Lag, shape: Shape) -> bool:
    """Whether it is another change than the one that is judged."""
    return not lag.own or lag.changed_at < shape.first.landed


def _waited(case: Case, shape: Shape) -> float:
    """Days since the newest value's last step, until the difference closed or now."""
    end = min(case.as_of, case.episode.closed_at) if case.episode.closed_at else case.as_of
    return (end - shape.steps[-1].landed).total_seconds() / 86400


def young(case: Case, shape: Shape) -> bool:
    """Whether the newest value's last step is not longer ago than a change may wait where no habit is known."""
    return _waited(case, shape) <= _WAIT_WITHOUT_HABIT


def _waiting(case: Case, shape: Shape, cites: tuple[str, ...]) -> Iterator[Seen]:
    """A rollout's wait, held against how long other values took here; what has not arrived yet counts as not arrived."""
    waited = _waited(case, shape)
    relevant = [lag for lag in case.lags if lag.first in shape.moved and lag.then in shape.stood and _another(lag, shape)]
    own = [lag for lag in relevant if lag.own and lag.days is not None]
    relevant = [lag for lag in relevant if lag.own] if len(own) >= 2 else relevant
    took = sorted(lag.days for lag in relevant if lag.days is not None)
    usual = max(3.0 * median(took), _most(took) * 1.3, _A_WEEK) if len(took) >= 2 else _WAIT_WITHOUT_HABIT
    told = (
        f"other values took {median(took):.0f} days here ({len(took)} of {len(relevant)} arrived)"
        if len(took) >= 2
        else "nothing here shows how long others took"
    )
    within = WEIGHTS["within_usual_lag"] if len(took) >= 2 else WEIGHTS["young"]
    pair = ("rollout", "staged", within) if waited <= usual else ("stalled_rollout", "staged", WEIGHTS["beyond_usual_lag"])
    yield Seen(
        f"the new value started in {listed(shape.moved)} and has not reached {listed(shape.stood)}"
        if not any(is_production(one) for one in shape.stood)
        else "the new value started before production and has not reached it",
        pair[0],
        pair[1],
        WEIGHTS["upstream_first"],
        cites,
        shape.stood,
        shape.newest,
    )
    yield Seen(f"it has waited {waited:.0f} days; {told}", pair[0], pair[1], pair[2], cites, shape.stood, shape.newest)
    later = sum(lag.days is not None and lag.changed_at > shape.steps[-1].landed for lag in relevant)
    if later and waited > usual:
        yield Seen(
            f"{later} later changes passed it on the same way",
            "stalled_rollout",
            "staged",
            WEIGHTS["others_overtook"],
            cites,
            shape.stood,
            shape.newest,
        )


def newer_version(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Versions move on and seldom go back: a newer one that stands in some environments and not yet in others is on its way, wherever
    it began, unless it has been for long."""
    if shape is None or case.subject != "pin" or not shape.stood or case.by_name or shape.decisive.kind != "change":
        return
    rest = [standing.value for standing in case.standings if standing.environment in shape.stood]
    mine = _version(shape.newest)
    if not mine or not all(_version(value) and _version(value) < mine for value in rest):
        return
    if any(is_production(one) for one in shape.moved) and not any(is_production(one) for one in shape.stood):
        return  # it is where versions go
    kind = "rollout" if young(case, shape) else "stalled_rollout"
    says = f"{listed(shape.moved)} {'has' if len(shape.moved) == 1 else 'have'} a newer version than {listed(shape.stood)}"
    yield Seen(says, kind, "pin_lag", WEIGHTS["newer_version"], (shape.decisive.event,), shape.stood, shape.newest)


def _version(value: str | None) -> tuple[int, ...]:
    """The numbers of a version, in their order; none where it has none."""
    return tuple(int(part) for part in re.findall(r"\d{1,15}", value or "")[:6])
