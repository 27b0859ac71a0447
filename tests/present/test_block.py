"""The block of an existing document: only what stands between the markers changes, and never what somebody wrote there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.present.block import BlockRefused, replaced

KEY = "PAYMENT_TIMEOUT"
BEGIN, END = f"<!-- forensics:begin {KEY} -->".encode(), f"<!-- forensics:end {KEY} -->".encode()


def between(made: bytes) -> bytes:
    return made.partition(BEGIN)[2].partition(END)[0]


@given(st.binary(), st.binary(), st.text())
def test_every_byte_outside_stays(before: bytes, after: bytes, text: str) -> None:
    if b"<!-- forensics:" in before + after:
        return
    made = replaced(before + BEGIN + END + after, KEY, text.encode("utf-8", "replace").decode())
    assert made.startswith(before + BEGIN)
    assert made.endswith(END + after)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"))), max_size=5).map("\n".join), st.sampled_from(["\n", "\r\n"]))
def test_a_second_run_changes_nothing_and_a_third_text_takes_its_place(text: str, end: str) -> None:
    document = f"# Incident{end}{end}{BEGIN.decode()}{end}{END.decode()}{end}no line end".encode()
    once = replaced(document, KEY, text)
    assert replaced(once, KEY, text) == once
    assert b"other" in between(replaced(once, KEY, "other"))


def test_the_line_ends_are_the_documents_own() -> None:
    made = replaced(b"a\r\n" + BEGIN + b"\r\n" + END + b"\r\nb", KEY, "one\ntwo\n")
    assert made.replace(b"\r\n", b"").count(b"\n") == 0
    assert made.endswith(b"\r\nb")
    assert b"\r" not in replaced(b"a\n" + BEGIN + b"\n" + END + b"\r\nb", KEY, "one\ntwo\n").partition(END)[0]


def test_bytes_that_are_not_utf8_outside_stay() -> None:
    assert replaced(b"\xff\xfe" + BEGIN + END + b"\x80", KEY, "x").startswith(b"\xff\xfe")


@pytest.mark.parametrize(
    "edit",
    [
        lambda block: block.replace(b"10000", b"20000"),
        lambda block: block + b"A line of ours.\n",
        lambda block: b"\nA line of ours." + block,
        lambda block: block.replace(b"<!-- forensics:sha256 ", b"<!-- "),
    ],
)
def test_an_edit_by_hand_is_kept_unless_forced(edit) -> None:  # type: ignore[no-untyped-def]
    made = replaced(BEGIN + b"\n" + END, KEY, "The value is 10000.\n\nSince May.")
    edited = BEGIN + edit(between(made)) + END
    with pytest.raises(BlockRefused, match="edited by hand, or not written by forensics: use --force"):
        replaced(edited, KEY, "new")
    assert b"new" in replaced(edited, KEY, "new", force=True)


def test_blanks_and_line_ends_that_an_editor_changed_are_no_edit() -> None:
    made = replaced(BEGIN + b"\n" + END, KEY, "| a |  \n| b |\n")
    assert b"new" in replaced(made.replace(b"  \n", b"\n").replace(b"\n", b"\r\n"), KEY, "new")


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (b"", "no block to fill"),
        (b"<!-- forensics:begin OTHER --><!-- forensics:end OTHER -->", "no block to fill"),
        (BEGIN, "don't pair"),
        (END, "don't pair"),
        (END + BEGIN, "don't pair"),
        (BEGIN + BEGIN + END, "don't pair"),
        (BEGIN + END + BEGIN + END, "don't pair"),
        (BEGIN + b"<!-- forensics:begin OTHER -->" + END, "another block's marker"),
        (BEGIN + b"<!-- forensics:end OTHER -->" + END, "another block's marker"),
    ],
)
def test_markers_that_do_not_pair_are_refused_with_a_sentence(document: bytes, says: str) -> None:
    with pytest.raises(BlockRefused, match=says):
        replaced(document, KEY, "x", force=True)


@pytest.mark.parametrize("key", ["a-->b", "a--b", " a", "a\nb", "a\u202eb"])
def test_a_key_that_would_end_the_comment_is_refused(key: str) -> None:
    with pytest.raises(BlockRefused, match="can't stand in a marker"):
        replaced(BEGIN + END, key, "x")


def test_two_keys_have_their_own_blocks() -> None:
    other = b"<!-- forensics:begin PAYMENT_TIMEOUT_MS --><!-- forensics:end PAYMENT_TIMEOUT_MS -->"
    made = replaced(BEGIN + END + other, KEY, "mine")
    assert made.endswith(other)
    assert replaced(made, "PAYMENT_TIMEOUT_MS", "theirs").startswith(made[: made.index(other)])
