"""The case against a verdict: what of it would have to fall, and what would turn it."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.judge.counter import counter
from forensics.model import Clue, Verdict, VerdictKind

KINDS: tuple[VerdictKind, ...] = get_args(VerdictKind)
PRIORS = {"by_design": 0.2, "rollout": 0.0, "stalled_rollout": -0.2, "unbackported_fix": -0.1, "accident": -0.4, "undetermined": 0.6}


def sums(clues: tuple[Clue, ...]) -> dict[str, float]:
    return {kind: PRIORS[kind] + sum(clue.weight for clue in clues if clue.leans == kind) for kind in KINDS}


def verdict(*clues: Clue, kind: VerdictKind | None = None) -> Verdict:
    weighed = sums(clues)
    best: VerdictKind = max(KINDS, key=lambda one: (weighed[one], one)) if kind is None else kind
    return Verdict("s", "s@1", best, "missed", ("staging",), ("production",), "9", "e1", 0.7, "", tuple(clues))


CLUES = st.lists(
    st.builds(Clue, st.text(max_size=3), st.sampled_from(KINDS), st.floats(-3.5, 3.5).map(lambda weight: round(weight, 2))), max_size=8
).map(tuple)


@pytest.mark.law
@given(CLUES)
def test_a_verdict_turns_when_the_clues_that_are_told_fall_and_not_before(clues: tuple[Clue, ...]) -> None:
    judged = verdict(*clues)
    case = counter(judged, PRIORS)
    left = list(clues)
    for place, prop in enumerate(case.props[: case.together], 1):
        left.remove(prop.clue)
        weighed = sums(tuple(left))
        top = max(weighed.values())
        if place < case.together:
            assert weighed[judged.kind] >= top
        else:
            assert weighed[case.then] == top
            assert case.then != judged.kind


@pytest.mark.law
@given(CLUES)
def test_each_prop_says_what_would_be_concluded_without_it(clues: tuple[Clue, ...]) -> None:
    judged = verdict(*clues)
    for prop in counter(judged, PRIORS).props:
        left = list(clues)
        left.remove(prop.clue)
        weighed = sums(tuple(left))
        assert weighed[prop.without] == max(weighed.values())


@pytest.mark.law
@given(CLUES)
def test_a_fact_as_heavy_as_a_rival_is_behind_turns_the_verdict_to_it(clues: tuple[Clue, ...]) -> None:
    judged = verdict(*clues)
    for rival in counter(judged, PRIORS).rivals:
        fact = Clue("the one fact", rival.kind, rival.behind + 0.01)
        assert sums((*clues, fact))[rival.kind] > sums((*clues, fact))[judged.kind]


@pytest.mark.law
@given(CLUES, st.sampled_from(KINDS))
def test_a_verdict_that_its_clues_do_not_add_up_to_still_has_a_case(clues: tuple[Clue, ...], kind: VerdictKind) -> None:
    case = counter(verdict(*clues, kind=kind), PRIORS)
    assert all(rival.behind >= 0 for rival in case.rivals)
    assert case.together <= len(case.props)


def test_the_strongest_rival_is_one_that_something_speaks_for() -> None:
    case = counter(verdict(Clue("late", "stalled_rollout", 2.4), Clue("swept", "accident", 0.7)), PRIORS)
    assert case.rivals[0].kind == "accident"
    assert case.rivals[0].clues == (Clue("swept", "accident", 0.7),)
    assert "undetermined" not in {rival.kind for rival in case.rivals}


def test_what_speaks_against_a_rival_holds_the_verdict_up_too() -> None:
    clues = (Clue("late", "stalled_rollout", 1.0), Clue("was a fix", "unbackported_fix", 1.6), Clue("no fix", "unbackported_fix", -1.4))
    case = counter(verdict(*clues, kind="stalled_rollout"), PRIORS)
    assert Clue("no fix", "unbackported_fix", -1.4) in {prop.clue for prop in case.props}
    assert next(prop.without for prop in case.props if prop.clue.weight < 0) == "unbackported_fix"


def test_a_fact_names_the_environments_it_is_about_and_follows_the_mechanism() -> None:
    judged = verdict(Clue("late", "stalled_rollout", 2.4))
    facts = {rival.kind: rival.fact for rival in counter(judged, PRIORS).rivals}
    assert "production would follow" in facts["rollout"]
    assert "in staging" in facts["unbackported_fix"]
    assert len(set(facts.values())) == len(facts)


def test_a_rival_too_far_behind_is_not_turned_by_one_fact() -> None:
    judged = verdict(Clue("a", "accident", 3.0), Clue("b", "accident", 3.0))
    assert not any(rival.enough for rival in counter(judged, PRIORS, heaviest=3.0).rivals)
    assert all(rival.enough for rival in counter(replace(judged, evidence=judged.evidence[:1]), PRIORS, heaviest=4.0).rivals)
