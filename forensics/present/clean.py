"""Makes text from outside harmless to print: every character that steers a terminal or a reader's eye becomes a visible escape."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Joiners carry meaning in Persian, Indic scripts and emoji and can't reorder or hide anything.
_JOINERS = frozenset("\u200c\u200d")
_STEERING = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_UNUSUAL = re.compile(r"[^\x20-\x7e]")
_BREAKS = re.compile(r"[ \n\t]+")
_URL = re.compile(r"https?://[!-~]+\Z", re.IGNORECASE)
_URL_UNFIT = re.compile(r"[\"'<>`\\^{}|]")


def clean(text: str, keep: str = "\n\t") -> str:
    """`text` with controls as visible escapes (`\\x1b`, `\\u202e`): C0, DEL, C1, bidi and other format characters, line
    and paragraph separators, lone surrogates. Characters in `keep` and the joiners ZWJ and ZWNJ stay. CRLF becomes LF.

    Rich, measured, lets ESC, C1 and bidi controls through in every mode: this must run before it.
    """
    return _UNUSUAL.sub(lambda hit: hit[0] if hit[0] in keep else _visible(hit[0]), text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`clean(text)` on one line: runs of blanks, tabs and line ends become one space."""
    return _BREAKS.sub(" ", clean(text)).strip()


def safe_url(url: str | None) -> str | None:
    """`url` where it is http(s) and made of printable ASCII that needs no quoting; None otherwise."""
    if not url or len(url) > 2000 or not _URL.match(url) or _URL_UNFIT.search(url):
        return None
    return url


def is_steering(char: str) -> bool:
    """Whether a character is a control, a format character, a separator of lines or a lone surrogate."""
    return unicodedata.category(char) in _STEERING and char not in _JOINERS


@lru_cache(maxsize=4096)
def _visible(char: str) -> str:
    if not is_steering(char):
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
