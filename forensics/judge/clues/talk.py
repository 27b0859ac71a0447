"""Clues from what was said: how far a change was to go, what was promised, why it was made, and who was not sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from forensics.judge.case import Case
from forensics.judge.clues.seen import Seen
from forensics.judge.clues.travel import young
from forensics.judge.said import Said, Vow
from forensics.judge.shape import Shape, is_earlier, is_production
from forensics.judge.weights import WEIGHTS
from forensics.judge.wording import listed

# So long before a first step a trouble is its occasion; so long after a last one a word of its end is about it.
_OCCASION = timedelta(hours=36)
_AFTERMATH = timedelta(days=10)
# `prod only so far` tells of now, not of what is meant.
_SO_FAR = re.compile(r"so far|for now|at the moment|yet\b|bisher|bislang|pour l.instant|por enquanto|por ahora|今のところ", re.IGNORECASE)
# A hold that says its own end.
_UNTIL = re.compile(
    r"\b(?:until|till|while|before|so (?:that )?we can|bis|solange|jusqu\w*|tant que|até|enquanto|hasta|mientras)\b|まで|間は",
    re.IGNORECASE,
)


def statements(case: Case, shape: Shape) -> tuple[Said, ...]:
    """What was said of the landings that made the difference: their own messages, and talk that is linked to them or names the key."""
    touches = (*(step for step in shape.steps if step is not shape.decisive), shape.decisive)
    events = {touch.event for touch in touches}
    start = shape.first.landed - timedelta(days=45)
    own = [touch.said for touch in touches if touch.said is not None]
    linked = [one for one in case.said if any(one.strength(event) >= 0.5 for event in events) or _of_touch(one, shape)]
    named = [one for one in case.said if not one.about and one.names != "no" and one.time >= start]
    return tuple(sorted({one.event: one for one in (*own, *linked, *named)}.values(), key=lambda one: (one.time, one.event)))


def _of_touch(one: Said, shape: Shape) -> bool:
    """Whether it is linked to another environment's part of one of these landings."""
    commits = {touch.commit for touch in (*shape.steps, shape.decisive) if touch.commit}
    return any(strength >= 0.5 and to.rpartition("|")[2] in commits for to, strength in one.about)


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:77] + "…"


