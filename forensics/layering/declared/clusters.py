"""A cluster.yaml that lists each hub's values files: `helm_chart_values_files` beside it, as 2i2c's deployer reads them."""

from __future__ import annotations

from forensics.layering.declared.nodes import at, documents, line_of, pairs, text, texts
from forensics.layering.declared.paths import folder_of, joined
from forensics.layering.declared.reference import Declared, Reference
from forensics.parse.tree import DEEPEST, Map, Node, Seq

_FILES = "helm_chart_values_files"


def declares(path: str, content: str) -> Declared | None:
    """The values files of each map that lists some, one whole per name; None for any other file."""
    if _FILES not in content:
        return None
    found: list[Reference] = []
    lacking: list[tuple[str, str]] = []
    for document in documents(content):
        _walk(path, document, "", found, lacking, 0)
    return Declared("helm", tuple(found), (), tuple(lacking)) if found else None


def _walk(path: str, node: Node, key: str, found: list[Reference], lacking: list[tuple[str, str]], depth: int) -> None:
    if depth > DEEPEST:
        return
    if isinstance(node, Seq):
        for each in node.nodes:
            _walk(path, each, key, found, lacking, depth + 1)
    elif isinstance(node, Map):
        files = texts(node, _FILES)
        if files:
            whole = text(node, "name") or key or f"line {line_of(at(node, _FILES))}"
            chart = text(node, "helm_chart") or whole
            found.append(_chart(chart, whole, path))
            rule = f"{_FILES} of {whole} in {path}"
            places = [where for one in files if (where := joined(folder_of(path), one))]
            found += [Reference(where, rule, whole=whole) for where in places]
            lacking += [(whole, f"{one} (outside the repository)") for one in files if joined(folder_of(path), one) is None]
        for name, _, child in pairs(node):
            if name != _FILES:
                _walk(path, child, name, found, lacking, depth + 1)


def _chart(chart: str, whole: str, path: str) -> Reference:
    """The deployer keeps its charts in helm-charts/ at the root."""
    return Reference(
        f"helm-charts/{chart}",
        f"the chart of {whole} in {path}",
        whole=whole,
        declares=True,
        otherwise=(f"charts/{chart}",),
        lacking=f"the chart {chart}",
    )
