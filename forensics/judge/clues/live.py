"""Clues from what was seen running: a value set by hand where it runs, and what put it back."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.judge.case import Case, Touch
from forensics.judge.clues.seen import Seen
from forensics.judge.shape import Shape
from forensics.judge.weights import WEIGHTS
from forensics.judge.wording import listed
from forensics.reconstruct.equivalence import same


def edited_live(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A value that was set where it runs was wanted there by whoever set it; that no file or environment followed is the difference."""
    if shape is None or shape.decisive.kind not in ("live_edit", "change"):
        return
    by_hand = [step for step in shape.steps if step.kind == "live_edit"]
    if not by_hand or (shape.decisive.kind == "change" and shape.decisive not in shape.steps):
        return
    first = by_hand[0]
    where = frozenset(first.changed) & shape.moved
    if not where:
        return
    left = shape.stood | shape.apart
    says = f"the value in {listed(where)} was set by hand where it runs"
    yield Seen(says, "unbackported_fix", "live_edit", WEIGHTS["edited_live"], (first.event,), left, shape.newest)
    declared = {standing.environment: standing.declared for standing in case.standings if standing.environment in where}
    if all(value is not None and not same(value, shape.newest) for value in declared.values()):
        says = f"no file says so: {listed(where)} is still declared as {', '.join(sorted({str(value) for value in declared.values()}))}"
        yield Seen(says, "unbackported_fix", "live_edit", WEIGHTS["not_codified"], (first.event,), left, shape.newest)


def undone(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A deploy that put back what a live edit had changed knew nothing of it: nobody chose the value that it brought."""
    if shape is None or shape.decisive.kind not in ("deploy", "observation"):
        return
    touch = shape.decisive
    for environment, (before, _) in touch.changed.items():
        edit = _edit_of(case, environment, before, touch)
        if edit is None or environment not in shape.moved:
            continue
        hurt = frozenset(touch.changed) & shape.moved
        says = f"the value set by hand in {environment} was put back by a deploy"
        if touch.kind == "observation":
            says = f"the value set by hand in {environment} was gone when next seen"
        yield Seen(says, "accident", "overwritten", WEIGHTS["live_edit_undone"], (edit.event, touch.event), hurt, before)
        others = [standing.environment for standing in case.standings if standing.environment not in hurt and same(standing.value, before)]
        if others:
            says = f"{listed(others)} {'has' if len(others) == 1 else 'have'} the value that was set by hand"
            yield Seen(says, "accident", "overwritten", WEIGHTS["undone_and_kept_elsewhere"], (edit.event,), hurt, before)


def _edit_of(case: Case, environment: str, value: str | None, before: Touch) -> Touch | None:
    """The live edit that gave an environment a value, before a landing."""
    mine = (one for one in reversed(case.touches) if one.kind == "live_edit" and one.landed <= before.landed and environment in one.changed)
    return next((one for one in mine if same(one.changed[environment][1], value)), None)


def seen_only(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A value that was seen running and that nothing is known to have set: when and by whom it was chosen, if it was, can't be told."""
    if shape is None or shape.decisive.kind != "observation":
        return
    touch = shape.decisive
    if any(_edit_of(case, environment, before, touch) for environment, (before, _) in touch.changed.items()):
        return
    says = f"the value in {listed(shape.moved)} was seen running, and nothing shows what set it"
    yield Seen(says, "undetermined", "none", WEIGHTS["seen_only"], (touch.event,))


def not_yet_running(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """What is declared and not yet running waits for a restart: the change has stopped on its last step."""
    for finding in case.findings:
        if finding.mechanism == "not_yet_running" and shape is not None and finding.environment in shape.everyone:
            hurt = frozenset((finding.environment,))
            declared = next((one.declared for one in case.standings if one.environment == finding.environment), None)
            says = "what runs was started before the change"
            yield Seen(says, "stalled_rollout", "staged", WEIGHTS["not_yet_running"], finding.cites, hurt, declared)


def taken_back_live(case: Case, shape: Shape | None) -> Iterator[Seen]:
    """A live edit that was itself taken back by hand was a measure of the moment."""
    if shape is None or case.episode.closed_at is None or not shape.steps or shape.steps[0].kind != "live_edit":
        return
    if frozenset(case.closed_in) & shape.moved and not frozenset(case.closed_in) & shape.stood:
        cites = (shape.first.event, case.episode.closed_by or "")
        says = "the value set by hand did not last"
        yield Seen(says, "unbackported_fix", "live_edit", WEIGHTS["live_did_not_last"], cites, shape.stood, shape.newest)
