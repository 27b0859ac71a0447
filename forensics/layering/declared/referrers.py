"""The reverse question: which declaring files lead to one of these files. Kustomizations, which are many, by a textual reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from forensics.layering.declared import terragrunt
from forensics.layering.declared.declaring import declares
from forensics.layering.declared.kustomize import NAMES as KUSTOMIZATIONS
from forensics.layering.declared.paths import folder_of, joined, left_open
from forensics.layering.declared.reference import Reference

_FOLDERS = frozenset({*KUSTOMIZATIONS, "Chart.yaml", "values.yaml", "terragrunt.hcl"})
_OPEN = re.compile(r"\{[A-Za-z_]\w*\}")
_LISTED = re.compile(
    rb"(?m)^[ \t]*(?:-[ \t]+|path:[ \t]*|-[ \t]+path:[ \t]*|valuesFile:[ \t]*)[\"']?(?:[\w.\-]+=)?([\w.\-/+@]+)[\"']?[ \t]*(?:#.*)?$"
)
# What the other systems' declarations can't do without; a file that holds none of these is not read at all.
_MARKS = (
    b"toolkit.fluxcd.io", b"argoproj.io", b"HelmChartInflationGenerator", b"helm_chart_values_files", b"vars_files", b"include_vars",
    b"helm ", b"compose", b"terraform", b"tofu ", b"ansible", b"releases:", b"environments:", b"bases:", b"helmfiles:",
    b"dependencies:", b"services:", b"include:", b"hierarchy", b"COMPOSE_FILE", b"include", b"spring", b"inventory", b"inputs",
)  # fmt: skip


def referrers(targets: frozenset[str], declarers: Mapping[str, bytes]) -> tuple[str, ...]:
    """The declaring files that may lead to one of the targets, directly or through others, sorted.

    `declarers`: path → bytes of the files that is_declarer admits. The answer errs on the side of too many: a precise reading
    (layers_from) comes after it. A target with a variable in it is led to by any name in the variable's place.
    """
    return Mentions(declarers).leading_to(targets)


class Mentions:
    """Who mentions which path: read once, asked as often as the answer grows."""

    def __init__(self, declarers: Mapping[str, bytes]) -> None:
        self.by_path: dict[str, set[str]] = {}
        self.patterns: dict[str, set[str]] = {}
        self.declarers = declarers
        for path, content in declarers.items():
            if path.rpartition("/")[2] in KUSTOMIZATIONS:
                self._textual(path, content)
            elif any(map(content.__contains__, _MARKS)):
                self._precise(path, content)
        self.heads = [(_OPEN.split(one, maxsplit=1)[0], one, who) for one, who in self.patterns.items()]

    def _textual(self, path: str, content: bytes) -> None:
        folder = folder_of(path)
        for word in set(_LISTED.findall(content)):
            where = joined(folder, word.decode())
            if where is not None:
                self.by_path.setdefault(where, set()).add(path)
        if b"helmCharts" in content or b"additionalValuesFiles" in content or b"valuesFile:" in content:
            self._precise(path, content)

    def _precise(self, path: str, content: bytes) -> None:
        text = content.decode("utf-8", "replace")
        declared = declares(path, text)
        for reference in declared.references if declared else ():
            self._mention(path, reference)
            if declared and declared.system == "terragrunt" and reference.declares:
                self._included(path, reference)

    def _included(self, path: str, reference: Reference) -> None:
        """What an included terragrunt file names is relative to the file that includes it, which so leads there."""
        other = next((one for one in (reference.target, *reference.otherwise) if one in self.declarers and one != path), None)
        declared = terragrunt.declares(other, self.declarers[other].decode("utf-8", "replace"), path) if other else None
        for one in declared.references if declared else ():
            self._mention(path, one)

    def _mention(self, path: str, reference: Reference) -> None:
        for one in (reference.target, *reference.otherwise):
            if left_open(one):
                self.patterns.setdefault(one, set()).add(path)
            elif one != path:
                self.by_path.setdefault(one, set()).add(path)

    def leading_to(self, targets: Iterable[str]) -> tuple[str, ...]:
        """The declaring files that may lead to one of the targets, directly or through others, sorted."""
        found: set[str] = set()
        pending = set(targets)
        while pending:
            fresh = self.of(pending) - found
            found |= fresh
            pending = fresh
        return tuple(sorted(found))

    def of(self, targets: Iterable[str]) -> set[str]:
        """Those that may lead to one of the targets directly."""
        found: set[str] = set()
        for target in targets:
            folder, _, name = target.rpartition("/")
            found |= self.by_path.get(target, set())
            if name in _FOLDERS or name.endswith((".tf", ".tfvars")):
                found |= self.by_path.get(folder, set())
            for head, one, who in self.heads:
                if not target.startswith(head):  # most are sorted out by that, and never compiled
                    continue
                pattern = _pattern(one)
                if pattern.fullmatch(target) or (name in _FOLDERS and pattern.fullmatch(folder)):
                    found |= who
        return found - set(targets)


@lru_cache(maxsize=4096)
def _pattern(target: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in _OPEN.split(target)))