def promised(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A promise to carry a value on, or to write it down, that was not kept by its day or its kind's usual time."""
    if shape is None or case.by_name or case.episode.closed_at is not None:
        return
    left = shape.stood
    best: dict[str, tuple[Said, Vow]] = {}
    for one in statements(case, shape):
        for vow in one.vows:
            if vow.kind in ("carry_on", "permanent") and not one.asks and vow.state != "kept" and _concerns(vow, left):
                best.setdefault(vow.kind, (one, vow))
    for kind, (one, vow) in sorted(best.items()):
        if not left:
            continue
        yield _unkept(case, shape, kind, one, vow)


def _concerns(vow: Vow, left: frozenset[str]) -> bool:
    return not vow.environments or bool(frozenset(vow.environments) & left)


def _unkept(case: Case, shape: Shape, kind: str, one: Said, vow: Vow) -> Seen:
    """The finding of an open promise: it leans to what its change looks like."""
    waiting = vow.due is not None and vow.due + timedelta(days=1) >= case.as_of
    quote = f"“{_quoted(vow.quote)}”"
    by_hand = any(step.kind == "live_edit" for step in shape.steps)
    if waiting:
        says = f"its day has not come yet: {quote}"
        return Seen(says, "rollout", "staged", WEIGHTS["promise_not_due"], (one.event,), shape.stood, shape.newest)
    told = "promised and still open" if vow.due is None else "promised for a day that has passed"
    if kind == "permanent" or by_hand or (_from_production(shape) and not _towards_production(shape)):
        mechanism = "live_edit" if by_hand else "declared_hotfix"
        return Seen(f"{told}: {quote}", "unbackported_fix", mechanism, WEIGHTS["promise_open"], (one.event,), shape.stood, shape.newest)
    return Seen(f"{told}: {quote}", "stalled_rollout", "staged", WEIGHTS["promise_open"], (one.event,), shape.stood, shape.newest)


def _from_production(shape: Shape) -> bool:
    return any(is_production(one) for one in shape.moved)


def _towards_production(shape: Shape) -> bool:
    return any(is_production(one) for one in shape.stood)


def wanted(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A ticket, message or commit says that the environments that stood still were to get the value, too: then it isn't their own."""
    if shape is None or not shape.stood or case.by_name:
        return
    for one in statements(case, shape):
        if one.asks and one.kind == "message":
            continue
        everywhere = any(vow.kind == "scope" and vow.reach == "everywhere" for vow in one.vows)
        named = shape.stood <= frozenset(one.environments) and bool(shape.moved & frozenset(one.environments))
        limits = any(vow.kind == "scope" and vow.reach in ("only", "on purpose", "held") for vow in one.vows)
        before = one.time <= shape.decisive.landed + timedelta(days=2)
        if (everywhere or (named and one.kind in ("ticket", "commit") and before)) and not limits:
            reach = "speaks of all environments" if everywhere else f"names {listed(shape.stood)} as well"
            what = {"commit": "the commit", "message": "a message", "ticket": "the ticket", "comment": "a comment"}[one.kind]
            says = f"{what} {reach}: “{_quoted(one.text)}”"
            yield Seen(says, "by_design", "nature", -WEIGHTS["wanted_elsewhere"], (one.event,))
            yield Seen(says, "undetermined", "none", -WEIGHTS["wanted_is_known"], (one.event,))
            if everywhere and one.kind in ("commit", "ticket") and len(shape.steps) == 1 and len(shape.decisive.changed) > 1:
                says = "one commit was to change all, and did not"
                yield Seen(says, "accident", "missed", WEIGHTS["scope_in_words"], (one.event,), shape.stood, shape.newest)
            return


def limited(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """What was said limits the change to where it was made, or says that the difference is meant."""
    if shape is None or case.by_name:
        return
    for one in statements(case, shape):
        for vow in one.vows:
            if vow.kind != "scope" or vow.reach not in ("only", "on purpose") or one.asks or _SO_FAR.search(vow.quote):
                continue
            if vow.reach == "only" and vow.environments and not frozenset(vow.environments) & shape.moved:
                continue
            weight = WEIGHTS["meant"] * (0.5 if "unsure" in one.tones else 1.0)
            says = "it is for that environment alone" if vow.reach == "only" else "the difference is said to be meant"
            yield Seen(f"{says}: “{_quoted(vow.quote)}”", "by_design", "nature", weight, (one.event,))
            return


def held_back(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """It is said that an environment which stood still is left as it is: it was not forgotten. A version, or a value that is left for
    now, is on its way while the hold is young, and has been forgotten since when it is not; any other is that environment's own."""
    if shape is None or case.by_name or not shape.stood or case.episode.closed_at is not None:
        return
    for one in statements(case, shape):
        held = [vow for vow in one.vows if vow.reach == "held" and frozenset(vow.environments) & shape.stood]
        if not held or one.asks:
            continue
        for_now = case.subject == "pin" or bool(_SO_FAR.search(held[0].quote) or _UNTIL.search(held[0].quote))
        if for_now and not young(case, shape):
            return
        says = f"it is said to be left as it is: “{_quoted(held[0].quote)}”"
        weight = WEIGHTS["held_back"] * (0.5 if "unsure" in one.tones else 1.0)
        if for_now:
            yield Seen(says, "rollout", "staged", weight, (one.event,), shape.stood, shape.newest)
        else:
            yield Seen(says, "by_design", "nature", weight, (one.event,))
        for kind in ("stalled_rollout", "accident"):
            yield Seen(says, kind, "none", -weight, (one.event,))
        return


def reasoned(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A change that names the environment that it is for, and the reason, while nothing says that others were to follow."""
    if shape is None or case.by_name or not shape.stood:
        return
    commits = [step.said for step in shape.steps if step.said is not None]
    about = [one for one in statements(case, shape) if one.kind in ("ticket", "comment", "commit")]
    owed = any(vow.kind in ("carry_on", "permanent") or vow.reach == "everywhere" for one in about for vow in one.vows) or any(
        shape.stood & frozenset(one.environments) for one in about if one.kind != "comment"
    )
    if not commits or owed:
        return
    first = commits[0]
    names_own = bool(shape.moved & frozenset(first.environments))
    if names_own and "reason" in first.tones | {tone for one in about for tone in one.tones} and not any(map(is_earlier, shape.moved)):
        says = f"the change names {listed(shape.moved & frozenset(first.environments))} and its reason, and no other environment"
        yield Seen(says, "by_design", "nature", WEIGHTS["reasoned_alone"], (first.event,))


def believed_done(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Somebody said that it was done, or live everywhere, while an environment never got it: nobody knew that it was missing."""
    if shape is None or not shape.stood | shape.apart or case.episode.closed_at is not None:
        return
    for one in statements(case, shape):
        late = shape.first.landed <= one.time <= shape.steps[-1].landed + _AFTERMATH
        everywhere = any(vow.kind == "scope" and vow.reach == "everywhere" for vow in one.vows)
        named = bool(frozenset(one.environments) & (shape.stood | shape.apart))
        if one.kind in ("message", "comment") and late and "finished" in one.tones and (everywhere or named) and not one.asks:
            if any(vow.kind == "carry_on" for vow in one.vows):
                continue
            says = f"it was said to be done where it is not: “{_quoted(one.text)}”"
            yield Seen(says, "accident", "missed", WEIGHTS["believed_done"], (one.event,), shape.stood, shape.newest)
            return


def under_pressure(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A change made amid trouble in production, there first: a fix, which its own urgency keeps from the usual way."""
    if shape is None or case.by_name or not shape.stood or not _from_production(shape):
        return
    first = shape.first
    for one in statements(case, shape):
        near = one.kind == "commit" or first.landed - _OCCASION <= one.time <= first.landed + _OCCASION
        if near and "trouble" in one.tones and not first.reverts:
            mechanism = "live_edit" if first.kind == "live_edit" else "declared_hotfix"
            says = f"it was made amid trouble: “{_quoted(one.text)}”"
            yield Seen(says, "unbackported_fix", mechanism, WEIGHTS["under_pressure"], (one.event, first.event), shape.stood, shape.newest)
            return


def told_by_hand(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Somebody tells of a change by hand in an environment where no live source shows one."""
    if shape is None or any(touch.kind == "live_edit" for touch in case.touches):
        return
    for one in statements(case, shape):
        where = frozenset(one.environments) & shape.everyone
        if one.kind != "commit" and "by_hand" in one.tones and one.names != "no" and len(where) == 1 and not one.asks:
            left = shape.everyone - where
            says = f"a change by hand in {listed(where)} is told of: “{_quoted(one.text)}”"
            if shape.moved == where:
                yield Seen(says, "unbackported_fix", "live_edit", WEIGHTS["told_by_hand"], (one.event,), left, shape.newest)
            elif where <= shape.stood and not any(standing.kind != "change" for standing in case.standings):
                # What ran there was not seen: the edit may hold still, or a deploy may have put it back.
                unseen = WEIGHTS["told_by_hand_unseen"]
                yield Seen(says, "accident", "overwritten", unseen, (one.event,), where, shape.newest)
                yield Seen(f"{says}; what ran there then was not seen", "undetermined", "none", unseen, (one.event,))
            return


def closed_in_a_sweep(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """The ticket was closed together with many others: its end says nothing of the work's."""
    if shape is None or not shape.stood or case.episode.closed_at is not None:
        return
    swept = next((one for one in statements(case, shape) if one.kind == "ticket" and one.closed and one.in_bulk), None)
    if swept is not None and not _from_production(shape):
        says = f"{swept.ticket} was closed together with others, and the change had not arrived"
        yield Seen(says, "stalled_rollout", "staged", WEIGHTS["closed_in_bulk"], (swept.event,), shape.stood, shape.newest)


def nobody_knows(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """Those who speak of a difference that no change made are not sure themselves."""
    if shape is not None:
        return
    doubting = [one for one in case.said if "unsure" in one.tones or (one.asks and one.names != "no")]
    if doubting:
        says = f"those who speak of it are not sure: “{_quoted(doubting[0].text)}”"
        yield Seen(says, "undetermined", "none", WEIGHTS["nobody_knows"], tuple(one.event for one in doubting[:2]))
