"""Terraform itself: the values of a module's variables."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import PROGRAMS, run, tool

_AUTO = re.compile(r"(^|/)(terraform\.tfvars(\.json)?|[^/]*\.auto\.tfvars(\.json)?)$")
_ASSIGNED = re.compile(r"^(\w+)\s*=|^  ?\"(\w+)\"\s*:", re.MULTILINE)


def version(folder: Path) -> str:
    """The version that runs here."""
    return run([tool("terraform"), "version"], folder).split("\n")[0]


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """`terraform console` in a module of the layers' declarations; files that it reads of itself lie there, others go by -var-file.

    A variable without a value would be asked for, so it is left out.
    """
    declaring = [path for path in layers if path.endswith(".tf")]
    declared = json.loads(run([tool("node"), PROGRAMS / "hcl_variables.cjs", *declaring], folder))["variable"]
    with tempfile.TemporaryDirectory() as made:
        module = Path(made)
        named: list[str] = []
        assigned: set[str] = set()
        for path in layers:
            if path not in declaring:
                name = path if _AUTO.search(path) else path.replace("/", "-")
                shutil.copy(folder / path, module / Path(name).name)
                assigned.update(one or other for one, other in _ASSIGNED.findall((folder / path).read_text()))
                named += [] if _AUTO.search(path) else [f"-var-file={name}"]
        known = {name: block for name, block in declared.items() if "default" in block or name in assigned}
        known |= {name: {} for name in assigned - known.keys()}
        (module / "variables.tf.json").write_text(json.dumps({"variable": known}))
        asked = ", ".join(f"{name} = var.{name}" for name in sorted(known))
        said = run([tool("terraform"), "console", *named], module, given=f"jsonencode({{{asked}}})\n")
    return flat(json.loads(json.loads(said)))
