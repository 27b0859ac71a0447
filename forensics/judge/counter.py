"""The case against a verdict: what else the evidence could mean, what of it would have to fall, and the one fact that would turn it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from forensics.judge.weights import PRIORS, WEIGHTS
from forensics.model import Clue, Counter, Prop, Rival, Verdict, VerdictKind


def counter(verdict: Verdict, priors: Mapping[str, float] = PRIORS, heaviest: float = max(WEIGHTS.values())) -> Counter:
    """The case against a verdict, from its clues alone: the ledger adds log-likelihood ratios to `priors`, so that a clue can be taken
    away again. What remains is weighed as it was: a clue that another one made lighter stays so. `heaviest`: what one clue can weigh.

    Where the clues don't add up to the verdict (it was weighed in another way), its own confidences stand in for the priors.
    """
    base = _base(verdict, priors)
    sums = _sums(base, verdict.evidence)
    rivals = sorted(
        (_rival(verdict, kind, sums, heaviest) for kind in base if kind not in (verdict.kind, "undetermined")),
        key=lambda one: (not one.clues, one.behind, one.kind),
    )
    first = rivals[0].kind if rivals else ""
    holding = sorted((clue for clue in verdict.evidence if _holds_up(clue, verdict.kind, first)), key=lambda clue: -abs(clue.weight))
    props = tuple(Prop(clue, _best(base, _without(verdict.evidence, (clue,)), verdict.kind)) for clue in holding)
    together, then = _falls(verdict, base, holding)
    return Counter(tuple(rivals), props, together, then)


def _base(verdict: Verdict, priors: Mapping[str, float]) -> dict[str, float]:
    """What each explanation weighs before any clue."""
    base = {**dict.fromkeys((clue.leans for clue in verdict.evidence), 0.0), **priors, verdict.kind: priors.get(verdict.kind, 0.0)}
    sums = _sums(base, verdict.evidence)
    short = max(sums.values()) - sums[verdict.kind]
    if short > 0:
        base[verdict.kind] += short + max(0.0, verdict.confidence - max([0.0, *(other.confidence for other in verdict.alternatives)]))
    return base


def _sums(base: Mapping[str, float], clues: Iterable[Clue]) -> dict[str, float]:
    sums = dict(base)
    for clue in clues:
        sums[clue.leans] += clue.weight
    return sums


def _best(base: Mapping[str, float], clues: Iterable[Clue], kind: str) -> VerdictKind:
    """What weighs most; of equals the verdict itself."""
    sums = _sums(base, clues)
    return cast(VerdictKind, max(sums, key=lambda one: (sums[one], one == kind, one)))


def _without(clues: Iterable[Clue], gone: Iterable[Clue]) -> list[Clue]:
    left = list(gone)
    kept = []
    for clue in clues:
        if clue in left:
            left.remove(clue)
        else:
            kept.append(clue)
    return kept


def _holds_up(clue: Clue, kind: str, rival: str) -> bool:
    return (clue.leans == kind and clue.weight > 0) or (clue.leans == rival and clue.weight < 0)


def _falls(verdict: Verdict, base: Mapping[str, float], holding: list[Clue]) -> tuple[int, VerdictKind]:
    """How many of the heaviest clues have to go before something else weighs more, and what that is; 0 where nothing ever does."""
    for count in range(1, len(holding) + 1):
        then = _best(base, _without(verdict.evidence, holding[:count]), verdict.kind)
        if then != verdict.kind:
            return count, then
    return 0, verdict.kind


def _rival(verdict: Verdict, kind: str, sums: Mapping[str, float], heaviest: float) -> Rival:
    clues = sorted((clue for clue in verdict.evidence if clue.leans == kind and clue.weight > 0), key=lambda clue: -clue.weight)
    listed = next((other for other in verdict.alternatives if other.kind == kind), None)
    mechanism = listed.mechanism if listed and listed.mechanism not in ("", "none") else ""
    behind = max(0.0, sums[verdict.kind] - sums[kind])
    return Rival(cast(VerdictKind, kind), mechanism, behind, tuple(clues), fact_for(kind, mechanism, verdict), behind <= heaviest)


def fact_for(kind: str, mechanism: str, verdict: Verdict) -> str:
    """The one thing that, if it could be had, would speak most for an explanation: a noun and what it would show."""
    left = _listed(verdict.diverged) or "the environments without the newer value"
    chosen = _listed(verdict.deliberate) or "the environment that changed first"
    by_mechanism = {
        "typo": "a ticket or message that states the value meant, and it is not the one that was written",
        "overwritten": f"a live snapshot, audit log or deploy log that shows another value running in {left} before this one came",
        "live_edit": f"a shell history, audit log or live snapshot that shows the value set by hand in {chosen}",
        "missed": f"a ticket or message that asks for the change in {left} too",
        "bad_merge": f"a message or review that shows that the merge was not meant to change the value in {left}",
        "bad_revert": f"a message or review that shows that the revert was not meant to change the value in {left}",
        "copied": f"a commit, ticket or message that shows that the file of {left} was started from another environment's",
        "masked": f"a message or review that shows that the base was to change in {left} too",
    }
    by_kind = {
        "by_design": "a rule of the contract, or a ticket or message, that names the unequal values as meant",
        "rollout": f"a plan, ticket or message by which {left} would follow at a time that had not come",
        "stalled_rollout": f"a plan, ticket or message that names {left} among the places the change was for",
        "unbackported_fix": f"an incident record, message or shell history that shows a fix made under pressure in {chosen}",
        "accident": f"a message, review or live snapshot that shows that the value in {left} came along with something else",
    }
    told = by_mechanism.get(mechanism) if kind == "accident" else None
    return told or by_kind.get(kind, "a witness of the change")


def _listed(environments: tuple[str, ...]) -> str:
    return environments[0] if len(environments) == 1 else f"{', '.join(environments[:-1])} and {environments[-1]}" if environments else ""
