"""Which files configure no running system: tests, documents, examples, the build itself."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise

_FOLDERS = {
    **dict.fromkeys((".github", ".gitlab", ".circleci", ".buildkite"), "it configures the build"),
    **dict.fromkeys((".devcontainer", ".vscode", ".idea"), "it configures an editor"),
    **dict.fromkeys(("tests", "__tests__", "e2e", "testdata", "test-data", "__mocks__", ".chainsaw-test"), "it belongs to tests"),
    **dict.fromkeys(("fixtures", ".fixtures", "__fixtures__"), "it is a test's fixture"),
    **dict.fromkeys(("docs", "doc"), "it is documentation"),
    **dict.fromkeys(("examples", "example", "samples"), "it is an example"),
    **dict.fromkeys(("node_modules", "vendor", "third_party"), "it is somebody else's code"),
}
_EXAMPLE = re.compile(r"(^|[-._])(example|sample|dist)([-._]|$)", re.IGNORECASE)


def why_left_out(path: str, known: Collection[str]) -> str | None:
    """A short reason, or None where the file may configure a running system. `known`: all paths, to see where a chart lies."""
    folder, _, name = path.rpartition("/")
    is_example, is_developed = _kind(name)
    if is_example:
        return "it is an example"
    why = _folder(folder)
    if why is None and is_developed:
        why = _for_developers(folder, name, known)
    if why is None and folder.endswith("/ci") and (_IN_CHARTS.search(folder) or f"{folder[:-3]}/Chart.yaml" in known):
        return "it is a chart's values for its own tests"
    return why


# Files of which projects keep one for their developers and one for their tests; and those that pin what code is built from.
_DEVELOPED = re.compile(
    r"(\.(txt|in|pip|lock|sh|bash)|^go\.mod|^pom\.xml|lock\.(json|yaml)|^(dockerfile|containerfile|procfile)(\..*)?|\.(dockerfile|containerfile))$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 16)
def _kind(name: str) -> tuple[bool, bool]:
    """Whether a file of this name is an example, and whether it may be one that developers keep for themselves."""
    return _EXAMPLE.search(name) is not None, _DEVELOPED.search(name) is not None


_PINS = re.compile(r"(\.(txt|in|pip|lock)|^go\.mod|^pom\.xml|lock\.(json|yaml))$", re.IGNORECASE)
_OF_TESTS = frozenset({"test", "perf", "benchmark", "benchmarks"})
_OWN = re.compile(r"(?<![A-Za-z0-9])(dev|develop|development|tests?|testing)(?![A-Za-z0-9])", re.IGNORECASE)
_DEPLOYED = ("prod", "production", "prd", "live", "staging", "stage", "stg", "uat", "preprod")


def _for_developers(folder: str, name: str, known: Collection[str]) -> str | None:
    """`requirements/dev.txt`, `dev.sh` and `Dockerfile.test` are no environments, unless a deployed one has such a file too."""
    if _PINS.search(name) and not _OF_TESTS.isdisjoint(folder.lower().split("/")):
        return "it pins what tests need"
    word = _OWN.search(name)
    if word is None:
        return None
    start = f"{folder}/{name[: word.start()]}" if folder else name[: word.start()]
    if any(f"{start}{other}{name[word.end() :]}" in known for other in _DEPLOYED):
        return None
    return "it serves developers, and no deployed environment has one like it"


_IN_CHARTS = re.compile(r"(^|/)charts/[^/]+/ci$")


@lru_cache(maxsize=1 << 16)
def _folder(folder: str) -> str | None:
    segments = folder.lower().split("/")
    if "{{" in folder:
        return "it is a template for new folders"
    if any(pair in (("src", "test"), ("templates", "tests")) for pair in pairwise(segments)):
        return "it belongs to tests"
    return next((_FOLDERS[segment] for segment in segments if segment in _FOLDERS), None)
