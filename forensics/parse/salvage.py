"""Any configuration text → tree, line by line, by its indentation: what is left when the format's own reader can't go on.

Reads YAML, JSON, TOML, INI, dotenv and HCL lines alike (`key: v`, `"key": v,`, `key = v`, `[section]`, `block {`), so that the
paths come out as the true reader would have made them, in nearly all files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from forensics.parse.tree import DEEPEST, MOST, Leaf, Map, Node, Outline, Seq

# The other formats are read line by line from the start, in bounded time each, or (pom) not at all like these.
READS = frozenset({"yaml", "json", "toml", "dotenv", "properties", "ini", "hcl"})
_LONGEST = 20_000  # characters of a line worth reading
_DASH = re.compile(r"(-[ \t]+|-$)")
_SETTING = re.compile(
    r"(?:\"([^\"]{1,300})\"|'([^']{1,300})'|([^\s\"'#:={}\[\],<>!|][^:=\"'{}\[\],\n]{0,300}?)[\"']?)"  # one quote was forgotten
    r"[ \t]*(?::(?=[ \t\"'{\[]|$)|=(?![=>])|=>)[ \t]*(.*)$"
)
_ENV = re.compile(r"(?:export[ \t]+)?([A-Za-z_][\w.\-]*)=(.*)$")
_SECTION = re.compile(r"\[+([^\[\]]+)\]+[ \t]*(?:#.*)?$")
_BLOCK = re.compile(r"([A-Za-z_][\w\-]*)((?:[ \t]+\"[^\"]*\"){0,5})[ \t]*\{$")
_SILENT = ("//", "<<<<<<<", "=======", ">>>>>>>", "#", ";", "}", "]", ")")
_OPENERS = frozenset({"", "{", "[", "[{", "~", "null"})
_BLOCK_SCALAR = re.compile(r"[|>][+\-0-9]*$")
_ANCHOR = re.compile(r"[&!][^\s]+(?:[ \t]+|$)")
_COMMENT = re.compile(r"[ \t]+(?:#|//).*$")
_STEP = 8  # levels per column of indentation: a list's entries and a block's labels stand between two columns


@dataclass(slots=True)
class _Frame:
    """A place whose children have a higher level: its node so far, and how to put another there."""

    level: int
    node: Node
    put: Callable[[Node], None]


@dataclass(slots=True)
class _Places:
    """The documents so far and the places that are still open, the innermost last."""

    documents: list[Node] = field(default_factory=list)
    open: list[_Frame] = field(default_factory=list)
    made: int = 0

    def start_document(self) -> None:
        place = len(self.documents)
        self.documents.append(Leaf("", 1, "null"))
        self.open = [_Frame(-1, self.documents[place], lambda node: self.documents.__setitem__(place, node))]

    def add_key(self, level: int, key: str, line: int, leaf: Leaf) -> None:
        frame = self._parent(level)
        if isinstance(frame.node, Seq) and frame.node.nodes:
            frame = self._beside(frame)
        if not isinstance(frame.node, Map):
            frame.node = Map(line)
            frame.put(frame.node)
        pairs, place = frame.node.pairs, len(frame.node.pairs)
        pairs.append((key, line, leaf))
        self.open.append(_Frame(level, leaf, lambda node: pairs.__setitem__(place, (key, line, node))))
        self.made += 1

    def add_entry(self, level: int, line: int, leaf: Leaf) -> None:
        frame = self._parent(level)
        if isinstance(frame.node, Map) and frame.node.pairs:
            if len(self.open) > 1:
                return  # a stray line inside a map: it has no name, and must not cost the map
            frame = self._beside(frame)
        if not isinstance(frame.node, Seq):
            frame.node = Seq(line)
            frame.put(frame.node)
        nodes, place = frame.node.nodes, len(frame.node.nodes)
        nodes.append(leaf)
        self.open.append(_Frame(level, leaf, lambda node: nodes.__setitem__(place, node)))
        self.made += 1

    def _beside(self, frame: _Frame) -> _Frame:
        """Where something goes that does not fit the kind of a place that is already filled: into a document or entry of its own."""
        if len(self.open) == 1:
            self.start_document()
        elif isinstance(frame.node, Seq):
            nodes, place = frame.node.nodes, len(frame.node.nodes)
            nodes.append(Leaf("", 1, "null"))
            self.open.append(_Frame(frame.level, nodes[place], lambda node: nodes.__setitem__(place, node)))
        return self.open[-1]

    def _parent(self, level: int) -> _Frame:
        """The place that something of this level belongs to: of a lower level, and without a value of its own."""
        while len(self.open) > 1:
            frame = self.open[-1]
            has_value = isinstance(frame.node, Leaf) and frame.node.kind != "null"
            if frame.level < level and not has_value and len(self.open) <= DEEPEST:
                break
            self.open.pop()
        return self.open[-1]


def read(text: str, form: str) -> Outline:
    """The settings that single lines show; stops short at the budget of entries only."""
    places = _Places()
    places.start_document()
    body = -1  # the indentation of the key whose block scalar is being passed over
    for number, raw in enumerate(text.split("\n"), 1):
        if places.made >= MOST:
            break
        line = raw[:_LONGEST].expandtabs(2).rstrip()
        bare = line.lstrip()
        indent = len(line) - len(bare)
        if bare and not (body >= 0 and indent > body):
            body = _line(places, form, number, indent, bare)
    return Outline(places.documents)


def _line(places: _Places, form: str, number: int, indent: int, bare: str) -> int:
    """Takes one line in. Returns its key's indentation where a block scalar follows, else -1."""
    if indent == 0 and bare.startswith(("---", "...")):
        places.start_document()
    elif form in ("toml", "ini") and (head := _SECTION.match(bare)) is not None:
        places.start_document()
        parts = head[1].split(".") if form == "toml" else [head[1]]
        for depth, part in enumerate(parts[:DEEPEST]):
            places.add_key(depth - 2 * DEEPEST, part.strip().strip("\"'"), number, Leaf("", number, "null"))
    elif bare.startswith(_SILENT):
        return -1
    elif form == "json":
        _json_line(places, number, indent, bare)
    elif form == "yaml":
        return _yaml_line(places, number, indent, bare)
    elif (hit := (_ENV if form == "dotenv" else _SETTING).match(bare)) is not None:
        places.add_key(_STEP * indent, _key(hit), number, _leaf(hit[hit.re.groups], number))
    elif form == "hcl" and (block := _BLOCK.match(bare)) is not None:
        for depth, part in enumerate([block[1], *re.findall(r'"([^"]*)"', block[2])]):
            places.add_key(_STEP * indent + depth, part, number, Leaf("", number, "null"))
    return -1


