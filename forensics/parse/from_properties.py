"""Java properties → tree: each key is one segment as written, continued lines joined, `\\u` escapes decoded."""

from __future__ import annotations

from itertools import groupby

from forensics.parse.tree import Leaf, Map, Outline, Stop

_LONGEST_RUN = 1000  # lines continued one after the other; the library's time grows with the square of it


def read(text: str) -> Outline:
    """The properties of a text; a malformed `\\u` escape ends the reading there."""
    import javaproperties  # only where such a file is read: most runs meet none

    made = Map(1)
    line = 1
    if _longest_run(text) > _LONGEST_RUN:
        return Outline([made], Stop(1, "too many continued lines"))
    try:
        for element in javaproperties.parse(text):
            if isinstance(element, javaproperties.KeyValue):
                made.pairs.append((element.key, line, Leaf(element.value, line)))
            line += element.source.count("\n")
    except javaproperties.InvalidUEscapeError:
        return Outline([made], Stop(line, "not valid properties"))
    return Outline([made])


def _longest_run(text: str) -> int:
    runs = groupby(text.split("\n"), key=lambda line: line.endswith("\\"))
    return max((sum(1 for _ in lines) for continued, lines in runs if continued), default=0)
