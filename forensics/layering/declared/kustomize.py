"""kustomization.yaml: what it builds on, generates and patches, in the order in which kustomize does it.

Order, from kustomize's own source (api/internal/target, `accumulateTarget` and the list of built-in transformers): resources, generators
(ConfigMaps, Secrets, Helm charts), components, patchesStrategicMerge, patches, patchesJson6902, replicas, images, replacements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from forensics.layering.declared.copies import copies_of
from forensics.layering.declared.nodes import at, documents, line_of, maps, pairs, text, texts
from forensics.layering.declared.paths import folder_of, joined
from forensics.layering.declared.reference import Declared, Images, Part, Patch, Reference, Replicas, Target
from forensics.model import Entry
from forensics.parse.shape import shape
from forensics.parse.tree import Leaf, Map, Node, Seq

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_FILE = re.compile(r"(?i)\.(ya?ml|json)$")
_REMOTE = re.compile(r"://|^git@|^github\.com/|^gitlab\.com/|^bitbucket\.org/|[?&]ref=")
_GENERATORS = (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret"))
_QUOTES = "\"'"


def declares(path: str, content: str) -> Declared | None:
    """What a kustomization refers to; None for any other file."""
    if path.rpartition("/")[2] not in NAMES:
        return None
    parts = documents(content)
    found = [one for document in parts for one in _References(path, document).all()]
    affixes = next(
        ((before, after) for one in parts if (before := text(one, "namePrefix") or "") + (after := text(one, "nameSuffix") or "")), None
    )
    return Declared(
        "kustomize",
        tuple(one for one in found if isinstance(one, Reference)),
        tuple(dict.fromkeys(one for one in found if isinstance(one, str))),
        affixes=affixes,
    )


class _References:
    """The references of one kustomization, and in plain words what it names elsewhere."""

    def __init__(self, path: str, document: Node) -> None:
        self.path = path
        self.folder = folder_of(path)
        self.document = document

    def all(self) -> Iterator[Reference | str]:
        for key in ("resources", "bases"):
            for target in texts(self.document, key):
                yield self._file(target, f"{key} of {self.path}")
        for key, kind in _GENERATORS:
            for generator in maps(self.document, key):
                yield from self._generated(generator, key, kind)
        for chart in maps(self.document, "helmCharts"):
            yield from of_chart(self.path, chart, text(self.document, "helmGlobals", "chartHome") or "charts")
        for target in texts(self.document, "generators"):
            yield self._file(target, f"generators of {self.path}", follow=True)
        for target in texts(self.document, "components"):
            found = self._file(target, f"components of {self.path}")
            yield replace(found, joins=True) if isinstance(found, Reference) else found
        for node in _leaves(self.document, "patchesStrategicMerge"):
            yield self._patch(node, None, f"patchesStrategicMerge of {self.path}")
        for key in ("patches", "patchesJson6902"):
            for patch in maps(self.document, key):
                yield from self._patches(patch, key)
        yield from self._others()

    def _file(self, target: str, rule: str, follow: bool = False) -> Reference | str:
        """A file, or a folder with a kustomization of its own; words where it is neither in this repository."""
        if _REMOTE.search(target):
            return f"{target} (remote, named in {self.path})"
        where = joined(self.folder, target)
        if where is None or "\n" in target:
            return f"{target.splitlines()[0]} (outside the repository, named in {self.path})"
        return Reference(where, rule, declares=follow or _FILE.search(target) is None)

    def _generated(self, generator: Map, key: str, kind: str) -> Iterator[Reference | str]:
        name = text(generator, "name")
        if name is None:
            return
        rule = f"{key} {name} of {self.path}"
        address = (f"#{kind}/{name}", "data")
        entries = [one for node in _leaves(generator, "literals") if (one := _literal(address, node))]
        if text(generator, "behavior") == "replace":
            entries.insert(0, Entry((*address, "$patch"), "replace", line_of(at(generator, "behavior"))))
        if entries:
            yield Reference(self.path, rule, part=Part(tuple(entries)))
        for target in [*texts(generator, "env"), *texts(generator, "envs")]:
            yield self._beside(target, rule, address)
        for source in texts(generator, "files"):
            named, equals, target = source.partition("=")
            file_key = named if equals else source.rpartition("/")[2]
            # As the reader of a ConfigMap has it: what a file inside a string says stands below `data[its name]`.
            yield self._beside(target if equals else source, rule, (address[0], f"data[{file_key}]"))

    def _beside(self, target: str, rule: str, within: tuple[str, ...]) -> Reference | str:
        where = joined(self.folder, target)
        return Reference(where, rule, within) if where else f"{target} (outside the repository, named in {self.path})"

    def _patches(self, patch: Map, key: str) -> Iterator[Reference | str]:
        target = target_of(at(patch, "target"))
        whom = f" for {target.kind or 'any'}/{target.name or 'any'}" if target else ""
        inline, outside = at(patch, "patch"), text(patch, "path")
        if isinstance(inline, Leaf) and inline.text.strip():
            yield self._inline(inline, target, f"inline patch{whom} in {self.path}")
        elif outside is not None:
            yield self._outside(outside, target, f"{key}{whom} of {self.path}")

    def _patch(self, node: Leaf, target: Target | None, rule: str) -> Reference | str:
        return self._inline(node, target, rule) if "\n" in node.text.strip() else self._outside(node.text, target, rule)

    def _inline(self, node: Leaf, target: Target | None, rule: str) -> Reference:
        change = Patch(target, node.text, node.line + 1 if node.block else node.line, node.block)
        return Reference(self.path, rule, part=Part(change=change))

    def _outside(self, target: str, whom: Target | None, rule: str) -> Reference | str:
        found = self._beside(target, rule, ())
        if isinstance(found, str):
            return found
        return Reference(found.target, rule, part=Part(change=Patch(whom)))

    def _others(self) -> Iterator[Reference | str]:
        for one in maps(self.document, "replicas"):
            name, count = text(one, "name"), text(one, "count")
            if name and count:
                change = Replicas(name, count, line_of(at(one, "count")))
                yield Reference(self.path, f"replicas {name} of {self.path}", part=Part(change=change))
        for one in maps(self.document, "images"):
            name = text(one, "name")
            new = text(one, "newName"), text(one, "newTag"), text(one, "digest")
            if name and any(new):
                at_line = line_of(at(one, "digest") or at(one, "newTag") or at(one, "newName"))
                yield Reference(self.path, f"images {name} of {self.path}", part=Part(change=Images(name, *new, at_line)))
        for one in maps(self.document, "replacements"):
            copies = copies_of(one)
            if copies is None:
                yield f"replacements in {text(one, 'path') or 'another file'}, named in {self.path} (not followed)"
            else:
                yield Reference(self.path, f"replacements of {self.path}", part=Part(change=copies))
        for key in ("vars", "transformers", "helmChartInflationGenerator"):
            if at(self.document, key) is not None:
                yield f"{key} of {self.path} (not followed)"


def of_chart(path: str, chart: Map, home: str) -> Iterator[Reference | str]:
    """The values of a chart that kustomize inflates, lowest first: the chart's own, valuesFile, valuesInline, additional files.

    kustomize hands Helm one file, made of valuesFile and valuesInline, and then the additional ones (HelmChartInflationGenerator).
    """
    name = text(chart, "releaseName") or text(chart, "name") or ""
    whole = (f"#HelmChart/{name}",)
    rule = f"helmCharts {name} of {path}"
    folder = folder_of(path)
    remote = text(chart, "repo")
    own = joined(folder, f"{home}/{text(chart, 'name') or name}/values.yaml")
    if remote:
        yield f"the chart {text(chart, 'name')} of {remote}"
    elif own and text(chart, "valuesFile") is None:
        yield Reference(own, "the chart's own values", whole, lacking=f"the chart {name}")
    for target in texts(chart, "valuesFile"):
        if where := joined(folder, target):
            yield Reference(where, f"valuesFile, {rule}", whole)
    inline = at(chart, "valuesInline")
    if isinstance(inline, Map):
        yield Reference(path, f"valuesInline, {rule}", whole, part=Part(tuple(shape([inline], {}).entries)))
    for target in texts(chart, "additionalValuesFiles"):
        if where := joined(folder, target):
            yield Reference(where, f"additionalValuesFiles, {rule}", whole)


def target_of(node: Node | None) -> Target | None:
    if not isinstance(node, Map) or not pairs(node):
        return None
    return Target(text(node, "kind"), text(node, "name"), text(node, "labelSelector"), text(node, "annotationSelector") is not None)


def _leaves(node: Node | None, key: str) -> list[Leaf]:
    found = at(node, key)
    return [each for each in found.nodes if isinstance(each, Leaf)] if isinstance(found, Seq) else []


def _literal(address: tuple[str, ...], leaf: Leaf) -> Entry | None:
    """`K=v`; one pair of quotes around the value goes, as in kustomize's kv loader."""
    name, equals, value = leaf.text.partition("=")
    if not equals:
        return None
    if len(value) > 1 and value[0] == value[-1] and value[0] in _QUOTES:
        value = value[1:-1]
    return Entry((*address, name), value, leaf.line)
