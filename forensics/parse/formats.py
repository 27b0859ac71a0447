"""Format name → its reader. A new format is one file and one name here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from importlib import import_module

from forensics.parse.tree import Outline

_NAMES: tuple[str, ...] = ("yaml", "json", "toml", "dotenv", "properties", "ini", "hcl", "shell", "dockerfile", "procfile", "systemd")
_NAMES += ("requirements", "gomod", "pom", "lock", "versions")


def _read(form: str, text: str) -> Outline:
    return _reader(form)(text)


@cache
def _reader(form: str) -> Callable[[str], Outline]:
    """Imported once a file of its format is read: few repositories have all."""
    found: Callable[[str], Outline] = import_module(f"forensics.parse.from_{form}").read
    return found


PARSERS: dict[str, Callable[[str], Outline]] = {form: partial(_read, form) for form in _NAMES}
