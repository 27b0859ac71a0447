"""What the index knows of versions, however it came to know it, is what reading them gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from forensics.investigate.recalling import Reading, recalled_contents
from forensics.keys import Key
from forensics.model.inventory import Inventory
from forensics.reading.inventories import inventory_of
from forensics.reading.versions import Reader
from forensics.reconstruct.contents import Contents
from forensics.store.history import HistoryIndex

KEY = Key("PORT")
TEXTS = {str(number): f"PORT: {number // 8}\n{'#' * number}\n".encode() for number in range(12)}
PATH_OF = dict.fromkeys(TEXTS, "values.yaml")


class Knowing(HistoryIndex):
    """An index with the inventories of these batches of versions."""

    batches: tuple[tuple[str, ...], ...] = ()

    def inventories(
        self, path_of: Mapping[str, str], is_wanted: Callable[[str], bool]
    ) -> Iterator[tuple[Mapping[str, str], Mapping[str, str], Inventory | None]]:
        for oids in self.batches:
            inventory = inventory_of(PATH_OF, ((oid, TEXTS[oid]) for oid in oids))
            yield inventory.versions, inventory.degraded, inventory


def read(some: Mapping[str, str]) -> Contents:
    said = Reader(KEY).read(some, ((oid, TEXTS[oid]) for oid in some))
    return Contents(said.hits, frozenset(said.unreadable), said.degraded)


@given(st.lists(st.permutations(sorted(TEXTS)).flatmap(lambda all_: st.integers(1, 12).map(lambda count: tuple(all_[:count]))), max_size=4))
def test_a_version_that_stands_in_several_batches_is_told_as_by_reading(batches: list[tuple[str, ...]]) -> None:
    """As where `forensics index` runs twice at once, and a commit lands in between."""
    index = Knowing(Path("nowhere"), "objects", b"", b"")
    index.batches = tuple(batches)
    found = recalled_contents(index, KEY, PATH_OF, Reading(read, read, lambda some: (set(some), set())))
    assert dict(found.hits) == dict(read(PATH_OF).hits)
