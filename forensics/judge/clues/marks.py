"""Clues to an accident: mechanisms that leave a mark of their own in git."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.judge.case import Case, Touch
from forensics.judge.clues.seen import Seen, names_the_key
from forensics.judge.shape import Shape
from forensics.judge.slips import edits, slip
from forensics.judge.weights import WEIGHTS
from forensics.reconstruct.equivalence import same


def typo(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A value one slip of the finger away from the others' (a digit lost, doubled or swapped, a unit forgotten) was hardly meant."""
    if shape is None or shape.newest is None:
        return
    rest = shape.stood | shape.apart
    values = [standing.value for standing in case.standings if standing.environment in rest]
    if not values or values[0] is None or not all(same(value, values[0]) for value in values):
        return
    for odd, odd_value, rest_value in ((shape.moved, shape.newest, values[0]), (rest, values[0], shape.newest)):
        told = slip(odd_value, rest_value)
        if told is None or len(odd) != 1:
            continue
        environment = next(iter(odd))
        old = case.past_values.get(environment, ())
        touch = _mistyped_at(case, environment, rest_value)
        if touch is None or (len(old) > 1 and any(same(value, odd_value) for value in old[:-1])):
            continue
        yield Seen(
            f"{environment} has {odd_value} where the others have {rest_value}: {told}",
            "accident",
            "typo",
            WEIGHTS["one_slip_away"],
            (touch.event,),
            odd,
            rest_value,
        )
        if len(touch.changed) > 1:
            yield Seen(
                "one commit changed them together and gave this one another value",
                "accident",
                "typo",
                WEIGHTS["same_commit_one_differs"],
                (touch.event,),
                odd,
                rest_value,
            )


def _mistyped_at(case: Case, environment: str, meant: str) -> Touch | None:
    """The landing that brought the slip: later ones may only have written it otherwise (`12000`, `12_000`)."""
    found = None
    for touch in reversed([one for one in case.touches if environment in one.changed]):
        _, after = touch.changed[environment]
        if after is None or slip(after, meant) is None:
            break
        found = touch
    return found


def misspelled_key(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """The same commit wrote the same value under a name one slip away, in the environment that seems to have stood still."""
    if shape is None:
        return
    mine = case.key.rpartition(".")[2]
    for touch in shape.steps:
        for other in touch.others or ():
            name = other.keypath.rpartition(".")[2]
            if other.environment in shape.stood and other.before is None and same(other.after, shape.newest) and 0 < edits(name, mine) <= 2:
                yield Seen(
                    f"the same commit set {name} in {other.environment}, a name that is one slip away",
                    "accident",
                    "typo",
                    WEIGHTS["misspelled_key"],
                    (touch.event,),
                    frozenset((other.environment,)),
                    shape.newest,
                )


def merges(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A merge that gives a value which neither side, or only the side that stood still, had: resolved by hand, not chosen."""
    if shape is None:
        return
    touch = shape.decisive
    hurt = frozenset(touch.changed) & shape.everyone
    lost = next((before for before, _ in touch.changed.values()), None)
    if touch.stale_side:
        yield Seen(
            "the merge put back the value of the side that had not changed it",
            "accident",
            "bad_merge",
            WEIGHTS["stale_side"],
            (touch.event,),
            hurt,
            lost,
        )
    elif touch.by_hand:
        yield Seen(
            "the value was made inside the merge; no parent had it",
            "accident",
            "bad_merge",
            WEIGHTS["hand_made_merge"],
            (touch.event,),
            hurt,
            lost,
        )


def reverts(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A revert takes back all that its commit did: a value that goes back with it, unnamed, was swept along."""
    if shape is None:
        return
    touch = shape.decisive
    if not touch.reverts and not re.match(r"(?i)(revert|roll ?back|back out|undo)\b", touch.subject):
        return
    back = [
        environment
        for environment, (_, after) in touch.changed.items()
        if any(same(after, old) for old in case.past_values.get(environment, ())[:-2])
    ]
    if not back or names_the_key(case, touch.subject):
        return
    swept = len(touch.others or ()) > 0
    lost = touch.changed[back[0]][0]
    says = "a revert of something else took the value back with it" if swept else "a revert took the value back"
    yield Seen(
        says,
        "accident",
        "bad_revert",
        WEIGHTS["revert_swept"] if swept else WEIGHTS["returned_unmentioned"],
        (touch.event,),
        frozenset(back),
        lost,
    )


def partial_reverts(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A revert (or a reapply) that undoes in some environments what its commit had done in more left the rest behind."""
    if shape is None:
        return
    touch = shape.decisive
    for oid in touch.reverts:
        undone = next((one for one in case.touches if one.commit.startswith(oid)), None)
        left = frozenset(undone.changed) - frozenset(touch.changed) if undone else frozenset()
        if undone and left and left <= shape.everyone:
            says = f"it undoes {undone.subject!r} in {', '.join(sorted(touch.changed))}, which had also changed {', '.join(sorted(left))}"
            yield Seen(says, "accident", "bad_revert", WEIGHTS["partial_revert"], (undone.event, touch.event), left, shape.newest)
