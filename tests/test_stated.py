"""What forensics.toml states, and how it says what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.question import QuestionError
from forensics.stated import Stated, read_stated

FULL = b"""\
[environments]
prod  = ["deploy/*/values-prod.yaml", "envs/live/**"]
stage = ["deploy/*/values-stg.yaml"]
order = ["dev", "stage", "prod"]
[layers]
"deploy/*/values-*.yaml" = ["deploy/*/values.yaml"]
[keys]
PAYMENT_GATEWAY_TIMEOUT_MS = ["payment.gateway.timeout-ms", "gatewayTimeoutMs"]
"""
STATED = Stated(
    environments=(("prod", ("deploy/*/values-prod.yaml", "envs/live/**")), ("stage", ("deploy/*/values-stg.yaml",))),
    order=("dev", "stage", "prod"),
    layers=(("deploy/*/values-*.yaml", ("deploy/*/values.yaml",)),),
    keys=(("PAYMENT_GATEWAY_TIMEOUT_MS", ("payment.gateway.timeout-ms", "gatewayTimeoutMs")),),
)


def test_a_file_says_environments_order_layers_and_keys() -> None:
    assert read_stated(FULL, "forensics.toml") == STATED


def test_a_pyproject_says_it_in_its_own_table() -> None:
    text = b"[project]\nname = 'x'\n" + FULL.replace(b"[environments]", b"[tool.forensics.environments]").replace(
        b"[layers]", b"[tool.forensics.layers]"
    ).replace(b"[keys]", b"[tool.forensics.keys]")
    assert read_stated(text, "pyproject.toml") == STATED
    assert read_stated(b"[project]\nname = 'x'\n[environments]\n", "pyproject.toml") == Stated()


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"\xef\xbb\xbf[keys]\r\n"])
def test_a_file_that_states_nothing_is_no_error(content: bytes) -> None:
    assert read_stated(content, "forensics.toml") == Stated()


def test_one_text_stands_for_a_list_of_one() -> None:
    assert read_stated(b'[environments]\nprod = "live/**"\n', "forensics.toml").environments == (("prod", ("live/**",)),)


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (b"[environments]\nprod = [\n", ["forensics.toml", "TOML"]),
        (b"[environments]\n= 3\n", ["forensics.toml, line 2,", "TOML"]),
        (b"[environments]\nprod = 3\n", ["forensics.toml, line 2:", "'prod'", 'prod = ["']),
        (b"[environments]\nstage = ['a']\nprod = ['a', 3]\n", ["line 3:", "'prod'"]),
        (b"[environments]\norder = { a = 1 }\n", ["line 2:", "'order'"]),
        (b"[layers]\n'a/*.yaml' = ['']\n", ["line 2:", "a/*.yaml"]),
        (b"\n[environment]\nprod = ['a']\n", ["line 2:", "'environment'", "[environments], [layers], [keys]"]),
        (b"environments = ['a']\n", ["line 1:", "[environments]"]),
        (b"[keys]\nA = ['\xff']\n", ["line 2", "UTF-8"]),
        (b"a = " + b"[" * 5000 + b"]" * 5000, ["forensics.toml"]),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence_with_the_way_out(content: bytes, parts: list[str]) -> None:
    with pytest.raises(QuestionError) as raised:
        read_stated(content, "forensics.toml")
    told = str(raised.value)
    assert "\n" not in told
    assert [part for part in parts if part not in told] == []


def refusal(content: bytes, where: str) -> str | None:
    try:
        read_stated(content, where)
    except QuestionError as error:
        return str(error)
    return None


@pytest.mark.law
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_the_bytes_it_is_read_or_refused_in_one_sentence(content: bytes) -> None:
    for where in ("forensics.toml", "pyproject.toml"):
        told = refusal(content, where)
        assert told is None or (where in told and "\n" not in told)


@pytest.mark.parametrize("asked", ["PAYMENT_GATEWAY_TIMEOUT_MS", "gatewayTimeoutMs", "payment.gateway.timeout-ms"])
def test_every_name_of_a_key_leads_to_its_others(asked: str) -> None:
    names = {"PAYMENT_GATEWAY_TIMEOUT_MS", "payment.gateway.timeout-ms", "gatewayTimeoutMs"}
    assert set(STATED.spellings(asked)) == names - {asked}
    assert STATED.spellings("OTHER") == ()
