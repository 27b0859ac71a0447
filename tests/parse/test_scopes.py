"""For which environments a scope counts: names, spellings, regions; two scopes meeting; the one value of several."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.environments import words
from forensics.model import Entry, Scope
from forensics.parse.environment_names import FAMILY_OF, family, is_sure
from forensics.parse.scopes import NOWHERE, counts_for, meet, most_specific, names


def only(*some: str) -> Scope:
    return Scope(only=some)


def but(*some: str) -> Scope:
    return Scope(but=some)


@pytest.mark.parametrize(
    ("scope", "environment", "counts"),
    [
        (None, "prod", True),
        (only("production"), "production", True),
        (only("Production"), "PRODUCTION", True),
        (only("production"), "prod", True),
        (only("production"), "live", True),
        (only("production"), "staging", False),
        (only("prod"), "preprod", False),
        (only("prod"), "prod-eu", True),
        (only("prod", "prod-eu"), "prod-us", False),
        (only("prod", "prod-eu"), "prod-eu", True),
        (only("prod-eu"), "prod", False),
        (only("prod-eu"), "prod-us", False),
        (only("eqiad"), "eqiad", True),
        (only("eqiad"), "codfw", False),
        (only("staging-*"), "staging-eqiad", True),
        (only("staging-*"), "staging", False),
        (but("production"), "production", False),
        (but("production"), "prod", False),
        (but("production"), "staging", True),
        (but("prod"), "prod-eu", False),
        (but("prod", "prod-eu"), "prod-us", True),
        (Scope(only=("dev*",), but=("dev-eu",)), "dev-us", True),
        (Scope(only=("dev*",), but=("dev-eu",)), "dev-eu", False),
        (NOWHERE, "prod", False),
    ],
)
def test_a_scope_counts_for_an_environment_or_does_not(scope: Scope | None, environment: str, counts: bool) -> None:
    assert counts_for(scope, environment) is counts


@pytest.mark.parametrize(
    ("outer", "inner", "both"),
    [
        (None, only("a"), only("a")),
        (but("a"), None, but("a")),
        (only("prod", "staging"), only("prod"), only("prod")),
        (only("prod"), only("staging"), NOWHERE),
        (only("prod", "staging"), but("prod"), only("staging")),
        (but("prod"), only("prod"), NOWHERE),
        (but("prod"), but("staging"), but("prod", "staging")),
        (only("production"), only("prod"), only("prod")),
        (only("production"), only("prod-eu"), only("prod-eu")),
        (only("prod-eu"), only("production"), only("prod-eu")),
        (only("production"), but("prod-eu"), Scope(only=("production",), but=("prod-eu",))),
    ],
)
def test_what_stands_inside_both_counts_where_both_do(outer: Scope | None, inner: Scope | None, both: Scope | None) -> None:
    assert meet(outer, inner) == both


SOME = st.sampled_from(["prod", "staging", "dev", "eqiad", "lab"])
SCOPES = st.one_of(
    st.none(),
    st.lists(SOME, min_size=1, max_size=3, unique=True).map(lambda some: Scope(only=tuple(some))),
    st.lists(SOME, min_size=1, max_size=3, unique=True).map(lambda some: Scope(but=tuple(some))),
)


@pytest.mark.law
@given(outer=SCOPES, inner=SCOPES, environment=st.one_of(SOME, st.just("other")))
def test_a_meeting_counts_exactly_where_both_count(outer: Scope | None, inner: Scope | None, environment: str) -> None:
    assert counts_for(meet(outer, inner), environment) is (counts_for(outer, environment) and counts_for(inner, environment))


def entry(value: str, line: int, scope: Scope | None) -> Entry:
    return Entry(("x",), value, line, scope=scope)


@pytest.mark.parametrize(
    ("scopes", "environment", "winner"),
    [
        ([only("prod"), but("prod")], "prod", 0),
        ([only("prod"), but("prod")], "dev", 1),
        ([only("prod"), only("prod-eu")], "prod-eu", 1),
        ([only("prod-eu"), only("prod")], "prod-eu", 0),
        ([only("prod"), only("prod-eu"), but("prod", "prod-eu")], "prod-us", 0),
        ([only("prod"), only("production")], "prod", 0),
        ([None, only("prod")], "prod", 1),
        ([None, only("prod")], "dev", 0),
        ([only("prod"), None], "prod", 1),  # repeated below without a condition: loaders take the last
        ([None, only("prod"), only("prod", "eu")], "prod", 2),
        ([only("prod")], "dev", None),
    ],
)
def test_one_of_several_values_of_a_path_is_an_environments(scopes: list[Scope | None], environment: str, winner: int | None) -> None:
    entries = [entry(str(place), place + 1, scope) for place, scope in enumerate(scopes)]
    found = most_specific(entries, environment)
    assert (found.value if found else None) == (None if winner is None else str(winner))


def test_the_names_of_a_scope_are_the_environments_in_it() -> None:
    assert names(Scope(only=("prod", "dev*"), but=("dev-eu",))) == ("prod", "dev-eu")
    assert names(None) == names(NOWHERE) == ()


def test_the_parsers_words_are_those_of_the_environments() -> None:
    assert set(words.RANKS) <= set(FAMILY_OF)
    assert set(FAMILY_OF) - set(words.RANKS) == {"testing"}
    by_family: dict[str, list[str]] = {}
    for word, its_family in FAMILY_OF.items():
        by_family.setdefault(its_family, []).append(word)
    ranked = [[words.RANKS[word] for word in some if word in words.RANKS] for some in by_family.values()]
    assert all(one == other for some in ranked for one, other in pairwise(some))


@pytest.mark.parametrize("name", ["production-eu", "prod1", "eu-prod", "staging_us", "prod-eu-west-1", "prod-blue"])
def test_a_region_or_number_beside_the_word_is_still_that_environment(name: str) -> None:
    assert is_sure(name)


@pytest.mark.parametrize("name", ["product", "prod-db", "test-utils", "deliver", "production_url", "region"])
def test_a_longer_name_with_the_word_in_it_is_none(name: str) -> None:
    assert family(name) is None
