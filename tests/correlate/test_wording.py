"""Words as people inflect, join and shorten them."""

from __future__ import annotations

import pytest

from forensics.correlate.wording import alike, corpus, names_key, overlap, telling_words, tokens


@pytest.mark.parametrize(
    ("key_word", "said", "same"),
    [
        ("timeout", "timeouts", True),
        ("retry", "retries", True),
        ("conn", "connections", True),
        ("max", "maximum", True),
        ("db", "databases", True),
        ("pool", "pooling", True),
        ("gateway", "gate", True),
        ("gateway", "gas", False),
        ("api", "apis", False),
        ("lock", "clock", False),
    ],
)
def test_a_keys_word_is_known_inflected_and_at_length(key_word: str, said: str, same: bool) -> None:
    assert alike(key_word, said) is same


@pytest.mark.parametrize(
    ("key", "telling"),
    [
        ("PAYMENT_GATEWAY_TIMEOUT_MS", ("payment", "gateway", "timeout")),
        ("app.config.maxRetries", ("max", "retries")),
        ("value", ("value",)),
    ],
)
def test_units_and_filling_tell_nothing(key: str, telling: tuple[str, ...]) -> None:
    assert telling_words(key) == telling


def test_names_are_taken_apart_and_accents_and_cjk_are_read() -> None:
    assert [token.word for token in tokens("gatewayTimeoutMs ist Überlänge")] == ["gateway", "timeout", "ms", "ist", "uberlange"]
    assert [token.word for token in tokens("仮押さえ")] == ["仮押", "押さ", "さえ"]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    said = corpus(["the pool", "the lock", "the gateway", "the cache"])
    assert overlap(said.vector("the pool"), said.vector("a pool")) > overlap(said.vector("the pool"), said.vector("the cache"))


def test_weights_decide_which_half_of_a_key_names_it() -> None:
    weights = {"payment": 0.1, "gateway": 3.0, "timeout": 3.0}
    common = {"payment": 3.0, "gateway": 0.5, "timeout": 0.5}
    named, hinted = (names_key("a gateway timeout", ["PAYMENT_GATEWAY_TIMEOUT"], one) for one in (weights, common))
    assert named is not None
    assert named.enough
    assert hinted is not None
    assert not hinted.enough