def _yaml_line(places: _Places, number: int, indent: int, bare: str) -> int:
    while (dash := _DASH.match(bare)) is not None:
        bare = bare[dash.end() :]
        is_scalar = _SETTING.match(bare) is None and _DASH.match(bare) is None
        places.add_entry(_STEP * indent + 1, number, _leaf(bare, number) if is_scalar else Leaf("", number, "null"))
        indent += len(dash[0])
        if is_scalar:
            return -1
    hit = _SETTING.match(bare)
    if hit is None:
        return -1
    places.add_key(_STEP * indent, _key(hit), number, _leaf(hit[4], number))
    return indent if _BLOCK_SCALAR.match(hit[4]) else -1


def _json_line(places: _Places, number: int, indent: int, bare: str) -> None:
    hit = _SETTING.match(bare)
    if hit is not None:
        places.add_key(_STEP * indent, _key(hit), number, _leaf(hit[4], number))
    elif indent:  # an entry of the list whose `[` stands on a line further out; at the margin it would be the file's own brace
        places.add_entry(_STEP * indent - 1, number, _leaf(bare, number))


def _key(hit: re.Match[str]) -> str:
    return next(group for group in hit.groups() if group is not None).strip()


def _leaf(value: str, line: int) -> Leaf:
    """A line's value without trailing comment, comma, anchor and quotes."""
    value = _ANCHOR.sub("", value.strip(), count=1) if value[:1] in ("&", "!") else value.strip()
    if value[:1] in ('"', "'"):
        end = value.find(value[0], 1)
        if end > 0:
            return Leaf(value[1:end], line)
    value = _COMMENT.sub("", value).rstrip().rstrip(",")
    if value in _OPENERS:
        return Leaf("", line, "null")
    return Leaf(value, line, "reference" if value.startswith("*") and " " not in value else "scalar")
