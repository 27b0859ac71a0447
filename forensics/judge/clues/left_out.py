"""Clues to an accident of omission: an override that hid a base, a copied file, a bulk edit that missed one, a name left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forensics.judge.case import Case, Standing, Touch
from forensics.judge.clues.seen import Seen, names_the_key
from forensics.judge.shape import Shape, is_earlier, is_production
from forensics.judge.weights import WEIGHTS
from forensics.judge.wording import listed
from forensics.reconstruct.equivalence import same


def masks(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A base changed, and an override hid it. One that had said the same as the base decided nothing for its environment; one that was
    to be temporary has outlived its purpose; and a base that was changed for all was meant for this environment, too."""
    for masking in case.maskings:
        hidden = {standing.environment: standing.value for standing in case.standings if standing.environment in masking.hidden_in}
        others = [standing for standing in case.standings if standing.environment not in hidden]
        if not any(same(standing.value, masking.after) for standing in others):
            continue
        redundant = frozenset(environment for environment, value in hidden.items() if same(value, masking.before))
        if redundant:
            says = "the base was changed, and an override that repeated its old value hid the change"
            yield Seen(says, "accident", "masked", WEIGHTS["redundant_override"], (masking.event,), redundant, masking.after)
        base = next((touch for touch in case.touches if touch.event == masking.event), None)
        for environment in sorted(hidden):
            override = next((one for one in reversed(case.touches) if environment in one.changed and one.event != masking.event), None)
            hurt = frozenset((environment,))
            if override is not None and override.landed <= masking.landed and _has(override, "temporary"):
                says = f"the override in {environment} was to be temporary, and hides a change of the base"
                yield Seen(says, "accident", "masked", WEIGHTS["temporary_override"], (override.event, masking.event), hurt, masking.after)
            if base is not None and _has(base, "scope", "everywhere") and not redundant:
                says = f"the base was changed for all, and the override in {environment} hid it"
                yield Seen(says, "accident", "masked", WEIGHTS["base_for_all"], (masking.event,), hurt, masking.after)


def _has(touch: Touch, kind: str, reach: str | None = None) -> bool:
    """Whether a landing's message says such a thing."""
    return touch.said is not None and any(vow.kind == kind and vow.reach == reach for vow in touch.said.vows)


