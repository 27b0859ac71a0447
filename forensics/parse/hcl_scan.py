"""Where pieces of HCL end: strings with interpolations inside, heredocs, expressions. Linear, without recursion."""

from __future__ import annotations

import re

from forensics.parse.tree import Unreadable

BLANK = re.compile(r"(?:[ \t\n]++|#[^\n]*+|//[^\n]*+|(?>/\*.*?\*/))*+", re.DOTALL)
SPACE = re.compile(r"[ \t]*+")
_IN_STRING = re.compile(r"\\.|[$%]{2}\{|[$%]\{|\"|\n", re.DOTALL)
_IN_INTERPOLATION = re.compile(r"\"|[{}]")
_IN_EXPRESSION = re.compile(r"[\"\[\](){}\n,#]|//|/\*|<<-?(?=[A-Za-z_])")
_HEREDOC = re.compile(r"<<-?([A-Za-z_][\w.\-]*)[ \t]*\n")
_OPENERS = frozenset("[({")
_CLOSERS = frozenset("])}")


def string_end(text: str, start: int, line: int) -> int:
    """The position after the quote that closes the string at `start`. Raises Unreadable where none does."""
    at = start + 1
    braces: list[int] = []  # per open interpolation its braces; a string inside one starts anew
    strings = 1
    while strings:
        inside = len(braces) == strings
        hit = (_IN_INTERPOLATION if inside else _IN_STRING).search(text, at)
        if hit is None or (hit[0] == "\n" and not braces):
            raise Unreadable(line, "not valid HCL")
        at = hit.end()
        sign = hit[0]
        if inside and sign == '"':
            strings += 1
        elif inside:
            braces[-1] += 1 if sign == "{" else -1
            if braces[-1] == 0:
                braces.pop()
        elif sign == '"':
            strings -= 1
        elif sign in ("${", "%{"):
            braces.append(1)
    return at


def heredoc_end(text: str, start: int, line: int) -> int:
    """The position after the line that closes the heredoc at `start` (its end of line not included)."""
    head = _HEREDOC.match(text, start)
    if head is None:
        raise Unreadable(line, "not valid HCL")
    foot = re.compile(rf"^[ \t]*{re.escape(head[1])}[ \t]*$", re.MULTILINE).search(text, head.end())
    if foot is None:
        raise Unreadable(line, "truncated")
    return foot.end()


def skip_expression(text: str, start: int, line: int) -> int:
    """The position where an expression ends: at a line's end, a comma, a comment or a closer that it did not open."""
    at, depth = start, 0
    while (hit := _IN_EXPRESSION.search(text, at)) is not None:
        sign = hit[0]
        if sign == '"':
            at = string_end(text, hit.start(), line)
        elif sign in _OPENERS:
            depth, at = depth + 1, hit.end()
        elif sign in _CLOSERS and depth:
            depth, at = depth - 1, hit.end()
        elif sign.startswith("<<"):
            at = heredoc_end(text, hit.start(), line) if _HEREDOC.match(text, hit.start()) else hit.end()
        elif depth == 0:
            return hit.start()
        elif sign in ("#", "//", "/*"):
            comment = BLANK.match(text, hit.start())
            at = max(comment.end() if comment else 0, hit.end())
        else:
            at = hit.end()
    if depth:
        raise Unreadable(line, "truncated")
    return len(text)
