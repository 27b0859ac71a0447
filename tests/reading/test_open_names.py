"""A name is kept only where no report would mask anything in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.model import Entry, Parsed, Scope
from forensics.reading.open_names import OpenNames, _is_plain
from forensics.redact import Redactor
from tests.redaction_corpus import SECRETS


def holds(*entries: Entry) -> bool:
    names = OpenNames()
    names.learn(entries)
    return names.holds(Parsed(entries))


@pytest.mark.law
@given(st.text("aB1_.-[]#/xobghpkey", max_size=24) | st.sampled_from([word for word, *_ in SECRETS]))
def test_what_is_plain_would_not_be_masked(text: str) -> None:
    assert not _is_plain(text) or Redactor(bytes(32)).text(text) == text


def test_a_value_that_is_masked_is_no_name_anywhere_in_the_file() -> None:
    secret = Entry(("db", "password"), "blue-falcon-77", 1)
    assert holds(secret, Entry(("users[blue]", "x"), "1", 2))
    assert not holds(secret, Entry(("users[blue-falcon-77]", "x"), "1", 2))
    assert not holds(Entry(("users[blue-falcon-77]", "x"), "1", 1), secret)
    assert not holds(secret, Entry(("x",), "1", 2, scope=Scope(only=("blue-falcon-77",))))


def test_what_is_learned_of_one_file_counts_for_the_next() -> None:
    names = OpenNames()
    first = (Entry(("users[blue-falcon-77]", "x"), "1", 1),)
    names.learn(first)
    assert names.holds(Parsed(first))
    names.learn((Entry(("db", "password"), "blue-falcon-77", 1),))
    assert not names.holds(Parsed(first))


def test_the_reason_why_a_file_is_degraded_is_looked_at_too() -> None:
    assert not OpenNames().holds(Parsed((), "at ghp_" + "a1B2" * 9))


def test_a_secret_in_a_name_is_none_that_another_goes_by() -> None:
    names = OpenNames()
    assert names.holds(Parsed((Entry(("steps[falcon_blue77]", "x"), "1", 1),)))
    assert not names.holds(Parsed((Entry(("steps[run --token=falcon_blue77]", "x"), "1", 1),)))
    assert not names.holds(Parsed((Entry(("jobs[falcon_blue77]", "x"), "1", 1),)))
