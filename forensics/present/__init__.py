"""Report → text, one function per format."""

from __future__ import annotations

from collections.abc import Callable

from forensics.present import json, markdown, terminal

EXPORTS: dict[str, Callable[..., str]] = {"terminal": terminal.terminal, "json": json.json_text, "markdown": markdown.markdown}
