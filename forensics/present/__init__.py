"""Report → text, or bytes, one function per format."""

from __future__ import annotations

from collections.abc import Callable

from forensics.present import json, mermaid, slack, spreadsheet, terminal, timesketch
from forensics.present.formats import PAPERS, TEXTS
from forensics.present.html import html
from forensics.present.png import png
from forensics.present.svg import svg

EXPORTS: dict[str, Callable[..., str]] = {
    "terminal": terminal.terminal,
    "json": json.json_text,
    **TEXTS,
    "slack": slack.slack,
    "mermaid": mermaid.mermaid,
    "csv": spreadsheet.spreadsheet,
    "timesketch": timesketch.timesketch,
    "html": html,
    "svg": svg,
}
# These are files, not texts.
BINARY: dict[str, Callable[..., bytes]] = {**PAPERS, "png": png}
# Whose timeline takes --columns, and whose parts a --template can place.
DOCUMENTS = (*TEXTS, *PAPERS)
# What --into can put between markers that are comments.
INTO: dict[str, Callable[..., str]] = {"markdown": TEXTS["markdown"], "confluence": TEXTS["confluence"], "mermaid": mermaid.fenced}
