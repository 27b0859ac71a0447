"""Clues: each a small function from a case to what it saw, which way that leans, and what it cites; in families, as they are told."""

from forensics.judge.clues import course, expected, left_out, live, marks, talk, travel
from forensics.judge.clues.seen import Clue, Seen

FAMILIES: dict[str, tuple[Clue, ...]] = {
    "contract": (expected.contract, expected.contract_out_of_date),
    "nature and age": (expected.nature, expected.born_apart, expected.age, expected.trial),
    "own course": (course.own_course, course.turned, course.put_back),
    "travel": (travel.arrived, travel.direction, travel.newer_version),
    "slips": (marks.typo, marks.misspelled_key),
    "merges and reverts": (marks.merges, marks.reverts, marks.partial_reverts),
    "left out": (left_out.masks, left_out.copies, left_out.skipped, left_out.not_substituted, left_out.renamed, left_out.overwritten),
    "live": (live.edited_live, live.undone, live.seen_only, live.not_yet_running, live.taken_back_live),
    "talk": (
        talk.promised,
        talk.wanted,
        talk.limited,
        talk.held_back,
        talk.reasoned,
        talk.believed_done,
        talk.under_pressure,
        talk.told_by_hand,
        talk.closed_in_a_sweep,
        talk.nobody_knows,
    ),
}
CLUES: tuple[Clue, ...] = tuple(clue for family in FAMILIES.values() for clue in family)

__all__ = ["CLUES", "FAMILIES", "Seen"]
