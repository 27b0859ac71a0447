"""A repository's list of what could not be read, told as gaps: like things together, with examples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forensics.model import Gap

_EXAMPLES = 3


@dataclass(slots=True)
class Unread:
    """Collects while a repository is read; `gaps` tells it.

    `missing`, `oversized` and `mismatched` hold object ids in the order in which they were noticed, `sentences` anything
    else. `partial`: the repository is a partial clone, which lacks objects by design.
    """

    where: str
    sentences: dict[str, None] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    oversized: dict[str, None] = field(default_factory=dict)
    mismatched: dict[str, None] = field(default_factory=dict)
    partial: bool = False

    def note(self, why: str) -> None:
        self.sentences[why] = None

    def add(self, other: Unread) -> None:
        """What another reading of the same repository noted of its objects."""
        self.missing.update(other.missing)
        self.oversized.update(other.oversized)
        self.mismatched.update(other.mismatched)

    def in_order(self, oids: Iterable[str]) -> Unread:
        """What is noted of some objects, as if they had been read in this order."""
        told = Unread(self.where)
        for oid in oids:
            for mine, theirs in ((self.missing, told.missing), (self.oversized, told.oversized), (self.mismatched, told.mismatched)):
                if oid in mine:
                    theirs[oid] = None
        return told

    def gaps(self) -> tuple[Gap, ...]:
        from forensics.model import Gap  # here, as whether anything moved is told without the nouns

        told = list(self.sentences)
        why = " (this is a partial clone, and nothing is fetched)" if self.partial else ""
        lost = f"missing or unreadable{why}"
        told += _together(self.missing, f"object {{}} is {lost}", f"{{}} objects are {lost}, e.g. {{}}")
        told += _together(self.oversized, "skipped: too large: object {}", "skipped: too large: {} objects, e.g. {}")
        told += [f"object hash mismatch {oid}: its bytes are not what its name says" for oid in self.mismatched]
        return tuple(Gap(self.where, why) for why in told)


def _together(oids: dict[str, None], one: str, many: str) -> list[str]:
    if not oids:
        return []
    listed = list(oids)
    return [one.format(listed[0]) if len(listed) == 1 else many.format(len(listed), ", ".join(listed[:_EXAMPLES]))]
