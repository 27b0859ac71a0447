"""`--live ENV[@TIME]=PATH`."""

from __future__ import annotations

import pytest

from forensics.collect.live import LiveOptionError, parse_live_option
from tests.collect.live.workshop import times


@pytest.mark.parametrize(
    ("text", "environment", "time", "path"),
    [
        ("production=dump.yaml", "production", None, "dump.yaml"),
        ("production@2026-11-17T14:30:00Z=dump.yaml", "production", "2026-11-17T14:30:00Z", "dump.yaml"),
        ("prod-eu@2026-11-17=a=b.json", "prod-eu", "2026-11-17T00:00:00Z", "a=b.json"),
        ("prod@2026-11-17T14:30:00+02:00=x@y", "prod", "2026-11-17T12:30:00Z", "x@y"),
    ],
)
def test_it_is_taken_apart(text: str, environment: str, time: str | None, path: str) -> None:
    told = parse_live_option(text)
    assert (told[0], times(told[1])[0], told[2]) == (environment, time, path)


@pytest.mark.parametrize("text", ["dump.yaml", "=dump.yaml", "@2026-11-17=x", "production=", "production@noon=x", "production@=x", ""])
def test_what_it_is_not_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(LiveOptionError) as refused:
        parse_live_option(text)
    assert "\n" not in str(refused.value)
    assert "write" in str(refused.value)
