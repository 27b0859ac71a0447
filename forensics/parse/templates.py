"""Template language inside a configuration file: taken out so that the format can be read, and put back into what was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from forensics.model import Entry

# Go/Helm and Jinja braces, ERB, Terraform directives and interpolations.
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>", "%{": "}"}
_OPENER = re.compile(r"\{[{%#]|<%|%\{|\$\{[^{}\n]*+\}")
_GO_COMMENT = re.compile(r"\{\{-?\s*/\*")
_CONTROL = re.compile(r"(?:\{\{|\{%|<%|%\{)[-~]?\s*(?:if|else|range|with|end\w*|define|block|for|elif|unless|/\*)|\{#")
_END = re.compile(r"(?:\{\{|\{%|<%|%\{)[-~]?\s*end")
# Private-use characters: no format gives them a meaning, so a token is a plain scalar in all of them.
_TOKEN = re.compile("\ue000([0-9]{1,8})\ue001")


@dataclass(frozen=True, slots=True)
class Neutral:
    """Text of the same number of lines without template language, and what its tokens stand for."""

    text: str
    originals: tuple[str, ...]


def is_templated(text: str) -> bool:
    return "${" in text or any(opener in text for opener in _CLOSERS)


def neutralise(text: str) -> Neutral:
    """Lines of nothing but template become blank; a piece inside a line becomes one token, or nothing where it only steers."""
    originals: list[str] = []
    parts: list[str] = []
    done = 0
    for pieces in _by_line(text):
        dropped = _stands_alone(text, pieces)
        complete = any(_END.match(text, start) for start, _ in pieces)
        for start, end in pieces:
            piece = text[start:end]
            parts.append(text[done:start])
            if not dropped and (complete or _CONTROL.match(piece) is None):
                parts.append(f"\ue000{len(originals)}\ue001")
                originals.append(piece)
            parts.append("\n" * piece.count("\n"))
            done = end
    parts.append(text[done:])
    return Neutral("".join(parts), tuple(originals))


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where each piece of template starts and ends; an opener that nothing closes is ordinary text."""
    at = 0
    unclosed: set[str] = set()
    while (hit := _OPENER.search(text, at)) is not None:
        opener, at = hit[0], hit.end()
        if opener.startswith("${"):
            yield hit.start(), at
        elif opener not in unclosed:
            end = _end(text, hit.start(), _CLOSERS[opener])
            if end < 0:
                unclosed.add(opener)  # nor will it close a later one: looking again would make this quadratic
            else:
                yield hit.start(), end
                at = end


def _end(text: str, start: int, closer: str) -> int:
    """The position after the closer. In braces, one inside a Go comment or a string does not count."""
    at = start + 2
    if closer == "}}" and (comment := _GO_COMMENT.match(text, start)) is not None:
        at = max(text.find("*/", comment.end()), at)
    for _ in range(4):
        end = text.find(closer, at)
        piece = text[start : min(end, start + 2000)]
        if end < 0 or closer != "}}" or (piece.count('"') % 2 == 0 and piece.count("`") % 2 == 0):
            break
        at = end + 1
    return end + len(closer) if end >= 0 else -1


def _by_line(text: str) -> Iterator[list[tuple[int, int]]]:
    """The pieces in groups that share lines."""
    group: list[tuple[int, int]] = []
    line_end = -1
    for piece in pieces(text):
        if group and piece[0] > line_end:
            yield group
            group = []
        if not group or piece[1] > line_end:
            line_end = text.find("\n", piece[1])
            line_end = len(text) if line_end < 0 else line_end
        group.append(piece)
    if group:
        yield group


def _stands_alone(text: str, pieces: list[tuple[int, int]]) -> bool:
    """Nothing but blanks, a comment and template that prints no interpolation stands on these lines."""
    start = text.rfind("\n", 0, pieces[0][0]) + 1
    end = text.find("\n", pieces[-1][1])
    edges = [start, *(edge for piece in pieces for edge in piece), end if end >= 0 else len(text)]
    rest = "".join(text[left:right] for left, right in zip(edges[::2], edges[1::2], strict=True)).strip()
    return (not rest or rest.startswith("#")) and not any(text.startswith("${", left) for left, _ in pieces)


def restore(entries: list[Entry], neutral: Neutral) -> list[Entry]:
    """The entries with every token turned back into the template text that it stood for."""

    def original(hit: re.Match[str]) -> str:
        place = int(hit[1])
        return neutral.originals[place] if place < len(neutral.originals) else hit[0]

    def text_of(part: str) -> str:
        return _TOKEN.sub(original, part) if "\ue000" in part else part

    def restored(entry: Entry) -> Entry:
        if "\ue000" not in "".join((*entry.path, entry.value or "", entry.comment)):
            return entry  # nearly all are; a copy of each would cost more than reading them did
        path = tuple(text_of(part) for part in entry.path)
        return replace(entry, path=path, value=entry.value and text_of(entry.value), comment=text_of(entry.comment))

    return [restored(entry) for entry in entries]
