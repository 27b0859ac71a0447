"""Maven's pom.xml → tree, by expat: properties, versions of dependencies and plugins by groupId and artifactId."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from forensics.parse.tree import DEEPEST, MOST, Leaf, Map, Node, Outline, Seq, Stop, Unreadable

# What is listed by its coordinates (Maven's POM reference): its version stands for it.
_COORDINATES = frozenset({"dependency", "plugin", "parent", "extension"})


@dataclass(slots=True)
class _Element:
    """An element that is being read: its name, the line of its start tag, its text so far, and what it holds."""

    name: str
    line: int
    text: list[str] = field(default_factory=list)
    pairs: list[tuple[str, int, Node]] = field(default_factory=list)


def read(text: str) -> Outline:
    """The tree of a POM; where it breaks off, what came before. A DOCTYPE is refused: its entities can name files and grow."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, _: reader.start(name, parser.CurrentLineNumber)
    parser.EndElementHandler = lambda _: reader.end()
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = lambda *_: reader.refuse(parser.CurrentLineNumber)
    stopped: Stop | None = None
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        stopped = Stop(max(error.lineno, 1), "not valid XML")
    except Unreadable as unreadable:
        stopped = unreadable.stop
    while len(reader.open) > 1:
        reader.end()
    return Outline([Map(1, reader.open[0].pairs)], stopped)


class _Reader:
    """The elements that are open, the outermost (no element, but what holds the root) first."""

    def __init__(self) -> None:
        self.open = [_Element("", 1)]
        self.made = 0

    def refuse(self, line: int) -> None:
        raise Unreadable(line, "a DOCTYPE is not read")

    def start(self, name: str, line: int) -> None:
        self.made += 1
        if len(self.open) > DEEPEST:
            raise Unreadable(line, "too deep")
        if self.made > MOST:
            raise Unreadable(line, "too large")
        self.open.append(_Element(name, line))

    def characters(self, text: str) -> None:
        self.open[-1].text.append(text)

    def end(self) -> None:
        """Hangs what has been read of the innermost element into the one above."""
        element = self.open.pop()
        above = self.open[-1].pairs
        if element.name in _COORDINATES and any(key == "artifactId" for key, _, _ in element.pairs):
            if element.name == "parent":
                above.append((element.name, element.line, Map(element.line)))
                above = above[-1][2].pairs  # type: ignore[union-attr]  # the Map of the line above
            _pin(above, element)
        elif element.pairs:
            above.append((_named(element), element.line, Map(element.line, element.pairs)))
        elif (said := "".join(element.text).strip()) or self.open[-1].name == "properties":
            _append(above, element.name, Leaf(said, element.line, "reference" if _is_reference(said) else "scalar"))


def _append(pairs: list[tuple[str, int, Node]], name: str, leaf: Leaf) -> None:
    """Puts a leaf below an element; the second of a name in a row (`<module>`) makes a list of them."""
    key, line, node = pairs[-1] if pairs else ("", 0, leaf)
    if key != name:
        pairs.append((name, leaf.line, leaf))
    elif isinstance(node, Seq):
        node.nodes.append(leaf)
    elif isinstance(node, Leaf):
        pairs[-1] = (key, line, Seq(line, [node, leaf]))


def _pin(pairs: list[tuple[str, int, Node]], element: _Element) -> None:
    """The version of a dependency or plugin, below its groupId and artifactId; what else it says stands below those too."""
    texts = {key: node for key, _, node in element.pairs if isinstance(node, Leaf)}
    artifact = texts["artifactId"].text if "artifactId" in texts else ""
    group = texts["groupId"].text if "groupId" in texts else ""  # a plugin's may be missing: Maven's own
    if not artifact:
        return
    if group:
        if not pairs or pairs[-1][0] != group or not isinstance(pairs[-1][2], Map):
            pairs.append((group, element.line, Map(element.line)))
        pairs = pairs[-1][2].pairs  # type: ignore[union-attr]  # a Map, as the lines above have seen to
    if "version" in texts:
        pairs.append((artifact, texts["version"].line, texts["version"]))
    rest = [pair for pair in element.pairs if pair[0] not in ("groupId", "artifactId", "version")]
    if rest:
        pairs.append((artifact, element.line, Map(element.line, rest)))


def _named(element: _Element) -> str:
    """The element's name, with its id where it has one: `profile[prod]`."""
    name = next((node.text for key, _, node in element.pairs if key == "id" and isinstance(node, Leaf) and node.text), None)
    return element.name if name is None or "\n" in name else f"{element.name}[{name}]"


def _is_reference(text: str) -> bool:
    return text.startswith("${") and text.find("}") == len(text) - 1
