"""Helm itself: the values that a chart's templates are given."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import run, tool


def version(folder: Path) -> str:
    """The version that runs here."""
    return "Helm " + run([tool("helm"), "version", "--template", "{{.Version}}"], folder)


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """`helm template` of a chart whose values.yaml is the lowest layer if it is called that, the others given with -f in order."""
    chart_values = layers[0] if layers[0].rpartition("/")[2] == "values.yaml" else None
    with tempfile.TemporaryDirectory() as made:
        chart = Path(made)
        (chart / "templates").mkdir()
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n")
        (chart / "templates" / "values.yaml").write_text("said: {{ .Values | toJson | quote }}\n")
        if chart_values:
            (chart / "values.yaml").write_bytes((folder / chart_values).read_bytes())
        files = [part for path in layers[1 if chart_values else 0 :] for part in ("-f", path)]
        said = run([tool("helm"), "template", "r", chart, *files], folder)
    return flat(json.loads(json.loads(said.partition("said: ")[2])))
