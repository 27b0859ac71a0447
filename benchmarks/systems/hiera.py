"""Puppet's own lookup: the value of each key of a hierarchy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import PROGRAMS, run, tool


def version(folder: Path) -> str:
    """The version that runs here."""
    return "Puppet " + run([tool("puppet"), "--version"], folder).strip()


def effective(folder: Path, layers: Sequence[str], hierarchy: str = "hiera.yaml", facts: Mapping[str, str] | None = None) -> Values:
    """Each key of the layers looked up by Puppet with this hierarchy."""
    data = [path for path in layers if not path.endswith("hiera.yaml")]
    keys = sorted({str(key) for path in data for key in yaml.safe_load((folder / path).read_text()) or {}} - {"lookup_options"})
    said = run(
        [tool("ruby"), PROGRAMS / "hiera_values.rb", folder / hierarchy], folder, given=json.dumps({"keys": keys, "facts": facts or {}})
    )
    return flat(json.loads(said[said.index("{") :]))
