"""What is put on the shelf comes back whole or not at all; what can't be kept is in nobody's way."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from forensics.answers.outline import outline_of, read_outline
from forensics.answers.packing import packed, unpacked
from forensics.answers.shelf import Shelf
from forensics.model import Report
from tests.present.reports import EMPTY, NOT_FOUND, PAYMENT

MARK, OTHER = b"\1" * 32, b"\2" * 32


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept")
    assert shelf.get(MARK) is None
    assert shelf.put(MARK, b"answer")
    assert shelf.get(MARK) == b"answer"
    assert shelf.get(OTHER) is None


def test_the_folder_and_its_files_are_the_users_alone(tmp_path: Path) -> None:
    Shelf(tmp_path / "kept").put(MARK, b"answer")
    assert [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "kept", *(tmp_path / "kept").iterdir())] == ["0o700", "0o600"]


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: b"", lambda content: content[:-1] + b"!"])
def test_a_damaged_answer_is_none(tmp_path: Path, damage: object) -> None:
    shelf = Shelf(tmp_path / "kept")
    shelf.put(MARK, b"answer")
    (place,) = (tmp_path / "kept").iterdir()
    place.write_bytes(damage(place.read_bytes()))  # type: ignore[operator]  # one of the lambdas above
    assert shelf.get(MARK) is None


def test_a_file_that_others_may_write_is_no_answer(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept")
    shelf.put(MARK, b"answer")
    (place,) = (tmp_path / "kept").iterdir()
    place.chmod(0o666)
    assert shelf.get(MARK) is None


def test_the_answers_unasked_for_longest_go_first(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept", most_bytes=400)
    marks = [bytes([number]) * 32 for number in range(6)]
    for age, mark in enumerate(marks[:-1]):
        assert shelf.put(mark, b"x" * 90)
        os.utime(tmp_path / "kept" / f"{mark.hex()}.answer", (age, age))
    assert shelf.put(marks[-1], b"x" * 90)
    assert [mark for mark in marks if shelf.get(mark) is not None] == marks[-3:]


def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert not Shelf(tmp_path / "file" / "kept").put(MARK, b"answer")
    assert Shelf(tmp_path / "file" / "kept").get(MARK) is None


@pytest.mark.parametrize("report", [PAYMENT, NOT_FOUND, EMPTY])
def test_a_report_comes_back_as_it_was(report: Report) -> None:
    assert unpacked(packed(report)) == report


@pytest.mark.parametrize("content", [b"", b"no pickle", pickle.dumps("text"), pickle.dumps(os.getcwd), pickle.dumps(print)])
def test_nothing_but_a_report_is_made_of_bytes(content: bytes) -> None:
    assert unpacked(content) is None
    assert unpacked(outline_of(PAYMENT).line() + content) is None


@pytest.mark.parametrize("report", [PAYMENT, NOT_FOUND, EMPTY])
def test_its_outline_can_be_told_at_sight(report: Report) -> None:
    outline = read_outline(packed(report))
    assert outline == outline_of(report)
    assert outline is not None
    assert (outline.as_of, outline.found) == (report.asked.as_of, bool(report.settings))


@pytest.mark.parametrize("content", [b"", b"\n", b"yesterday 1 0\n", b"2026-01-01T00:00:00+00:00 1\n", b"\xff 1 0\n"])
def test_no_outline_is_made_of_anything_else(content: bytes) -> None:
    assert read_outline(content) is None
