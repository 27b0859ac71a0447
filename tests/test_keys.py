"""Which entries are the key that was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.hits import find
from forensics.keys import Key, canon, words
from forensics.model import Entry, Parsed, Scope
from forensics.parse import parse

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


def test_a_package_is_found_by_a_name_with_a_number_in_it() -> None:
    assert Key("lib-2-core").gate().admits_name(b'"node_modules/lib-2-core": {')
    assert not Key("lib-2-core").gate().admits_name(b'"node_modules/lib-3-core": {')


@pytest.mark.parametrize("text", ["hosts.0", "hosts.[0]", "HOSTS_0", "[0]"])
def test_the_place_in_a_list_need_not_be_written(text: str) -> None:
    content = b"hosts:\n- a\n"
    assert [hit.value for hit in find(parse("values.yaml", content), Key(text))] == ["a"]
    assert Key(text).gate().admits(content)


@pytest.mark.law
@given(_NAME)
def test_case_and_separators_never_change_what_a_name_is(name: str) -> None:
    assert canon(name) == canon("_".join(words(name)).upper())



def hits_in(name: str, text: str, key: str) -> list[tuple[str, str | None, int, Scope | None]]:
    return [(hit.keypath, hit.value, hit.line, hit.scope) for hit in find(parse(name, text.encode()), Key(key))]


def test_values_of_one_path_that_count_for_different_environments_are_all_hits() -> None:
    text = 'replicas: {{ if eq .Environment.Name "prod" }}6{{ else }}2{{ end }}\n'
    assert hits_in("x.yaml", text, "replicas") == [
        ("replicas", "6", 1, Scope(only=("prod",))),
        ("replicas", "2", 1, Scope(but=("prod",))),
    ]


def test_values_that_count_for_different_environments_are_no_repetition() -> None:
    text = 'replicas: {{ if eq .Environment.Name "prod" }}6{{ else }}2{{ end }}\n'
    assert [hit.repeated for hit in find(parse("x.yaml", text.encode()), Key("replicas"))] == [False, False]


def test_a_map_keyed_by_environment_is_one_value_of_its_key_per_environment() -> None:
    text = "locals {\n  timeout = { prod = 3000, staging = 10000 }\n}\n"
    assert hits_in("x.tf", text, "timeout") == [
        ("locals.timeout.prod", "3000", 2, Scope(only=("prod",))),
        ("locals.timeout.staging", "10000", 2, Scope(only=("staging",))),
    ]


def test_a_section_of_an_environment_is_found_under_its_whole_path() -> None:
    text = "production:\n  pool: 20\nstaging:\n  pool: 5\n"
    assert hits_in("x.yaml", text, "pool") == [
        ("production.pool", "20", 2, Scope(only=("production",))),
        ("staging.pool", "5", 4, Scope(only=("staging",))),
    ]


def test_a_list_with_parts_for_some_environments_is_a_whole_for_each() -> None:
    text = 'hosts:\n  - a\n{{- if eq .Values.env "prod" }}\n  - b\n{{- else if eq .Values.env "staging" }}\n  - c\n{{- end }}\n  - d\n'
    assert hits_in("x.yaml", text, "hosts") == [
        ("hosts", "[a, d]", 1, Scope(but=("prod", "staging"))),
        ("hosts", "[a, b, d]", 1, Scope(only=("prod",))),
        ("hosts", "[a, c, d]", 1, Scope(only=("staging",))),
    ]


def test_a_list_inside_a_section_is_that_environments_whole() -> None:
    text = "production:\n  hosts: [a, b]\nstaging:\n  hosts: [c]\n"
    assert hits_in("x.yaml", text, "hosts") == [
        ("production.hosts", "[a, b]", 2, Scope(only=("production",))),
        ("staging.hosts", "[c]", 4, Scope(only=("staging",))),
    ]


def test_a_pin_that_turns_on_the_environment_is_a_hit_for_each() -> None:
    text = 'dependencies:\n  - name: redis\n    version: {{ if eq .Values.env "prod" }}1.0{{ else }}2.0{{ end }}\n'
    assert hits_in("Chart.yaml", text, "redis") == [
        ("dependencies[redis]", "1.0", 3, Scope(only=("prod",))),
        ("dependencies[redis]", "2.0", 3, Scope(but=("prod",))),
    ]
