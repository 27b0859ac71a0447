"""What a packed report says on its first line, for who needs not look into it: of when it is, and how the command ends."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from forensics.model import Report


class Outline(NamedTuple):
    """Of a report: its moment, whether the key was found anywhere, and whether a source was read in part or not at all."""

    as_of: datetime
    found: bool
    partial: bool

    def line(self) -> bytes:
        return f"{self.as_of.isoformat()} {self.found:d} {self.partial:d}\n".encode()


def outline_of(report: Report) -> Outline:
    partial = any(source.status in ("partial", "unavailable") for source in report.sources)
    return Outline(report.asked.as_of, bool(report.settings), partial)


def read_outline(content: bytes) -> Outline | None:
    """The outline that the content begins with; None where it is none."""
    try:
        as_of, found, partial = content.partition(b"\n")[0].decode("ascii").split(" ")
        return Outline(datetime.fromisoformat(as_of), found == "1", partial == "1")
    except ValueError:
        return None
