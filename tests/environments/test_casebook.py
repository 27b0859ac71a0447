"""The casebook's layouts: every environment that a case's truth names is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from forensics.environments import layout
from forensics.stated import Stated

CASES = Path(__file__).parents[2].parent / "shared" / "casebook" / "cases"
FILES = sorted(CASES.glob("*.json"))
_ALIASES = {"prod": "production", "prd": "production", "live": "production", "stg": "staging", "stage": "staging", "dev": "development"}


def _plain(name: str) -> str:
    return "-".join(_ALIASES.get(part, part) for part in name.casefold().replace("_", "-").split("-"))


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "\n".join(content)


def test_the_casebook_is_there() -> None:
    if not FILES:
        pytest.skip(f"no casebook at {CASES}")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_environments_of_a_case_are_found(file: Path) -> None:
    case = json.loads(file.read_text())
    files = {path: _text(text) for commit in case["history"] for path, text in (commit.get("files") or {}).items()}
    branches = sorted({"main", *(commit["branch"] for commit in case["history"] if commit.get("branch"))})
    workflows = [(path, text) for path, text in files.items() if path.startswith(".github/workflows/")]
    found = layout(files, branches, "main", Stated(), workflows)
    named = {_plain(name) for name in (*case["truth"]["deliberate"], *case["truth"]["diverged"])}
    assert named <= {_plain(name) for name in found.environments}
    assert not {branch for branch in map(found.branch_of, found.environments) if branch} - {"staging", "production"}
