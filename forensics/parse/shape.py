"""Tree → entries: paths, names of list entries, Kubernetes objects, merge keys; each alias replayed where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from forensics.model import Entry
from forensics.model.reading import entry_of
from forensics.parse.identity import (
    assignment,
    holds_assignments,
    holds_requirements,
    is_passed_through,
    names_of,
    pair_of,
    requirement,
    without_quotes,
)
from forensics.parse.kubernetes import get, is_list, object_name, reference_text
from forensics.parse.references import SOURCES, remote_text, source
from forensics.parse.tree import DEEPEST, MOST, Leaf, Map, Node, Seq

Path = tuple[str, ...]
_NAMING = {"valueFrom": reference_text, "remoteRef": remote_text}  # what names a value elsewhere, and how it reads
_SOPS = ("mac", "lastmodified", "version", "kms", "pgp", "age")  # what SOPS writes beside the values


@dataclass(frozen=True, slots=True)
class Body:
    """A scalar that may hold a file of its own: after which entry it stands, the path above it, its name, its leaf."""

    after: int
    parent: Path
    name: str
    leaf: Leaf


@dataclass(slots=True)
class Shape:
    """The entries of a tree, the scalars that may be files, and why entries are missing, or None."""

    entries: list[Entry] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    cut: str | None = None


class _Full(Exception):
    """Raised when the file has more entries than any file should."""


def shape(documents: list[Node], comments: dict[int, str]) -> Shape:
    """The entries of a file's documents, in the order written, containers before what they hold."""
    walk = _Walk(comments)
    try:
        for document in documents:
            walk.document(document)
    except _Full:
        walk.made.cut = "too large"
    return walk.made


