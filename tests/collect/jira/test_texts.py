"""Three ways of writing one text, each read to plain text; nothing in them can break or stall the reading."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.jira.texts import adf_text, body_text, html_text, wiki_text

EXAMPLES = Path(__file__).with_name("examples")
READERS: dict[str, Callable[[str], str]] = {
    ".wiki": wiki_text,
    ".html": html_text,
    ".json": lambda text: adf_text(json.loads(text)),
}


@pytest.mark.parametrize("path", sorted(path for path in EXAMPLES.iterdir() if path.suffix in READERS), ids=lambda path: path.name)
def test_an_example_reads_as_it_is_written_beside_it(path: Path) -> None:
    wanted = path.with_name(path.name + ".txt").read_text()
    assert READERS[path.suffix](path.read_text()).strip() == wanted.strip()


NAMES = ["PAY_GATEWAY_TIMEOUT_MS", "_JAVA_OPTIONS", "a.b-c_d", "spring.main.x*y", "__init__", "$x_y_z", "C:\\temp\\x", "A*B*C", "x - y",
         "${PAY_TIMEOUT:-5}", "{{ .Values.a_b }}", "[PAY-1]", "key[0]"]  # fmt: skip
HOSTILE = ["{{a", "{{a\n", "<a ", "<a href='", "<!--", "*a ", "[a|", "[", "{code}", "{panel:", "_a", "!a", "|", "\t", "\\", "<", "{code:x",
           "[http://a", "h1. ", "&#", "<pre>", "}}{{", "- ", "[~"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_and_templates_pass_through_wiki_markup_unharmed(name: str) -> None:
    assert name in wiki_text(f"set {name} to 5, then {name}.")


@pytest.mark.parametrize(("body", "text"), [(None, ""), ("", ""), (5, ""), ([], ""), ({}, ""), ({"type": "doc"}, ""), ("*a*", "a")])
def test_a_body_of_any_kind_has_a_text(body: Any, text: str) -> None:
    assert body_text(body) == text


NAMES_IN_ADF = st.sampled_from(["type", "attrs", "content", "text", "marks", "href"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES_IN_ADF, inner),
    max_leaves=20,
)


@pytest.mark.law
@given(JSON, st.sampled_from(["doc", "text", "table", "tableRow", "mention", "date", "panel", "media"]))
def test_no_document_breaks_the_reading(value: Any, kind: str) -> None:
    assert isinstance(adf_text(value), str)
    assert isinstance(adf_text({"type": kind, "attrs": value, "content": value, "text": value, "marks": value}), str)


@pytest.mark.law
@given(st.text(alphabet="{}[]|!*_#-\\hcode:pan el=~^<>/&;\"'ab\n\t", max_size=300))
def test_no_markup_breaks_the_reading(markup: str) -> None:
    assert isinstance(wiki_text(markup), str)
    assert isinstance(html_text(markup), str)


@pytest.mark.law
@given(st.text(alphabet="abcXYZ019 \n", max_size=200))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    plain = " ".join(text.split())
    assert " ".join(wiki_text(text).split()) == plain
    assert " ".join(html_text(text).split()) == plain


def test_depth_and_size_of_a_document_are_bounded() -> None:
    deep: dict[str, Any] = {"type": "text", "text": "bottom"}
    for _ in range(50_000):
        deep = {"type": "blockquote", "content": [deep]}
    wide = {"type": "doc", "content": [{"type": "text", "text": "x"}] * 500_000}
    start = time.monotonic()
    assert adf_text({"type": "doc", "content": [{"type": "text", "text": "top"}, deep]}) == "top\n…"
    assert adf_text(wide).endswith("…")
    assert time.monotonic() - start < 5
    while deep.get("content"):  # taken apart by hand: to free it all at once would need as deep a stack
        deep = deep.pop("content")[0]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_markup_is_read_in_linear_time(piece: str) -> None:
    text = piece * (600_000 // len(piece))
    start = time.monotonic()
    wiki_text(text)
    html_text(text)
    assert time.monotonic() - start < 5
