"""Logs of one JSON object a line, or of several in a list: each record that may concern the key, with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from forensics.collect.live.lens import Lens
from forensics.collect.live.nodes import root
from forensics.collect.live.pieces import json_pieces
from forensics.model import Gap
from forensics.parse.tree import Map

_MOST_GAPS = 20
LARGEST_LINE = 4_000_000  # characters; an API server's audit line is bounded by its request, 3 MiB


@dataclass(slots=True)
class Records:
    """Goes through a log: `records` yields what `wanted` says of its text is worth reading; what can't be read is counted."""

    text: str
    lens: Lens
    lists: tuple[str, ...] = ()
    bad: list[int] = field(default_factory=list)
    stopped: int | None = None

    def all_texts(self) -> Iterator[tuple[int, str]]:
        """(line, text) of every record."""
        if self._by_line():
            for number, line in enumerate(self.text.split("\n"), 1):
                if line.strip():
                    yield number, line
            return
        pieces = json_pieces(self.text, self.lists, elements=True)
        self.stopped = pieces.stopped
        for piece in pieces.found:
            yield piece.before + 1, piece.text

    def _by_line(self) -> bool:
        """Whether each line is a record: where there is one line only, or a list, it is read as JSON."""
        first, _, rest = self.text.lstrip().partition("\n")
        return first[:1] == "{" and first.rstrip()[-1:] == "}" and rest.lstrip()[:1] == "{"

    def records(self, wanted: Callable[[str], bool]) -> Iterator[tuple[int, Map]]:
        for number, text in self.all_texts():
            if not wanted(text):
                continue
            node = root(text) if len(text) <= LARGEST_LINE else None
            if node is None:
                self.bad.append(number)
            else:
                yield number, node

    def gaps(self, what: str) -> tuple[Gap, ...]:
        """One for each record that could not be read, the rest of many counted in one."""
        found = [Gap(f"{self.lens.where}:{number}", f"this {what} can't be read: it is cut off or not valid JSON") for number in self.bad]
        if len(found) > _MOST_GAPS:
            rest = len(found) - _MOST_GAPS
            found = [*found[:_MOST_GAPS], Gap(self.lens.where, f"{rest} more lines can't be read")]
        if self.stopped is not None:
            found.append(
                Gap(f"{self.lens.where}:{self.stopped}", "the log breaks off or is not valid JSON here: what follows was not read")
            )
        return tuple(found)
