"""Tells on standard error what a key is now, while its history is still being read."""

from __future__ import annotations

import os
import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forensics.investigate.glimpse import Glimpse

_LONGEST = 60


def tell(glimpse: Glimpse) -> None:
    """Writes it in some lines, secrets masked; where nobody can read it, in silence."""
    try:
        width = min(os.get_terminal_size(sys.stderr.fileno()).columns or 80, 120)  # a terminal need not know its size
        sys.stderr.write("\r\x1b[K" * (os.environ.get("TERM") != "dumb") + "".join(f"{line}\n" for line in lines(glimpse, width)))
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def lines(glimpse: Glimpse, width: int) -> list[str]:
    """What is told, in lines of at most `width` columns."""
    from forensics.fingerprints import load_or_make_key, state_folder
    from forensics.present.clean import one_line
    from forensics.redact import Redactor

    redactor = Redactor(load_or_make_key(state_folder())[0])

    def shown(value: str | None) -> str:
        if value is None:
            return "not set"
        masked = one_line(redactor.value(glimpse.setting, value))
        return masked if len(masked) <= _LONGEST else masked[: _LONGEST - 1] + "…"

    values = ", ".join(f"{one_line(name)} {shown(value)}" for name, value in glimpse.values)
    others = f" (and in {glimpse.further:,} more places)" if glimpse.further else ""
    commit = f"{one_line(glimpse.mainline)} at {glimpse.commit[:10]}"
    parts = (
        f"Now: {values}",
        f"  {one_line(redactor.text(glimpse.setting))}{others}",
        f"  as the files stand on {commit}; since when and why is being read …",
    )
    return [line for part in parts for line in textwrap.wrap(part, width, subsequent_indent="  ", break_on_hyphens=False)]
