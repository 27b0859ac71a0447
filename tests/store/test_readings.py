"""What was read of a key comes back as it was, and holds no secret."""

from __future__ import annotations

import pickle
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.git.recalled import Recalled
from forensics.hits import Hit
from forensics.model import Scope
from forensics.store.chain import Damaged
from forensics.store.columns import Columns, recalled
from forensics.store.readings import Found, Readings, packed, unpacked

TEXT = st.text(st.characters(codec=None), max_size=8)
NAMES = st.lists(TEXT, max_size=2).map(tuple)
HITS = st.builds(
    Hit,
    path=NAMES,
    value=st.none() | TEXT,
    line=st.integers(0, 10_000),
    kind=st.sampled_from(["scalar", "null", "reference", "encrypted", "map", "list"]),
    tier=st.sampled_from(["exact", "case", "relaxed", "stated"]),
    comment=TEXT,
    repeated=st.booleans(),
    scope=st.none() | st.builds(Scope, only=NAMES, but=NAMES),
)
FOUND = st.tuples(st.lists(HITS, max_size=3).map(tuple), st.none() | TEXT)


def versions(*paths: str) -> Recalled:
    columns = Columns(
        paths=b"".join(path.encode() + b"\0" for path in paths),
        version_paths=b"".join(number.to_bytes(4, sys.byteorder) for number in range(len(paths))),
        blobs=b"".join(bytes([number]) * 20 for number in range(len(paths))),
    )
    return recalled(columns, 20)


def blob(number: int) -> str:
    return bytes([number]).hex() * 20


def hit(value: str, *path: str, comment: str = "") -> Found:
    return (Hit(path, value, 3, "scalar", "exact", comment),), None


@pytest.mark.law
@given(st.binary(max_size=40), st.dictionaries(st.integers(0, 1000), FOUND, max_size=5), st.booleans())
def test_readings_come_back_as_they_were(states: bytes, found: dict[int, Found], secret: bool) -> None:
    readings = Readings(bytearray(states), found, secret)
    assert unpacked(packed(readings)) == readings


@pytest.mark.parametrize(
    "body", [b"", b"no", zlib.compress(b"no pickle"), zlib.compress(pickle.dumps(print)), zlib.compress(pickle.dumps((1,)))]
)
def test_other_bytes_are_damage(body: bytes) -> None:
    with pytest.raises(Damaged):
        unpacked(body)


def test_a_version_is_known_as_a_file_of_its_path_alone() -> None:
    known = versions("a.yaml", "b.yaml", "c.yaml")
    readings = Readings()
    readings.add(known, {blob(0): ("a.yaml", hit("10", "T")), blob(1): ("b.yaml", ((), None)), blob(2): ("other.yaml", ((), None))})
    asked = {blob(0): "a.yaml", blob(1): "b.yaml", blob(2): "c.yaml"}
    assert readings.of(known, asked) == ({blob(1)}, {blob(0): hit("10", "T")})
    assert readings.of(known, {blob(0): "a.json", blob(1): "b.json"}) == (set(), {})


SECRETS = [
    hit("hunter2-hunter2", "env", "DB_PASSWORD"),
    hit("aHVudGVyMg==", "#Secret/db", "data", "URL"),
    hit("postgres://app:hunter2hunter2@db/app", "DATABASE_URL"),
    hit("ghp_" + "a1B2" * 9, "NAME"),
    hit("10", "TIMEOUT", comment="the password is 'hunter2-hunter2'"),
]


@pytest.mark.parametrize("found", SECRETS)
def test_of_a_key_with_a_secret_nothing_that_was_found_is_kept(found: Found) -> None:
    known = versions("a.yaml", "b.yaml", "c.yaml")
    readings = Readings()
    readings.add(known, {blob(0): ("a.yaml", hit("10", "T")), blob(1): ("b.yaml", ((), None))})
    readings.add(known, {blob(2): ("c.yaml", found)})
    again = unpacked(packed(readings))
    assert (again.found, again.secret) == ({}, True)
    assert again.of(known, {blob(0): "a.yaml", blob(1): "b.yaml", blob(2): "c.yaml"}) == ({blob(1)}, {})
    again.add(known, {blob(0): ("a.yaml", hit("10", "T"))})
    assert again.found == {}, "and stays so"
