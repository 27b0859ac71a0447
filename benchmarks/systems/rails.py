"""The Rails `config` gem itself: the settings that its files give."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import PROGRAMS, run, tool, tools


def version(folder: Path) -> str:
    """The version that runs here."""
    return "config gem " + (tools() / "ruby-config/lib/config/version.rb").read_text().split("'")[1]


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """The gem's own load_files of the layers in order."""
    said = run([tool("ruby"), PROGRAMS / "rails_settings.rb", *layers], folder, {"RUBYLIB": str(tools() / "ruby-config/lib")})
    return flat(json.loads(said))
