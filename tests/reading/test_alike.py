"""Of versions that are alike one is read, and the others are told as if each had been read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.hits import Hit, find
from forensics.keys import Key
from forensics.model import Parsed
from forensics.model.inventory import Inventory
from forensics.parse import format_of, parse
from forensics.reading import inventories
from forensics.reading.alike import alike, may_be_in
from forensics.reading.inventories import inventory_of
from tests.parse.yaml_texts import NAMES, PLACES, VALUES, Drawn, tree
from tests.reading.test_finding import keys_of

EXAMPLES = sorted(path for path in (Path(__file__).parents[1] / "parse" / "examples").rglob("*") if path.is_file() and format_of(path.name))


def read(path: str, content: bytes, key: Key) -> tuple[Hit, ...]:
    return find(parsed(path, content), key)


@lru_cache(maxsize=16)  # of the versions that are asked for one key after another
def parsed(path: str, content: bytes) -> Parsed:
    return parse(path, content)


@lru_cache(maxsize=1)
def taken(versions: tuple[tuple[str, bytes], ...]) -> Inventory:
    """The inventory of some versions, by their numbers; it is whole."""
    path_of = {str(number): path for number, (path, _) in enumerate(versions)}
    inventory = inventory_of(path_of, ((oid, versions[int(oid)][1]) for oid in path_of))
    assert inventory.untold == {}
    assert inventory.degraded == {oid: why for oid, path in path_of.items() if (why := parsed(path, versions[int(oid)][1]).degraded)}
    return inventory


def told(versions: list[tuple[str, bytes]], key: Key) -> tuple[list[tuple[Hit, ...] | None], int]:
    """What each version says of a key, None where it has to be read to be told; and how many of the others were read."""
    inventory = taken(tuple(versions))
    nothing, likes = alike(inventory, key)
    assert all(key.gate().admits(versions[int(oid)][1]) for one in likes for oid in one.lines), "else one is taken to say nothing"
    if not may_be_in(inventory.names, key):
        assert likes == []
    said: dict[str, tuple[Hit, ...] | None] = dict.fromkeys(nothing, ())
    for one in likes:
        assert not said.keys() & one.lines.keys()
        path, content = versions[int(one.first)]
        said[one.first] = read(path, content, key)
        said.update(one.others(read(path, content, key)))
    return [said.get(str(number)) for number in range(len(versions))], len(likes)


def check(versions: list[tuple[str, bytes]], key: Key) -> int:
    """How many versions are read where all say what they would, each by itself."""
    found, count = told(versions, key)
    for (path, content), said in zip(versions, found, strict=True):
        assert said is None or said == read(path, content, key), key.text
    return count + found.count(None)


def yaml(*texts: str) -> list[tuple[str, bytes]]:
    return [("values.yaml", text.encode()) for text in texts]


def test_a_change_elsewhere_needs_no_reading_whatever_lines_it_adds() -> None:
    versions = yaml("a: 1\nenv:\n  PORT: 80\nz: 1\n", "a: 2\nb: 3\n\n\nenv:\n  PORT: 80\n", "env:\n  PORT: 80 # as ever\n")
    assert check(versions[:2], Key("PORT")) == 1
    assert [hits[0].line for hits in told(versions[:2], Key("PORT"))[0] if hits] == [3, 6]
    assert check(versions, Key("PORT")) == 2, "another comment is another thing to say"


def test_files_of_one_kind_need_one_reading() -> None:
    text = b"spec:\n  replicas: 3\n"
    assert check([("a/x.yaml", text), ("b/x.yaml", text), ("c/x.yaml", b"replicas: 3\n")], Key("replicas")) == 2


def test_another_value_is_read() -> None:
    assert check(yaml("PORT: 80\n", "PORT: 81\n", "PORT: 80\n"), Key("PORT")) == 2


def test_a_list_is_alike_where_all_that_is_in_it_is() -> None:
    versions = yaml("hosts:\n- a\n- b\n", "x: 1\nhosts:\n- a\n- b\n", "hosts:\n- a\n- c\n", "hosts:\n- a\n- b\n- c\n", "hosts: []\n")
    assert check(versions, Key("hosts")) == 4


def test_where_lines_of_one_place_part_it_is_read() -> None:
    versions = [("a.json", b'{"PORT": 1, "b": {"PORT": 2}}'), ("a.json", b'{"PORT": 1,\n "b": {"PORT": 2}}')]
    assert None in told(versions, Key("PORT"))[0]
    assert check(versions, Key("PORT")) == 2


def test_of_a_key_that_nothing_is_called_nothing_is_read() -> None:
    versions = yaml("a: 1\n", "b: PORT\n")
    assert check(versions, Key("PORT")) == 0
    inventory = inventory_of({"x": "a.yaml"}, [("x", b"containers:\n- name: api\n  env:\n  - name: LOG_level\n    value: a\n")])
    for spelling in ("log.level", "LOG_LEVEL", "containers[api].env.LOG_level", "api.env.LOG_level", "containers.api.env.log-level"):
        assert may_be_in(inventory.names, Key(spelling)), spelling
    assert may_be_in(inventory.names, Key("größe")), "of letters beyond ASCII it can't be told"
    assert not may_be_in(inventory.names, Key("api.level"))


@pytest.mark.parametrize(
    ("path", "text", "key"),
    [
        ("a.yaml", "max:\n  connections: 5\n", "maxconnections"),
        ("a.yaml", "max:\n  connections: 5\n# maxconnections: see the wiki\n", "maxconnections"),
        ("a.env", "MAX_CONNECTIONS=5\n", "maxconnections"),
        ("a.json", '{"\\u0050ORT": 5}', "PORT"),
        ("a.yaml", '"P\\x4fRT": 5\n', "PORT"),
        ("a.toml", '"P\\u004fRT" = 5\n', "PORT"),
        ("a.properties", "P\\u004fRT=5\n", "PORT"),
    ],
)
def test_what_the_search_before_a_parse_may_miss_is_read(path: str, text: str, key: str) -> None:
    assert told([(path, text.encode())], Key(key)) == ([None], 0)
    assert told([(path, b"a: 1\n" if path.endswith("yaml") else b"")], Key(key))[0] != [None]


@pytest.mark.parametrize(
    ("path", "text", "secret"),
    [
        ("a.yaml", "secrets:\n- key: hunter2hunter2x\n  x: 1\n", "hunter2hunter2x"),
        ("a.yaml", "smtp:\n  secret: mail-4711-relay\n  auth:\n  - name: mail-4711-relay\n    x: 1\n", "mail-4711-relay"),
        ("a.yaml", '{{ if eq .Values.env "ghp_' + "a1B2" * 9 + '" }}\na: 1\n{{ end }}\n', "ghp_" + "a1B2" * 9),
    ],
)
def test_no_name_that_a_report_would_mask_is_told(path: str, text: str, secret: str) -> None:
    inventory = inventory_of({"x": path}, [("x", text.encode())])
    assert secret not in repr(inventory)
    assert inventory.versions.keys() | inventory.untold.keys() == {"x"}


@pytest.mark.parametrize("name", ["https://app:hunter2hunter2@db/x", "ghp_" + "a1B2" * 9])
def test_where_an_entry_goes_by_a_secret_nothing_is_told(name: str) -> None:
    text = f"sources:\n- url: {name}\n  PORT: 1\n- url: b\n  PORT: 2\n"
    inventory = inventory_of({"x": "a.yaml", "y": "a.yaml"}, [("x", text.encode()), ("y", b"PORT: 1\n")])
    assert (list(inventory.versions), list(inventory.untold)) == (["y"], ["x"])
    assert name not in repr(inventory)


def test_no_value_is_in_an_inventory() -> None:
    inventory = inventory_of({"x": "a.yaml"}, [("x", b"PORT: 8081 # hush\nhosts: [swordfish]\n")])
    assert not [word for word in ("8081", "hush", "swordfish") if word in repr(inventory)]


def test_what_was_told_of_one_file_is_not_told_of_another_once_it_is_known_as_secret() -> None:
    users, secret = b"users:\n- name: blue-falcon-77\n  x: 1\n", b"db:\n  password: blue-falcon-77\n"
    texts = {"a.yaml": users, "b.yaml": secret, "c.yaml": users}
    inventory = inventory_of({path: path for path in texts}, texts.items())
    assert (list(inventory.versions), list(inventory.untold)) == (["a.yaml", "b.yaml"], ["c.yaml"])


def test_many_versions_of_a_long_file_are_told_piece_by_piece_and_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "apps:\n" + "".join(f"- name: app-{at}\n  port: {at}\n  hosts: [a{at}.example, b{at}.example]\n" for at in range(200))
    versions = [(str(number), text.replace("port: 50\n", f"port: {number}\n").encode()) for number in range(20)]
    path_of = {oid: "values.yaml" for oid, _ in versions}
    monkeypatch.setattr(inventories, "_MANY", len(versions) + 1)
    whole = inventory_of(path_of, versions)
    monkeypatch.undo()
    monkeypatch.setattr(inventories, "parse", lambda *_: pytest.fail("it is parsed as a whole"))
    assert inventory_of(path_of, versions) == whole
    assert len(whole.versions) == 20


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_each_key_of_an_example_is_told_as_by_a_parse(path: Path) -> None:
    content = path.read_bytes()
    lines = content.split(b"\n")
    versions = [(path.name, some) for some in (content, b"\n" + content, b"\n".join(lines[:-2]), content + b"\n\n", b"\n".join(lines[1:]))]
    inventory = inventory_of({"x": path.name}, [("x", content)])
    if not inventory.versions:
        pytest.skip("an entry goes by what looks like a secret")
    open_ones = [one for one in versions if inventory_of({"x": one[0]}, [("x", one[1])]).versions]
    for key in keys_of(path.name, content)[:40]:
        check(open_ones, key)


@pytest.mark.law
@given(st.integers(0, 2**32).map(Drawn))
def test_versions_of_any_collections_are_told_as_by_a_parse(chance: Random) -> None:
    names = [*NAMES, *PLACES]
    lines = tree(chance, 3, "", names, VALUES)
    texts = ["\n".join(lines)]
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines) + 1)
        put_in = chance.choice([[], [""], ["# said"], lines[at : at + 2], ["KEY: 2"]])
        lines = [*lines[:at], *put_in, *lines[at + chance.choice([0, 0, 1]) :]]
        texts.append("\n".join(lines))
    asked = keys_of("values.yaml", texts[0].encode())
    for key in [Key("KEY"), Key("a.KEY"), Key("a"), Key("0"), *chance.sample(asked, min(3, len(asked)))]:
        check(yaml(*texts), key)
