"""Clues to a difference that is meant: a contract, the nature of the key, its age, the commit's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from forensics.judge.case import Case, Touch
from forensics.judge.clues.seen import Seen, opening
from forensics.judge.shape import Shape, is_earlier
from forensics.judge.weights import WEIGHTS
from forensics.keys import words
from forensics.reconstruct.equivalence import same

_NATURE = {
    "url", "uri", "host", "hostname", "hosts", "domain", "endpoint", "address", "replicas", "replica", "log", "loglevel", "level", "cpu",
    "memory", "limits", "requests", "bucket", "account", "arn", "subnet", "vpc", "region", "namespace", "cluster",
    "cidr", "zone", "instances", "instance", "storage", "environment", "env", "nodes", "node", "desired", "capacity", "autoscaling",
}  # fmt: skip

# Half a year and five edits of the same files: long and often enough for somebody to have seen the values beside each other.
_LONG, _SEEN_OFTEN = 180, 5
_A_DAY = timedelta(days=1)
_IMPORT = re.compile(r"(?i)\b(import\w*|initial|migrat\w+|move[sd]?|moving)\b")


def contract(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """The contract in force names these values: the difference was agreed on, whoever wrote the lines."""
    if case.expected is None:
        return
    now = {standing.environment: standing.value for standing in case.standings}
    named = {environment: value for environment, value in case.expected.items() if environment in now}
    if (
        named.keys() == now.keys()
        and len(named) > 1
        and all(same(now[environment], value) for environment, value in named.items())
        and len(set(named.values())) > 1
    ):
        yield Seen(
            "config/expected-env-diff.yaml expects exactly these values", "by_design", "contract", WEIGHTS["contract"], opening(case, shape)
        )


def contract_out_of_date(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A rule names the key with unequal values, and the values are others now: the key may differ. Whether the figures or the rule are
    out of date shows in how an environment left its own: by a change about this value, or in one about other things."""
    if case.expected is None:
        return
    now = {standing.environment: standing for standing in case.standings}
    named = {environment: value for environment, value in case.expected.items() if environment in now}
    if len(named) < 2 or len(set(named.values())) < 2 or named.keys() != now.keys():
        return
    left = {environment: value for environment, value in named.items() if not same(now[environment].value, value)}
    if not left:
        return
    swept: set[str] = set()
    for environment, value in left.items():
        touch = next(
            (one for one in reversed(case.touches) if environment in one.changed and same(one.changed[environment][0], value)), None
        )
        if touch is not None and touch.landed > case.episode.opened_at - _A_DAY and not _about_this(case, touch):
            swept.add(environment)
            says = f"the contract expects {value} in {environment}, and a change about other things took it away"
            yield Seen(says, "accident", "overwritten", WEIGHTS["left_its_rule"], (touch.event,), frozenset((environment,)), value)
    if not swept:
        says = "the contract lets this key differ; its figures are older than the values"
        yield Seen(says, "by_design", "contract", WEIGHTS["contract_out_of_date"], opening(case, shape))


def _about_this(case: Case, touch: Touch) -> bool:
    """Whether a landing was about this value: it changed little else, or its message names the key or the environment."""
    named = touch.said is not None and (touch.said.names != "no" or bool(frozenset(touch.said.environments) & frozenset(touch.changed)))
    return touch.kind == "live_edit" or (touch.kind == "change" and (named or len(touch.others or ()) <= 1) and not touch.stale_side)


def nature(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Addresses, sizes, accounts and log levels are where environments are meant to differ; a flag or a timeout is not."""
    last = set(words(case.key.rsplit(".", 1)[-1])) | set(words(case.key)[-2:])
    told = sorted(last & _NATURE)
    if told and case.subject == "setting":
        weight = WEIGHTS["nature_once_equal"] if case.ever_agreed else WEIGHTS["nature"]
        yield Seen(
            f"the key's name speaks of something that is usually sized or addressed per environment ({', '.join(told)})",
            "by_design",
            "nature",
            weight,
            opening(case, shape),
        )
    if case.by_name:
        says = "the values are equal but for each environment's own name in them"
        yield Seen(says, "by_design", "nature", WEIGHTS["own_name_in_value"], opening(case, shape))


def born_apart(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """One commit gave the key to files that were there before, with unequal values: whoever added it chose a value for each. A first
    commit or an import only wrote down what there was."""
    if case.ever_agreed or case.by_name or case.subject == "flag":
        return  # a flag is born apart where its rollout has begun
    first = next((touch for touch in case.touches if touch.kind == "change"), None)
    if first is None or first.is_root or first.created or _IMPORT.search(first.subject) or len(first.changed) < 2:
        return
    given = [after for before, after in first.changed.values() if before is None and after is not None]
    now = {standing.environment: standing.value for standing in case.standings}
    kept = [name for name, (_, after) in first.changed.items() if name in now and same(now[name], after)]
    if len(given) == len(first.changed) and any(not same(value, given[0]) for value in given) and len(kept) >= 2:
        says = "the commit that added the key gave each environment a value of its own"
        yield Seen(says, "by_design", "nature", WEIGHTS["born_apart"], (first.event,))


def trial(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A change before production that its own commit calls a test or an exercise is meant to stay there."""
    if shape is None or not all(is_earlier(one) for one in shape.moved) or shape.decisive.said is None:
        return
    said = shape.first.said
    if said is not None and "trial" in said.tones and not any(vow.kind == "carry_on" for vow in said.vows):
        yield Seen("the commit calls it a trial", "by_design", "temporary", WEIGHTS["trial"], (shape.first.event,))


def age(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Environments that never agreed were set apart when their files were written; whether by choice, the first commit rarely says."""
    if case.ever_agreed or (shape is not None and len(case.touches) > 2):
        return
    opened = [touch for touch in case.touches if touch.landed <= case.episode.opened_at]
    first = opened[-1] if opened else next(iter(case.touches), None)
    cites = (first.event,) if first else opening(case, shape)
    yield Seen("the environments have differed since they first had the key", "by_design", "nature", WEIGHTS["never_agreed"], cites)
    end = min(case.as_of, case.episode.closed_at) if case.episode.closed_at else case.as_of
    kept = (end - max([case.episode.opened_at, *(standing.since for standing in case.standings)])).days
    if kept > _LONG and case.other_landings >= _SEEN_OFTEN:
        says = f"they kept their values for {kept} days, while {case.other_landings} other changes of the files passed them by"
        yield Seen(says, "by_design", "nature", WEIGHTS["long_kept"], cites)
    if first is not None and (first.is_root or _IMPORT.search(first.subject)):
        says = "nothing before the first commit shows who chose the values"
        weight = WEIGHTS["imported" if _IMPORT.search(first.subject) else "first_commit"]
        yield Seen(says, "undetermined", "imported", weight, cites)
