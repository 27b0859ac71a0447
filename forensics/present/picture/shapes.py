"""The shapes of the picture, each drawn around (0, 0) in 12 by 12: what kind of thing happened, and how a value came about."""

from __future__ import annotations

from forensics.present.picture.plan import Picture

_DIAMOND = "M0-6 6 0 0 6-6 0Z"
_TRIANGLE = "M0-5.5 6 5-6 5Z"
_SQUARE = "M-5-5H5V5H-5Z"
_DISC = "M0-5A5 5 0 0 1 0 5 5 5 0 0 1 0-5Z"
_RING = "M0-5.5A5.5 5.5 0 0 1 0 5.5 5.5 5.5 0 0 1 0-5.5ZM0-2.5A2.5 2.5 0 0 0 0 2.5 2.5 2.5 0 0 0 0-2.5Z"
_BUBBLE = "M-6-5H6V3H0L-3 6.5V3H-6Z"
_DOWN = "M-6-5H6L0 5.5Z"
_CROSS = "M-5-3-3-5 0-2 3-5 5-3 2 0 5 3 3 5 0 2-3 5-5 3-2 0Z"
# Kind of event → (shape, class that colours it, what the legend calls it).
MARKS: dict[str, tuple[str, str, str]] = {
    "change": (_DIAMOND, "change", "change in git"),
    "commit": (_DISC, "change", "commit"),
    "masked": (_RING, "change", "change hidden by an override"),
    "live_edit": (_TRIANGLE, "live", "live edit"),
    "observation": (_RING, "live", "seen live"),
    "deploy": (_DOWN, "deploy", "deploy"),
    "message": (_BUBBLE, "chat", "chat"),
    "ticket": (_SQUARE, "ticket", "ticket"),
    "ticket_change": (_SQUARE, "ticket", "ticket"),
    "ticket_comment": (_SQUARE, "ticket", "ticket"),
}
OTHER = (_DISC, "other", "other event")
# Tone of a role → its shape.
TONES = {"good": _DIAMOND, "bad": _CROSS, "open": _RING, "calm": _DISC}


def mark_of(kind: str) -> tuple[str, str, str]:
    """A kind's shape, its class, and its word in the legend."""
    return MARKS.get(kind, OTHER)


def legend(shown: Picture) -> tuple[tuple[str, str, str], ...]:
    """(shape, class, words) of each kind of mark in a picture, once, in the order of the table above."""
    marks = [*shown.around, *(mark for lane in shown.lanes for mark in lane.marks)]
    kinds = {mark_of(mark.kind) for mark in marks}
    return tuple(one for one in dict.fromkeys((*MARKS.values(), OTHER)) if one in kinds)
