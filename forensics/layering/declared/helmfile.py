"""helmfile.yaml: the values files of each release and of each environment, in helmfile's own order.

Order (helmfile.readthedocs.io, "Values Merging"): bases, then `values:`, then the environment's values; for a release the chart's own
values, then its `values` in order, its `secrets`, and `set` above all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from forensics.layering.declared.nodes import at, documents, listed, maps, pairs, text, texts
from forensics.layering.declared.paths import filled, folder_of, is_open, joined, opened
from forensics.layering.declared.reference import Declared, Part, Reference
from forensics.layering.declared.setting import sets
from forensics.parse.shape import shape
from forensics.parse.tree import Leaf, Map, Node

_NAME = re.compile(r"(?i)^helmfile[^/]*\.ya?ml(\.gotmpl)?$")
_IN_FOLDER = re.compile(r"(^|/)helmfile\.d/[^/]+\.ya?ml(\.gotmpl)?$")
# The values that helmfile's templates read as `.Values`; no chart sees them.
STATE = "environment values"
_FORGIVING = ("Warn", "Info", "Debug")


def is_named(path: str) -> bool:
    return _NAME.match(path.rpartition("/")[2]) is not None or _IN_FOLDER.search(path) is not None


def declares(path: str, content: str, called_so: bool = False) -> Declared | None:
    """What a helmfile refers to: one whole per release, one for the environment's values; None for any other file.

    `called_so`: another helmfile names it as one, whatever its own name.
    """
    if not called_so and not is_named(path):
        return None
    found = _Found(path)
    parts = documents(content)
    repositories = {name for part in parts for one in maps(part, "repositories") if (name := text(one, "name"))}
    for part in parts:
        for base in texts(part, "bases"):
            found.file(base, "bases", {}, declares=True)
        for value in listed(part, "values"):
            found.value(value, "values", STATE, {})
    for part in parts:
        for name, _, environment in pairs(at(part, "environments")):
            forgiving = text(environment, "missingFileHandler") in _FORGIVING
            known = {"Environment.Name": name}
            for value in [*listed(environment, "values"), *listed(environment, "secrets")]:
                found.value(value, f"environment {name}", STATE, known, environment=name, optional=forgiving)
    for part in parts:
        for other in listed(part, "helmfiles"):
            target = other.text if isinstance(other, Leaf) else text(other, "path")
            if target:
                found.file(target, "helmfiles", {}, declares=True)
        for release in maps(part, "releases"):
            _release(found, part, release, repositories)
    return Declared("helmfile", tuple(found.references), tuple(dict.fromkeys(found.missing)), tuple(dict.fromkeys(found.lacking)))


@dataclass(slots=True)
class _Found:
    """What one helmfile's pieces add up to."""

    path: str
    references: list[Reference] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    lacking: list[tuple[str, str]] = field(default_factory=list)

    def lacks(self, what: str, whole: str) -> None:
        if whole:
            self.lacking.append((whole, what))
        else:
            self.missing.append(what)

    def file(
        self,
        target: str,
        rule: str,
        known: dict[str, str],
        whole: str = "",
        environment: str | None = None,
        optional: bool = False,
        declares: bool = False,
    ) -> None:
        ready = opened(target, known)
        where = joined(folder_of(self.path), ready)
        if where is None or "://" in ready or "::" in ready:
            self.lacks(f"{target} (not in this repository)", whole)
        elif "*" in where or is_open(where):
            self.lacks(f"{target} (which file depends on an expression)", whole)
        else:
            rule = f"{rule} in {self.path}"
            self.references.append(Reference(where, rule, environment=environment, optional=optional, declares=declares, whole=whole))

    def value(
        self, value: Node, rule: str, whole: str, known: dict[str, str], environment: str | None = None, optional: bool = False
    ) -> None:
        """An entry of a list of values: a file, or values on the spot."""
        if isinstance(value, Leaf):
            self.file(value.text, rule, known, whole, environment, optional)
        elif isinstance(value, Map):
            part = Part(tuple(shape([value], {}).entries))
            self.references.append(Reference(self.path, f"{rule} in {self.path}", environment=environment, whole=whole, part=part))


def _release(found: _Found, part: Node, release: Map, repositories: set[str]) -> None:
    name = text(release, "name")
    if name is None:
        return
    sources = [*_inherited(part, release), release]
    known = {"Release.Name": name, "Release.Namespace": _last(sources, "namespace") or ""}
    rule = f"release {name}"
    _chart(found, _last(sources, "chart") or "", name, known, repositories)
    forgiving = _last(sources, "missingFileHandler") in _FORGIVING
    for key in ("values", "valuesTemplate", "secrets"):
        holder = next((one for one in reversed(sources) if at(one, key) is not None), None)
        for value in listed(holder, key):
            found.value(value, f"{key} of {rule}", name, known, optional=forgiving)
    for key in ("set", "setString", "setTemplate"):
        entries, lacking = sets(maps(release, key))
        if entries:
            found.references.append(Reference(found.path, f"{key} of {rule} in {found.path}", whole=name, part=Part(entries)))
        for one in lacking:
            found.lacks(f"{key} {one} of {rule}", name)


def _inherited(part: Node, release: Map) -> Iterator[Node]:
    for one in maps(release, "inherit"):
        template = at(part, "templates", text(one, "template") or "")
        if template is not None:
            yield template


def _last(sources: list[Node], key: str) -> str | None:
    return next((said for one in reversed(sources) if (said := text(one, key)) is not None), None)


def _chart(found: _Found, chart: str, name: str, known: dict[str, str], repositories: set[str]) -> None:
    """The chart's own values: in a folder of this repository, or by its name in `charts/` where the repository holds its source."""
    ready, unknown = filled(chart, known)
    first, _, rest = ready.partition("/")
    where = joined(folder_of(found.path), ready)
    if not ready or "://" in ready or unknown or where is None or first in repositories or "{env}" in ready:
        if chart:
            found.lacks(f"the chart {chart}", name)
        return
    otherwise = (f"charts/{rest}",) if rest and not first.startswith(".") else ()
    found.references.append(
        Reference(
            where,
            f"the chart of release {name} in {found.path}",
            declares=True,
            whole=name,
            otherwise=otherwise,
            lacking=f"the chart {chart}",
        )
    )
