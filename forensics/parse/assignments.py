"""`NAME=value` as a shell reads it: one word, quotes inside it, and the value that it stands for."""

from __future__ import annotations

import re

# Each repetition is possessive or bounded: what nothing closes costs a look at the next few quotes and brackets.
_SINGLE = r"'[^']*+'"
_INNER = r"\"(?:[^\"\\]++|\\.)*+\""
SUBSTITUTION = rf"\$\((?:[^()'\"\\]++|\\.|{_SINGLE}|{_INNER}|\((?:[^()'\"]++|{_SINGLE}|{_INNER})*+\))*+\)"
QUOTED = rf"{_SINGLE}|\"(?:[^\"\\$]++|\\.|{SUBSTITUTION}|\$)*+\""
_PARAMETER = r"\$\{(?:[^}'\"\n$]|\"[^\"\n]{0,300}+\"|'[^'\n]{0,300}+'|\$\{[^{}\n]{0,300}+\}|\$){0,300}+\}"
# A word ends at a blank or an operator outside quotes and substitutions.
WORD = re.compile(
    rf"([A-Za-z_]\w*+)\+?=((?:\([^()]*+\))?+"
    rf"(?:\$'(?:[^'\\]++|\\.)*+'|{QUOTED}|{SUBSTITUTION}|{_PARAMETER}|`[^`]*+`|\\(?!\n).|[^\s;&|<>()'\"\\`])*+)",
    re.DOTALL,
)
_PIECE = re.compile(r"\$?'([^']*+)'|\"((?:[^\"\\]++|\\.)*+)\"|\\(.)", re.DOTALL)
_ESCAPE = re.compile(r"\\([\\\"$`])")


def plain(word: str) -> str:
    """A word's value: without its quotes. What is substituted (`$X`, `${X:-1}`, `$(…)`) stays as it is written."""
    if "$(" in word and not word.startswith("'"):
        return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word
    return _PIECE.sub(_unquoted, word) if "'" in word or '"' in word or "\\" in word else word


def _unquoted(hit: re.Match[str]) -> str:
    if hit[1] is not None:
        return hit[1]
    return _ESCAPE.sub(r"\1", hit[2]).replace("\\\n", "") if hit[2] is not None else hit[3]
