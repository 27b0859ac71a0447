"""Files whose text turns on the environment: read once per kind of environment, and the readings laid together with scopes.

Reading each branch as the file that it makes is surer than reading around the tags: what stands where, which keys repeat and what
a value comes to are then the format's own affair, however the branches nest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from forensics.model import Entry
from forensics.parse.choices import Point, all_points, scopes_of
from forensics.parse.forks import Rendering, forks, mentioned, render

Read = Callable[[str], tuple[list[Entry], str | None]]
# Each kind of environment costs a reading. More names, kinds, or characters in all, and the file is read once, as any template.
_MOST_POINTS = 64
_MOST_KINDS = 24
_MOST_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one kind of environment sees: the points that share it, its entries, and what was picked on which line."""

    points: tuple[Point, ...]
    entries: list[Entry]
    rendering: Rendering


def by_environment(text: str, form: str, read: Read) -> tuple[list[Entry], str | None] | None:
    """The entries of a text that forks by environment, each with its scope, and why they are degraded.

    None where the text doesn't fork so: it is then any other file's. `read` is what reads one text.
    """
    nodes = forks(text, form)
    points = all_points(mentioned(nodes))
    if not 1 < len(points) <= _MOST_POINTS:
        return None
    kinds: dict[str, tuple[Rendering, list[Point]]] = {}
    for point in points:
        rendering = render(text, nodes, point)
        key = f"{rendering.chosen}{rendering.text}"
        kinds.setdefault(key, (rendering, []))[1].append(point)
        if len(kinds) > _MOST_KINDS or len(kinds) * len(text) > _MOST_CHARACTERS:
            return None
    readings: list[_Reading] = []
    reasons: list[str] = []
    for rendering, sharing in kinds.values():
        entries, why = read(rendering.text)
        readings.append(_Reading(tuple(sharing), [_without_gaps(entry, rendering) for entry in entries], rendering))
        reasons += [why] if why else []
    doubt = next((why for why in reasons if why != "templated"), reasons[0] if reasons else None)
    return list(_laid_together(readings, points)), doubt


def _without_gaps(entry: Entry, rendering: Rendering) -> Entry:
    """A block of text without the empty lines that its other branches left behind."""
    if entry.value is None or "\n" not in entry.value:
        return entry
    lines = entry.value.split("\n")
    kept = [line for place, line in enumerate(lines, entry.line + 1) if line.strip() or place not in rendering.emptied]
    return replace(entry, value="\n".join(kept)) if len(kept) < len(lines) else entry


_Mark = tuple[object, ...]


def _laid_together(readings: list[_Reading], points: tuple[Point, ...]) -> Iterator[Entry]:
    """Every entry of any reading once, with the scopes of the readings that have it, in an order that is each reading's own."""
    first: dict[_Mark, Entry] = {}
    where: dict[_Mark, set[Point]] = {}
    following: dict[_Mark, set[_Mark]] = {}
    for reading in readings:
        before: _Mark | None = None
        for mark, entry in _marked(reading):
            first.setdefault(mark, entry)
            where.setdefault(mark, set()).update(reading.points)
            if before is not None:
                following.setdefault(before, set()).add(mark)
            before = mark
    for mark in _in_order(first, following):
        for scope in scopes_of(frozenset(where[mark]), points):
            yield replace(first[mark], scope=scope) if scope else first[mark]


def _in_order(first: dict[_Mark, Entry], following: dict[_Mark, set[_Mark]]) -> Iterator[_Mark]:
    """The marks, none before what it follows; of two branches the upper one first, and of one line the one further left."""
    number = {mark: (mark[-2], place) for place, mark in enumerate(first)}
    awaited = Counter(mark for some in following.values() for mark in some)
    ready = [(entry.line, number[mark], mark) for mark, entry in first.items() if not awaited[mark]]
    heapify(ready)
    while ready:
        _, _, mark = heappop(ready)
        yield mark
        for after in following.get(mark, ()):
            awaited[after] -= 1
            if not awaited[after]:
                heappush(ready, (first[after].line, number[after], after))
    # Merged maps can order the same keys differently in two branches: what so waits for itself comes as it was read.
    yield from (mark for mark in number if awaited[mark])


def _marked(reading: _Reading) -> Iterator[tuple[_Mark, Entry]]:
    """The entries of a reading, each with what makes it the same in another: path, line, value, and what was picked on its line.

    So two branches that say the same stay two, where theirs is the only value of the line.
    """
    chosen = reading.rendering.chosen
    on_line = Counter(entry.line for entry in reading.entries if entry.kind not in ("map", "list") and entry.line in chosen)
    seen: Counter[_Mark] = Counter()
    for entry in reading.entries:
        picked = tuple(chosen[entry.line]) if on_line.get(entry.line) == 1 and entry.kind not in ("map", "list") else ()
        mark: _Mark = (entry.path, entry.line, entry.kind, entry.value, picked)
        seen[mark] += 1
        yield (*mark, seen[mark]), entry
