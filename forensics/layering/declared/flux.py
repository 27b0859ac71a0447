"""Flux: a HelmRelease over its chart's values and values files; a Flux Kustomization over the folder that it applies.

Order (fluxcd.io, HelmRelease "Values"): the chart's values, `chart.spec.valuesFiles` in order, `valuesFrom` in order, `values` on top.
"""

from __future__ import annotations

from collections.abc import Iterator

from forensics.layering.declared.kustomize import target_of
from forensics.layering.declared.nodes import at, documents, line_of, maps, pairs, text, texts
from forensics.layering.declared.paths import filled, joined
from forensics.layering.declared.reference import Declared, Part, Patch, Reference
from forensics.model import Entry
from forensics.parse.tree import Leaf, Map, Node

_SOURCES_IN_GIT = ("GitRepository", "Bucket")


def declares(path: str, content: str) -> Declared | None:
    """What the HelmReleases and Flux Kustomizations of a file refer to; None for any other file."""
    if "toolkit.fluxcd.io" not in content:
        return None
    found: list[Reference | str] = []
    for document in documents(content):
        group = (text(document, "apiVersion") or "").partition("/")[0]
        if group == "helm.toolkit.fluxcd.io" and text(document, "kind") == "HelmRelease":
            found += _release(path, document)
        elif group == "kustomize.toolkit.fluxcd.io" and text(document, "kind") == "Kustomization":
            found += _kustomization(path, document)
    if not found:
        return None
    missing = dict.fromkeys(one for one in found if isinstance(one, str))
    return Declared("flux", tuple(one for one in found if isinstance(one, Reference)), tuple(missing))


def _release(path: str, document: Node) -> Iterator[Reference | str]:
    name = text(document, "metadata", "name") or ""
    within = (f"#HelmRelease/{name}", "spec", "values")
    spec = at(document, "spec", "chart", "spec")
    chart, source = text(spec, "chart"), text(spec, "sourceRef", "kind")
    if chart and (source in _SOURCES_IN_GIT or chart.startswith("./")):
        # Relative to the source's root; that it is this repository shows only in the file being there.
        rule = f"the chart of HelmRelease {name} in {path}"
        files = texts(spec, "valuesFiles")
        if where := joined("", chart):
            yield Reference(where, rule, within, declares=True, lacking=f"the chart {chart}")
        for target in files:
            if where := joined("", target):
                beside = joined(chart, target)
                yield Reference(where, f"valuesFiles, {rule}", within, otherwise=(beside,) if beside else ())
    elif chart:
        yield f"the chart {chart} of {text(spec, 'sourceRef', 'name') or 'another source'}"
    elif at(document, "spec", "chartRef") is not None:
        yield f"the chart of {text(document, 'spec', 'chartRef', 'kind')} {text(document, 'spec', 'chartRef', 'name')}"
    for one in maps(document, "spec", "valuesFrom"):
        yield _values_from(one, name, within)
    yield Reference(path, f"HelmRelease {name}")


def _values_from(one: Map, name: str, within: tuple[str, ...]) -> Reference | str:
    """A ConfigMap's key: the chain may know the file that a generator puts there. A Secret's value is never read."""
    kind, called = text(one, "kind"), text(one, "name")
    words = f"{kind} {called} (valuesFrom of HelmRelease {name})"
    if kind != "ConfigMap" or text(one, "targetPath") is not None:
        return words
    key = text(one, "valuesKey") or "values.yaml"
    return Reference(
        f"#ConfigMap/{called}", f"valuesFrom of HelmRelease {name}", within, lacking=words, part=None, otherwise=(f"data[{key}]",)
    )


def _kustomization(path: str, document: Node) -> Iterator[Reference | str]:
    name = text(document, "metadata", "name") or ""
    rule = f"Flux Kustomization {name} in {path}"
    folder, unknown = filled(text(document, "spec", "path") or "")
    where = joined("", folder)
    if where is None or unknown or (where == "" and folder not in (".", "./")):
        yield f"the folder of {rule}"
    else:
        yield Reference(where, rule, declares=True, whole=name, lacking=f"the folder {folder}, or the repository that holds it")
    for one in maps(document, "spec", "patches"):
        body = at(one, "patch")
        if isinstance(body, Leaf):
            change = Patch(target_of(at(one, "target")), body.text, body.line + 1 if body.block else body.line, body.block)
            yield Reference(path, f"patches, {rule}", whole=name, part=Part(change=change))
    substitutes = [
        Entry((f"#Kustomization/{name}", "spec", "postBuild", "substitute", key), child.text, line_of(child))
        for key, _, child in pairs(at(document, "spec", "postBuild", "substitute"))
        if isinstance(child, Leaf)
    ]
    if substitutes:
        yield Reference(path, f"postBuild.substitute, {rule}", whole=name, part=Part(tuple(substitutes)))
    for one in maps(document, "spec", "postBuild", "substituteFrom"):
        yield f"{text(one, 'kind')} {text(one, 'name')} (substituteFrom of {rule})"
