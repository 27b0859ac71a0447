"""Which files are a team's own running code, and in which language."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

LANGUAGES = {
    **dict.fromkeys((".py", ".pyi"), "python"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte"), "javascript"),
    **dict.fromkeys((".rb", ".rake", ".ru"), "ruby"),
    **dict.fromkeys((".java", ".kt", ".kts", ".groovy", ".scala"), "jvm"),
    ".go": "go",
    ".rs": "rust",
    ".php": "php",
    **dict.fromkeys((".cs", ".fs", ".vb"), "dotnet"),
    **dict.fromkeys((".sh", ".bash", ".zsh", ".ksh"), "shell"),
    **dict.fromkeys((".ex", ".exs"), "elixir"),
}
# Somebody else's code, what a build made, and what never runs in an environment.
_FOLDERS = frozenset(
    """node_modules bower_components vendor vendored third_party site-packages .venv venv dist build target out .next coverage generated
    test tests __tests__ __mocks__ spec specs e2e cypress testdata test-data fixtures __fixtures__ mocks testing testutil
    docs doc examples example samples .github .gitlab .circleci .buildkite .devcontainer .vscode .idea""".split()  # noqa: SIM905
)
_NAMES = re.compile(
    r"[._-](?:min|bundle|generated|pb|test|tests|spec|specs|e2e|stories|d)\.[a-z]+$|_pb2(?:_grpc)?\.pyi?$|^test_|^conftest\.py$"
    r"|(?:Tests?|Spec|IT)\.(?:java|kt|groovy|scala|cs|php)$|\.pyi$",
)


def is_code(path: str) -> bool:
    """Whether a file is the team's own code that may run: neither vendored, minified, generated, a test nor an example, by its name."""
    folder, _, name = path.rpartition("/")
    return language_of(path) is not None and not _NAMES.search(name) and not _left_out(folder)


def language_of(path: str) -> str | None:
    """The language that a file's ending stands for, as the idioms are named by it."""
    name = path.rpartition("/")[2]
    return LANGUAGES.get("." + name.rpartition(".")[2].lower()) if "." in name else None


@lru_cache(maxsize=1 << 16)
def _left_out(folder: str) -> bool:
    segments = folder.lower().split("/")
    # A package may be called `build` or `target` in Go and Java sources; below `src/main` nothing is a build's product.
    if ("src", "main") in pairwise(segments):
        segments = segments[: segments.index("main")]
    return not _FOLDERS.isdisjoint(segments)