def copies(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """An environment born as a copy of another's file brings that one's values along: seen where its own kind had another value then.

    How much of the new file is the other's, where the two kinds differ, and which of that was put right afterwards, says more.
    """
    for standing in case.standings:
        born = next((touch for touch in case.touches if standing.environment in touch.created), None)
        older = _others_at(case, standing) if born is not None else {}
        if born is None or not older or standing.value is None or not same(_first_value(case, standing.environment), standing.value):
            continue
        here = is_production(standing.environment)
        peers = [value for other, value in older.items() if is_production(other) == here]
        models = [other for other, value in older.items() if is_production(other) != here and same(value, standing.value)]
        if not models or not peers or not all(same(value, peers[0]) for value in peers) or same(peers[0], standing.value):
            continue
        hurt = frozenset((standing.environment,))
        says = f"{standing.environment}'s file was born with the value of {models[0]}, not with that of its own kind"
        yield Seen(says, "accident", "copied", WEIGHTS["born_by_copy"], (born.event,), hurt, peers[0])
        yield from _leftovers(case, standing.environment, models[0], born, hurt, peers[0])
        if case.expected and models[0] in case.expected and not same(case.expected[models[0]], peers[0]):
            says = f"the contract keeps that value for {models[0]}, and names no {standing.environment}"
            if standing.environment not in case.expected:
                yield Seen(says, "accident", "copied", WEIGHTS["copied_against_contract"], (born.event,), hurt, peers[0])


def _leftovers(case: Case, new: str, model: str, born: Touch, hurt: frozenset[str], wanted: str | None) -> Iterator[Seen]:
    """Other values that only the model had and that came along, and those of them that were put right since."""
    at_birth = case.at_birth.get(new, {})
    mine, theirs = at_birth.get(new, {}), at_birth.get(model, {})
    peers = [values for other, values in at_birth.items() if other not in (new, model) and is_production(other) == is_production(new)]
    if not mine or not theirs or not peers:
        return
    telling = [name for name in mine if name in theirs and name in peers[0] and not same(theirs[name], peers[0][name])]
    came = [name for name in telling if same(mine[name], theirs[name])]
    now = case.files.get(new, {})
    mended = [name for name in came if name in now and not same(now[name], mine[name])]
    if len(came) >= 2 and len(came) * 2 >= len(telling):
        says = f"{len(came)} of the {len(telling)} values in which {model} differs came along into {new}'s file"
        yield Seen(says, "accident", "copied", WEIGHTS["copied_together"], (born.event,), hurt, wanted)
    if mended:
        says = (
            f"{len(mended)} other value{'' if len(mended) == 1 else 's'} that came along {'was' if len(mended) == 1 else 'were'} put right"
        )
        yield Seen(f"{says} since", "accident", "copied", WEIGHTS["leftovers_mended"], (born.event,), hurt, wanted)


def _first_value(case: Case, environment: str) -> str | None:
    past = case.past_values.get(environment, ())
    return next((value for value in past if value is not None), None)


def _others_at(case: Case, standing: Standing) -> Mapping[str, str | None]:
    """The other environments' values when this one came to be."""
    found: dict[str, str | None] = {}
    for touch in case.touches:
        if touch.landed < standing.exists_since:
            found |= {name: after for name, (_, after) in touch.changed.items()}
    return {name: value for name, value in found.items() if name != standing.environment}


def skipped(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """One landing changed several environments together and left one out: a bulk edit that missed a file.

    Where production is among those left out, it may be waiting for its turn; that other changes of these files came to both at once
    tells the two apart.
    """
    if shape is None or not shape.stood or len(shape.stood) >= len(shape.moved) or not shape.stood_agree or case.by_name:
        return
    touch = shape.decisive
    together = frozenset(touch.changed) & shape.moved
    if len(together) < 2 or touch.kind != "change":
        return
    said = "touched its file and not this value" if shape.stood <= touch.neighbours else "did not touch its file"
    says = f"one commit changed {listed(together)} together and {said} in {listed(shape.stood)}"
    late = any(is_production(one) for one in shape.stood)
    if any(is_production(environment) for environment in together) and not late:
        yield Seen(says, "accident", "missed", WEIGHTS["skipped_by_bulk"], (touch.event,), shape.stood, shape.newest)
    ways = [lag for lag in case.lags if {lag.first, lag.then} & together and {lag.first, lag.then} & shape.stood]
    at_once = [lag for lag in ways if lag.days is not None and lag.days < 0.02]
    if len(at_once) >= 2 and len(at_once) * 3 >= len(ways) * 2:
        says = f"other changes of these files reached {listed(shape.stood)} in the same commit ({len(at_once)} of {len(ways)})"
        yield Seen(says, "accident", "missed", WEIGHTS["always_together"], (touch.event,), shape.stood, shape.newest)


_TOKEN = re.compile(r"[A-Za-z0-9]{3,}")


def not_substituted(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """One commit put the same new part into several environments' values, each otherwise its own, and one value still has the old part."""
    now = {standing.environment: standing.value for standing in case.standings if standing.value is not None}
    for touch in reversed(case.touches):
        given = {name: pair for name, pair in touch.changed.items() if name in now}
        if len(given) < 2 or any(before is None or after is None for before, after in given.values()):
            continue
        befores, afters = ([_tokens(pair[side]) for pair in given.values()] for side in (0, 1))
        new = set[str].intersection(*afters) - set[str].union(*befores)
        old = {part for before, after in zip(befores, afters, strict=True) for part in before - after}
        own = any(not same(pair[1], next(iter(given.values()))[1]) for pair in given.values())
        left = frozenset(name for name, value in now.items() if name not in given and _tokens(value) & old and not _tokens(value) & new)
        far = any(not is_earlier(name) for name in given) or _has(touch, "scope", "everywhere")
        if len(new) == 1 and left and own and far and all(_tokens(now[name]) & new for name in given):
            part = next(iter(new))
            was = sorted(_tokens(now[min(left)]) & old)[0]
            says = f"one commit brought {part} to {listed(given)}; {listed(left)} kept {was}"
            wanted = now[min(left)].replace(was, part) if len(left) == 1 else None
            yield Seen(says, "accident", "missed", WEIGHTS["not_substituted"], (touch.event,), left, wanted)
        return


def _tokens(value: str | None) -> set[str]:
    return set(_TOKEN.findall(value or ""))


def renamed(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """The key got a new name where it moved; an environment that still has the old name, and not the new one, was left behind."""
    if shape is None:
        return
    stood = {standing.environment for standing in case.standings if standing.environment in shape.stood and standing.value is None}
    for touch in shape.steps:
        for other in touch.others or ():
            if other.after is not None or other.before is None or other.environment not in touch.changed:
                continue
            before, after = touch.changed[other.environment]
            if before is not None or not same(after, other.before):
                continue
            left = frozenset(name for name in stood if case.files.get(name, {}).get(other.keypath) is not None)
            if left:
                was = case.files[min(left)][other.keypath]
                says = f"the key was called {other.keypath} before, and still is in {listed(left)}"
                yield Seen(says, "accident", "renamed", WEIGHTS["old_name_kept"], (touch.event,), left, was if same(was, after) else after)
                return


def overwritten(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A value that falls back to an old one in a commit about other things was overwritten, not chosen."""
    if shape is None or shape.decisive.by_hand or shape.decisive.stale_side or shape.decisive.kind != "change":
        return
    touch = shape.decisive
    back = [
        environment
        for environment, (_, after) in touch.changed.items()
        if any(same(after, old) for old in case.past_values.get(environment, ())[:-2])
    ]
    others = touch.others or ()
    toggles = any(len(case.past_values.get(environment, ())) > 4 for environment in back)
    if back and not toggles and not names_the_key(case, touch.subject + touch.body) and len(others) >= 2 and not touch.reverts:
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
