"""Every example file gives the entries written beside it: path, value, line, kind, and the comment and scope where there are any."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forensics.model import Entry
from forensics.parse import PARSERS, format_of, parse

EXAMPLES = Path(__file__).parent / "examples"
FILES = sorted(path for path in EXAMPLES.glob("*/*") if not path.name.endswith(".expected.json"))


def row(entry: Entry) -> list[object]:
    plain: list[object] = [list(entry.path), entry.value, entry.line, entry.kind]
    if entry.scope:
        return [*plain, entry.comment, {"only": list(entry.scope.only)} if entry.scope.only else {"but": list(entry.scope.but)}]
    return [*plain, entry.comment] if entry.comment else plain


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_example_gives_the_entries_written_beside_it(path: Path) -> None:
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text(encoding="utf-8"))

    parsed = parse(path.name, path.read_bytes())

    assert [row(entry) for entry in parsed.entries] == expected["entries"]
    assert parsed.degraded == expected["degraded"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_example_lies_in_the_folder_of_its_format(path: Path) -> None:
    assert format_of(path.name) == path.parent.name


def test_every_format_has_examples() -> None:
    assert {path.parent.name for path in FILES} == set(PARSERS)
