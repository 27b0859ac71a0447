"""What a notebook shows: whatever a report holds, the fragment has no script, steers nothing and tells the verdict first."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.model import Report as Document
from forensics.present.chart import WIDTH, chart, words
from forensics.present.notebook import notebook
from forensics.present.strip import spread, strip
from tests.present.reports import ALL, ALONE, CROWDED, EMPTY, HOSTILE, OVERWRITTEN, PAYMENT, UNDETERMINED

TAGS = {
    "div", "p", "strong", "small", "br", "code", "table", "thead", "tbody", "tr", "th", "td", "img", "details", "summary", "ul", "li",
    "span", "a",
}  # fmt: skip
ATTRIBUTES = {"style", "src", "alt", "open", "href", "rel", "target"}
SHAPES = {"svg", "rect", "text", "path", "circle", "g", "title"}
LOOKS = {
    "viewBox", "width", "height", "font-family", "rx", "fill", "fill-opacity", "x", "y", "d", "stroke", "stroke-dasharray", "stroke-width",
    "stroke-opacity", "font-size", "font-weight", "text-anchor", "cx", "cy", "r",
}  # fmt: skip


class Fragment(HTMLParser):
    """The fragment as a parser sees it: every tag with its attributes, and the text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.other = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.other += 1

    def handle_decl(self, decl: str) -> None:
        self.other += 1


def picture(fragment: Fragment) -> ET.Element:
    (source,) = [attributes["src"] for tag, attributes in fragment.tags if tag == "img"]
    assert source is not None
    assert source.startswith("data:image/svg+xml;base64,")
    return ET.fromstring(b64decode(source.partition(",")[2]).decode("utf-8"))


def check_inert(source: str) -> Fragment:
    """Every tag, attribute and address is one that we write; the picture likewise."""
    found = Fragment(source)
    assert found.open == []
    assert found.other == 0
    for tag, attributes in found.tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert tag != "a" or str(attributes["href"]).startswith("https://")
        assert "url(" not in str(attributes.get("style"))
    if any(tag == "img" for tag, _ in found.tags):
        for element in picture(found).iter():
            assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in SHAPES
            assert set(element.attrib) <= LOOKS
    return found


@pytest.mark.parametrize("name", ALL)
def test_whatever_a_report_holds_the_fragment_is_inert(name: str) -> None:
    source = notebook(ALL[name])
    check_inert(source)
    assert source.encode("utf-8")


def test_hostile_text_is_shown_as_text() -> None:
    found = check_inert(notebook(HOSTILE))
    assert "<script>alert(1)</script>" in found.text
    assert "\\x1b[31mred" in found.text
    assert "\\u202e" in found.text
    assert not any(tag == "a" for tag, _ in found.tags)


@pytest.mark.law
@given(st.text(max_size=60))
def test_no_text_becomes_markup(text: str) -> None:
    events = tuple(replace(event, title=text, before=text, url=text, environment=text or None, ref=text) for event in PAYMENT.events)
    hurt = replace(PAYMENT, events=events, asked=replace(PAYMENT.asked, key=text or "K"))
    check_inert(notebook(hurt))


def test_the_verdict_comes_before_the_rows_and_each_environment_has_its_line() -> None:
    text = check_inert(notebook(OVERWRITTEN)).text
    places = [
        text.index(part) for part in ("A value that nobody chose", "OVERWRITTEN", "How it went: 9 rows", "Evidence: 2 for", "Not known")
    ]
    assert places == sorted(places)
    assert "The evidence supports 10000 for production" in text


def test_people_are_named_only_where_that_was_asked_for() -> None:
    assert "Lindqvist" not in notebook(PAYMENT)
    assert "Mara Lindqvist" in notebook(PAYMENT, who=True)


def test_the_picture_says_in_words_what_it_shows() -> None:
    (told,) = [attributes["alt"] for tag, attributes in Fragment(notebook(PAYMENT)).tags if tag == "img"]
    assert told == "staging: 3000 from 2026-01-12, then 10000 from 2026-08-20. production: 3000 from 2026-01-12."


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (ALONE, "Only production has this key"),
        (UNDETERMINED, "The evidence does not decide"),
        (ALL["agreeing"], "The environments never differed"),
        (ALL["not_found"], "Found nowhere"),
    ],
)
def test_a_report_without_an_answer_says_so_first(report: Document, line: str) -> None:
    assert line in Fragment(notebook(report)).text


def test_many_rows_are_folded_and_few_are_not() -> None:
    folds = [attributes for tag, attributes in Fragment(notebook(CROWDED)).tags if tag == "details"]
    assert "open" not in folds[0]
    assert "open" in next(attributes for tag, attributes in Fragment(notebook(PAYMENT)).tags if tag == "details")


def test_two_reports_in_one_notebook_share_no_id() -> None:
    assert not any("id" in attributes or "class" in attributes for _, attributes in Fragment(notebook(PAYMENT)).tags)


# --- what is drawn --------------------------------------------------------------------------------------------------


def test_a_bar_is_cut_where_the_difference_opens_and_takes_the_tone_of_its_role() -> None:
    made = chart(PAYMENT)
    assert made is not None
    production = [(bar.text, bar.tone, bar.starts) for bar in made.bars if made.lanes[bar.lane] == "production"]
    assert production == [("3000", "lane", True), ("3000", "bad", False)]
    assert [bar.tone for bar in made.bars if made.lanes[bar.lane] == "staging"] == ["lane", "good"]
    assert made.lanes[-1] == "tickets, chat"


def test_what_an_empty_report_holds_can_not_be_drawn() -> None:
    assert chart(EMPTY) is None


def test_marks_that_do_not_fit_are_counted() -> None:
    made = chart(CROWDED)
    assert made is not None
    most = max(sum(mark.lane == lane for mark in made.marks) for lane in range(len(made.lanes)))
    assert most <= 20
    assert words(made).count("and 27 more values") == 6
    picture = ET.fromstring(strip(made))
    assert float(picture.attrib["height"]) < 400


@pytest.mark.law
@given(st.lists(st.floats(0, WIDTH), max_size=20).map(sorted))
def test_marks_are_pushed_apart_and_stay_in_order_and_inside(places: list[float]) -> None:
    found = spread(places, 5, WIDTH)
    assert all(right - left >= 5 - 1e-9 for left, right in pairwise(found))
    assert all(place <= WIDTH for place in found)
    assert all(place >= -1e-9 for place in found)


def test_hover_texts_of_the_interactive_plot_hold_no_markup_from_outside() -> None:
    from forensics.present.zooming import zooming

    made = chart(HOSTILE)
    assert made is not None
    figure = json.loads(zooming(made).to_json())
    seen = json.dumps(figure["data"]) + json.dumps(figure["layout"]["title"]) + json.dumps(figure["layout"]["yaxis"])
    assert "&lt;script&gt;" in seen
    assert {part.partition(">")[0] for part in seen.split("<")[1:]} <= {"br", "b", "/b"}
