"""Chart.yaml and requirements.yaml: the charts below a chart, whose own values stand beneath the parent's under their name.

helm.sh/docs/chart_template_guide/subcharts_and_globals: a parent's values win over its subcharts'. A dependency is in `charts/`, in the
folder that a `file://` names, or in a remote repository.
"""

from __future__ import annotations

from forensics.layering.declared.nodes import documents, maps, text
from forensics.layering.declared.paths import folder_of, joined
from forensics.layering.declared.reference import Declared, Reference

NAMES = ("Chart.yaml", "requirements.yaml")


def declares(path: str, content: str) -> Declared | None:
    """The values of a chart's dependencies and then its own; None for any other file."""
    if path.rpartition("/")[2] not in NAMES or (path.endswith("requirements.yaml") and "repository" not in content):
        return None
    folder = folder_of(path)
    references: list[Reference] = []
    missing: list[str] = []
    for document in documents(content):
        for one in maps(document, "dependencies"):
            name = text(one, "name")
            if name is None:
                continue
            within = (text(one, "alias") or name,)
            repository = text(one, "repository") or ""
            places = [joined(folder, f"charts/{name}")]
            if repository.startswith("file://"):
                places.insert(0, joined(folder, repository.removeprefix("file://")))
            known = tuple(place for place in places if place is not None)
            words = f"the chart {name}" + (f" of {repository}" if repository else "")
            references.append(Reference(known[0], f"a chart below, of {path}", within, declares=True, otherwise=known[1:], lacking=words))
    if path.endswith("/Chart.yaml") or path == "Chart.yaml":
        own = joined(folder, "values.yaml") or "values.yaml"
        references.append(Reference(own, "the chart's own values", optional=True))
    return Declared("helm", tuple(references), tuple(missing))
