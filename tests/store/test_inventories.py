"""What versions hold comes back as it was kept, and nothing else is taken for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.git.recalled import Recalled
from forensics.model import Entry, Parsed, Scope
from forensics.model.inventory import Inventory
from forensics.reading.inventories import Batch, inventory_of
from forensics.store import inventories
from forensics.store.chain import Damaged
from forensics.store.inventories import Learned, numbers_of
from tests.store.test_readings import NAMES, TEXT, blob, versions

GENERATION, PARSERS = b"g" * 16, b"p" * 16
SOME = {blob(0): "a.yaml", blob(1): "b.yaml", blob(2): "c.yaml"}
TEXTS = [(blob(0), b"a: 1\nPORT: 80\n"), (blob(1), b"PORT: 80\n\nb: [\n"), (blob(2), b"PORT: 81\n")]
ENTRIES = st.builds(
    Entry,
    path=st.lists(TEXT, min_size=1, max_size=2).map(tuple),
    value=st.none() | TEXT,
    line=st.integers(1, 10_000),
    kind=st.sampled_from(["scalar", "null", "reference", "encrypted", "map", "list"]),
    comment=TEXT,
    scope=st.none() | st.builds(Scope, only=NAMES, but=NAMES),
)


def opened() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute(inventories.SCHEMA)
    return connection


def kept(inventory: Inventory, rows: Recalled, generation: bytes = GENERATION) -> sqlite3.Connection:
    learned = Learned.of(generation, numbers_of(rows), inventory)
    assert learned is not None
    connection = opened()
    inventories.add(connection, GENERATION, PARSERS, [learned])
    return connection


def loaded(connection: sqlite3.Connection, path_of: Mapping[str, str] = SOME, generation: bytes = GENERATION) -> list[inventories.Batch]:
    rows = versions("a.yaml", "b.yaml", "c.yaml")
    return inventories.load(connection, generation, PARSERS, rows, path_of, lambda names: "port" in names)


@pytest.fixture
def inventory() -> Inventory:
    return inventory_of(SOME, TEXTS)


def test_what_was_kept_comes_back(inventory: Inventory) -> None:
    (batch,) = loaded(kept(inventory, versions("a.yaml", "b.yaml", "c.yaml")))
    again = batch.inventory()
    assert again is not None
    for name in ("versions", "edits", "rows", "degraded"):
        assert getattr(again, name) == getattr(inventory, name), name
    assert (tuple(again.paths), tuple(again.scopes)) == (inventory.paths, inventory.scopes)
    assert batch.degraded == {blob(1): "truncated"} == again.degraded


@pytest.mark.law
@given(st.lists(st.lists(ENTRIES, max_size=6), max_size=5))
def test_the_entries_of_any_versions_come_back(texts: list[list[Entry]]) -> None:
    batch = Batch()
    paths = [f"{number}.yaml" for number in range(len(texts))]
    parsed = [Parsed(tuple(entries)) for entries in texts]
    untold = {blob(number): path for number, path in enumerate(paths) if not batch.add(blob(number), path, parsed[number], b"x")}
    made = batch.inventory(untold)
    rows = versions(*paths)
    found = inventories.load(kept(made, rows), GENERATION, PARSERS, rows, made.versions, lambda _: True)
    assert [one.inventory() for one in found] == ([_bare(made)] if made.versions else [])


def _bare(made: Inventory) -> Inventory:
    return Inventory(made.versions, made.edits, list(made.paths), list(made.scopes), made.rows, made.degraded, "", {})


def test_of_names_that_are_not_wanted_no_more_is_told_than_the_versions() -> None:
    texts = [(oid, text.replace(b"PORT", b"HOST")) for oid, text in TEXTS]
    (batch,) = loaded(kept(inventory_of(SOME, texts), versions("a.yaml", "b.yaml", "c.yaml")))
    assert (dict(batch.versions), batch.inventory()) == (SOME, None)
    assert batch.degraded == {blob(1): "truncated"}


def test_only_what_holds_a_version_that_is_asked_for_is_opened(inventory: Inventory) -> None:
    connection = kept(inventory, versions("a.yaml", "b.yaml", "c.yaml"))
    assert loaded(connection, {blob(0): "other.yaml", blob(7): "a.yaml"}) == []
    assert len(loaded(connection, {blob(2): "c.yaml"})) == 1


def test_what_is_kept_is_covered_told_or_not() -> None:
    texts = [*TEXTS[:2], (blob(2), b"sources:\n- url: https://app:hunter2hunter2@db/x\n")]
    made = inventory_of(SOME, texts)
    assert list(made.untold) == [blob(2)]
    connection = kept(made, versions("a.yaml", "b.yaml", "c.yaml"))
    assert inventories.covered(connection, GENERATION, PARSERS) == {0, 1, 2}
    assert inventories.covered(connection, GENERATION, b"other") == set()


def test_of_other_rows_or_another_generation_or_other_parsers_nothing_is_taken(inventory: Inventory) -> None:
    assert Learned.of(GENERATION, numbers_of(versions("a.yaml", "b.yaml")), inventory) is None
    rows = versions("a.yaml", "b.yaml", "c.yaml")
    assert loaded(kept(inventory, rows, b"h" * 16)) == []
    connection = kept(inventory, rows)
    assert inventories.load(connection, GENERATION, b"other", rows, SOME, lambda _: True) == []
    fewer = versions("a.yaml", "b.yaml")
    assert inventories.load(connection, GENERATION, PARSERS, fewer, SOME, lambda _: True) == [], "others were added since"
    with pytest.raises(Damaged):
        loaded(connection, generation=b"h" * 16)
    inventories.add(connection, GENERATION, b"newer", [])
    assert loaded(connection) == []


@pytest.mark.parametrize("column", ["versions", "names", "body", "digest", "body_digest"])
def test_other_bytes_are_damage(column: str, inventory: Inventory) -> None:
    connection = kept(inventory, versions("a.yaml", "b.yaml", "c.yaml"))
    connection.execute(f"UPDATE inventories SET {column} = CAST({column} || x'00' AS BLOB)")
    with pytest.raises(Damaged):
        [one.inventory() for one in loaded(connection)]
