"""Report → text, or bytes, one function per format; each format's module is imported when it is first called."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def _of(module: str, name: str, entry: str | None = None) -> Callable[..., Any]:
    """A module's function, or an entry of its dict."""

    def present(*arguments: Any, **options: Any) -> Any:
        found = getattr(import_module(f"forensics.present.{module}"), name)
        return (found if entry is None else found[entry])(*arguments, **options)

    return present


_TEXTS = {name: _of("formats", "TEXTS", name) for name in ("markdown", "clipboard", "confluence", "adf", "jira")}
_PAPERS = {name: _of("formats", "PAPERS", name) for name in ("docx", "pdf")}
EXPORTS: dict[str, Callable[..., str]] = {
    "terminal": _of("terminal", "terminal"),
    "json": _of("json", "json_text"),
    **_TEXTS,
    "slack": _of("slack", "slack"),
    "mermaid": _of("mermaid", "mermaid"),
    "csv": _of("spreadsheet", "spreadsheet"),
    "timesketch": _of("timesketch", "timesketch"),
    "html": _of("html", "html"),
    "svg": _of("svg", "svg"),
}
# These are files, not texts.
BINARY: dict[str, Callable[..., bytes]] = {**_PAPERS, "png": _of("png", "png")}
# Whose timeline takes --columns, and whose parts a --template can place.
DOCUMENTS = (*_TEXTS, *_PAPERS)
# What --into can put between markers that are comments.
INTO: dict[str, Callable[..., str]] = {
    "markdown": _TEXTS["markdown"], "confluence": _TEXTS["confluence"], "mermaid": _of("mermaid", "fenced")
}  # fmt: skip
