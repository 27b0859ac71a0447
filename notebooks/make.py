"""Percent scripts → notebooks with their outputs: `make notebooks` writes them, the tests compare them with the kept ones.

python -m notebooks.make [NAME]...
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent
NAMES = ("post_mortem", "drift_tour", "judging")
# What must be the same whoever makes them, and is not said by the outputs.
_METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}


def made(name: str, folder: Path) -> nbformat.NotebookNode:
    """The notebook `name` from its script, run with `folder` as its current one. Raises CellExecutionError where a cell fails."""
    notebook = jupytext.read(FOLDER / f"{name}.py", fmt="py:percent")
    notebook.metadata = nbformat.from_dict(_METADATA)
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"{name}-{number}"
        cell.metadata = nbformat.from_dict({})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    paths = [str(FOLDER.parent), str(FOLDER), *filter(None, [os.environ.get("PYTHONPATH")])]
    with tempfile.TemporaryDirectory() as sockets:
        kernel = KernelManager(kernel_name="python3", transport="ipc", ip=f"{sockets}/k")
        client = NotebookClient(
            notebook, km=kernel, timeout=60, record_timing=False, coalesce_streams=True, resources={"metadata": {"path": str(folder)}}
        )
        try:
            client.execute(cleanup_kc=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)})
        finally:
            kernel.shutdown_kernel(now=True)
    notebook.metadata = nbformat.from_dict(_METADATA)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                # Every host shows the HTML; the plain text names this machine's folder.
                output["data"].pop("text/plain", None)
    return notebook


def text_of(notebook: nbformat.NotebookNode) -> str:
    """The notebook's file, byte for byte the same for the same outputs."""
    return nbformat.writes(notebook) + "\n"


def without_pictures(notebook: nbformat.NotebookNode) -> Any:
    """The cells as plain data, each PNG replaced by the word: fonts and their renderers differ between machines."""
    plain = nbformat.from_dict(notebook)
    for cell in plain.cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                output["data"]["image/png"] = "a picture"
    return plain.cells


def main(names: list[str]) -> int:
    """Writes the notebooks named, or all of them."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"no notebook named {unknown[0]}: choose from {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in names or NAMES:
        with tempfile.TemporaryDirectory() as place:
            text = text_of(made(name, Path(place)))
        (FOLDER / f"{name}.ipynb").write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}.ipynb: {len(text) // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
