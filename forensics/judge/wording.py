"""The verdict in one or two sentences: changes and mechanisms are the subjects, never people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from forensics.judge.case import Case
from forensics.judge.shape import Shape, reached


def listed(environments: Collection[str]) -> str:
    """`dev, qa and staging`."""
    names = sorted(environments)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "no environment"


def told(value: str | None) -> str:
    if value is None:
        return "absent"
    shown = " ".join(value.split())
    return shown if len(shown) <= 60 else shown[:57] + "…"


def summary(kind: str, mechanism: str, case: Case, shape: Shape | None, deliberate: Collection[str], diverged: Collection[str]) -> str:
    """Two sentences at most; the second says what follows for the environments that nobody decided for."""
    if shape is None:
        return f"{_since(case)} {_without_shape(kind, mechanism, case)}"
    opening = f"On {day(shape.first.landed)} {case.key} became {told(shape.newest)} in {listed(shape.moved)}{_rest(case, shape)}."
    by_deploy = shape.decisive.kind in ("deploy", "observation")
    return f"{opening} {_consequence(kind, mechanism, deliberate, diverged, case, bool(reached(case, shape)), by_deploy)}"


def _since(case: Case) -> str:
    """How long a difference lasted that no change of a value made."""
    values = "; ".join(f"{standing.environment} {told(standing.value)}" for standing in case.standings)
    opened, closed = day(case.episode.opened_at), case.episode.closed_at
    if closed:
        return f"From {opened} to {day(closed)} the environments differed ({values})."
    if case.ever_agreed:
        return f"The environments agreed before, and differ since {opened} ({values})."
    return f"The environments differ as far back as git shows ({values})."


def _rest(case: Case, shape: Shape) -> str:
    """What the environments have that did not take the newest value: given with it, or kept."""
    now = {standing.environment: standing for standing in case.standings}
    closed = case.episode.closed_at
    parts = []
    if shape.apart:
        parts.append(", ".join(f"{told(now[environment].value)} in {environment}" for environment in sorted(shape.apart)))
    if shape.stood:
        kept = told(shape.standing) if shape.stood_agree else "other values"
        still = all(now[environment].since <= shape.first.landed for environment in shape.stood)
        verb = "kept" if still else "had" if closed else "now has" if len(shape.stood) == 1 else "now have"
        parts.append(f"{listed(shape.stood)} {verb} {kept}{f' until {day(closed)}' if closed else ''}")
    return "".join(f"; {part}" for part in parts)


def day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def not_shown(case: Case) -> str:
    """That intent is not known; git is not blamed alone where talk or live evidence was read too."""
    return f"{'What was read' if case.witnessed else 'Git alone'} does not show whether that was meant."


def _without_shape(kind: str, mechanism: str, case: Case) -> str:
    if kind == "by_design":
        return (
            "The difference is expected by the contract."
            if mechanism == "contract"
            else "Nothing shows it to be more than each environment's own setting."
        )
    return not_shown(case)


def _consequence(
    kind: str, mechanism: str, deliberate: Collection[str], diverged: Collection[str], case: Case, arrived: bool, by_deploy: bool
) -> str:
    closed = case.episode.closed_at is not None
    ways = {
        "typo": "was most likely mistyped",
        "bad_merge": "lost its value in a merge",
        "bad_revert": "lost its value in a revert of something else",
        "masked": "hides the new base value behind an old override",
        "copied": "was copied from another environment",
        "missed": "was left out of a change that was made everywhere else",
        "overwritten": "was overwritten by a commit about other things",
    }
    if kind == "accident" and mechanism == "overwritten" and by_deploy:
        return f"The value set by hand in {listed(diverged)} was put back by a deploy."
    if kind == "accident":
        return f"The value in {listed(diverged)} {ways.get(mechanism, 'was not chosen for it')}."
    return {
        "rollout": "The change has arrived everywhere."
        if arrived
        else f"The change {'was' if closed else 'is'} on its way.",
        "stalled_rollout": f"The rollout {'had' if closed else 'has'} not reached {listed(diverged)} for longer than is usual here.",
        "unbackported_fix": f"The fix in {listed(deliberate)} was not carried to {listed(diverged)}.",
        "by_design": "The difference looks intended.",
        "undetermined": not_shown(case),
    }[kind]
