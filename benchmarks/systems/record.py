"""Writes what the real systems say into tests/layering/examples: `python -m benchmarks.systems.record [SYSTEM …]`.

Each file there holds the examples of one system. A new example is written by hand without `expected`; this fills it in, and tells
of each one whose answer has changed, so that what stands there is what the system did and not what someone remembers.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.systems import ansible, compose, dotenv, dotnet, helm, hiera, kustomize, rails, spring, terraform
from benchmarks.systems.running import Missing, Refused

EXAMPLES = Path(__file__).parents[2] / "tests" / "layering" / "examples"
ORACLES = {
    "ansible": ansible, "compose": compose, "dotnet": dotnet, "helm": helm, "hiera": hiera, "kustomize": kustomize, "rails": rails,
    "spring": spring, "terraform": terraform,
}  # fmt: skip


def answer(system: str, example: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What the system makes of an example's files, laid out in a folder."""
    for one in [*example["layers"], *example.get("others", [])]:
        path = folder / one["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(one["text"])
    paths = [one["path"] for one in example["layers"]]
    if system in ("next", "vite"):
        return dotenv.effective(folder, paths, system)
    if system == "hiera":
        return hiera.effective(folder, paths, facts=example.get("facts"))
    return ORACLES[system].effective(folder, paths)


def plain(value: Any) -> str | None:
    """A value as an example writes it: text, or null."""
    return None if value is None else value if isinstance(value, str) else json.dumps(value)


def record(path: Path) -> None:
    """Runs one system's examples and writes its file anew."""
    told = json.loads(path.read_text())
    system = told["system"]
    for example in told["examples"]:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made).resolve()
            said = {address: plain(value) for address, value in answer(system, example, folder).items()}
            told["run_with"] = (dotenv if system in ("next", "vite") else ORACLES[system]).version(folder)
        if example.get("expected", said) != said:
            print(f"{system}: {example['name']}: was {example['expected']}, now {said}")
        example["expected"] = said
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    print(f"{system}: {len(told['examples'])} examples run with {told['run_with']}")


def main(chosen: list[str]) -> int:
    for path in sorted(EXAMPLES.glob("*.json")):
        if not chosen or path.stem in chosen:
            try:
                record(path)
            except (Missing, Refused) as why:
                print(f"{path.stem}: not run: {why}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
