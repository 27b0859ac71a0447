"""What a text names, and what only looks as if it did."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.correlate.mentions import Known, mentions

OID = "3f2a91c07d5be8642f10a9c3d7e5b86042a1f9cd"
OTHER = "3f2a91c1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
KNOWN = Known(
    projects=frozenset({"PAY", "CORE", "IT"}),
    commits=(OID, OTHER),
    pull_requests=frozenset({"731", "88"}),
    repositories=frozenset({"acme/shop"}),
    environments=("production", "staging", "prod-eu", "prod-us"),
    spellings=("PAYMENT_GATEWAY_TIMEOUT_MS",),
)


def named(text: str, kind: str, known: Known = KNOWN) -> list[str]:
    return [one.what for one in mentions(text, known) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("PAY-412 is done", ["PAY-412"]),
        ("see https://jira.example/browse/PAY-7?focusedId=3 and CORE-1.", ["PAY-7", "CORE-1"]),
        ("feature/pay-412-longer-timeout", ["PAY-412"]),
        ("Merge branch 'PAY-9_fix'", ["PAY-9"]),
        ("[PAY-9](…), (CORE-2)", ["PAY-9", "CORE-2"]),
        ("encode as UTF-8, hash with SHA-256, patch CVE-2025-1", []),
        ("it-2 is a size, IT-2 a ticket", ["IT-2"]),
        ("REPAY-412, PAY-0, PAY-1.5, PAY-12345678", []),
    ],
)
def test_ticket_keys_are_those_of_projects_that_exist(text: str, keys: list[str]) -> None:
    assert named(text, "ticket") == keys


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (f"fixed in {OID[:10]}", [OID]),
        (f"https://git.example/acme/shop/commit/{OID}", [OID]),
        ("3f2a91c is the beginning of two", []),
        ("3f2a9", []),
        (f"{OID[:9]}...{OTHER[:9]}", [OTHER]),
        (f"image: app@sha256-{OID}", []),
        ("deadbeefcafe", []),
    ],
)
def test_commit_ids_are_found_by_a_beginning_that_is_one_commits_only(text: str, ids: list[str]) -> None:
    assert named(text, "commit") == ids


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("#731 is merged", ["731"]),
        ("!88, PR 731", ["88", "731"]),
        ("https://git.example/acme/shop/pull/731/files", ["731"]),
        ("https://git.example/acme/shop/-/merge_requests/88", ["88"]),
        ("https://git.example/acme/other/pull/731", []),
        ("https://git.example/acme/shop/issues/731", []),
        ("#999 nobody knows, #731abc, &#731;", []),
    ],
)
def test_pull_requests_are_those_that_exist_here(text: str, numbers: list[str]) -> None:
    assert named(text, "pull_request") == numbers


def test_a_permalink_is_the_message_it_leads_to() -> None:
    text = "as said in https://acme.slack.com/archives/C024BE91L/p1355517523000008?thread_ts=1355517500.000001&cid=C024BE91L"
    assert named(text, "message") == ["slack:C024BE91L/1355517523.000008"]


@pytest.mark.parametrize(
    ("text", "environments"),
    [
        ("raised on production", {"production"}),
        ("raised on stg and prod eu", {"staging", "prod-eu"}),
        ("in produção", {"production", "prod-eu", "prod-us"}),
        ("本番を更新", {"production", "prod-eu", "prod-us"}),
        ("it is live now", set()),
        ("runs in live since", {"production", "prod-eu", "prod-us"}),
        ("tell us about the product", set()),
        ("EU and US", {"prod-eu", "prod-us"}),
    ],
)
def test_environments_are_named_as_people_say_them(text: str, environments: set[str]) -> None:
    assert set(named(text, "environment")) == environments


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("to 10s", ["10000 ms"]),
        ("10 seconds or 10,000 ms", ["10000 ms", "10000 ms"]),
        ("from 3k to 10k", ["3000", "10000"]),
        ("1m30s", ["90000 ms"]),
        ("10.000", ["10", "10000"]),
        ("auf 2,5 Sekunden, 10秒, 25 MB, 60 %", ["2500 ms", "10000 ms", "25000000 bytes", "60 %"]),
        ("v1.2.3 at 14:02 on 2026-03-02, p95, 10.0.0.1, PAY-412, #731", []),
    ],
)
def test_amounts_are_told_from_other_numbers_and_brought_to_one_unit(text: str, amounts: list[str]) -> None:
    assert sorted(named(text, "amount")) == sorted(amounts)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("set PAYMENT_GATEWAY_TIMEOUT_MS", "key"),
        ("payment.gateway.timeout-ms is too low", "key"),
        ("paymentGatewayTimeoutMs", "key"),
        ("the payment gateway's time-outs", "key_in_words"),
        ("gateway timeouts again", "key_in_words"),
        ("payment is late", None),
        ("the gateway is down. Later that week, after lunch and a long walk home, we talked about some other timeout", None),
    ],
)
def test_the_key_is_found_by_any_spelling_and_in_prose(text: str, kind: str | None) -> None:
    assert [one.kind for one in mentions(text, KNOWN) if one.kind.startswith("key")] == ([kind] if kind else [])


@pytest.mark.law
@given(st.text(max_size=300))
def test_every_mention_stands_where_it_says(text: str) -> None:
    assert all(text[one.start : one.end] == one.said for one in mentions(text, KNOWN))


@pytest.mark.parametrize("piece", ["https://a/", "10 000 ", "PAY-", "a.b.", "1m", "prod ", "#1!1", "a@b.", "gateway "])
def test_long_texts_take_time_in_proportion(piece: str) -> None:
    begun = time.perf_counter()
    mentions(piece * (40_000 // len(piece)), KNOWN)
    assert time.perf_counter() - begun < 5
