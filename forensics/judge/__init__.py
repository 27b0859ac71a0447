"""Weighs an episode's clues under competing explanations and says what they support."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from forensics.judge.agreement import judge_agreement
from forensics.judge.case import Case
from forensics.judge.clues import FAMILIES, Seen
from forensics.judge.coverage import coverage
from forensics.judge.ledger import Ledger, weigh
from forensics.judge.shape import Shape, reached, shape_of
from forensics.judge.wording import listed, summary
from forensics.model import Alternative, Clue, Verdict, VerdictKind


def judge(case: Case) -> Verdict:
    """The verdict on one episode, with its proof. Deterministic; reads nothing but the case."""
    if case.episode.nature == "agreement":
        return judge_agreement(case)
    shape = shape_of(case)
    ledger = weigh(findings(case, shape), case.witnessed, coverage(case, shape))
    kind = ledger.best()
    lead = next(iter(ledger.supporting(kind)), None)
    mechanism = lead.mechanism if lead else "none"
    deliberate, diverged = _roles(kind, case, shape, lead)
    intended = lead.intended if lead and diverged else None
    opened = _opener(kind, case, shape, lead)
    return Verdict(
        setting=case.setting,
        episode=case.episode.id,
        kind=cast(VerdictKind, kind),
        mechanism=mechanism,
        deliberate=deliberate,
        diverged=diverged,
        intended_value=intended,
        opened_by=opened,
        confidence=round(ledger.shares[kind], 2),
        summary=summary(kind, mechanism, case, shape, deliberate, diverged),
        evidence=tuple(Clue(seen.says, seen.leans, round(seen.weight, 2), seen.cites) for seen in ledger.findings),
        alternatives=_alternatives(ledger, kind),
        would_settle=_would_settle(kind, case, shape),
    )


def findings(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """What every clue saw, each with its family."""
    for family, clues in FAMILIES.items():
        for clue in clues:
            yield from (replace(seen, family=family) for seen in clue(case, shape))


def _roles(kind: str, case: Case, shape: Shape | None, lead: Seen | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who chose and who diverged, by the casebook's rules for each kind."""
    everyone = tuple(standing.environment for standing in case.standings)
    if kind == "by_design":
        return everyone, ()
    if kind == "undetermined" or lead is None or (shape is None and not lead.diverged):
        return (), ()
    if kind == "rollout":
        moved = shape.moved if shape else frozenset()
        arrived = bool(reached(case, shape))
        return tuple(one for one in everyone if arrived or one in moved), ()
    hurt = lead.diverged
    return tuple(one for one in everyone if one not in hurt), tuple(one for one in everyone if one in hurt)


def _opener(kind: str, case: Case, shape: Shape | None, lead: Seen | None) -> str | None:
    if kind == "undetermined" and shape is None:
        return case.episode.opened_by or None
    if kind in ("accident",) and lead and lead.cites:
        return lead.cites[-1]
    if shape is not None:
        return shape.first.event
    return case.episode.opened_by or None


def _alternatives(ledger: Ledger, kind: str) -> tuple[Alternative, ...]:
    rest = sorted((name for name in ledger.shares if name != kind), key=lambda name: (-ledger.shares[name], name))
    found = []
    for name in rest:
        if ledger.shares[name] >= 0.05:
            lead = next(iter(ledger.supporting(name)), None)
            found.append(Alternative(cast(VerdictKind, name), lead.mechanism if lead else "none", round(ledger.shares[name], 2)))
    return tuple(found)


def _would_settle(kind: str, case: Case, shape: Shape | None) -> tuple[str, ...]:
    """What evidence that was not had would decide what is still open."""
    unseen = [one.environment for one in case.standings if one.environment not in case.observed]
    events = {step.event for step in shape.steps} if shape else set()
    talk = "the ticket or message that asked for the change, and which environments it names"
    live = f"what was seen running in {listed(unseen)} around the change (live state, deploy log, shell history)"
    heard = any(one.strength(event) >= 0.5 for one in case.said for event in events)
    found = [] if heard else [talk]
    if unseen and kind not in ("by_design", "rollout"):
        found.append(live)
    return tuple(found) or ("a yes or no from those who own the environments",)
