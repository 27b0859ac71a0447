"""Which accounts are one person's, and which must not be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.correlate.identities import BY_EMAIL, BY_HANDLE_AND_NAME, STATED, git_account, people, standing
from forensics.model import Account

GIT = git_account("Mara Lind", "mara@corp.example")


def test_one_address_is_one_person_whatever_the_names() -> None:
    slack = Account("slack", "U1", "mara :palm_tree:", email="Mara@corp.example")
    known = people([GIT, slack])
    assert known.same(GIT, slack)
    assert set(known.rules.values()) == {(BY_EMAIL,)}


def test_a_display_name_alone_joins_nobody() -> None:
    jira = Account("jira", "712020:9f", "Mara Lind")
    assert not people([GIT, jira]).same(GIT, jira)


def test_a_handle_needs_the_same_name_beside_it() -> None:
    login = git_account("Lind, Mara", "77+mlind@users.noreply.github.com")
    jira, namesake = Account("jira", "mlind", "Mara Lind"), Account("slack", "U7", "Martin Lind", handle="mlind")
    known = people([login, jira, namesake])
    assert known.same(login, jira)
    assert not known.same(login, namesake)
    assert known.rules[known.person(jira) or 0] == (BY_HANDLE_AND_NAME,)


def test_two_accounts_of_one_system_are_joined_by_address_or_statement_only() -> None:
    one, other = Account("jira", "mlind", "Mara Lind"), Account("jira", "mara", "Mara Lind", handle="mlind")
    assert not people([one, other]).same(one, other)
    assert people([one, other], "M <m@x.example> <jira:mlind>\nM <m@x.example> <jira:mara>").same(one, other)


def test_a_mailmap_joins_addresses_and_accounts() -> None:
    old, slack = git_account("mara", "mara@laptop.local"), Account("slack", "U1", "M")
    known = people(
        [GIT, old, slack], "# who is who\nMara Lind <mara@corp.example> <mara@laptop.local>\nMara <mara@corp.example> <slack:U1>"
    )
    assert known.same(old, slack)
    assert known.rules[known.person(GIT) or 0] == (STATED,)


def test_machines_and_bots_are_nobody() -> None:
    bot = Account("slack", "B1", "Mara Lind", email="mara@corp.example", bot=True)
    one, other = git_account("Root User", "root@a.example"), Account("jira", "root", "Root User")
    known = people([GIT, bot, one, other])
    assert known.person(bot) is None
    assert not known.same(one, other)


@pytest.mark.parametrize(("active", "said"), [(False, "deactivated now"), (True, None), (None, None)])
def test_a_deactivated_account_says_nothing_about_then(active: bool | None, said: str | None) -> None:
    told = standing(Account("slack", "U1", "Mara", active=active))
    assert (told is None) == (said is None)
    assert said is None or (told is not None and said in told and "not known" in told)


@pytest.mark.law
@given(
    st.permutations(
        [GIT, Account("slack", "U1", "M", email="mara@corp.example"), Account("jira", "mara", "Mara Lind"), Account("jira", "x", "Y")]
    )
)
def test_the_order_of_accounts_changes_nothing(accounts: list[Account]) -> None:
    assert people(accounts) == people(sorted(accounts, key=lambda one: one.id))
