"""Whether a text says a setting's value."""

from __future__ import annotations

import pytest

from forensics.correlate.amounts import says_value

MS = ("payment", "gateway", "timeout", "ms")


@pytest.mark.parametrize(
    ("text", "value", "words", "said"),
    [
        ("bumped to 10s", "10000", MS, "10s"),
        ("bumped to 10000", "10000", MS, "10000"),
        ("bumped to 10,000 ms", "10000", MS, "10,000 ms"),
        ("bumped to 10k", "10000", MS, "10k"),
        ("bumped to 10 minutes", "10000", MS, None),
        ("bumped to 10 MB", "10000", MS, None),
        ("half a minute: 30 s", "30s", ("timeout",), "30 s"),
        ("30 now", "30s", ("timeout",), None),
        ("25 MB is what they take", "25", ("max", "mb"), "25 MB"),
        ("ninety days", "90", ("retention", "days"), "ninety days"),
        ("half an hour", "1800", ("hold", "seconds"), "half an hour"),
        ("in one piece", "1", ("max", "pieces"), None),
        ("90 Tage", "90", ("retention", "days"), "90 Tage"),
        ("pinned to 6.19.8", "6.19.8", ("undici",), "6.19.8"),
        ("pinned to 6.19.81", "6.19.8", ("undici",), None),
        ("turned on for all", "true", ("checkout",), "turned on"),
        ("checkout is off", "false", ("checkout",), "off"),
        ("on prod it fails", "true", ("checkout",), None),
        ("anything", None, MS, None),
    ],
)
def test_a_value_is_said_in_any_unit_that_comes_to_the_same(text: str, value: str | None, words: tuple[str, ...], said: str | None) -> None:
    assert says_value(text, value, words) == said
