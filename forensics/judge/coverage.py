"""How much of a difference is told of: by its commits' messages, by talk, by what was seen running."""

from __future__ import annotations

from forensics.judge.case import Case, Touch
from forensics.judge.shape import Shape

# What each witness is worth of the whole.
_MESSAGES, _TALK, _SEEN = 0.5, 0.25, 0.25


def coverage(case: Case, shape: Shape | None) -> float:
    """From 0, where nothing tells of the difference, to 1, where every commit says what it did, talk is linked to it, and every
    environment was seen. The less is told, the less a sum of clues is worth: what would speak against them may be what is missing."""
    steps = landings(case, shape)
    told = sum(tells(step) for step in steps) / len(steps) if steps else 0.0
    events = {step.event for step in steps}
    linked = [one for one in case.said if any(one.strength(event) >= 0.5 for event in events)]
    talk = 1.0 - 0.5 ** len(linked)
    everyone = {standing.environment for standing in case.standings}
    seen = len(everyone & case.observed) / len(everyone) if everyone else 0.0
    by_hand = any(touch.kind != "change" for touch in steps)
    return _MESSAGES * told + _TALK * talk + _SEEN * (seen + (1 - seen) * 0.5 * by_hand)


def landings(case: Case, shape: Shape | None) -> tuple[Touch, ...]:
    """The landings that made the difference; without a shape those that were there when it opened."""
    if shape is not None:
        return (*(step for step in shape.steps if step is not shape.decisive), shape.decisive)
    return tuple(touch for touch in case.touches if touch.landed <= case.episode.opened_at) or case.touches[:1]


def tells(touch: Touch) -> bool:
    """Whether every message behind a landing says something of it: the key, an environment, or a few words at all."""
    if touch.said is None or touch.silent:
        return touch.kind != "change"
    return touch.said.names != "no" or bool(touch.said.environments) or len(touch.said.text.split()) >= 3
