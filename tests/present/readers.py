"""Each document format read back by a parser that is not ours: what structure is in it, which links, and the words that a reader sees."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import docx
import fastjsonschema
from markdown_it import MarkdownIt
from pypdf import PdfReader
from slack_sdk.models.blocks import Block

SCHEMA = Path(__file__).parent / "schemas" / "adf.json"


@dataclass
class Seen:
    """The kinds of node that the parser found, the links, and all text."""

    kinds: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    text: str = ""


def markdown(made: str) -> Seen:
    seen = Seen()
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(made):
        for one in (token, *(token.children or ())):
            seen.kinds.add(one.type)
            seen.text += one.content if one.type in ("text", "code_inline") else ""
            if one.type == "link_open":
                seen.links.add(str(one.attrs["href"]))
    return seen


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Seen()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.kinds |= {tag} | {f"@{name}" for name, _ in attrs}
        self.seen.links |= {value or "" for name, value in attrs if name in ("href", "src")}

    def handle_comment(self, data: str) -> None:
        self.seen.kinds.add("comment")

    def handle_data(self, data: str) -> None:
        self.seen.text += data


def clipboard(made: str) -> Seen:
    parser = _Tags()
    parser.feed(made)
    parser.close()
    return parser.seen


def confluence(made: str) -> Seen:
    seen = Seen()
    for node in ET.fromstring(f'<page xmlns:ac="urn:ac" xmlns:ri="urn:ri">{made}</page>').iter():
        seen.kinds |= {str(node.tag)} | {f"@{name}" for name in node.attrib}
        seen.links |= {node.attrib["href"]} if "href" in node.attrib else set()
        seen.text += (node.text or "") + (node.tail or "")
    return seen


@lru_cache(maxsize=1)
def adf_schema() -> Callable[[Any], Any]:
    return fastjsonschema.compile(json.loads(SCHEMA.read_text()))


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one)


def adf(made: str) -> Seen:
    document = json.loads(made)
    adf_schema()(document)
    seen = Seen()
    for node in _nodes(document):
        seen.kinds |= {node["type"]} if "type" in node else set()
        seen.links |= {node["href"]} if "href" in node else set()
        seen.text += node.get("text", "")
    return seen


# What may stand bare in wiki text: letters of any script, and signs that mean nothing where they stand.
_WIKI_TEXT = (
    r"(?:&#\d+;|\\\[\d+(?:–\d+)?\\\]|(?<=[A-Za-z0-9])[-_](?=[A-Za-z0-9])|[:;](?= |$|\d\dZ)|\((?![^\s()]{0,9}\))"
    r"|[^-_:;(!#$&*+<>?@\[\\\]^`{|}~])"
)
_WIKI_RUN = rf"(?:\{{\{{{_WIKI_TEXT}*\}}\}}|\[{_WIKI_TEXT}+\|https?://[^\s|\]\[{{}}]+\]|{_WIKI_TEXT})"
_WIKI = {
    "heading": re.compile(rf"h[23]\. {_WIKI_RUN}*"),
    "bullet": re.compile(rf"\* (?:\*{_WIKI_TEXT}+\*)?{_WIKI_RUN}*"),
    "head": re.compile(rf"\|\|(?:{_WIKI_TEXT}+\|\|)+"),
    "row": re.compile(rf"\|(?:{_WIKI_RUN}+\|)+"),
    "paragraph": re.compile(rf"(?!(?:h[1-6]|bq)\.)(?:\*{_WIKI_TEXT}+\*)?{_WIKI_RUN}*"),
}


def jira(made: str) -> Seen:
    """By a strict grammar of lines, as no parser of the wiki markup comes with Python; pandoc's reads it in the benchmarks."""
    seen = Seen()
    for line in made.split("\n"):
        seen.kinds.add(next((kind for kind, form in _WIKI.items() if form.fullmatch(line)), f"unknown: {line}"))
        seen.links |= set(re.findall(r"\|(https?://[^\]|]+)\]", line))
        seen.text += html.unescape(re.sub(r"\{\{|\}\}", "", line))
    return seen


