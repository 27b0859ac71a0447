"""Clues to environments that go their own way: values set for one alone again and again, and an alignment that was taken back."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta

from forensics.judge.case import Case, Touch
from forensics.judge.clues.seen import Seen
from forensics.judge.shape import Shape
from forensics.judge.weights import WEIGHTS
from forensics.judge.wording import listed
from forensics.reconstruct.equivalence import comparable, same

# A value that another environment takes within so long followed; one that another had shortly before followed it.
_FOLLOWS = timedelta(days=60)
_A_KNOB = 3
_COMPOSITE = re.compile(r"[A-Za-z0-9][/:@-][A-Za-z0-9]")


def own_course(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Changes that were made for some environments and that no other followed: the setting is turned per environment. One such change
    is a fix like any other; from the second on, where hardly any travels, it is a custom."""
    hidden = {masking.event for masking in case.maskings}  # a base's change was for all, though an override kept it from some
    moves = [touch for touch in case.touches if _moves(touch) and touch.event not in hidden]
    if shape is not None:
        moves = [touch for touch in moves if touch.landed < shape.first.landed or touch.event == shape.first.event]
    given = _Given(case)
    alone = [touch for touch in moves if not _travels(case, touch, given)]
    if len(alone) < (3 if case.subject == "flag" else 2) or len(alone) * 5 < len(moves) * 4:
        return
    values = [value for past in case.past_values.values() for value in past if value]
    if case.subject == "pin" or sum(bool(_COMPOSITE.search(value)) for value in values) * 2 > len(values):
        return  # addresses and names are never equal, and versions move on: that none followed says nothing
    weight = WEIGHTS["own_course"] if len(alone) == 2 else WEIGHTS["own_course_often"]
    says = f"{len(alone)} of {len(moves)} changes were made for one environment, and no other followed"
    yield Seen(says, "by_design", "nature", weight, tuple(touch.event for touch in alone[-4:]))
    named = [touch for touch in alone if touch.said is not None and frozenset(touch.said.environments) & frozenset(touch.changed)]
    if len(named) * 2 > len(alone):
        says = "their messages name the environment that they are for"
        yield Seen(says, "by_design", "nature", WEIGHTS["own_course_named"], tuple(touch.event for touch in named[-4:]))


def turned(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A value that an environment keeps returning to is turned up and down there, or on and off: a knob, and no rollout."""
    returns: dict[str, list[Touch]] = {}
    known: dict[str, list[str | None]] = {}
    for touch in case.touches:
        for environment, (before, after) in touch.changed.items():
            past = known.setdefault(environment, [])
            if before is not None and any(same(after, old) for old in past[:-1]):
                returns.setdefault(environment, []).append(touch)
            past.append(after)
    most = max(returns.values(), key=len, default=[])
    if len(most) >= _A_KNOB and case.subject != "pin":
        where = next(name for name, some in returns.items() if some is most)
        says = f"the value in {where} went back to an older one {len(most)} times: it is turned there as needed"
        yield Seen(says, "by_design", "nature", WEIGHTS["turned"], tuple(touch.event for touch in most[-3:]))


def _moves(touch: Touch) -> bool:
    return touch.kind == "change" and any(before is not None for before, _ in touch.changed.values())


class _Given:
    """Which landings gave a value to an environment that had another, and when: a setting may have had many."""

    def __init__(self, case: Case) -> None:
        self._of: dict[str | None, list[tuple[datetime, str, str]]] = {}  # value → when, event, environment; oldest first
        for touch in sorted(case.touches, key=lambda touch: touch.landed):
            for name, (old, after) in touch.changed.items():
                if old is not None:
                    self._of.setdefault(comparable(after), []).append((touch.landed, touch.event, name))

    def elsewhere(self, value: str | None, touch: Touch) -> bool:
        """Whether within some weeks of a landing another one gave the value to an environment which that one left alone."""
        given = self._of.get(comparable(value), [])
        first = bisect_left(given, touch.landed - _FOLLOWS, key=_when)
        last = bisect_right(given, touch.landed + _FOLLOWS, key=_when)
        return any(event != touch.event and name not in touch.changed for _, event, name in given[first:last])


def _when(given: tuple[datetime, str, str]) -> datetime:
    return given[0]


def _travels(case: Case, touch: Touch, given: _Given) -> bool:
    """Whether another environment got the value within some weeks, or had got it shortly before; or all changed at once."""
    if len(touch.changed) >= max(2, len(case.standings)):
        return True
    return any(given.elsewhere(after, touch) for _, after in touch.changed.values())


def put_back(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """An environment was brought in line with the others and soon given its own value back, in a commit about nothing else: somebody
    looked at both values and chose. A reason, or its name in the message, says so louder."""
    if shape is None or shape.decisive.kind != "change":
        return
    touch = shape.decisive
    if touch.by_hand or touch.stale_side or (touch.is_merge and not touch.changed) or len(touch.others or ()) > 1:
        return
    odd = frozenset(touch.changed) & shape.moved
    if not odd or odd != shape.moved or len(odd) > len(shape.stood | shape.apart):
        return
    for environment in odd:
        before, after = touch.changed[environment]
        past = case.past_values.get(environment, ())
        if before is None or after is None or not any(same(after, old) for old in past[:-2]):
            return
        aligned = [one for one in case.touches if one.landed < touch.landed and environment in one.changed][-1:]
        if not aligned or not same(aligned[0].changed[environment][1], before) or _withdraws_more(touch, aligned[0]):
            return
        rest = {name: value for name, value in shape.before.items() if name not in odd}
        if not any(same(value, before) for value in rest.values()):
            return  # it had not been like the others
    cites = (aligned[0].event, touch.event)
    mine = touch.changed[min(odd)][1]
    shared = any(same(mine, old) for name, past in case.past_values.items() if name not in odd for old in past)
    says = f"{listed(odd)} got {'the old' if shared else 'its own'} value back after it had been made like the others"
    yield Seen(says, "by_design", "nature", WEIGHTS["put_back_to_old" if shared else "put_back"], cites)
    said = touch.said
    if said is not None and (said.tones & {"reason", "trouble"} or len(touch.body.strip()) > len(touch.subject) + 30):
        says = "the commit that gave it back says why"
        yield Seen(says, "by_design", "nature", WEIGHTS["put_back_reasoned"], (touch.event,))
    apart = [one for one in case.touches if one.landed < aligned[0].landed and odd <= frozenset(one.changed)]
    if len(apart) >= 2 and any(same(one.changed[next(iter(odd))][1], touch.changed[next(iter(odd))][1]) for one in apart):
        says = "it is not the first time that this environment is given that value"
        yield Seen(says, "by_design", "nature", WEIGHTS["chosen_again"], tuple(one.event for one in apart[-2:]))


def _withdraws_more(touch: Touch, aligned: Touch) -> bool:
    """Whether the return is a revert that sweeps other values along, or takes back only a part of what its commit had done here."""
    return bool(touch.reverts) and (len(touch.others or ()) > 0 or frozenset(aligned.changed) > frozenset(touch.changed))
