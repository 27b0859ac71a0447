"""The verdict on environments that agree although a contract or a long habit says that they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from forensics.judge.case import Case, Touch
from forensics.judge.clues.seen import Seen, names_the_key
from forensics.judge.ledger import Ledger, weigh
from forensics.judge.shape import is_production
from forensics.judge.weights import WEIGHTS
from forensics.judge.wording import day, listed, not_shown, told
from forensics.model import Alternative, Clue, Verdict, VerdictKind
from forensics.reconstruct.equivalence import names_of, same


def judge_agreement(case: Case) -> Verdict:
    """An accident where an environment lost its own value in a commit about other things; undetermined where somebody may have meant
    to make them equal: a habit or a rule may have ended."""
    touch = next((one for one in reversed(case.touches) if one.landed == case.episode.opened_at), None)
    usual = _usual(case, touch)
    diverged = tuple(one for one in case.order if one in usual) + tuple(sorted(usual.keys() - set(case.order)))
    ledger = weigh(_findings(case, touch, usual), case.witnessed)
    kind = "accident" if diverged and ledger.best() == "accident" else "undetermined"
    hurt = diverged if kind == "accident" else ()
    wanted = {usual[one] for one in hurt}
    lead = next(iter(ledger.supporting(kind)), None)
    rest = "undetermined" if kind == "accident" else "accident"
    mechanism = lead.mechanism if lead else "none"
    return Verdict(
        setting=case.setting,
        episode=case.episode.id,
        kind=cast(VerdictKind, kind),
        mechanism=mechanism,
        deliberate=tuple(one.environment for one in case.standings if one.environment not in hurt) if hurt else (),
        diverged=hurt,
        intended_value=next(iter(wanted)) if len(wanted) == 1 else None,
        opened_by=case.episode.opened_by or None,
        confidence=round(ledger.shares[kind], 2),
        summary=_summary(case, usual, kind, mechanism),
        evidence=tuple(Clue(seen.says, seen.leans, round(seen.weight, 2), seen.cites) for seen in ledger.findings),
        alternatives=_alternative(ledger, rest),
        would_settle=("the ticket or message that asked for the change, and which environments it names",),
    )


def _usual(case: Case, touch: Touch | None) -> Mapping[str, str | None]:
    """The environments that left their own value → the expected one, or, without a contract, the one before the change."""
    if case.expected is not None:
        now = {standing.environment: standing.value for standing in case.standings if standing.value is not None}
        return {name: value for name, value in case.expected.items() if name in now and not same(now[name], value)}
    changed = touch.changed if touch else {}
    named = {name: None for name in _named_for_another(case) if name in changed}
    if named:
        return named
    return {name: before for name, (before, after) in changed.items() if before is not None and not same(before, after)}


def _findings(case: Case, touch: Touch | None, usual: Mapping[str, str | None]) -> Iterator[Seen]:
    cites = (case.episode.opened_by,) if case.episode.opened_by else ()
    foreign = _foreign(case, usual)
    way = "copied" if foreign else "overwritten"
    if case.expected is not None:
        yield Seen("the contract expects unequal values here", "accident", way, WEIGHTS["agrees_against_contract"], cites)
    elif _named_for_another(case) & usual.keys():
        says = f"the value in {listed(usual)} carries another environment's name"
        yield Seen(says, "accident", "copied", WEIGHTS["agrees_by_name"], cites)
    else:
        yield Seen("the environments had differed for most of their life", "accident", way, WEIGHTS["agrees_against_habit"], cites)
    if touch is None:
        yield Seen("no change of the value is seen that made them equal", "undetermined", "none", WEIGHTS["focused"], cites)
        return
    if names_the_key(case, f"{touch.subject} {touch.body}"):
        yield Seen("the commit speaks of the key", "undetermined", "none", WEIGHTS["agreement_named"], cites)
    elif len(touch.others or ()) >= 2:
        says = f"{len(touch.others or ())} other values changed in the same commit, which does not speak of the key"
        yield Seen(says, "accident", way, WEIGHTS["returned_unmentioned"], cites)
    if len(touch.changed) > 1:
        yield Seen("one commit gave them all this value", "undetermined", "none", WEIGHTS["agreement_named"], cites)


def _named_for_another(case: Case) -> frozenset[str]:
    """The environments whose value names another environment that has the same value, and not themselves."""
    now = {one.environment: set(re.findall(r"[a-z0-9]+", (one.value or "").casefold())) for one in case.standings}
    return frozenset(
        mine
        for mine, words in now.items()
        if is_production(mine)
        and not words & names_of(mine)
        and any(words & names_of(other) for other in now if not names_of(other) & names_of(mine))
    )


def _foreign(case: Case, usual: Mapping[str, str | None]) -> bool:
    """Whether those that left their value took over what another environment has as its own."""
    now = {standing.environment: standing.value for standing in case.standings}
    own = [value for name, value in now.items() if name not in usual]
    return bool(usual) and all(any(same(now.get(name), value) for value in own) for name in usual)


def _alternative(ledger: Ledger, kind: str) -> tuple[Alternative, ...]:
    lead = next(iter(ledger.supporting(kind)), None)
    return (Alternative(cast(VerdictKind, kind), lead.mechanism if lead else "none", round(ledger.shares[kind], 2)),)


def _summary(case: Case, usual: Mapping[str, str | None], kind: str, mechanism: str) -> str:
    closed, opened = case.episode.closed_at, day(case.episode.opened_at)
    values = "; ".join(f"{standing.environment} {told(standing.value)}" for standing in case.standings)
    named = _named_for_another(case) & usual.keys()
    why = "the contract expects them to differ" if case.expected is not None else "they had long differed"
    why = f"the value in {listed(named)} names another environment" if named and case.expected is None else why
    since = f"From {opened} to {day(closed)} environments agreed" if closed else f"Since {opened} environments agree"
    opening = f"{since} on {case.key} ({values}) although {why}."
    if kind != "accident":
        return f"{opening} {not_shown(case)}"
    lost = ", ".join(f"{told(value)} in {name}" for name, value in sorted(usual.items()) if value is not None)
    way = "was copied from another environment" if mechanism == "copied" else "was overwritten"
    return f"{opening} The value in {listed(usual)} {way}{f'; before or by rule: {lost}' if lost else ''}."
