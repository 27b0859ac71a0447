"""Whether a text may turn on the environment: a quick look before that which reads what it turns on is imported."""

from __future__ import annotations

import re

# Formats in which `${…}` may be a template's; elsewhere it is the language's own.
_INTERPOLATED = frozenset({"yaml", "json", "toml", "properties", "ini"})
_TAGS = ("{{", "{%", "<%", "%{")
_BLOCK = re.compile(r"(?:\{\{|\{%|<%|%\{)[-+~]?\s*+(?:if|unless)\b")
# What chooses inside one expression has one of these somewhere.
_SIGNS = (" if ", "?", "ternary", "}[", "} [", ".get(", ".fetch(", "get (dict", "index (dict")
_CHOOSES_IN_HCL = re.compile(r"\?|lookup\(|\}\s*\[")


def may_fork(text: str, form: str) -> bool:
    """Whether a template in a text may choose: most files hold no tags at all, or none that does."""
    tagged = any(tag in text for tag in _TAGS) or (form in _INTERPOLATED and "${" in text)
    return tagged and (any(sign in text for sign in _SIGNS) or _BLOCK.search(text) is not None)


def may_choose(text: str) -> bool:
    """Whether an expression in a text of HCL may choose between values."""
    return _CHOOSES_IN_HCL.search(text) is not None
