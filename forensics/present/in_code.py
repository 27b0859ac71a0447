"""Where code reads the key, and the default that takes effect where no file sets it."""

from __future__ import annotations

from collections.abc import Sequence

from forensics.model import CodeRead
from forensics.present.page import Page
from forensics.present.words import default_words


def read_in_code(page: Page, reads: Sequence[CodeRead]) -> None:
    """A section with a line for each read; nothing where there is none."""
    if not reads:
        return
    page.heading("READ IN CODE", "what counts where no file sets it")
    for read in reads:
        tone = "value" if read.default is not None else "dim"
        page.wrapped((("  ", "plain"),), ((default_words(read), tone), (f"{read.path}:{read.line}", "link")), 4)