def slack(made: str) -> Seen:
    payload = json.loads(made)
    blocks = payload["blocks"]
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()
    assert len(blocks) <= 50
    seen = Seen()
    for node in _nodes(blocks):
        seen.kinds |= {node["type"]} if "type" in node else set()
        seen.links |= {node["url"]} if "url" in node else set()
        if isinstance(node.get("text"), str):
            assert len(node["text"]) <= (150 if node["type"] == "plain_text" else 3000)
            seen.text += node["text"]
    assert len(seen.text) <= 12_000
    assert not re.search(r"<[!@#]", payload["text"])
    return seen


_BAR = re.compile(r"    [=-] (?P<name>(?:#\d+;|[^:;#%<>{}\[\]`\"$&|\\@\n])*) :(?:active|crit|milestone), [\d: -]{16}, (?:[\d: -]{16}|0d)")
_LINES = (re.compile(r"    section (?:elsewhere|env (?P<name>(?:#\d+;|[^:;#%<>{}\[\]`\"$&|\\@\n])*)|Found nowhere)"), _BAR)


def mermaid(made: str) -> Seen:
    """By a strict grammar of lines; Mermaid's own parser reads it in the benchmarks, where node is."""
    seen = Seen()
    first, title, *rest = made.rstrip("\n").split("\n")
    seen.kinds |= {first, title.split()[0]}
    for line in rest:
        found = next((hit for form in _LINES if (hit := form.fullmatch(line))), None)
        if found is not None and "name" in found.groupdict():
            seen.text += re.sub(r"#(\d+);", lambda hit: chr(int(hit[1])), found["name"] or "")
        words = line.split()[0] if line.startswith(("    dateFormat", "    axisFormat", "    no version")) else f"unknown: {line}"
        seen.kinds.add("line" if found else words)
    return seen


def spreadsheet(made: str) -> Seen:
    rows = list(csv.reader(io.StringIO(made, newline=""), strict=True))
    assert {len(row) for row in rows} == {12}
    cells = [cell for row in rows for cell in row]
    signs = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
    return Seen({"formula" for cell in cells if cell.startswith(signs)}, {row[11] for row in rows[1:]} - {""}, "".join(cells))


def timesketch(made: str) -> Seen:
    rows = [json.loads(line) for line in made.splitlines()]
    moments = [datetime.fromisoformat(row["datetime"]) for row in rows]
    assert moments == sorted(moments)
    assert all(moment.tzinfo is not None for moment in moments)
    assert all(isinstance(row[name], str) and row[name] for row in rows for name in ("message", "timestamp_desc"))
    return Seen(set(), set(), "".join(row["message"] for row in rows))


def word(made: bytes) -> Seen:
    document = docx.Document(io.BytesIO(made))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        tree = ET.fromstring(parts.read("word/document.xml"))
    seen = Seen({str(node.tag).partition("}")[2] for node in tree.iter()})
    seen.links = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    seen.text = "".join(str(node.text or "") for node in tree.iter() if str(node.tag).endswith("}t"))
    return seen


def paper(made: bytes) -> Seen:
    reader = PdfReader(io.BytesIO(made))
    seen = Seen({str(key) for key in reader.root_object} | {"page"})
    for page in reader.pages:
        seen.kinds |= {str(key) for key in page if key in ("/AA", "/JS")}
        seen.text += page.extract_text()
        for noted in page.get("/Annots") or ():
            action = noted.get_object()["/A"]
            seen.kinds.add(str(action["/S"]))
            seen.links.add(str(action["/URI"]))
    return seen


READERS: dict[str, Callable[[Any], Seen]] = {
    "markdown": markdown,
    "clipboard": clipboard,
    "confluence": confluence,
    "adf": adf,
    "jira": jira,
    "slack": slack,
    "mermaid": mermaid,
    "csv": spreadsheet,
    "timesketch": timesketch,
    "docx": word,
    "pdf": paper,
}
