"""The Markdown document, read back by a Markdown parser: its structure is ours alone, whatever the report's texts hold."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from forensics.present.markdown import code, escaped, link, markdown, table
from tests.present import reports
from tests.present.reports import ALL, HOSTILE, PAYMENT
from tests.present.test_clean import ANY_TEXT, steering

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LISTS = {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
PAIRS = ("strong", "link", "paragraph", "heading", "table", "thead", "tbody", "tr", "th", "td")
OURS = {"inline", "text", "code_inline", "softbreak", *LISTS} | {f"{name}_{end}" for name in PAIRS for end in ("open", "close")}


def tokens(text: str) -> list[Token]:
    found = []
    for token in PARSER.parse(text):
        found += [token, *(token.children or ())]
    return found


def shown(text: str) -> str:
    """The text of one paragraph as a reader sees it."""
    return "".join(child.content for token in PARSER.parse(text) for child in token.children or ())


def cells_per_row(text: str) -> list[int]:
    rows, counts = 0, []
    for token in PARSER.parse(text):
        if token.type == "tr_open":
            rows = 0
        elif token.type in ("td_open", "th_open"):
            rows += 1
        elif token.type == "tr_close":
            counts.append(rows)
    return counts


@pytest.mark.parametrize("name", ALL)
def test_only_our_own_structure_is_in_the_document(name: str) -> None:
    assert {token.type for token in tokens(markdown(ALL[name], who=True))} <= OURS


@pytest.mark.parametrize("name", ALL)
def test_no_control_character_and_no_line_of_html_is_in_the_document(name: str) -> None:
    text = markdown(ALL[name], who=True)
    assert steering(text, keep="\n") == []
    assert "<" not in re.sub(r"`[^`\n]*`", "", text)


def test_every_table_row_has_as_many_cells_as_its_head() -> None:
    for name in ("payment", "overwritten", "hostile", "crowded"):
        counts = cells_per_row(markdown(ALL[name]))
        assert counts
        assert set(counts) <= {3, 5, 6}


def test_the_hostile_document_has_the_same_headings_and_no_link_at_all() -> None:
    found = tokens(markdown(HOSTILE))
    assert [token.tag for token in found if token.type == "heading_open"] == ["h2", *["h3"] * 7]
    assert [token for token in found if token.type in ("link_open", "image")] == []


def test_the_document_tells_verdict_environments_timeline_evidence_and_gaps_in_this_order() -> None:
    text = markdown(PAYMENT)
    sections = ("Environments", "Timeline", "Evidence", "What is not known", "What would settle it")
    parts = ("**A rollout that stopped", *(f"### {section}" for section in sections))
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "The evidence supports `10000` for `production`." in text


def test_commits_and_tickets_with_a_web_address_are_linked() -> None:
    links = [token.attrs["href"] for token in tokens(markdown(PAYMENT)) if token.type == "link_open"]
    assert f"https://git.example/acme/payments/commit/{reports.RAISED_OID}" in links
    assert "https://tickets.example/browse/PAY-412" in links


def test_people_are_named_only_when_asked_for() -> None:
    assert "Lindqvist" not in markdown(PAYMENT)
    assert "Mara Lindqvist" in markdown(PAYMENT, who=True)


def test_a_key_found_nowhere_and_one_that_never_differed_have_their_own_words() -> None:
    assert "**Found nowhere.**" in markdown(reports.NOT_FOUND)
    assert "**No difference.**" in markdown(reports.AGREEING)


@given(ANY_TEXT)
def test_escaped_text_is_shown_as_it_is_and_makes_no_structure(raw: str) -> None:
    from forensics.present.clean import one_line

    for lead in ("", "- ", "Before: "):
        found = {token.type for token in tokens(lead + escaped(raw))}
        assert found <= {"inline", "text", "paragraph_open", "paragraph_close"} | (LISTS if lead == "- " else set())
    if len(raw) < 500:
        assert shown("x " + escaped(raw)).strip() == ("x " + one_line(raw)).strip()


LINKED_BY_FORGES = ["@everyone", "#12", "a@b.example", "https://evil.example", "www.evil.example", "$x$", "~~s~~", "![i](x)", "<b>"]


@pytest.mark.parametrize("raw", LINKED_BY_FORGES)
def test_nothing_that_a_forge_would_link_or_mention_stays_bare(raw: str) -> None:
    bare = escaped(raw)
    assert not re.search(r"@|#(?!\d+;)|://|www\.|\$|~|<|!\[", bare)
    assert html.unescape(bare) == raw


@settings(max_examples=200)
@given(ANY_TEXT, ANY_TEXT)
def test_a_table_keeps_its_shape_whatever_its_cells_hold(one: str, other: str) -> None:
    text = table(["a", "b"], [[code(one), escaped(other)], [escaped(one), code(other)]])
    assert cells_per_row(text) == [2, 2, 2]


def test_an_address_that_is_not_plain_becomes_words() -> None:
    assert link("PAY-1", "javascript:alert(1)") == "PAY-1"
    assert link("PAY-1", "https://a.example/(x)[y]") == "[PAY-1](https://a.example/%28x%29%5By%5D)"


def test_code_never_ends_early() -> None:
    assert code("a`b") == "a&#96;b"
    assert code("a|b") == "a&#124;b"
    assert code("PAYMENT_GATEWAY_TIMEOUT_MS") == "`PAYMENT_GATEWAY_TIMEOUT_MS`"


def test_rows_that_are_too_many_are_counted() -> None:
    crowd = tuple(replace(PAYMENT.events[0], id=f"e{number}") for number in range(100, 400))
    assert "more rows in the JSON report." in markdown(replace(PAYMENT, events=crowd))
