"""YAML → tree, by libyaml's event stream: any tag, repeated anchors and keys, several documents, all with lines.

Events and not `compose`: libyaml's composer crashes on deep nesting, refuses an anchor that is named twice (legal in
YAML 1.2), and loses everything that precedes an error.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from forensics.parse.tree import APART, DEEPEST, MOST, Leaf, Map, Node, Outline, Seq, Stop, Unreadable

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})  # YAML 1.1 "null" type
Event: TypeAlias = Any  # told apart by class, which is quicker than isinstance and which mypy can't follow
_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)
_VAULT = frozenset({"!vault", "!vault-encrypted", "!encrypted"})


def read(text: str, apart: bool = False) -> Outline:
    """The documents of a YAML text; where it breaks off, what came before. `apart`: what an alias repeats has lines that tell both where
    it is written and where it is repeated (tree.APART)."""
    stream = _Stream(text, apart)
    try:
        stream.documents_until_end()
    except Unreadable as unreadable:
        return Outline(stream.documents, unreadable.stop)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Outline(stream.documents, Stop(mark.line + 1 if mark else 1, "not valid YAML"))
    except yaml.YAMLError:  # the pure reader's complaint about a character; decode() leaves none that libyaml minds
        return Outline(stream.documents, Stop(1, "not valid YAML"))
    return Outline(stream.documents)


def _events(text: str) -> Callable[[], Event]:
    loader: Any = yaml.CLoader(text) if yaml.__with_libyaml__ else yaml.Loader(text)
    next_event: Callable[[], Event] = loader.get_event
    return next_event


class _Stream:
    """Builds nodes from events. A container is hung into its parent before it is filled, so that an error loses nothing."""

    def __init__(self, text: str, apart: bool) -> None:
        self.text, self.apart = text, apart
        self.last = text.count("\n") + 1  # libyaml places a missing scalar at the text's end on the line after it
        self.next = _events(text)
        self.anchors: dict[str, Node] = {}
        self.documents: list[Node] = []

    def documents_until_end(self) -> None:
        while (event := self.next()).__class__ is not StreamEndEvent:
            if event.__class__ is DocumentStartEvent:
                self.anchors = {}
                self._add(self.documents, self.next(), 0)

    def _add(self, nodes: list[Node], event: Event, depth: int) -> None:
        """Appends the node that begins with this event, and reads to its end."""
        kind = event.__class__
        if kind is ScalarEvent:
            nodes.append(self._leaf(event))
        elif kind is AliasEvent:
            nodes.append(self._aliased(event))
        else:
            node = self._open(event, depth)
            nodes.append(node)
            template = self._fill(node, event, depth + 1)
            if template is not None:
                nodes[-1] = template

    def _leaf(self, event: Event) -> Leaf:
        text = event.value
        style = event.style
        leaf = Leaf(text, event.start_mark.line + 1)
        if style == "|":
            leaf.block = True
        elif text in _NULLS and not style and event.tag is None:
            leaf.kind = "null"
            leaf.line = min(leaf.line, self.last)
        if event.tag in _VAULT:
            leaf.kind = "encrypted"
        if event.anchor:
            self.anchors[event.anchor] = leaf
        return leaf

    def _aliased(self, event: Event) -> Node:
        """The node that an alias stands for; the one just begun, where it stands for its own container."""
        name: str = event.anchor
        line = event.start_mark.line + 1
        node = self.anchors.get(name) or Leaf("*" + name, line, "reference")
        return _repeated(node, line * APART) if self.apart and name in self.anchors else node

    def _open(self, event: Event, depth: int) -> Map | Seq:
        if depth >= DEEPEST:
            raise Unreadable(event.start_mark.line + 1, "too deep")
        line = event.start_mark.line + 1
        node = Map(line) if event.__class__ is MappingStartEvent else Seq(line)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _fill(self, node: Map | Seq, start: Event, depth: int) -> Leaf | None:
        if isinstance(node, Map):
            return self._fill_map(node, start, depth)
        following = self.next
        nodes = node.nodes
        while (event := following()).__class__ is not SequenceEndEvent:
            self._add(nodes, event, depth)
            if len(nodes) > MOST:
                raise Unreadable(event.start_mark.line + 1, "too large")
        return None

    def _fill_map(self, node: Map, start: Event, depth: int) -> Leaf | None:
        """Reads a map's pairs. An unquoted `{{ x }}` is to YAML a map whose key is a map: it comes back as the text it is."""
        following, pairs, leaf = self.next, node.pairs, self._leaf
        template = False
        while (event := following()).__class__ is not MappingEndEvent:
            line = event.start_mark.line + 1
            if event.__class__ is ScalarEvent:
                key = event.value
                if event.anchor:
                    self.anchors[event.anchor] = Leaf(key, line)
                if not key:
                    line = min(line, self.last)
                elif key == "<<" and not event.style:
                    node.merges = True
            else:
                key = self._complex_key(event, depth)
                template = event.__class__ is MappingStartEvent and start.flow_style
            event = following()
            if event.__class__ is ScalarEvent:
                pairs.append((key, line, leaf(event)))
            else:
                self._add_pair(pairs, key, line, event, depth)
            if len(pairs) > MOST:
                raise Unreadable(line, "too large")
        if template and len(pairs) == 1:
            return Leaf(self._source(start, event), start.start_mark.line + 1)
        return None

    def _source(self, first: Event, last: Event) -> str:
        return self.text[first.start_mark.index : last.end_mark.index].strip()

    def _add_pair(self, pairs: list[tuple[str, int, Node]], key: str, line: int, event: Event, depth: int) -> None:
        if event.__class__ is AliasEvent:
            pairs.append((key, line, self._aliased(event)))
            return
        node = self._open(event, depth)
        pairs.append((key, line, node))
        template = self._fill(node, event, depth + 1)
        if template is not None:
            pairs[-1] = (key, line, template)

    def _complex_key(self, event: Event, depth: int) -> str:
        """The source text of a key that is an alias, a map or a list; an alias to a scalar is that scalar."""
        if event.__class__ is AliasEvent:
            target = self._aliased(event)
            return target.text if isinstance(target, Leaf) else self._source(event, event)
        first = event
        level = 0
        while True:
            if event.__class__ in _STARTS:
                level += 1
                if depth + level > DEEPEST:
                    raise Unreadable(first.start_mark.line + 1, "too deep")
            elif event.__class__ in _ENDS:
                level -= 1
                if level == 0:
                    return self._source(first, event)
            event = self.next()


def _repeated(node: Node, further: int) -> Node:
    """A node as it is repeated on another line."""
    if isinstance(node, Leaf):
        return Leaf(node.text, further + node.line % APART, node.kind, node.block)
    line = further + node.line % APART
    if isinstance(node, Map):
        return Map(line, [(key, further + at % APART, _repeated(child, further)) for key, at, child in node.pairs], node.merges)
    return Seq(line, [_repeated(child, further) for child in node.nodes])
