"""Terraform itself: the values of a module's variables."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import run, tool

_AUTO = re.compile(r"(^|/)(terraform\.tfvars(\.json)?|[^/]*\.auto\.tfvars(\.json)?)$")
_DECLARED = re.compile(r'^variable\s+"?(\w+)"?', re.MULTILINE)
_ASSIGNED = re.compile(r"^(\w+)\s*=|^  ?\"(\w+)\"\s*:", re.MULTILINE)


def version(folder: Path) -> str:
    """The version that runs here."""
    return run([tool("terraform"), "version"], folder).split("\n")[0]


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """`terraform console` in a module of the layers' declarations; files that it reads of itself lie there, others go by -var-file."""
    with tempfile.TemporaryDirectory() as made:
        module = Path(made)
        named: list[str] = []
        declared: set[str] = set()
        assigned: set[str] = set()
        for path in layers:
            text = (folder / path).read_text()
            shutil.copy(folder / path, module / Path(path).name)
            if path.endswith(".tf"):
                declared.update(_DECLARED.findall(text))
            else:
                assigned.update(one or other for one, other in _ASSIGNED.findall(text))
                named += [] if _AUTO.search(path) else [f"-var-file={Path(path).name}"]
        (module / "undeclared.tf").write_text("".join(f'variable "{name}" {{}}\n' for name in sorted(assigned - declared)))
        asked = ", ".join(f"{name} = try(var.{name}, null)" for name in sorted(declared | assigned))
        said = run([tool("terraform"), "console", *named], module, given=f"jsonencode({{{asked}}})\n")
    return flat(json.loads(json.loads(said)))
