"""Every case of the casebook is answered, and the first verdict is worth having. Skipped where the casebook is not at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CASEBOOK = Path(__file__).parents[2] / "shared" / "casebook"


@pytest.mark.timeout(400)
@pytest.mark.skipif(not (CASEBOOK / "score.py").exists(), reason="the casebook does not lie beside this checkout")
def test_every_case_of_the_casebook_is_answered_and_none_is_sure_and_wrong(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "score.py", "--forensics", str(Path(sys.executable).parent / "forensics"), "--json", str(figures)]
    done = subprocess.run(command, cwd=CASEBOOK, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(figures.read_text())["figures"]
    assert found["errors"] == 0, done.stdout
    assert found["sure_and_wrong"] == 0, done.stdout
    assert found["verdict"] >= 0.4, done.stdout
