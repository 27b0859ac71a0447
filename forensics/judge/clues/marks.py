"""Clues to an accident: mechanisms that leave a mark of their own in git."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.judge.case import Case
from forensics.judge.clues.seen import Seen, names_the_key
from forensics.judge.shape import Shape, is_production
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
        touch = next((one for one in reversed(case.touches) if environment in one.changed), None)
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


def masks(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A base changed, and an override that had said the same as the base hid it: nobody decided for that environment."""
    for masking in case.maskings:
        hidden = {standing.environment: standing.value for standing in case.standings if standing.environment in masking.hidden_in}
        redundant = frozenset(environment for environment, value in hidden.items() if same(value, masking.before))
        others = [standing for standing in case.standings if standing.environment not in hidden]
        if redundant and any(same(standing.value, masking.after) for standing in others):
            yield Seen(
                "the base was changed, and an override that repeated its old value hid the change",
                "accident",
                "masked",
                WEIGHTS["redundant_override"],
                (masking.event,),
                redundant,
                masking.after,
            )


def copies(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """An environment born as a copy of another's file brings that one's values along: seen where its own kind agrees on another."""
    for standing in case.standings:
        born = next((touch for touch in case.touches if standing.environment in touch.created), None)
        if (
            born is None
            or born is case.touches[0]
            or standing.value is None
            or not same(case.past_values[standing.environment][0], standing.value)
        ):
            continue
        here = is_production(standing.environment)
        others = [other for other in case.standings if other.environment != standing.environment]
        peers = [other.value for other in others if is_production(other.environment) == here]
        models = [
            other.environment
            for other in others
            if is_production(other.environment) != here and any(same(standing.value, old) for old in case.past_values[other.environment])
        ]
        if models and peers and all(same(value, peers[0]) for value in peers) and not same(peers[0], standing.value):
            yield Seen(
                f"{standing.environment}'s file was born with the value of {models[0]}, not with that of its own kind",
                "accident",
                "copied",
                WEIGHTS["born_by_copy"],
                (born.event,),
                frozenset((standing.environment,)),
                peers[0],
            )


def skipped(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """One landing changed production and others together and left one environment out: a bulk edit that missed a file."""
    if shape is None or not shape.stood or len(shape.stood) >= len(shape.moved) or not shape.stood_agree:
        return
    touch = shape.decisive
    together = frozenset(touch.changed) & shape.moved
    if (
        len(together) < 2
        or not any(is_production(environment) for environment in together)
        or any(is_production(one) for one in shape.stood)
    ):
        return
    said = "touched its file and not this value" if shape.stood <= touch.neighbours else "did not touch its file"
    yield Seen(
        f"one commit changed {', '.join(sorted(together))} together and {said} in {', '.join(sorted(shape.stood))}",
        "accident",
        "missed",
        WEIGHTS["skipped_by_bulk"],
        (touch.event,),
        shape.stood,
        shape.newest,
    )


def overwritten(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A value that falls back to an old one in a commit about other things was overwritten, not chosen."""
    if shape is None or shape.decisive.by_hand or shape.decisive.stale_side:
        return
    touch = shape.decisive
    back = [
        environment
        for environment, (_, after) in touch.changed.items()
        if any(same(after, old) for old in case.past_values.get(environment, ())[:-2])
    ]
    others = touch.others or ()
    if back and not names_the_key(case, touch.subject + touch.body) and len(others) >= 2 and not touch.reverts:
        yield Seen(
            "the value fell back to an older one in a commit that speaks of other things",
            "accident",
            "overwritten",
            WEIGHTS["returned_unmentioned"],
            (touch.event,),
            frozenset(back),
            touch.changed[back[0]][0],
        )
    if len(others) >= 8:
        yield Seen(
            f"{len(others)} other values changed in the same commit",
            "accident",
            "overwritten",
            WEIGHTS["many_others"],
            (touch.event,),
            frozenset(touch.changed),
            None,
        )
