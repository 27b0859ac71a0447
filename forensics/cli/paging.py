"""A pager for long results on a terminal: FORENSICS_PAGER, PAGER, or less."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass

# F: a short text is printed and less ends; R: colours pass; X: the text stays on the screen afterwards. As git sets them.
_LESS = "FRX"


@dataclass(frozen=True, slots=True)
class Pager:
    """A pager's command line, split into words; no shell reads it."""

    words: tuple[str, ...]

    def shows(self, text: str) -> bool:
        """Shows the text and waits until its reader has ended; False where the pager could not be started."""
        surroundings = {"LESS": _LESS, "LV": "-c", **os.environ}
        try:
            running = subprocess.Popen(self.words, stdin=subprocess.PIPE, env=surroundings)
        except OSError as trouble:
            sys.stderr.write(f"forensics: the pager {self.words[0]!r} can't be started: {trouble.strerror}\n")
            return False
        try:
            running.communicate(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
        except KeyboardInterrupt:  # the pager's own matter: it ends when its reader wants it to
            running.wait()
        return True


def pager(lines: int) -> Pager | None:
    """The pager for a text of so many lines; None where it fits, or where the surroundings want none (`cat`, an empty PAGER, a dumb
    terminal)."""
    if lines < shutil.get_terminal_size((80, 24)).lines or os.environ.get("TERM", "") in ("", "dumb"):
        return None
    stated = next((os.environ[name] for name in ("FORENSICS_PAGER", "PAGER") if name in os.environ), None)
    try:
        words = tuple(shlex.split(stated)) if stated is not None else ("less",)
    except ValueError:
        return None
    if not words or words == ("cat",) or (stated is None and shutil.which("less") is None):
        return None
    return Pager(words)
