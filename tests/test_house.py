"""The house keeps its rules: imports go one way, each outside thing has one room, each module says what it is for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "forensics"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.read_text().strip())

# Floors from the top; a module imports only from floors below its own, or from its own room.
FLOORS = [
    {"__main__"},
    {"cli"},
    {"face", "examining"},
    {"redacting", "syncing"},
    {"investigate"},
    {"store", "answers"},
    {"reading"},
    {"collect", "judge", "habits", "redact", "present", "writing", "when", "caching"},
    {"contract", "notes", "fingerprints"},
    {"correlate"},
    {"reconstruct", "environments", "stated", "code_defaults"},
    {"layering", "question"},
    {"hits"},
    {"keys", "parse", "secret_shapes"},
    {"model", "blake2", "collecting", "__init__"},
]
# One room per outside thing; PyYAML and its like are the parsers'.
ROOMS = {
    "git": {"collect"}, "gitdb": {"collect"}, "typer": {"cli"}, "rich": {"present", "cli"}, "pandas": {"present", "face"},
    "matplotlib": {"present"}, "plotly": {"present"}, "jira": {"collect"},
    "slack_sdk": {"collect"}, "yaml": {"parse", "environments"}, "javaproperties": {"parse"}, "resvg_py": {"present"},
    "docx": {"present"}, "reportlab": {"present"}, "jinja2": {"present"},
}  # fmt: skip


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> list[tuple[str, bool]]:
    """(module, whether only for type checking) for each import of a file, relative ones made absolute."""
    found: list[tuple[str, bool]] = []
    package = ["forensics", *path.relative_to(PACKAGE).parts[:-1]]

    def visit(node: ast.AST, typing_only: bool) -> None:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            typing_only = True
        if isinstance(node, ast.Import):
            found.extend((alias.name, typing_only) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = (
                ".".join(package[: len(package) - node.level + 1]) + ("." + node.module if node.module else "")
                if node.level
                else node.module or ""
            )
            found.append((base, typing_only))
            if base == "forensics":
                found.extend((f"forensics.{alias.name}", typing_only) for alias in node.names)
        for child in ast.iter_child_nodes(node):
            visit(child, typing_only)

    visit(ast.parse(path.read_text()), False)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    floor = {name: number for number, names in enumerate(FLOORS) for name in names}
    mine = room(path)
    if mine == "__init__":
        return  # the face imports nothing until it is asked
    for name, _ in imported(path):
        parts = name.split(".")
        if parts[0] != "forensics" or len(parts) < 2 or parts[1] in (mine, "__version__"):
            continue
        assert floor[mine] < floor[parts[1]], f"{path.relative_to(PACKAGE)} imports {name}, which does not stand below it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_outside_thing_has_its_room(path: Path) -> None:
    for name, _ in imported(path):
        rooms = ROOMS.get(name.split(".")[0])
        assert rooms is None or room(path) in rooms, f"{path.relative_to(PACKAGE)} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_its_one_purpose_first(path: Path) -> None:
    told = ast.get_docstring(ast.parse(path.read_text()))
    assert told, path
    assert len(told.splitlines()[0]) <= 140


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_and_no_function_outgrows_its_thought(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 55, f"{path.name}: {node.name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_pure_core_has_no_clock_and_no_surroundings(path: Path) -> None:
    pure = {"parse", "environments", "layering", "reconstruct", "habits", "correlate", "judge", "contract", "present", "keys", "model"}
    if room(path) not in pure:
        return
    text = path.read_text()
    for word in ("datetime.now", "time.time", "os.environ", "getenv", "utcnow"):
        assert word not in text, f"{path.relative_to(PACKAGE)}: {word}"
