"""The page, read back by an HTML parser: its structure is ours alone, every citation leads to its row, and nothing comes from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from forensics.model import Clue, Gap
from forensics.present.clean import clean
from forensics.present.html import html
from forensics.present.markup import Markup, joined, tag
from tests.present import reports
from tests.present.pictured import LIVE, PICTURED, SIX
from tests.present.reports import ALL, CROWDED, HOSTILE, PAYMENT
from tests.present.test_clean import ANY_TEXT, steering

EVERY = ALL | PICTURED
HTML = "html head meta title style script body a main footer div section h1 h2 h3 small p ul ol li span strong bdi code pre time"
MORE = "details summary dl dt dd figure figcaption fieldset legend label input button table caption thead tbody tr th td"
SVG = "svg g path rect line text defs pattern clippath title"
OURS = set(f"{HTML} {MORE} {SVG}".split())
VOID = {"meta", "input"}


class Read(HTMLParser):
    """What a parser finds: elements with their attributes, texts by element, comments, and whether every end fits its beginning."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.comments: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open[-1] if self._open else "", data))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]

    @property
    def words(self) -> str:
        return " ".join("".join(text for where, text in self.texts if where not in ("style", "script")).split())


@pytest.mark.parametrize("name", EVERY)
def test_only_our_own_elements_are_on_the_page_and_none_runs_or_loads_anything(name: str) -> None:
    read = Read(html(EVERY[name], who=True))
    assert {element for element, _ in read.elements} <= OURS
    assert read.comments == []
    assert len(read.all("script")) == len(read.all("style")) == 1
    attributes = {attribute for _, found in read.elements for attribute in found}
    assert not [one for one in attributes if one.startswith("on") or one in ("style", "src", "srcset", "action", "xlink:href")]
    for link in read.all("a"):
        assert re.fullmatch(r"#[\w-]+|https?://[!-~]+", link["href"] or "")


@pytest.mark.parametrize("name", EVERY)
def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(name: str) -> None:
    text = html(EVERY[name])
    policy = next(one["content"] for one in Read(text).all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    for element in ("style", "script"):
        own = re.findall(f"<{element}>(.*?)</{element}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(own[0].encode()).digest()).decode()
        assert len(own) == 1
        assert f"{element}-src 'sha256-{digest}'" in (policy or "")
    assert (policy or "").startswith("default-src 'none'")
    assert "unsafe" not in (policy or "")


@pytest.mark.parametrize("name", EVERY)
def test_every_link_within_the_page_leads_somewhere_and_no_id_stands_twice(name: str) -> None:
    read = Read(html(EVERY[name]))
    ids = [found["id"] for _, found in read.elements if found.get("id")]
    assert len(ids) == len(set(ids))
    assert {link["href"] for link in read.all("a") if (link["href"] or "").startswith("#")} <= {f"#{one}" for one in ids}
    named = [one for _, found in read.elements for one in (found.get("aria-labelledby") or "").split()]
    assert set(named) <= set(ids)


@pytest.mark.parametrize("name", EVERY)
def test_no_steering_character_is_on_the_page_and_it_can_be_written(name: str) -> None:
    text = html(EVERY[name], who=True)
    assert steering(text, keep="\n\t") == []
    text.encode("utf-8")


def test_the_hostile_page_has_the_sections_of_a_plain_one() -> None:
    def sections(report: object) -> list[str | None]:
        return [one["id"] for one in Read(html(report)).all("section")]  # type: ignore[arg-type]

    assert sections(HOSTILE) == sections(PAYMENT) == ["answer", "lanes", "went", "evidence", "elsewhere", "unknown", "sources"]


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_whatever_a_text_holds_it_stays_a_text(text: str) -> None:
    bad = f"</script></style><!--{text}--><svg/onload=x>"
    read = Read(tag("p", bad, joined("", bad), title=bad))
    assert read.elements == [("p", {"title": clean(bad, "").replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")})]
    assert "".join(words for _, words in read.texts) == 2 * (read.elements[0][1]["title"] or "")


@settings(max_examples=15, deadline=None)
@given(ANY_TEXT)
def test_the_pages_elements_do_not_depend_on_what_its_texts_say(text: str) -> None:
    def told(words: str) -> list[str]:
        events = tuple(replace(event, title=words, ref=words, url=f"https://x/{words}") for event in PAYMENT.events)
        verdict = replace(reports.PAYMENT_VERDICT, summary=words, evidence=(Clue(words, "rollout", 1.0, ("e1",)),), would_settle=(words,))
        report = replace(PAYMENT, verdict=verdict, events=events, version=words, gaps=(Gap(words, words),))
        return [name for name, _ in Read(html(report)).elements if name != "a"]

    assert told(f"a{text}") == told("a plain text")


def test_finished_markup_is_taken_as_it_is_and_a_name_must_be_one() -> None:
    assert tag("b", Markup("<i></i>"), "<i>") == "<b><i></i>&lt;i&gt;</b>"
    with pytest.raises(ValueError, match="no name"):
        tag("b onload")
    with pytest.raises(ValueError, match="no name"):
        tag("b", **{'x="': "1"})


def test_the_page_tells_the_verdict_first_and_all_that_is_known() -> None:
    words = Read(html(LIVE)).words
    parts = (
        "A value that nobody chose",
        "Overwritten",
        "Values over time",
        "How it went",
        "For an accident",
        "Set aside",
        "Undone",
        "Kept",
    )
    places = [words.index(part) for part in (*parts, "Kept", "Read in code", "Other places of this key", "Not known", "Would settle it")]
    assert places == sorted(places)


def test_what_a_citation_leads_to_says_what_it_is_cited_for() -> None:
    text = html(LIVE)
    row = text[text.index('<li id="e7"') :]
    assert "nothing else explains the step back" in row[: row.index("</li>")]


def test_people_are_roles_unless_they_are_asked_for() -> None:
    assert "Mara Lindqvist" not in html(PAYMENT)
    assert "Mara Lindqvist" in html(PAYMENT, who=True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("agreeing", "The environments never differed"),
        ("alone", "Only one environment has this key"),
        ("undetermined", "The evidence does not decide"),
        ("not_found", "Found nowhere"),
        ("gaps_only", "shallow clone: history before 2026-11-01 is not there"),
        ("six", "All of it: 4,771 characters"),
    ],
)
def test_each_kind_of_answer_is_said(name: str, said: str) -> None:
    assert said in Read(html(EVERY[name])).words


def test_long_values_show_where_they_differ_and_can_be_opened_whole() -> None:
    text = html(SIX)
    assert "db-eu-west-1" in Read(text).words
    assert "option259=value259" in text


def test_two_hundred_events_stay_below_half_a_megabyte() -> None:
    long = tuple(replace(event, title="the reason, told at some length, of this step " * 3) for event in CROWDED.events)
    assert len(html(replace(CROWDED, events=long)).encode()) < 500_000


def test_the_same_report_gives_the_same_bytes() -> None:
    assert html(LIVE) == html(LIVE)
