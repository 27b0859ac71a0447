"""A HelmChartInflationGenerator in a file of its own, named among a kustomization's `generators`."""

from __future__ import annotations

from forensics.layering.declared.kustomize import of_chart
from forensics.layering.declared.nodes import documents, text
from forensics.layering.declared.reference import Declared, Reference
from forensics.parse.tree import Map


def declares(path: str, content: str) -> Declared | None:
    """The values files of the charts that the file inflates; None for any other file."""
    if "HelmChartInflationGenerator" not in content:
        return None
    found = [
        one
        for document in documents(content)
        if isinstance(document, Map) and text(document, "kind") == "HelmChartInflationGenerator"
        for one in of_chart(path, document, text(document, "chartHome") or "charts")
    ]
    if not found:
        return None
    return Declared(
        "kustomize", tuple(one for one in found if isinstance(one, Reference)), tuple(one for one in found if isinstance(one, str))
    )
