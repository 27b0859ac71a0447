"""The incident document in Jira's wiki markup: what Server and Data Center, and the REST API's version 2, take."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forensics.present.clean import one_line
from forensics.present.document import Block, Bullets, Heading, Paragraph, Raw, Run, Runs, Table

# Every sign of ASCII that could mean something (Jira's "Text Formatting Notation Help"), as a numeric entity; so no smiley, no bare
# address and no mention is left either. What can't mean anything where it stands stays, for whoever reads the source: a hyphen or a
# low line inside a word (issue keys are recognised by it), a colon or semicolon before a blank, a bracket that opens no smiley.
_SIGNS = re.compile(
    r"(?<![A-Za-z0-9])[-_]|[-_](?![A-Za-z0-9])|[:;](?! |\d\dZ)|\((?=[^\s)]{0,9}(?:\)|$)|[^A-Za-z0-9])|[!#$&*+<>?@\[\\\]^`{|}~]|(?<=www)\.",
    re.IGNORECASE,
)
_CITE = re.compile(r"\[(\d+(?:–\d+)?)\]")
_LAST_SIGN = re.compile(r"(?<!&#\d\d)(?<!&#\d\d\d)[:;]$")
_LINE_SIGN = re.compile(r"^(h[1-6]|bq)\.", re.IGNORECASE)
_IN_URL = {char: f"%{ord(char):02X}" for char in "()[]|\\{}!*_^~"}


def written(blocks: Sequence[Block], title: str = "") -> str:
    """Blocks as wiki markup; `title` has no place of its own in it."""
    return "\n\n".join(text for text in map(_block, blocks) if text) + "\n"


def escaped(text: str) -> str:
    """Text as one line that the wiki shows as it is."""
    return _guarded(_inert(one_line(text)))


def _inert(line: str) -> str:
    return _SIGNS.sub(lambda hit: f"&#{ord(hit[0])};", line)


def _guarded(line: str) -> str:
    """`h1.` and `bq.` mean something where a line begins with them."""
    return _LINE_SIGN.sub(r"\1&#46;", line)


def _block(block: Block) -> str:
    match block:
        case Heading(level, runs):
            return f"h{level + 1}. {_line(runs)}"
        case Paragraph(runs):
            return _line(runs)
        case Bullets(rows):
            return "\n".join(f"* {_line(row)}" for row in rows)
        case Table(head, rows):
            lines = [f"||{'||'.join(map(escaped, head))}||"]
            return "\n".join([*lines, *("|" + "|".join(_line(cell) or " " for cell in row) + "|" for row in rows)])
        case Raw(text):
            return text


def _line(runs: Runs) -> str:
    # A colon that stood before a blank stands at the line's end now, or before what closes a cell.
    return _guarded(_LAST_SIGN.sub(lambda hit: f"&#{ord(hit[0])};", "".join(map(_run, runs)).strip()))


def _run(run: Run) -> str:
    if not run.text:
        return ""
    if run.url is not None:
        return f"[{_inert(run.text)}|{''.join(_IN_URL.get(char, char) for char in run.url)}]"
    cite = _CITE.fullmatch(run.text.strip())
    if cite:
        return run.text.replace(cite[0], f"\\[{cite[1]}\\]")
    signs = {"plain": ("", ""), "strong": ("*", "*"), "code": ("{{", "}}")}[run.style]
    return f"{signs[0]}{_inert(run.text)}{signs[1]}"
