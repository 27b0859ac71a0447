"""Which objects a Kubernetes file holds, by a look that costs half of a parse."""

from __future__ import annotations

from forensics.parse import from_yaml
from forensics.parse.kubernetes import get, is_list, object_name
from forensics.parse.names import format_of
from forensics.parse.templates import is_templated
from forensics.parse.tree import LARGEST, Map, Node, Seq


def objects_in(path: str, text: str) -> tuple[str, ...] | None:
    """`#Kind/name` of each object of a file, in order, as the paths of its entries begin; None where only `parse` can tell."""
    if format_of(path) != "yaml" or len(text) > LARGEST or is_templated(text) or '"#' in text or "'#" in text:
        return None
    outline = from_yaml.read(text)
    if outline.stopped is not None:
        return None
    names = [name for document in outline.documents for each in _objects(document) if (name := object_name(each)) is not None]
    return tuple(dict.fromkeys(names))


def _objects(document: Node) -> list[Map]:
    if not isinstance(document, Map):
        return []
    wrapped = get(document, "items") if is_list(document) else None
    return [each for each in wrapped.nodes if isinstance(each, Map)] if isinstance(wrapped, Seq) else [document]
