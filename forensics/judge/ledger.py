"""Weighs what the clues saw under competing explanations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from forensics.judge.clues import Seen
from forensics.judge.weights import (
    CEILING,
    CUSTOM_FROM,
    CUSTOM_SHARE,
    DULL,
    EXPLAINED_FROM,
    EXPLAINED_SHARE,
    GIT_ALONE,
    KNEE,
    PRIORS,
    SAME_SIDE,
    SHARPNESS,
)


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
    customs = [seen for seen in findings if seen.leans == "by_design" and seen.family in ("own course", "contract")]
    custom = any(seen.weight >= CUSTOM_FROM for seen in customs)
    share = EXPLAINED_SHARE if marked else CUSTOM_SHARE if custom else 1.0
    for seen in findings:
        travels = seen.leans in ("rollout", "stalled_rollout", "unbackported_fix") and seen.mechanism in ("staged", "declared_hotfix")
        yield replace(seen, weight=seen.weight * share) if travels and share < 1 else seen


def _each_less(findings: Iterable[Seen]) -> Iterable[Seen]:
    """Clues of one family look at the same side of things: of those that lean one way, each counts less than the one before."""
    counted: dict[tuple[str, str, bool], int] = {}
    for seen in sorted(findings, key=lambda seen: (-abs(seen.weight), seen.leans, seen.says)):
        group = (seen.family, seen.leans, seen.weight > 0)
        place = counted[group] = counted.get(group, -1) + 1 if seen.family else 0
        yield replace(seen, weight=seen.weight * SAME_SIDE[min(place, len(SAME_SIDE) - 1)])


def weigh(findings: Iterable[Seen], witnessed: bool = False, coverage: float = 0.5) -> Ledger:
    """Sums log-likelihood ratios per explanation over the priors; the shares add up to one and none is above the ceiling.

    `witnessed`: something besides git was read of the difference (talk or live evidence). Two readers of one history alone differ in
    a third of the cases, so that structure by itself is not allowed to be sure. `coverage`: how much of it is told of, 0 to 1.
    """
    sums = dict(PRIORS)
    kept = tuple(sorted(_explained_away(tuple(_each_less(findings))), key=lambda seen: (-seen.weight, seen.leans, seen.says)))
    for seen in kept:
        sums[seen.leans] += seen.weight
    largest = max(sums.values())
    sharpness, ceiling = DULL + SHARPNESS * coverage, CEILING if witnessed else GIT_ALONE
    raised = {kind: math.exp((value - largest) * sharpness) for kind, value in sums.items()}
    total = sum(raised.values())
    shares = {kind: value / total for kind, value in raised.items()}
    top = max(shares, key=lambda kind: (shares[kind], kind))
    told = _below(shares[top], ceiling)
    spare = (1 - told) / (1 - shares[top]) if shares[top] < 1 else 0.0
    shares = {kind: told if kind == top else share * spare for kind, share in shares.items()}
    return Ledger(shares, kept)


def _below(share: float, ceiling: float) -> float:
    """A share under its ceiling: what is above the knee is pressed together, so that more evidence is always surer."""
    knee = ceiling - KNEE
    return share if share <= knee else knee + (share - knee) * (ceiling - knee) / (1 - knee)
