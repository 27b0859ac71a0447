"""The case against a verdict as people and scripts read it."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from forensics.judge.counter import counter
from forensics.model import Clue, Report
from forensics.present.challenge import challenge_json, challenge_markdown, challenge_screen
from tests.present.reports import ALL, PAYMENT, PAYMENT_VERDICT
from tests.present.test_clean import steering
from tests.present.test_terminal import BLAMING, STYLES

FOLDER = Path(__file__).parent / "golden"
KEPT = [(name, form) for name in ("payment", "undetermined", "agreeing") for form in ("80.txt", "120.txt", "md")]


def shown(report: Report, form: str) -> str:
    case = counter(report.verdict) if report.verdict else None
    return challenge_markdown(report, case) if form == "md" else challenge_screen(report, case, int(form.split(".")[0]), colour=False)


@pytest.mark.parametrize(("name", "form"), KEPT)
def test_a_challenge_looks_as_it_was_kept(name: str, form: str) -> None:
    path = FOLDER / f"challenge-{name}.{form}"
    made = shown(ALL[name], form)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(made, encoding="utf-8", newline="\n")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_a_challenge_fits_steers_nothing_and_blames_nobody(name: str) -> None:
    report = ALL[name]
    case = counter(report.verdict) if report.verdict else None
    for width in (40, 59, 80, 120):
        for unicode in (True, False):
            screen = challenge_screen(report, case, width, colour=False, unicode=unicode)
            assert all(cell_len(line) <= width for line in screen.split("\n"))
            assert steering(screen, keep="\n") == []
    assert steering(STYLES.sub("", challenge_screen(report, case)), keep="\n") == []
    if "hostile" not in name:
        assert not BLAMING.search(challenge_screen(report, case) + challenge_markdown(report, case))
    parsed = json.loads(challenge_json(report, case))
    assert (parsed["verdict"] is None) == (case is None)


def test_where_nothing_speaks_against_that_is_said_and_what_would_turn_it_still_is() -> None:
    verdict = replace(PAYMENT_VERDICT, evidence=(Clue("it never arrived", PAYMENT_VERDICT.kind, 3.0, ("e5",)),), alternatives=())
    screen = challenge_screen(replace(PAYMENT, verdict=verdict), counter(verdict), 120, colour=False)
    assert "Nothing that was read speaks for another explanation." in screen
    assert "One fact, for" in screen


def test_people_are_named_only_where_names_are_asked_for() -> None:
    names = [event.actor for event in PAYMENT.events if event.actor and " " in event.actor]
    case = counter(PAYMENT_VERDICT)
    for text in (challenge_screen(PAYMENT, case), challenge_markdown(PAYMENT, case)):
        assert not any(re.search(re.escape(name), text) for name in names)
