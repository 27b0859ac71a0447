"""Clues that structure alone gives: each a small function from a case to what it saw, which way that leans, and what it cites."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

from forensics.judge.case import Case
from forensics.judge.shape import Shape, is_earlier, is_production
from forensics.judge.slips import edits, slip
from forensics.judge.weights import WEIGHTS
from forensics.keys import words
from forensics.reconstruct.equivalence import same


@dataclass(frozen=True, slots=True)
class Seen:
    """A clue's finding: `leans` is a kind of verdict, `mechanism` how it came about, `diverged` whom it points to (if it does)."""

    says: str
    leans: str
    mechanism: str
    weight: float
    cites: tuple[str, ...]
    diverged: frozenset[str] = frozenset()
    intended: str | None = None


Clue = Callable[[Case, Shape | None], Iterator[Seen]]

_NATURE = {
    "url", "uri", "host", "hostname", "hosts", "domain", "endpoint", "address", "replicas", "replica", "log", "loglevel", "level", "cpu",
    "memory", "limits", "requests", "bucket", "account", "arn", "subnet", "vpc", "region", "namespace", "cluster",
    "cidr", "zone", "instances", "storage", "environment", "env",
}  # fmt: skip
_WAIT_WITHOUT_HABIT = 30.0


def contract(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """The contract in force names these values: the difference was agreed on, whoever wrote the lines."""
    if case.expected is None:
        return
    now = {standing.environment: standing.value for standing in case.standings}
    named = {environment: value for environment, value in case.expected.items() if environment in now}
    if named.keys() == now.keys() and len(named) > 1 and all(same(now[environment], value) for environment, value in named.items()) and len(set(named.values())) > 1:
        yield Seen("config/expected-env-diff.yaml expects exactly these values", "by_design", "contract", WEIGHTS["contract"], ())


def nature(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Addresses, sizes, accounts and log levels are where environments are meant to differ; a flag or a timeout is not."""
    last = set(words(case.key.rsplit(".", 1)[-1])) | set(words(case.key)[-2:])
    told = sorted(last & _NATURE)
    if told and case.subject == "setting":
        weight = WEIGHTS["nature_once_equal"] if case.ever_agreed else WEIGHTS["nature"]
        yield Seen(f"the key's name speaks of something that is usually sized or addressed per environment ({', '.join(told)})", "by_design", "nature", weight, ())
    if case.masked:
        yield Seen("the values are equal but for each environment's own name in them", "by_design", "nature", WEIGHTS["own_name_in_value"], ())


def age(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Environments that never agreed were set apart when their files were written; whether by choice, the first commit rarely says."""
    if case.ever_agreed or shape is not None and len(case.touches) > 2:
        return
    first = case.touches[0].event if case.touches else case.episode.opened_by
    yield Seen("the environments have differed since their files were first written", "by_design", "nature", WEIGHTS["never_agreed"], (first,))
    yield Seen("nothing before the first commit shows who chose the values", "undetermined", "imported", WEIGHTS["imported"], (first,))


def arrived(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """The difference closed because the rest took the new value: it was on its way, and it came."""
    if shape is None or case.episode.closed_by is None or case.episode.closed_at is None:
        return
    waited = (case.episode.closed_at - shape.first.landed).days
    yield Seen(f"the remaining environments followed after {waited} days", "rollout", "staged", WEIGHTS["reached_all"], (shape.first.event, case.episode.closed_by))


def direction(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Changes usually travel towards production: a new value below it and not in it is a rollout, under way or stalled; one in
    production alone is a fix that was not carried back."""
    if shape is None or not shape.stood or shape.decisive.by_hand or shape.decisive.stale_side:
        return
    if any(standing.environment in shape.stood and standing.since > shape.first.landed for standing in case.standings):
        return  # who changed meanwhile has not been waiting
    cites = tuple(step.event for step in shape.steps)
    up = any(is_production(environment) for environment in shape.moved)
    waiting = [environment for environment in shape.stood if is_production(environment)]
    if waiting and all(is_earlier(environment) for environment in shape.moved) or (up and waiting and any(is_earlier(environment) for environment in shape.moved)):
        yield from _waiting(case, shape, cites)
    elif up and not waiting:
        yield Seen("the new value stands in production and was not carried to the environments before it", "unbackported_fix", "declared_hotfix", WEIGHTS["production_first"], cites, shape.stood, shape.newest)
    elif not up and not waiting:
        yield from _waiting(case, shape, cites)


def _waiting(case: Case, shape: Shape, cites: tuple[str, ...]) -> Iterator[Seen]:
    """A rollout's wait, held against how long other values took here; what has not arrived yet counts as not arrived."""
    end = min(case.as_of, case.episode.closed_at) if case.episode.closed_at else case.as_of
    waited = (end - shape.steps[-1].landed).total_seconds() / 86400
    relevant = [lag for lag in case.lags if lag.first in shape.moved and lag.then in shape.stood]
    took = sorted(lag.days for lag in relevant if lag.days is not None)
    usual = max(3.0 * median(took), took[-1] * 1.3, 2.0) if len(took) >= 2 else _WAIT_WITHOUT_HABIT
    told = f"other values took {median(took):.0f} days here ({len(took)} of {len(relevant)} arrived)" if len(took) >= 2 else "nothing here shows how long others took"
    pair = ("rollout", "staged", WEIGHTS["within_usual_lag"]) if waited <= usual else ("stalled_rollout", "staged", WEIGHTS["beyond_usual_lag"])
    yield Seen("the new value started before production and has not reached it", pair[0], pair[1], WEIGHTS["upstream_first"], cites, shape.stood, shape.newest)
    yield Seen(f"it has waited {waited:.0f} days; {told}", pair[0], pair[1], pair[2], cites, shape.stood, shape.newest)
    later = sum(lag.days is not None and lag.changed_at > shape.steps[-1].landed for lag in relevant)
    if later and waited > usual:
        yield Seen(f"{later} later changes passed it on the same way", "stalled_rollout", "staged", WEIGHTS["others_overtook"], cites, shape.stood, shape.newest)


def typo(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A value one slip of the finger away from the others' (a digit lost, doubled or swapped, a unit forgotten) was hardly meant."""
    if shape is None or not shape.stood_agree or shape.standing is None or shape.newest is None:
        return
    for odd, odd_value, rest_value in ((shape.moved, shape.newest, shape.standing), (shape.stood, shape.standing, shape.newest)):
        told = slip(odd_value, rest_value)
        if told is None or len(odd) != 1:
            continue
        environment = next(iter(odd))
        old = case.past_values.get(environment, ())
        touch = next((one for one in reversed(case.touches) if environment in one.changed), None)
        if touch is None or (len(old) > 1 and any(same(value, odd_value) for value in old[:-1])):
            continue
        yield Seen(f"{environment} has {odd_value} where the others have {rest_value}: {told}", "accident", "typo", WEIGHTS["one_slip_away"], (touch.event,), odd, rest_value)
        if len(touch.changed) > 1:
            yield Seen("one commit changed them together and gave this one another value", "accident", "typo", WEIGHTS["same_commit_one_differs"], (touch.event,), odd, rest_value)


def merges(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A merge that gives a value which neither side, or only the side that stood still, had: resolved by hand, not chosen."""
    if shape is None:
        return
    touch = shape.decisive
    hurt = frozenset(touch.changed) & (shape.moved | shape.stood)
    lost = next((before for before, _ in touch.changed.values()), None)
    if touch.stale_side:
        yield Seen("the merge put back the value of the side that had not changed it", "accident", "bad_merge", WEIGHTS["stale_side"], (touch.event,), hurt, lost)
    elif touch.by_hand:
        yield Seen("the value was made inside the merge; no parent had it", "accident", "bad_merge", WEIGHTS["hand_made_merge"], (touch.event,), hurt, lost)


def reverts(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A revert takes back all that its commit did: a value that goes back with it, unnamed, was swept along."""
    if shape is None:
        return
    touch = shape.decisive
    if not touch.reverts and not re.match(r"(?i)(revert|roll ?back|back out|undo)\b", touch.subject):
        return
    back = [environment for environment, (_, after) in touch.changed.items() if any(same(after, old) for old in case.past_values.get(environment, ())[:-2])]
    if not back or _names(case, touch.subject):
        return
    swept = len(touch.others or ()) > 0
    lost = touch.changed[back[0]][0]
    says = "a revert of something else took the value back with it" if swept else "a revert took the value back"
    yield Seen(says, "accident", "bad_revert", WEIGHTS["revert_swept"] if swept else WEIGHTS["returned_unmentioned"], (touch.event,), frozenset(back), lost)


def partial_reverts(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A revert (or a reapply) that undoes in some environments what its commit had done in more left the rest behind."""
    if shape is None:
        return
    touch = shape.decisive
    for oid in touch.reverts:
        undone = next((one for one in case.touches if one.commit.startswith(oid)), None)
        left = frozenset(undone.changed) - frozenset(touch.changed) if undone else frozenset()
        if undone and left and left <= (shape.moved | shape.stood):
            says = f"it undoes {undone.subject!r} in {', '.join(sorted(touch.changed))}, which had also changed {', '.join(sorted(left))}"
            yield Seen(says, "accident", "bad_revert", WEIGHTS["partial_revert"], (undone.event, touch.event), left, shape.newest)


def misspelled_key(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """The same commit wrote the same value under a name one slip away, in the environment that seems to have stood still."""
    if shape is None:
        return
    mine = case.key.rpartition(".")[2]
    for touch in shape.steps:
        for other in touch.others or ():
            name = other.keypath.rpartition(".")[2]
            if other.environment in shape.stood and other.before is None and same(other.after, shape.newest) and 0 < edits(name, mine) <= 2:
                yield Seen(f"the same commit set {name} in {other.environment}, a name that is one slip away", "accident", "typo", WEIGHTS["misspelled_key"], (touch.event,), frozenset((other.environment,)), shape.newest)


def masks(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A base changed, and an override that had said the same as the base hid it: nobody decided for that environment."""
    for masking in case.maskings:
        hidden = {standing.environment: standing.value for standing in case.standings if standing.environment in masking.hidden_in}
        redundant = frozenset(environment for environment, value in hidden.items() if same(value, masking.before))
        others = [standing for standing in case.standings if standing.environment not in hidden]
        if redundant and any(same(standing.value, masking.after) for standing in others):
            yield Seen("the base was changed, and an override that repeated its old value hid the change", "accident", "masked", WEIGHTS["redundant_override"], (masking.event,), redundant, masking.after)


def copies(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """An environment born as a copy of another's file brings that one's values along; it shows where its own kind agrees on another value."""
    for standing in case.standings:
        born = next((touch for touch in case.touches if standing.environment in touch.created), None)
        if born is None or born is case.touches[0] or standing.value is None or not same(case.past_values[standing.environment][0], standing.value):
            continue
        here = is_production(standing.environment)
        others = [other for other in case.standings if other.environment != standing.environment]
        peers = [other.value for other in others if is_production(other.environment) == here]
        models = [other.environment for other in others if is_production(other.environment) != here and any(same(standing.value, old) for old in case.past_values[other.environment])]
        if models and peers and all(same(value, peers[0]) for value in peers) and not same(peers[0], standing.value):
            yield Seen(f"{standing.environment}'s file was born with the value of {models[0]}, not with that of its own kind", "accident", "copied", WEIGHTS["born_by_copy"], (born.event,), frozenset((standing.environment,)), peers[0])


def skipped(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """One landing changed production and others together and left one environment out: a bulk edit that missed a file."""
    if shape is None or len(shape.stood) >= len(shape.moved) or not shape.stood_agree:
        return
    touch = shape.decisive
    together = frozenset(touch.changed) & shape.moved
    if len(together) < 2 or not any(is_production(environment) for environment in together) or any(is_production(one) for one in shape.stood):
        return
    said = "touched its file and not this value" if shape.stood <= touch.neighbours else "did not touch its file"
    yield Seen(f"one commit changed {', '.join(sorted(together))} together and {said} in {', '.join(sorted(shape.stood))}", "accident", "missed", WEIGHTS["skipped_by_bulk"], (touch.event,), shape.stood, shape.newest)


def overwritten(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A value that falls back to an old one in a commit about other things was overwritten, not chosen."""
    if shape is None or shape.decisive.by_hand or shape.decisive.stale_side:
        return
    touch = shape.decisive
    back = [environment for environment, (_, after) in touch.changed.items() if any(same(after, old) for old in case.past_values.get(environment, ())[:-2])]
    others = touch.others or ()
    if back and not _names(case, touch.subject + touch.body) and len(others) >= 2 and not touch.reverts:
        yield Seen("the value fell back to an older one in a commit that speaks of other things", "accident", "overwritten", WEIGHTS["returned_unmentioned"], (touch.event,), frozenset(back), touch.changed[back[0]][0])
    if len(others) >= 8:
        yield Seen(f"{len(others)} other values changed in the same commit", "accident", "overwritten", WEIGHTS["many_others"], (touch.event,), frozenset(touch.changed), None)


def scope(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """The commit's own words: one that names the environments it is for chose them; "everywhere" says that all were meant."""
    if shape is None:
        return
    text = " ".join(f"{step.subject} {step.body}" for step in shape.steps).casefold()
    cites = tuple(step.event for step in shape.steps)
    if re.search(r"\b(everywhere|all environments|all envs|all regions|in every environment)\b", text) and shape.stood:
        yield Seen("the commit speaks of all environments", "accident", "missed", WEIGHTS["scope_in_words"], cites, shape.stood, shape.newest)
    if re.search(r"\b(only|just) (in|on|for) (prod|staging|dev|qa)\w*|\b(prod|production|staging|dev)[ -]only\b", text):
        yield Seen("the commit limits itself to one environment", "by_design", "nature", WEIGHTS["scope_in_words"], cites)
    if re.search(r"\b(first|then production|production (follows|next|tomorrow)|to follow)\b", text) and any(is_earlier(one) for one in shape.moved):
        yield Seen("the commit announces that others are to follow", "stalled_rollout", "staged", WEIGHTS["focused"], cites, shape.stood, shape.newest)


def _names(case: Case, text: str) -> bool:
    """Whether a text speaks of the key: its own spelling, or most of its words."""
    told = set(words(text))
    mine = [word for word in words(case.key.rsplit(".", 1)[-1]) if len(word) > 2]
    return case.key.casefold() in text.casefold() if not mine else sum(word in told for word in mine) * 2 > len(mine)


CLUES: tuple[Clue, ...] = (
    contract, nature, age, arrived, direction, typo, misspelled_key, merges, reverts, partial_reverts, masks, copies, skipped, overwritten, scope,
)  # fmt: skip
