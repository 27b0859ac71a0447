"""Whole screens and documents against kept ones, so that every change of a word or a column is seen in review.

To keep new ones: `UPDATE_GOLDEN=1 python -m pytest -n0 tests/present/test_golden.py`, then read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.present import EXPORTS
from forensics.present.json import json_text
from forensics.present.layout import built_in
from forensics.present.plain import plain
from forensics.present.terminal import terminal
from tests.present.reports import ALL

FOLDER = Path(__file__).parent / "golden"
FORMS: dict[str, Callable[..., str]] = {
    "80.txt": lambda report: terminal(report, 80, colour=False),
    "100.txt": lambda report: terminal(report, 100, colour=False),
    "120.txt": lambda report: terminal(report, 120, colour=False),
    "140.txt": lambda report: terminal(report, 140, colour=False),
    "plain.txt": plain,
    "ascii.txt": lambda report: terminal(report, 80, colour=False, unicode=False),
    "ansi": lambda report: terminal(report, 80, colour=True),
    "md": EXPORTS["markdown"],
    "clipboard.html": EXPORTS["clipboard"],
    "confluence.xml": EXPORTS["confluence"],
    "adf.json": EXPORTS["adf"],
    "jira.txt": EXPORTS["jira"],
    "slack.json": EXPORTS["slack"],
    "mmd": EXPORTS["mermaid"],
    "csv": EXPORTS["csv"],
    "jsonl": EXPORTS["timesketch"],
    "howie.md": lambda report: EXPORTS["markdown"](report, layout=built_in("howie"), columns="full"),
    "json": json_text,
}
EVERY_FORM = ("payment", "overwritten", "live", "undetermined", "hostile")
SOME_FORMS = ("80.txt", "100.txt", "120.txt", "140.txt", "plain.txt", "md")
KEPT = [(name, form) for name in ALL for form in FORMS if name in EVERY_FORM or form in SOME_FORMS]


@pytest.mark.parametrize(("name", "form"), KEPT)
def test_a_report_looks_as_it_was_kept(name: str, form: str) -> None:
    path = FOLDER / f"{name}.{form}"
    made = FORMS[form](ALL[name])
    if os.environ.get("UPDATE_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8", newline="")
    assert made == path.read_bytes().decode("utf-8")
