"""Next.js's and Vite's own readers of .env files."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import PROGRAMS, Missing, run, tool, tools

_MODE = re.compile(r"\.env\.(?!local$)([^.]+)(?:\.local)?$")


def version(folder: Path) -> str:
    """The versions that run here."""
    if not (tools() / "node_modules/vite").exists():
        raise Missing("@next/env and Vite are not installed")
    found = (json.loads((tools() / "node_modules" / name / "package.json").read_text())["version"] for name in ("@next/env", "vite"))
    return "@next/env {}, Vite {}".format(*found)


def effective(folder: Path, layers: Sequence[str], system: str = "next") -> Values:
    """The variables of the folder that the layers lie in, in the mode that their names say."""
    mode = next((hit[1] for path in reversed(layers) if (hit := _MODE.search(path))), "production")
    where = (folder / layers[-1]).parent
    said = run(
        [tool("node"), PROGRAMS / "dotenv_values.cjs", system, where, mode], folder, {"NODE_ENV": mode, "VITE_CJS_IGNORE_WARNING": "1"}
    )
    return flat(json.loads(said))
