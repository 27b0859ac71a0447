"""Dockerfiles → tree: ENV, ARG with its default and the tag of FROM, below the name of their build stage."""

from __future__ import annotations

import re

from forensics.parse.text import numbered
from forensics.parse.tree import Leaf, Map, Node, Outline

_INSTRUCTION = re.compile(
    r"^[ \t]*+(ENV|ARG|FROM)[ \t]++((?:[^\\\n]++|\\\n(?:[ \t]*+(?:#[^\n]*+)?\n)*+|\\.|\\)*+)", re.MULTILINE | re.IGNORECASE
)
_OTHER = re.compile(r"^[ \t]*+(?:RUN|COPY|ADD)[ \t](?:[^\\\n]++|\\\n|\\.|\\)*+", re.MULTILINE | re.IGNORECASE | re.DOTALL)
_PAIR = re.compile(
    r"(?:[ \t\n]++|\\\n|#[^\n]*+)*+([A-Za-z_][\w.\-]*+)(?:=((?:\"(?:[^\"\\]++|\\.)*+\"|'[^']*+'|\\(?!\n).|[^\s\\\"'])*+)|(?=\s|\\|\Z))",
    re.DOTALL,
)
_OLD = re.compile(r"([A-Za-z_][\w.\-]*+)[ \t]++(.*)", re.DOTALL)
_FROM = re.compile(r"(?:--\w+=\S++\s++)*+(\S++)(?:\s++AS\s++(\S++))?", re.IGNORECASE)
_IMAGE = re.compile(r"((?:[^/\s]++/)*+[^/:@\s]++)(?:(?::|@)(\S++))?")
_PIECE = re.compile(r"'([^']*+)'|\"((?:[^\"\\]++|\\.)*+)\"|\\(.)", re.DOTALL)
_HEREDOC = re.compile(r"<<-?[\"']?([A-Za-z_]\w*+)")
_UNCLOSED = 8  # heredocs without an end after which no more are looked for: each costs a look at the whole text


def read(text: str) -> Outline:
    """The settings of a Dockerfile. ARG before the first FROM stands at the top; so does the last stage if it has no name."""
    text = _without_heredocs(text)
    top = stage = Map(1)
    unnamed: list[tuple[int, Map]] = []
    stages = 0
    for at, hit in numbered(_INSTRUCTION, text):
        word, rest = hit[1].upper(), hit[2]
        if word == "FROM":
            stage, name = Map(at), _stage(rest)
            if name is None:
                unnamed.append((stages, stage))
            top.pairs.append((name or f"[{stages}]", at, stage))
            stages += 1
            _hang(stage, "FROM", at, _tag(rest, at))
        else:
            _hang(stage, word, at, _pairs(word, rest, at))
    if unnamed and unnamed[-1][0] == stages - 1:
        place = next(place for place, (_, _, node) in enumerate(top.pairs) if node is unnamed[-1][1])
        top.pairs[place : place + 1] = unnamed[-1][1].pairs
    return Outline([top])


def _hang(stage: Map, word: str, line: int, pairs: list[tuple[str, int, Node]]) -> None:
    """Puts settings below `ENV` of a stage, beside those that other lines put there."""
    if not pairs:
        return
    for key, _, node in stage.pairs:
        if key == word and isinstance(node, Map):
            node.pairs += pairs
            return
    stage.pairs.append((word, line, Map(line, pairs)))


def _stage(rest: str) -> str | None:
    hit = _FROM.match(rest)
    return hit[2] if hit else None


def _tag(rest: str, line: int) -> list[tuple[str, int, Node]]:
    hit = _FROM.match(rest)
    image = _IMAGE.fullmatch(hit[1]) if hit else None
    return [(image[1], line, Leaf(image[2], line))] if image and image[2] else []


def _pairs(word: str, rest: str, line: int) -> list[tuple[str, int, Node]]:
    """The names and values of one instruction; an ARG without a default says nothing."""
    first = rest.split("\n", 1)[0]
    if word == "ENV" and "=" not in first.split(None, 1)[0] and (old := _OLD.match(rest)) is not None and not rest.startswith("\\"):
        return [(old[1], line, Leaf(re.sub(r"\\\n[ \t]*", "", old[2]).strip(), line))]
    made: list[tuple[str, int, Node]] = []
    at = counted = 0
    while (hit := _PAIR.match(rest, at)) is not None and hit.end() > at:
        at = hit.end()
        line += rest.count("\n", counted, hit.start(1))
        counted = hit.start(1)
        if hit[2] is not None:
            made.append((hit[1], line, Leaf(_PIECE.sub(_unquoted, hit[2]), line)))
    return made


def _unquoted(hit: re.Match[str]) -> str:
    return hit[1] if hit[1] is not None else hit[2].replace('\\"', '"') if hit[2] is not None else hit[3]


def _without_heredocs(text: str) -> str:
    """The text with what `RUN <<EOF` feeds a command blanked out, at equal line numbers."""
    if "<<" not in text:
        return text
    parts: list[str] = []
    done = unclosed = 0
    for other in _OTHER.finditer(text):
        for opener in _HEREDOC.findall(other[0]) if other.start() >= done and unclosed < _UNCLOSED else ():
            foot = re.compile(rf"\n\t*{opener}(?=\n|\Z)").search(text, max(other.end(), done))
            if foot is None:
                unclosed += 1
            else:
                start = max(other.end(), done)
                parts += (text[done:start], "\n" * text.count("\n", start, foot.end()))
                done = foot.end()
    return "".join((*parts, text[done:]))
