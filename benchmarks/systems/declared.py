"""Our stacks where files name their layers themselves: kustomizations, and compose's env files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from benchmarks.systems.running import Missing
from forensics.model import Entry, Layer
from forensics.parse import parse

try:
    from forensics.layering.declared import entries_in, layers_from
except ImportError:  # not in this version
    layers_from = None  # type: ignore[assignment,unused-ignore]


def stack_of_kustomization(folder: Path, root: str) -> list[tuple[Layer, tuple[Entry, ...]]]:
    """The layers that our reading of a kustomization leads to, each with the entries that it gives over those below."""
    if layers_from is None:
        raise Missing("forensics.layering.declared is not there yet")

    def text_of(path: str) -> str | None:
        return (folder / path).read_text(errors="replace") if (folder / path).is_file() else None

    def inside(path: str) -> Sequence[str]:
        return sorted(one.name for one in (folder / path).iterdir()) if (folder / path).is_dir() else ()

    chain = layers_from(root, text_of, "", lambda path: (folder / path).is_file(), inside=inside)
    stack: list[tuple[Layer, tuple[Entry, ...]]] = []
    below: list[Entry] = []
    for layer, part in zip(chain.layers, chain.parts, strict=True):
        text = text_of(layer.path) or ""
        given = entries_in(part, text, parse(layer.path, text.encode()).entries, below).entries
        stack.append((layer, given))
        below += [replace(one, path=(*layer.within, *one.path)) for one in given]
    return stack


def within_of(folder: Path, stack: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """A compose stack with the env files of its services below each one's file; any other as it stands."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for path in stack:
        if "compose" in path.rpartition("/")[2]:
            found += _env_files(folder, path)
    return [*found, *((path, ()) for path in stack)]


def _env_files(folder: Path, path: str) -> list[tuple[str, tuple[str, ...]]]:
    services = (yaml.safe_load((folder / path).read_text()) or {}).get("services") or {}
    found: list[tuple[str, tuple[str, ...]]] = []
    for name, service in services.items():
        named = service.get("env_file") or []
        for one in [named] if isinstance(named, str | dict) else named:
            target = one["path"] if isinstance(one, dict) else one
            if (folder / path).parent.joinpath(target).exists():
                found.append((str(Path(path).parent / target), ("services", str(name), "environment")))
    return found
