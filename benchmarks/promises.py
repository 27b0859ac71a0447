"""How well promises are found, by language: precision and recall on sentences written apart from the rules.

    python -m benchmarks.promises [--misses]

`written_for/` was in view while the rules were written; `held_out/`, by the same author, was scored only; `--misses` shows the former's.
A sentence counts as found where its kind is among those found in it; any kind found in a sentence that is not of that kind is a false one.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from forensics.correlate.promises import promises

SENTENCES = Path(__file__).parents[1] / "tests" / "correlate" / "sentences"
SAID_AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
ENVIRONMENTS = ("dev", "qa", "staging", "preprod", "prod", "eu", "us", "asia")


def measure(half: str, language: str, misses: list[str] | None = None) -> Counter[str]:
    """right, missed and false, over all kinds."""
    counts: Counter[str] = Counter()
    for kind, sentences in tomllib.loads((SENTENCES / half / f"{language}.toml").read_text()).items():
        for sentence in sentences:
            found = {one.kind for one in promises(sentence, SAID_AT, ENVIRONMENTS)}
            counts["right"] += kind in found
            counts["missed"] += kind != "none" and kind not in found
            counts["false"] += len(found - {kind})
            if misses is not None and found != ({kind} - {"none"}):
                misses.append(f"{language} {kind}: {sentence!r} gave {sorted(found)}")
    return counts


def main() -> None:
    shown: list[str] = []
    print(f"{'':10}{'held out':>22}{'written for':>24}")
    print(f"{'':10}{'precision':>12}{'recall':>10}{'precision':>14}{'recall':>10}")
    for path in sorted((SENTENCES / "held_out").glob("*.toml")):
        figures = []
        for half in ("held_out", "written_for"):
            counts = measure(half, path.stem, shown if half == "written_for" else None)
            figures += [
                counts["right"] / max(counts["right"] + counts["false"], 1),
                counts["right"] / max(counts["right"] + counts["missed"], 1),
            ]
        print(f"{path.stem:10}{figures[0]:12.0%}{figures[1]:10.0%}{figures[2]:14.0%}{figures[3]:10.0%}")
    if "--misses" in sys.argv:
        print(*shown, sep="\n")


if __name__ == "__main__":
    main()
