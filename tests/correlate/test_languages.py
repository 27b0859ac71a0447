"""A language's signs stand in all that its rows find; its table is read where one of them stands, and only there."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.correlate.languages import LANGUAGES, language, spoken_in
from forensics.correlate.languages.signs import SIGNS
from forensics.correlate.languages.table import Row

ROWS = [pytest.param(name, row, id=f"{name}-{number}") for name in LANGUAGES[:-1] for number, row in enumerate(language(name).rows)]


def test_there_are_signs_of_every_language() -> None:
    assert set(SIGNS) == set(LANGUAGES)


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_whatever_a_row_finds_holds_a_sign_of_its_language(name: str, row: Row) -> None:
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(row.pattern, fullmatch=True))
    def drawn(sentence: str) -> None:
        assert SIGNS[name].search(sentence)

    drawn()


@pytest.mark.parametrize(
    ("sentence", "spoken"),
    [
        ("Raise the gateway timeout of staging to 3000", []),
        ("prod first, staging tomorrow", ["en"]),
        ("erst prod, staging will follow", ["en", "de"]),
        ("本番だけ先に入れます, the rest will follow", ["ja"]),
    ],
)
def test_a_sentence_is_held_against_the_languages_whose_signs_it_has(sentence: str, spoken: list[str]) -> None:
    assert [name for name, _ in spoken_in(sentence)] == spoken


def test_nobodys_language_is_not_read() -> None:
    told = "from forensics.correlate.promises import promises; from datetime import UTC, datetime; import sys\n"
    told += "promises('Raise the timeout. prod first, staging tomorrow', datetime(2026, 1, 5, tzinfo=UTC), ('prod', 'staging'))\n"
    told += "print(sorted(name for name in sys.modules if name.startswith('forensics.correlate.languages.')))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert [name for name in LANGUAGES if f".{name}'" in done.stdout] == ["en"]
