"""The incident document as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from forensics.model import Report
from forensics.present.clean import one_line, safe_url
from forensics.present.document import Block, Bullets, Heading, Paragraph, Raw, Run, Runs, Table
from forensics.present.happened import Columns
from forensics.present.incident import incident

# Entities, because a backslash escape still lets GitHub see @names, #numbers and bare addresses.
_ENTITIES = {char: f"&#{ord(char)};" for char in "|@\\`*_[]~#!:$"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# A colon before a blank or in a time of day can begin neither an emoji's name nor an address, and a low line inside a word no emphasis;
# they stay, for whoever reads the source.
_EVERYWHERE = re.escape("".join(char for char in _ENTITIES if char not in ":_"))
_SPECIAL = re.compile(rf":(?! |\d\dZ(?!\w))|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|[{_EVERYWHERE}]")
_CITE = re.compile(r"\[(\d+(?:–\d+)?)\]")
_PLAIN_CODE = re.compile(r"[\w.,:;/ +=%@#()\[\]{}*~!?'\"→…-]+\Z")
_LIST_SIGN = re.compile(r"^([-+=])|^(\d{1,9})([.)])(?=\s|$)")
_WWW = re.compile(r"www\.", re.IGNORECASE)
_IN_URL = {char: f"%{ord(char):02X}" for char in "()<>[]|\\`*_~"}
_LONGEST = 300


def markdown(report: Report, who: bool = False, columns: Columns = "std") -> str:
    """The report as GFM. `who`: with people's names. No text of the report can become markup: see `escaped` and `code`."""
    return written(incident(report, who, columns).blocks)


def written(blocks: Sequence[Block], title: str = "") -> str:
    """Blocks as GFM (the specification at github.github.com/gfm); `title` has no place of its own in it."""
    return "\n\n".join(text for text in map(_block, blocks) if text) + "\n"


def escaped(text: str) -> str:
    """Text from outside as one line that Markdown shows as it is."""
    line = one_line(text)
    line = line if len(line) <= 4 * _LONGEST else line[: 4 * _LONGEST] + "…"
    return _LIST_SIGN.sub(lambda hit: f"{hit[2] or ''}&#{ord(hit[1] or hit[3])};", _inert(line))


def code(text: str) -> str:
    """A key, a value or a path as code where nothing in it could end the code or the table cell; escaped text otherwise."""
    line = one_line(text)
    line = line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
    return f"`{line}`" if _PLAIN_CODE.match(line) else escaped(line)


def link(words: str, url: str | None) -> str:
    """A link where the address is a plain http(s) one; the escaped words alone otherwise."""
    address = safe_url(url)
    if address is None:
        return escaped(words)
    return f"[{escaped(words)}]({''.join(_IN_URL.get(char, char) for char in address)})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A GFM table. Cells are finished Markdown; an empty cell stays empty."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell or " " for cell in line) + " |" for line in lines)


def _inert(line: str) -> str:
    shown = _SPECIAL.sub(lambda hit: _ENTITIES[hit[0]], line)
    return _WWW.sub(lambda hit: hit[0][:3] + "&#46;", shown)


def _block(block: Block) -> str:
    match block:
        case Heading(level, runs):
            return "#" * (level + 1) + " " + _line(runs)
        case Paragraph(runs):
            return _line(runs)
        case Bullets(rows):
            return "\n".join(f"- {_line(row)}" for row in rows)
        case Table(head, rows):
            return table([escaped(cell) for cell in head], [[_line(cell) for cell in row] for row in rows])
        case Raw(text):
            return text


def _line(runs: Runs) -> str:
    return _LIST_SIGN.sub(lambda hit: f"{hit[2] or ''}&#{ord(hit[1] or hit[3])};", "".join(map(_run, runs)).strip())


def _run(run: Run) -> str:
    if run.style == "code":
        return code(run.text)
    if run.url is not None:
        return link(run.text, run.url)
    cite = _CITE.fullmatch(run.text.strip())
    if cite:
        return run.text.replace(cite[0], f"\\[{cite[1]}\\]")
    return f"**{escaped(run.text)}**" if run.style == "strong" else _inert(run.text)
