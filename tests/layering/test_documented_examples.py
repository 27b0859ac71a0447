"""What the systems themselves make of small stacks of files is what we make of them.

examples/SYSTEM.json: `system` (next and vite are read as dotenv), `run_with` (the version that gave the answers), `examples`, each with
  name      what it shows
  source    the vendor's page that says so
  layers    the files, lowest first: `path`, `text`, and `within` where the file's own paths stand below others (an env file)
  others    files that the system reads too and that are no layer (hiera.yaml), or none
  computed  addresses whose value the system works out (ERB, references); we give the text as written, so only presence is compared
  expected  address → value as text (null: a null), as the system itself answered: benchmarks/systems/record.py wrote it
An address is its segments joined by dots, a list's entry in brackets (`a.list[name].b`, `a.list[0]`).
Not compared: Helm's nulls (it keeps one that no chart's default answers to), kustomize's own files and the names of objects, and what
names other files or rules (`env_file`, `lookup_options`). Spring reads a null as an empty text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.systems.declared import stack_of_kustomization
from benchmarks.systems.running import Missing
from forensics.layering import SYSTEMS, Address, merged, system_of
from forensics.model import Entry, Layer
from forensics.parse import parse

EXAMPLES = Path(__file__).parent / "examples"
FILES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(EXAMPLES.glob("*.json"))}
NOTHING = re.compile(r"(?!)")
UNCOMPARED = {
    "compose": re.compile(r"\.env_file"),
    "hiera": re.compile(r"^lookup_options\."),
    "kustomize": re.compile(
        r"^#(Kustomization|Component)|\.data\[|^#Secret/[^.]+\.type$|\.(apiVersion|kind|metadata\.name)$|\[\w+\]\.name$"
    ),
    "spring": re.compile(r"^spring\.config\."),
}

# What the engine does not yet do as the system does; an example that begins to pass must leave this list.
NOT_YET = {
    "compose": {
        "other lists are appended": "a list of compose is appended to the lower one",
        "ports are appended, volumes and devices merged by their place in the container": "appended; volumes go by their target",
        "!reset takes a value away": "the tag is not read",
        "!override takes the place of the whole": "the tag is not read",
    },
    "dotnet": {
        "arrays of objects by index, field by field": "an entry goes by its name, not its index",
        "named entries by index: the lower one's fields stay": "an entry goes by its name, not its index",
        "arrays of objects by index, though the names differ": "an entry goes by its name, not its index",
    },
    "helm": {
        "a key deleted by one file comes back with the next": "a null reaches the chart's default only if no later file overwrites it",
    },
    "hiera": {
        "lookup_options: unique": "lookup_options is not read",
        "lookup_options: hash merges the top keys only": "lookup_options is not read",
        "lookup_options: deep": "lookup_options is not read",
        "a hash in lookup_options by pattern": "lookup_options is not read",
    },
    "kustomize": {
        "$patch: delete takes an entry of a list away": "not for `{name, $patch}` of an env list",
        "JSON6902 puts an entry in the middle of a list": "what stood at and after its place does not move",
        "JSON6902 takes the first entry of a list away": "what stood after it does not move",
        "commonLabels and commonAnnotations are set on objects, selectors and templates": "neither is read",
        "namePrefix and nameSuffix rename objects": "objects keep the names that their files give them",
        "labels and namespace are set on objects": "neither is read",
    },
    "next": {"quotes, comments, export and empty values": "`F=a#b` is cut at the mark by dotenv"},
    "spring": {
        "indexes of a properties file": "`hosts[0]` in .properties does not take the lower list away",
        "a document for the profile inside application.yml": "documents for other profiles count too",
    },
}  # fmt: skip


def text_of(address: Address) -> str:
    return ".".join(address).replace(".[", "[")


def ours(system: str, example: dict[str, Any], folder: Path) -> dict[str, str | None]:
    """What we make of an example's layers, by address. A kustomization leads to its layers itself."""
    paths = [one["path"] for one in example["layers"]]
    layers: list[tuple[Layer, tuple[Entry, ...]]] = []
    if system == "kustomize":
        for one in example["layers"]:
            (folder / one["path"]).parent.mkdir(parents=True, exist_ok=True)
            (folder / one["path"]).write_text(one["text"])
        try:
            layers = stack_of_kustomization(folder, paths[-1])
        except Missing as why:
            pytest.skip(str(why))
    else:
        for one in example["layers"]:
            layer = Layer(one["path"], "written in the example", tuple(one.get("within", ())))
            layers.append((layer, parse(one["path"], one["text"].encode()).entries))
    found = merged(layers, SYSTEMS["kustomize"] if system == "kustomize" else system_of(paths[-1], *paths[:-1]))
    asking = [address for address, one in found.items() if "${" in (one.entry.value or "")]
    inside = {address for address in found for one in asking if len(address) > len(one) and address[: len(one)] == one}
    return {text_of(address): one.entry.value for address, one in found.items() if address not in inside}


def settled(system: str, values: dict[str, str | None]) -> dict[str, str | None]:
    """The values that configure something: not what names files and rules, nor how a system writes a null."""
    kept = {key: value for key, value in values.items() if not UNCOMPARED.get(system, NOTHING).search(key)}
    if system == "kustomize":
        return {key: value for key, value in kept.items() if key.startswith("#")}
    if system == "helm":
        return {key: value for key, value in kept.items() if value is not None}
    return {key: value or "" for key, value in kept.items()} if system == "spring" else kept


def cases() -> Iterator[Any]:
    for system, told in FILES.items():
        for example in told["examples"]:
            why = NOT_YET.get(system, {}).get(example["name"])
            marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
            yield pytest.param(system, example, id=f"{system}: {example['name']}", marks=marks)


@pytest.mark.parametrize(("system", "example"), list(cases()))
def test_a_stack_gives_what_the_system_itself_makes_of_it(system: str, example: dict[str, Any], tmp_path: Path) -> None:
    expected: dict[str, str | None] = dict(example["expected"])
    found = ours(system, example, tmp_path)

    expected, found = settled(system, expected), settled(system, found)
    for address in example.get("computed", ()):
        assert address in found
        del found[address], expected[address]

    assert found == expected


@pytest.mark.parametrize("system", FILES)
def test_every_system_has_been_run(system: str) -> None:
    assert FILES[system]["run_with"]
    assert len(FILES[system]["examples"]) >= 3
