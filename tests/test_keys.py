"""Which entries are the key that was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.keys import Key, canon, find, nearest, words
from forensics.model import Entry, Parsed

_NAME = st.text("abcdefgXYZ019_.-", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("asked", "path", "tier"),
    [
        ("PAYMENT_GATEWAY_TIMEOUT_MS", ("env", "PAYMENT_GATEWAY_TIMEOUT_MS"), "exact"),
        ("PAYMENT_GATEWAY_TIMEOUT_MS", ("payment.gateway.timeout-ms",), "case"),
        ("PAYMENT_GATEWAY_TIMEOUT_MS", ("payment", "gateway", "timeout-ms"), "case"),
        ("PAYMENT_GATEWAY_TIMEOUT_MS", ("paymentGatewayTimeoutMs",), "case"),
        ("PAYMENT_GATEWAY_TIMEOUT_MS", ("PAYMENT_GATEWAY_TIMEOUTMS",), "relaxed"),
        ("main_app.limits.memory", ("spec", "main_app", "limits", "memory"), "exact"),
        ("nodeSelector.hub.jupyter.org/pool-name", ("proxy", "nodeSelector", "hub.jupyter.org/pool-name"), "exact"),
        ("redis", ("dependencies[redis]",), "exact"),
    ],
)
def test_a_spelling_is_found_and_its_tier_said(asked: str, path: tuple[str, ...], tier: str) -> None:
    assert Key(asked).tier(path) == tier


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("TIMEOUT", ("env", "TIMEOUT_MS")),
        ("TIMEOUT_MS", ("env", "TIMEOUT")),
        ("TIMEOUT", ("gatewaytimeout",)),
        ("limits.memory", ("limits", "memory", "max")),
        ("pool", ("pools[0]", "size")),
        ("", ("anything",)),
    ],
)
def test_a_near_miss_is_never_merged(asked: str, path: tuple[str, ...]) -> None:
    assert Key(asked).tier(path) is None


def test_a_spelling_stated_by_the_team_is_told_as_stated() -> None:
    assert Key("PAYMENT_GATEWAY_TIMEOUT_MS", ("gatewayTimeoutMs",)).tier(("app", "gatewayTimeoutMs")) == "stated"


def test_a_named_dependency_stands_for_its_version() -> None:
    parsed = Parsed(
        (
            Entry(("dependencies",), None, 1, "list"),
            Entry(("dependencies[redis]",), None, 2, "map"),
            Entry(("dependencies[redis]", "name"), "redis", 2),
            Entry(("dependencies[redis]", "version"), "19.6.4", 3),
            Entry(("redis",), None, 5, "map"),
            Entry(("redis", "architecture"), "replication", 6),
        )
    )
    (hit,) = find(parsed, Key("redis"))
    assert (hit.keypath, hit.value, hit.line) == ("dependencies[redis]", "19.6.4", 3)


def test_a_list_is_compared_whole_and_in_its_own_order() -> None:
    entries = (
        Entry(("allowed",), None, 1, "list"),
        Entry(("allowed", "[0]"), "v2", 2),
        Entry(("allowed", "[1]"), "v1", 3),
        Entry(("other",), "x", 4),
    )
    (hit,) = find(Parsed(entries), Key("allowed"))
    assert hit.value == "[v2, v1]"


def test_the_last_of_a_duplicated_key_counts() -> None:
    parsed = Parsed((Entry(("A",), "1", 1), Entry(("A",), "2", 2)))
    assert [hit.value for hit in find(parsed, Key("A"))] == ["2"]


@pytest.mark.law
@given(st.lists(_NAME, min_size=1, max_size=4), st.text(max_size=30))
def test_the_gate_admits_every_file_that_holds_the_key(path: list[str], around: str) -> None:
    key = Key(".".join(path))
    content = "\n".join([around, *path]).upper().encode("utf-8", "surrogateescape")
    if words(key.text) and key.tier(tuple(path)):
        assert key.gate().admits(content)


@pytest.mark.law
@given(_NAME)
def test_case_and_separators_never_change_what_a_name_is(name: str) -> None:
    assert canon(name) == canon("_".join(words(name)).upper())


def test_the_nearest_names_come_first() -> None:
    known = ["PAYMENT_GATEWAY_TIMEOUT_MS", "PAYMENT_RETRIES", "LOG_LEVEL", "GATEWAY_URL"]
    assert nearest("PAYMENT_GATEWAY_TIMEOUT", known)[0] == "PAYMENT_GATEWAY_TIMEOUT_MS"
    assert nearest("PAYMNT_RETRIES", known) == ("PAYMENT_RETRIES",)
    assert nearest("COMPLETELY_ELSEWHERE", known) == ()
