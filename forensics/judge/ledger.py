"""Weighs what the clues saw under competing explanations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from forensics.judge.clues import Seen
from forensics.judge.weights import CEILING, EXPLAINED_FROM, EXPLAINED_SHARE, PRIORS


@dataclass(frozen=True, slots=True)
class Ledger:
    """Explanation → probability, and the findings behind it, heaviest first."""

    shares: Mapping[str, float]
    findings: tuple[Seen, ...]

    def best(self) -> str:
        return max(self.shares, key=lambda kind: (self.shares[kind], kind))

    def supporting(self, kind: str) -> tuple[Seen, ...]:
        return tuple(seen for seen in self.findings if seen.leans == kind)


def _explained_away(findings: tuple[Seen, ...]) -> Iterable[Seen]:
    """Which way a change went says little once a mechanism explains why it stopped there; the same fact is not counted twice."""
    marked = any(seen.leans == "accident" and seen.weight >= EXPLAINED_FROM for seen in findings)
    for seen in findings:
        travels = seen.leans in ("rollout", "stalled_rollout", "unbackported_fix") and seen.mechanism in ("staged", "declared_hotfix")
        yield replace(seen, weight=seen.weight * EXPLAINED_SHARE) if marked and travels else seen


def weigh(findings: Iterable[Seen]) -> Ledger:
    """Sums log-likelihood ratios per explanation over the priors; the shares add up to one and none is above the ceiling."""
    sums = dict(PRIORS)
    kept = tuple(sorted(_explained_away(tuple(findings)), key=lambda seen: (-seen.weight, seen.leans, seen.says)))
    for seen in kept:
        sums[seen.leans] += seen.weight
    largest = max(sums.values())
    raised = {kind: math.exp(value - largest) for kind, value in sums.items()}
    total = sum(raised.values())
    shares = {kind: value / total for kind, value in raised.items()}
    top = max(shares, key=lambda kind: (shares[kind], kind))
    if shares[top] > CEILING:
        spare = (1 - CEILING) / (1 - shares[top])
        shares = {kind: CEILING if kind == top else share * spare for kind, share in shares.items()}
    return Ledger(shares, kept)
