"""`make judging`: how often the judge is right, how sure it is, what each family of clues is worth, and what naive rules would say.

    python -m benchmarks.judging [--casebook DIR] [--real DIR --mirrors DIR] [--only PART …] [--json FILE]

DIR of --casebook holds written cases (`cases/*.json`, `build.py`, `score.py`); that of --real holds `cases.json` and `score.py`, and
--mirrors the bare repositories that its cases are of. What is not there is left out, and said so.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.judging import casebook, real, tables
from benchmarks.judging.crossing import rows

PARTS = ("figures", "crossing", "ablation", "removal", "naive")
SHARED = Path(__file__).parents[3] / "shared"


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _options().parse_args(arguments)
    asked: set[str] = set(chosen.only or PARTS)
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="judging-") as name:
        folder = Path(name)
        casebook.quiet_home(folder)
        book = casebook.opened(chosen.casebook)
        if book is None:
            print(f"no written cases in {chosen.casebook}: name their folder with --casebook; left out")
        else:
            cases = [casebook.held(book, file, folder / file.stem) for file in book.files()]
            found["cases"] = rows(book, cases)
            parts = {
                "figures": lambda: tables.figures(found["cases"]),
                "crossing": lambda: tables.crossing(book, cases),
                "ablation": lambda: tables.ablation(book, cases),
                "removal": lambda: tables.removal(book, cases, folder / "removed"),
                "naive": lambda: tables.naive(book, cases),
            }
            for part in PARTS:
                if part in asked:
                    found[part] = parts[part]()
        if "figures" in asked:
            found["real"] = _real(chosen.real, chosen.mirrors)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1, default=str) + "\n")
    return 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m benchmarks.judging", description="How well the judge judges.")
    options.add_argument("--casebook", type=Path, default=SHARED / "casebook")
    options.add_argument("--real", type=Path, default=SHARED / "real")
    options.add_argument("--mirrors", type=Path, default=os.environ.get("FORENSICS_MIRRORS"))
    options.add_argument("--only", choices=PARTS, nargs="+")
    options.add_argument("--json", type=Path)
    return options


def _real(folder: Path, mirrors: Path | str | None) -> object:
    if mirrors is None or not (folder / "cases.json").exists():
        print("\nreal histories: left out (they need --real with their cases, and --mirrors or FORENSICS_MIRRORS with their repositories)")
        return None
    return tables.real([real.row(folder, one) for one in real.read(folder, Path(mirrors))])


if __name__ == "__main__":
    sys.exit(main())