class _Walk:
    def __init__(self, comments: dict[int, str]) -> None:
        self.comments = comments
        self.made = Shape()
        self.merged: dict[int, list[tuple[str, int, Node]]] = {}
        self.copied = 0
        self.entries = 0
        self.segments = 0

    def _spend(self, entries: int, depth: int) -> None:
        """Counts what is about to be made: aliases can multiply the entries, and deep nesting the length of their paths."""
        self.entries += entries
        self.segments += entries * (depth + 1)
        if self.entries > MOST or self.segments > 20 * MOST:
            raise _Full

    def document(self, node: Node) -> None:
        objects = get(node, "items") if isinstance(node, Map) and is_list(node) else None
        if isinstance(objects, Seq):
            for each in objects.nodes:
                self._object(each)
        elif isinstance(node, Seq):
            self._seq((), node, 0)
        else:
            self._object(node)

    def _object(self, node: Node) -> None:
        if isinstance(node, Map):
            name = object_name(node)
            self._map((name,) if name else (), node, 0)

    def _node(self, path: Path, line: int, node: Node, depth: int) -> None:
        """One value below a path; `line` is its key's."""
        entries = self.made.entries
        if isinstance(node, Leaf):
            self._leaf(path, node, "")
        elif depth >= DEEPEST:
            self.made.cut = "too deep"
        elif isinstance(node, Map):
            entries.append(entry_of(path, None, line, "map", ""))
            self._map(path, node, depth + 1)
        else:
            entries.append(entry_of(path, None, line, "list", ""))
            self._seq(path, node, depth + 1)

    def _leaf(self, path: Path, leaf: Leaf, spoken: str) -> None:
        value = None if leaf.kind == "null" else leaf.text
        self.made.entries.append(entry_of(path, value, leaf.line, leaf.kind, self.comments.get(leaf.line, spoken)))

    def _map(self, path: Path, node: Map, depth: int) -> None:
        append, comment = self.made.entries.append, self.comments.get
        pairs = self._resolved(node) if node.merges else node.pairs
        self._spend(len(pairs), len(path))
        for key, line, child in pairs:
            if isinstance(child, Leaf):
                text, kind, at = child.text, child.kind, child.line
                append(entry_of(path + (key,), None if kind == "null" else text, at, kind, comment(at, "")))  # noqa: RUF005  # unpacking is slower
                if "\n" in text:
                    self.made.bodies.append(Body(len(self.made.entries), path, key, child))
            elif key != "sops" or depth or not _is_sops(child):
                self._node((*path, key), line, child, depth)

    def _resolved(self, node: Map, chain: int = 0) -> list[tuple[str, int, Node]]:
        """A map's pairs with `<<` resolved as PyYAML does: own keys win, of a list the first, of several `<<` the last."""
        known = self.merged.get(id(node)) if node.merges else node.pairs
        if known is None:
            self.merged[id(node)] = []  # a map that merges itself adds nothing
            known = self.merged[id(node)] = self._merge(node, chain)
        return known

    def _merge(self, node: Map, chain: int) -> list[tuple[str, int, Node]]:
        own = {key for key, _, _ in node.pairs if key != "<<"}
        merged: dict[str, tuple[str, int, Node]] = {}
        for key, _, child in node.pairs:
            if key == "<<":
                for source in _sources(child) if chain < DEEPEST else ():
                    pairs = self._resolved(source, chain + 1)
                    self.copied += len(pairs) + 1
                    if self.copied > 4 * MOST:
                        raise _Full
                    merged.update((pair[0], pair) for pair in pairs)
        kept = [pair for key, pair in merged.items() if key not in own]
        return kept + [pair for pair in node.pairs if pair[0] != "<<" or isinstance(pair[2], Leaf)]

    def _seq(self, path: Path, node: Seq, depth: int) -> None:
        list_name = path[-1] if path else ""
        names: list[str | None] | None = None
        self._spend(len(node.nodes), len(path))
        assigning = holds_assignments(list_name) or holds_requirements(path)
        naming = list_name in SOURCES
        for place, child in enumerate(node.nodes):
            if isinstance(child, Leaf):
                if not (assigning and self._assignment(path, list_name, child)):
                    self._leaf((*path, f"[{place}]"), child, "")
                    if "\n" in child.text:
                        self.made.bodies.append(Body(len(self.made.entries), path, f"[{place}]", child))
            elif naming and (found := source(child)) is not None:
                where = (*path[:-1], f"{list_name}[{found[1]}]", found[0])
                self.made.entries.append(entry_of(where, found[2], child.line, "reference", self.comments.get(child.line, "")))
            elif isinstance(child, Map) and (pair := pair_of(child)) is not None:
                self._pair(path, child, pair, depth)
            else:
                names = names or names_of(list_name, node.nodes)
                name = names[place]
                here = (*path, f"[{place}]") if name is None else (*path[:-1], f"{list_name}[{name}]")
                self._node(here, child.line, child, depth)

    def _assignment(self, path: Path, list_name: str, leaf: Leaf) -> bool:
        """A string `X=v`, or a bare X, as a setting of its own; False where the string is neither."""
        comment = self.comments.get(leaf.line, "")
        if (found := assignment(leaf.text) if holds_assignments(list_name) else None) is not None:
            value = without_quotes(found[1]) if list_name == "literals" else found[1]
            self.made.entries.append(entry_of((*path, found[0]), value, leaf.line, "scalar", comment))
        elif (pin := requirement(path, leaf.text)) is not None:
            self.made.entries.append(entry_of((*path, pin[0]), pin[1], leaf.line, "scalar", comment))
        elif is_passed_through(list_name, leaf.text):
            self.made.entries.append(entry_of((*path, leaf.text), f"{leaf.text} from the shell", leaf.line, "reference", comment))
        else:
            return False
        return True

    def _pair(self, path: Path, node: Map, pair: tuple[str, str, str], depth: int) -> None:
        """`{name: X, value: v}` as X's value, at the value's line; its comment may stand above the name."""
        name, name_key, value_key = pair
        here = (*path, name)
        spoken = self.comments.get(node.line, "")
        for key, line, child in self._resolved(node):
            if key == value_key and key in _NAMING:
                named = _NAMING[key](child)
                self.made.entries.append(entry_of(here, named, line, "reference", self.comments.get(line, spoken)))
            elif key == value_key and isinstance(child, Leaf):
                self._leaf(here, child, spoken)
            elif key == value_key:
                self._node(here, line, child, depth)
            elif key != name_key:
                self._node((*here, key), line, child, depth)


def _sources(node: Node) -> Iterator[Map]:
    """The maps that a `<<` merges, the one that wins last."""
    if isinstance(node, Map):
        yield node
    elif isinstance(node, Seq):
        yield from (each for each in reversed(node.nodes) if isinstance(each, Map))


def _is_sops(node: Node) -> bool:
    return isinstance(node, Map) and any(get(node, key) is not None for key in _SOPS)
