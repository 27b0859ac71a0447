"""What the sanitiser promises: no character that steers a terminal or a reader's eye comes through."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.present.clean import clean, one_line, safe_url

ANY_TEXT = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("\x00\x07\x1b\x7f\x9b\u202e\u2066\u2028\ufeff\u00ad\U000e0041\ud800\r\n\t")
)


def steering(text: str, keep: str = "") -> list[str]:
    return [char for char in text if char not in keep + "\u200c\u200d" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


@given(ANY_TEXT)
def test_no_control_character_is_in_a_cleaned_text(text: str) -> None:
    assert steering(clean(text), keep="\n\t") == []
    assert steering(clean(text, keep=""), keep="") == []
    clean(text).encode("utf-8")


@given(ANY_TEXT)
def test_one_line_is_one_line_without_a_control_character(text: str) -> None:
    line = one_line(text)
    assert steering(line) == []
    assert len(line.splitlines()) <= 1
    assert "  " not in line


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b2J", "\\x9b2J"),
        ("a\x7fb", "a\\x7fb"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2028b", "a\\u2028b"),
        ("a\ufeffb", "a\\ufeffb"),
        ("a\ud800b", "a\\ud800b"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("line\r\nend\tthere", "line\nend\tthere"),
        ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
        ("Größe 10 µs → 漢字", "Größe 10 µs → 漢字"),
    ],
)
def test_a_control_becomes_a_visible_escape_and_all_else_stays(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_what_may_stay_is_the_callers_choice() -> None:
    assert clean("a\tb\nc", keep="") == "a\\x09b\\x0ac"
    assert one_line(" a\tb\n\n c\r\n") == "a b c"


@pytest.mark.parametrize("url", ["https://git.example/a/b/commit/1?x=1&y=(2)#L3", "http://localhost:8080/", "HTTPS://EXAMPLE.COM/~a"])
def test_a_plain_web_address_is_safe(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "data:text/html,x", "ftp://a", "https://a b", "https://a\n", "https://a\x1b]8", "https://ä.example",
     'https://a/"onclick=', "https://a/<b>", "https://a/`x`", " https://a", "https://", "https://a/" + "x" * 3000],
)  # fmt: skip
def test_anything_else_is_no_address(url: str | None) -> None:
    assert safe_url(url) is None
