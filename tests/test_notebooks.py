"""The notebooks run, quickly, and show what is kept of them. To keep new outputs: `make notebooks`, then read the difference."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
import pytest

from notebooks.make import FOLDER, NAMES, made, text_of, without_pictures


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_shows_what_is_kept(name: str, tmp_path: Path) -> None:
    start = time.monotonic()
    fresh = made(name, tmp_path)
    assert time.monotonic() - start < 60
    kept = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    assert without_pictures(fresh) == without_pictures(kept), f"stale: run `make notebooks` and read what changed in {name}.ipynb"
    nbformat.validate(fresh)


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_notebook_reads_without_being_run(name: str) -> None:
    kept = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    cells = [cell for cell in kept.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    assert len(outputs) >= len(cells) - 4
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    text = text_of(kept)
    assert "<script" not in text
    assert str(Path.home()) not in text
    assert len(text) < 300_000
    assert text == (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")


def test_every_notebook_is_in_the_list_of_the_folder() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == set(NAMES)
    assert all(f"({name}.ipynb)" in told for name in NAMES)
