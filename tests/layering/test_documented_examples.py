"""What the systems themselves make of small stacks of files is what we make of them.

examples/SYSTEM.json: `system` (next and vite are read as dotenv), `run_with` (the version that gave the answers), `examples`, each with
  name      what it shows
  source    the vendor's page that says so
  layers    the files, lowest first: `path`, `text`, and `within` where the file's own paths stand below others (an env file)
  others    files that the system reads too and that are no layer (hiera.yaml), or none
  computed  addresses whose value the system works out (ERB, references); we give the text as written, so only presence is compared
  expected  address → value as text (null: a null), as the system itself answered: benchmarks/systems/record.py wrote it
An address is its segments joined by dots, a list's entry in brackets (`a.list[name].b`, `a.list[0]`).
Helm keeps a null that no chart's default answers to, and kustomize's own files are no objects: neither is compared.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from forensics.layering import Address, merged, system_of
from forensics.model import Entry, Layer
from forensics.parse import parse

EXAMPLES = Path(__file__).parent / "examples"
FILES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(EXAMPLES.glob("*.json"))}
CASES = [(system, example) for system, told in FILES.items() for example in told["examples"]]


def text_of(address: Address) -> str:
    return ".".join(address).replace(".[", "[")


def ours(example: dict[str, Any]) -> dict[str, str | None]:
    """What we make of an example's layers, by address."""
    layers: list[tuple[Layer, tuple[Entry, ...]]] = []
    for one in example["layers"]:
        layer = Layer(one["path"], "written in the example", tuple(one.get("within", ())))
        layers.append((layer, parse(one["path"], one["text"].encode()).entries))
    paths = [one["path"] for one in example["layers"]]
    found = merged(layers, system_of(paths[-1], *paths[:-1]))
    return {text_of(address): one.entry.value for address, one in found.items()}


@pytest.mark.parametrize(("system", "example"), CASES, ids=[f"{system}: {example['name']}" for system, example in CASES])
def test_a_stack_gives_what_the_system_itself_makes_of_it(system: str, example: dict[str, Any]) -> None:
    expected: dict[str, str | None] = dict(example["expected"])
    found = ours(example)

    if system == "kustomize":
        found = {key: value for key, value in found.items() if key.startswith("#") and not key.startswith(("#Kustomization", "#Component"))}
    if system == "helm":
        expected, found = ({key: value for key, value in values.items() if value is not None} for values in (expected, found))
    for address in example.get("computed", ()):
        assert address in found
        del found[address], expected[address]

    assert found == expected


@pytest.mark.parametrize("system", FILES)
def test_every_system_has_been_run(system: str) -> None:
    assert FILES[system]["run_with"]
    assert len(FILES[system]["examples"]) >= 3
