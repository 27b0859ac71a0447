""".NET's configuration, compiled from its source: the keys of appsettings files in lower case, entries of lists by position."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import Missing, run, tool, tools
from benchmarks.systems.spring import _plain
from benchmarks.systems.trees import tree_of


def version(folder: Path) -> str:
    """The version that runs here."""
    return "Microsoft.Extensions.Configuration 2.2 from source"


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """Each layer as a JSON source of one ConfigurationBuilder, in order."""
    program = tools() / "dotnet" / "Values.exe"
    if not program.exists():
        raise Missing(".NET's configuration is not built here")
    said = run([tool("mono"), program, *layers], folder)
    pairs = [line.partition("\t") for line in said.splitlines()]
    return flat(tree_of({name.lower(): _plain(value) for name, _, value in pairs}, ":"), named=False)
