"""The incident documents, each read back by a parser that is not ours: their structure is ours alone, whatever the report's texts hold."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.model import Report
from forensics.present import BINARY, DOCUMENTS, EXPORTS, INTO
from forensics.present.document import plain_line
from forensics.present.happened import COLUMNS
from forensics.present.mermaid import mermaid
from tests.present.documents import ATTACKS, FULL, attacked
from tests.present.readers import READERS, Seen, adf_schema
from tests.present.reports import ALL, CROWDED, EMPTY, NOT_FOUND, PAYMENT, UNDETERMINED
from tests.present.test_clean import ANY_TEXT, steering

BOTH = EXPORTS | BINARY
FORMATS = tuple(READERS)
TEXTS = tuple(name for name in FORMATS if name not in BINARY)
SAFE_LINK = re.compile(r"https://(chat|tickets|git)\.example/[!-~]+")


def seen(form: str, report: Report, **more: object) -> Seen:
    return READERS[form](BOTH[form](report, **more))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


KINDS = {form: seen(form, FULL).kinds | seen(form, NOT_FOUND).kinds for form in FORMATS}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ALL)
def test_each_report_makes_a_document_that_its_parser_takes(form: str, name: str) -> None:
    found = seen(form, ALL[name], who=True)
    assert found.kinds <= KINDS[form]
    assert all(SAFE_LINK.fullmatch(link) for link in found.links)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_in_every_field_is_text_in_every_format(form: str, attack: str) -> None:
    made = BOTH[form](attacked(attack), who=True)
    found = READERS[form](made)
    assert found.kinds <= KINDS[form]
    assert found.links == set()
    if isinstance(made, str):
        assert steering(made, keep="\n\r" if form == "csv" else "\n") == []
        made.encode("utf-8")
    if form != "pdf":  # its text comes back by glyphs, and not in the stored order
        assert squeezed(plain_line(attack, 30).rstrip("…")) in squeezed(found.text)


@pytest.mark.parametrize("form", TEXTS)
@settings(max_examples=40, deadline=None)
@given(bad=ANY_TEXT | st.lists(st.sampled_from(ATTACKS), max_size=4).map("".join))
def test_no_text_at_all_becomes_structure(form: str, bad: str) -> None:
    found = seen(form, attacked(bad), who=True)
    assert found.kinds <= KINDS[form]
    assert found.links == set()


@pytest.mark.parametrize("form", [form for form in BINARY if form in FORMATS])
@settings(max_examples=8, deadline=None)
@given(bad=ANY_TEXT)
def test_no_text_at_all_breaks_a_file(form: str, bad: str) -> None:
    found = seen(form, attacked(bad), who=True)
    assert found.kinds <= KINDS[form]
    assert found.links == set()


@pytest.mark.parametrize("form", FORMATS)
def test_messages_of_a_megabyte_make_no_document_of_a_megabyte(form: str) -> None:
    loud = replace(PAYMENT, events=tuple(replace(event, title="<!channel> =1 | " * 65_000) for event in PAYMENT.events))
    made = BOTH[form](loud)
    assert len(made) < 200_000
    READERS[form](made)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_makes_the_same_bytes(form: str) -> None:
    assert BOTH[form](FULL) == BOTH[form](FULL)


@pytest.mark.parametrize("form", [form for form in DOCUMENTS if form != "pdf"])
def test_a_document_tells_verdict_environments_timeline_evidence_and_gaps_in_this_order(form: str) -> None:
    text = seen(form, FULL).text
    parts = (
        "A value that nobody chose",
        "Environments",
        "Timeline",
        "For an accident:",
        "Set aside:",
        "Put back by a deploy",
        "to be made permanent; no change",
        "default 3000",
        "What is not known",
        "What would settle it",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_paper_says_it_too() -> None:
    text = squeezed(seen("pdf", FULL).text)
    assert all(squeezed(part) in text for part in ("A value that nobody chose", "Value before → after", "What would settle it"))


@pytest.mark.parametrize("form", FORMATS)
def test_people_are_named_only_when_asked_for(form: str) -> None:
    assert "Lindqvist" not in seen(form, FULL).text
    if form != "mermaid":
        assert "Lindqvist" in str(BOTH[form](FULL, who=True)) or "Lindqvist" in seen(form, FULL, who=True).text


# A person as the subject, a counterfactual, or a single cause: what a blameless text does not have.
BLAMING = re.compile(
    r"\b(should|could|would|ought to|might) have\b|\broot causes?\b|\b(forgot|failed to|neglected|careless|mistakenly|at fault|to blame"
    r"|human error|mistake of|somebody (changed|set|did|edited)|who (changed|set|did))\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("report", [FULL, PAYMENT, UNDETERMINED, NOT_FOUND, EMPTY], ids=["full", "payment", "open", "nowhere", "empty"])
def test_the_wording_is_blameless(form: str, report: Report) -> None:
    assert not BLAMING.search(seen(form, report).text)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_the_columns_of_the_timeline_can_be_chosen(form: str) -> None:
    heads = {columns: squeezed(seen(form, FULL, columns=columns).text) for columns in COLUMNS}
    assert "Time(UTC)Whathappened" in re.sub(r"[^\w()]", "", heads["min"])
    assert "Valuebefore→after" not in heads["min"]
    assert "Valuebefore→after" in heads["std"]
    assert "Strength" not in heads["std"]
    assert "Strength" in heads["full"]


def test_the_schema_of_adf_is_one_that_refuses() -> None:
    document = json.loads(EXPORTS["adf"](PAYMENT))
    document["content"][0]["content"].append({"type": "text", "text": ""})
    with pytest.raises(Exception, match="cannot be validated"):
        adf_schema()(document)


def test_a_message_of_slack_keeps_its_limits_and_says_what_is_left_out() -> None:
    found = seen("slack", CROWDED)
    assert "Not all of it fits into a message" in found.text or len(found.text) < 12_000
    long = replace(PAYMENT, events=tuple(replace(event, title="word " * 500) for event in PAYMENT.events * 3))
    assert "Not all of it fits into a message: timeline" in seen("slack", long).text


def test_a_spreadsheet_gives_back_the_values_that_are_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(EXPORTS["csv"](PAYMENT), newline="")))
    assert [(row["before"], row["after"]) for row in rows if row["id"] == "5"] == [("3000", "10000")]
    below = replace(PAYMENT, events=(replace(PAYMENT.events[0], after="-1"),))
    assert next(csv.DictReader(io.StringIO(EXPORTS["csv"](below), newline="")))["after"] == "'-1"


def test_timesketch_gets_a_line_when_a_change_was_written_and_one_when_it_landed() -> None:
    rows = [json.loads(line) for line in EXPORTS["timesketch"](PAYMENT).splitlines()]
    moments = {row["timestamp_desc"]: row["datetime"] for row in rows if row["event_id"] == "e5"}
    assert moments == {"Change written": "2026-08-18T09:00:00+00:00", "Change landed on the mainline": "2026-08-20T13:05:00+00:00"}
    assert {row["event_id"] for row in rows} == {event.id for event in PAYMENT.events}


def test_a_bar_is_critical_only_from_the_opening_on() -> None:
    bars = [line.strip() for line in mermaid(PAYMENT).splitlines() if line.strip().startswith("= 3000 (2)")]
    assert bars == ["= 3000 (2) :active, 2026-01-12 10:00, 2026-08-20 13:05", "= 3000 (2) :crit, 2026-08-20 13:05, 2026-11-17 14:30"]


def test_into_knows_only_formats_that_exist() -> None:
    assert set(INTO) <= set(EXPORTS)


def test_characters_that_no_font_of_the_paper_has_are_not_dropped() -> None:
    text = seen("pdf", replace(PAYMENT, asked=replace(PAYMENT.asked, key="Größe Ωж 👩 漢字"))).text
    assert "Größe Ωж" in text
    assert r"\U0001f469" in text


@pytest.mark.parametrize("bad", ["(", ": ", "; ", "a: \n"])
def test_a_sign_at_the_end_of_a_text_makes_no_smiley_in_jira(bad: str) -> None:
    assert seen("jira", attacked(bad), who=True).kinds <= KINDS["jira"]
