"""The JSON report holds every field of the public interface, always parses, and is always valid UTF-8."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from forensics.present import EXPORTS
from forensics.present.json import json_text
from tests.present.reports import AGREEING, ALL, HOSTILE, HOSTILE_TEXT, PAYMENT
from tests.present.test_clean import ANY_TEXT, steering


def parsed(name: str) -> Any:
    return json.loads(json_text(ALL[name]))


@pytest.mark.parametrize("name", ALL)
def test_the_document_has_every_stated_field(name: str) -> None:
    report = parsed(name)
    assert report["schema"] == "forensics.report/1"
    assert {"schema", "tool", "question", "verdict", "settings", "events", "sources", "gaps"} <= set(report)
    assert {"name", "version"} <= set(report["tool"])
    assert {"key", "as_of", "repositories", "environments"} <= set(report["question"])
    for repository in report["question"]["repositories"]:
        assert {"path", "head", "commits", "shallow"} <= set(repository)
    for setting in report["settings"]:
        assert {"id", "subject", "environments", "timelines", "episodes"} <= set(setting)
        for stand in setting["environments"].values():
            assert {"declared", "observed", "effective", "layers"} <= set(stand)
            assert all({"path", "line", "value"} <= set(layer) for layer in stand["layers"])
        for spans in setting["timelines"].values():
            assert all({"from", "until", "value", "origin"} <= set(span) for span in spans)
        for episode in setting["episodes"]:
            assert {"id", "opened_at", "closed_at", "opened_by", "values", "verdict"} <= set(episode)
    for event in report["events"]:
        assert {"id", "time", "kind", "environment", "title", "before", "after", "actor", "commit", "path", "line", "source"} <= set(event)
        assert {"ref", "url", "links"} <= set(event)
    assert all({"name", "status", "from", "to", "count", "detail"} <= set(source) for source in report["sources"])
    assert all({"where", "why"} <= set(gap) for gap in report["gaps"])


def test_a_verdict_has_every_stated_field() -> None:
    verdict = parsed("payment")["verdict"]
    assert {"setting", "episode", "kind", "mechanism", "deliberate", "diverged", "intended_value", "opened_by", "confidence"} <= set(
        verdict
    )
    assert {"summary", "evidence", "alternatives", "would_settle"} <= set(verdict)
    assert {"says", "leans", "weight", "cites"} <= set(verdict["evidence"][0])
    assert {"kind", "mechanism", "confidence"} <= set(verdict["alternatives"][0])
    assert verdict["kind"] == "stalled_rollout"
    assert verdict["deliberate"] == ["staging"]


def test_a_key_that_never_differed_has_no_verdict_and_no_episodes() -> None:
    report = json.loads(json_text(AGREEING))
    assert report["verdict"] is None
    assert report["settings"][0]["episodes"] == []


def test_times_are_utc_with_a_z() -> None:
    report = parsed("payment")
    assert report["question"]["as_of"] == "2026-11-17T14:30:00Z"
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["time"]) for event in report["events"])


def test_every_citation_has_an_event() -> None:
    report = parsed("payment")
    known = {event["id"] for event in report["events"]}
    assert {cite for clue in report["verdict"]["evidence"] for cite in clue["cites"]} <= known


def test_hostile_text_comes_back_as_it_was_and_steers_nothing() -> None:
    text = json_text(HOSTILE)
    text.encode("utf-8")
    assert steering(text, keep="\n") == []
    assert json.loads(text)["gaps"][0]["why"] == HOSTILE_TEXT


@given(ANY_TEXT)
def test_any_text_makes_the_round_trip(title: str) -> None:
    text = json_text(replace(PAYMENT, events=(replace(PAYMENT.events[0], title=title),)))
    assert json.loads(text.encode("utf-8"))["events"][0]["title"] == title


def test_exports_is_a_plain_dict_of_functions_that_return_text() -> None:
    assert set(EXPORTS) >= {"terminal", "json", "markdown"}
    assert all(EXPORTS[name](PAYMENT).endswith("\n") for name in ("terminal", "json", "markdown"))
