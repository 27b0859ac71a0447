"""The file of people's notes: what is written is read again, and what is no note is a gap."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.model import Note
from forensics.notes import KINDS, note_text, read_notes, with_note
from forensics.question import QuestionError

CHARACTERS = st.characters(codec="utf-8")
TEXTS = st.text(CHARACTERS, min_size=1, max_size=12).filter(str.strip)
MOMENTS = st.integers(0, 2_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
NOTES = st.builds(
    Note,
    key=TEXTS,
    setting=TEXTS,
    opened_at=MOMENTS,
    values=st.dictionaries(TEXTS, st.text(CHARACTERS, max_size=9)).map(lambda some: tuple(sorted(some.items()))),
    verdict=st.sampled_from(KINDS),
    because=TEXTS,
    at=MOMENTS,
    by=st.none() | TEXTS,
    deliberate=st.lists(TEXTS, max_size=3).map(tuple),
    diverged=st.lists(TEXTS, max_size=3).map(tuple),
    intended_value=st.none() | TEXTS,
)
GOOD = """\
[[note]]
key = "T"
setting = "v-{env}.yaml#T"
opened_at = 2026-02-01T10:00:00Z
values = {staging = "9"}
verdict = "by_design"
because = "meant"
at = 2026-03-01T10:00:00+02:00
"""


@pytest.mark.law
@given(st.lists(NOTES, max_size=4), st.sampled_from(["", "# ours\n", "# ours, without a line end"]))
def test_what_is_written_is_read_again(notes: list[Note], before: str) -> None:
    text = before
    for note in notes:
        text = with_note(text, note)
    found = read_notes(text.encode())
    assert found.notes == tuple(notes)
    assert found.gaps == ()
    assert text.startswith(before)


@pytest.mark.law
@given(st.binary(max_size=200))
def test_a_file_is_read_or_refused_with_one_sentence(content: bytes) -> None:
    try:
        found = read_notes(content)
    except QuestionError:
        with pytest.raises(ValueError, match=r"."):  # what TOML itself refuses, and nothing else
            tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    else:
        assert found.notes == ()


def test_a_note_by_hand_may_have_its_times_in_any_zone() -> None:
    (note,) = read_notes(GOOD.encode()).notes
    assert note.at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert tomllib.loads(note_text(note))["note"][0]["at"] == note.at


@pytest.mark.parametrize(
    ("line", "instead", "why"),
    [
        ('verdict = "by_design"', 'verdict = "guilty"', "guilty"),
        ('because = "meant"', "because = 5", "because"),
        ("opened_at = 2026-02-01T10:00:00Z", "opened_at = 2026-02-01", "opened_at"),
        ('values = {staging = "9"}', "values = {staging = 9}", "values"),
        ('key = "T"', 'diverged = "staging"\nkey = "T"', "diverged"),
    ],
)
def test_a_note_that_can_not_be_read_is_left_out_and_told(line: str, instead: str, why: str) -> None:
    found = read_notes((GOOD + "\n" + GOOD.replace(line, instead)).encode(), "ours.toml")
    assert len(found.notes) == 1
    (gap,) = found.gaps
    assert gap.where == "ours.toml"
    assert "note 2" in gap.why
    assert why in gap.why


@pytest.mark.parametrize("text", ["note = 5", "[note]\na = 1", "[[notes]]\na = 1", "note = [5]"])
def test_what_is_no_list_of_notes_is_a_gap(text: str) -> None:
    found = read_notes(text.encode())
    assert found.notes == ()
    assert found.gaps
