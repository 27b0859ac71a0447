"""Argo CD Applications and ApplicationSets: Helm's values files, inline values and parameters; folders with a kustomization.

Order (argo-cd.readthedocs.io, "Helm"): the chart's values, `valueFiles` in order, `values`, `valuesObject` (which takes the place of
`values`), `parameters`. Value files are relative to `source.path`; `$ref/` leads to the root of the source of that name, `/` to its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from forensics.layering.declared.generators import bindings
from forensics.layering.declared.nodes import at, documents, maps, text, texts
from forensics.layering.declared.paths import ENV, filled, is_environment, is_open, joined
from forensics.layering.declared.reference import Declared, Part, Reference
from forensics.layering.declared.setting import sets
from forensics.model import Entry
from forensics.parse import parse
from forensics.parse.shape import shape
from forensics.parse.tree import Leaf, Map, Node

_REF = re.compile(r"^\$([\w.\-]+)/")


def declares(path: str, content: str) -> Declared | None:
    """What the Applications and ApplicationSets of a file refer to, one whole per application; None for any other file."""
    if "argoproj.io" not in content or "kind: Application" not in content:
        return None
    found: dict[Reference | tuple[str, str], None] = {}
    for document in documents(content):
        kind = text(document, "kind")
        name = text(document, "metadata", "name") or ""
        if kind == "Application":
            found |= dict.fromkeys(_application(path, at(document, "spec"), name, {}))
        elif kind == "ApplicationSet":
            for known in bindings(document):
                called, _ = filled(text(document, "spec", "template", "metadata", "name") or name, known)
                found |= dict.fromkeys(_application(path, at(document, "spec", "template", "spec"), called, known))
    if not found:
        return None
    lacking = tuple(one for one in found if not isinstance(one, Reference))
    return Declared("argocd", tuple(one for one in found if isinstance(one, Reference)), (), lacking)


def _application(path: str, spec: Node | None, name: str, known: Mapping[str, str]) -> Iterator[Reference | tuple[str, str]]:
    environment = next((value for key, value in known.items() if is_environment(key) and value != ENV), None)
    sources = [one for one in [at(spec, "source"), *maps(spec, "sources")] if one is not None]
    for source in sources:
        for one in _Source(path, source, name, known, environment).all():
            yield one if isinstance(one, Reference) else (name, one)


class _Source:
    """One source of an application, with the values that an ApplicationSet's generator gives to its `{{ }}`."""

    def __init__(self, path: str, source: Node, name: str, known: Mapping[str, str], environment: str | None) -> None:
        self.path = path
        self.source = source
        self.name = name
        self.known = known
        self.environment = environment
        self.rule = f"application {name} in {path}"

    def all(self) -> Iterator[Reference | str]:
        folder, chart = text(self.source, "path"), text(self.source, "chart")
        helm = at(self.source, "helm")
        if chart:
            yield f"the chart {chart} of {text(self.source, 'repoURL')}"
        elif folder is not None:
            # What lies there shows which tool it is for: a kustomization, or a chart with its own values.
            yield self._reference(folder, "", f"source path of {self.rule}", declares=True)
        for target in texts(helm, "valueFiles"):
            yield self._values(target, folder or "")
        yield from self._inline(helm)
        yield from self._parameters(helm)

    def _reference(self, target: str, folder: str, rule: str, declares: bool = False, optional: bool = False) -> Reference | str:
        ready, unknown = filled(target, self.known)
        where = joined(folder, ready)
        if where is None or "://" in ready:
            return f"{target} (not in this repository, {self.rule})"
        if unknown or is_open(where.replace(ENV, "")):
            return f"{target} (which one depends on {', '.join(unknown) or 'a pattern'}, {self.rule})"
        environment = self.environment if ENV not in where else None
        optional = optional or ENV in where
        return Reference(
            where, rule, environment=environment, declares=declares, optional=optional, whole=self.name, lacking=f"{where} ({self.rule})"
        )

    def _values(self, target: str, folder: str) -> Reference | str:
        root = _REF.match(target)
        ready, _ = filled(folder, self.known)
        where, base = (target[root.end() :], "") if root else (target.lstrip("/"), "") if target.startswith("/") else (target, ready)
        forgiving = text(self.source, "helm", "ignoreMissingValueFiles") == "true"
        return self._reference(where, base, f"valueFiles of {self.rule}", optional=forgiving)

    def _inline(self, helm: Node | None) -> Iterator[Reference]:
        values, whole = at(helm, "values"), at(helm, "valuesObject")
        if isinstance(whole, Map):
            part = Part(tuple(shape([whole], {}).entries))
            yield Reference(self.path, f"valuesObject of {self.rule}", whole=self.name, part=part)
        elif isinstance(values, Leaf) and values.kind != "null":
            part = Part(block_entries(values))
            yield Reference(self.path, f"values of {self.rule}", whole=self.name, part=part)

    def _parameters(self, helm: Node | None) -> Iterator[Reference | str]:
        entries, missing = sets(maps(helm, "parameters"))
        if entries:
            yield Reference(self.path, f"parameters of {self.rule}", whole=self.name, part=Part(entries))
        for one in missing:
            yield f"the parameter {one} of {self.rule}"


def block_entries(leaf: Leaf) -> tuple[Entry, ...]:
    """The entries of a YAML text inside a scalar, with their lines in the file."""
    found = parse("values.yaml", leaf.text.encode()).entries
    return tuple(replace(one, line=leaf.line + one.line if leaf.block else leaf.line) for one in found)
