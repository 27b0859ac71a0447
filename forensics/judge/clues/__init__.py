"""Clues that structure alone gives: each a small function from a case to what it saw, which way that leans, and what it cites."""

from forensics.judge.clues.expected import age, contract, nature, scope
from forensics.judge.clues.marks import copies, masks, merges, misspelled_key, overwritten, partial_reverts, reverts, skipped, typo
from forensics.judge.clues.seen import Clue, Seen
from forensics.judge.clues.travel import arrived, direction

CLUES: tuple[Clue, ...] = (
    contract,
    nature,
    age,
    scope,
    arrived,
    direction,
    typo,
    misspelled_key,
    merges,
    reverts,
    partial_reverts,
    masks,
    copies,
    skipped,
    overwritten,
)

__all__ = ["CLUES", "Seen"]
