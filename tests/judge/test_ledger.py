"""The ledger's laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.judge.clues.seen import Seen
from forensics.judge.ledger import weigh
from forensics.judge.weights import CEILING, GIT_ALONE, PRIORS

KINDS = st.sampled_from(sorted(PRIORS))
FINDINGS = st.lists(
    st.builds(
        Seen,
        says=st.text(max_size=8),
        leans=KINDS,
        mechanism=st.sampled_from(("staged", "typo", "nature")),
        weight=st.floats(-4, 6),
        cites=st.just(("e1",)),
        family=st.sampled_from(("", "talk", "travel", "own course")),
    ),
    max_size=12,
)

law = pytest.mark.law


@law
@given(FINDINGS, st.booleans())
def test_the_shares_are_a_probability_and_none_is_above_its_ceiling(found: list[Seen], witnessed: bool) -> None:
    ledger = weigh(found, witnessed)
    assert sum(ledger.shares.values()) == pytest.approx(1)
    assert max(ledger.shares.values()) <= (CEILING if witnessed else GIT_ALONE) + 1e-9


@law
@given(FINDINGS, st.randoms(use_true_random=False))
def test_the_order_in_which_clues_are_asked_changes_nothing(found: list[Seen], chance: object) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert weigh(found).shares == pytest.approx(weigh(shuffled).shares)


def test_a_second_finding_of_one_family_counts_less_than_one_of_another() -> None:
    first = Seen("a", "accident", "typo", 2.0, ("e1",), family="slips")
    same_side = weigh([first, Seen("b", "accident", "typo", 2.0, ("e1",), family="slips")])
    other_side = weigh([first, Seen("b", "accident", "typo", 2.0, ("e1",), family="talk")])
    assert same_side.shares["accident"] < other_side.shares["accident"]


def test_nothing_seen_leaves_the_answer_open() -> None:
    assert weigh([]).best() == "undetermined"
