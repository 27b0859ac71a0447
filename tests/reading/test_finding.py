"""What is found by reading a part of a file is what is found by reading all of it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.hits import find
from forensics.keys import Key, keypath
from forensics.parse import blocks, format_of, parse
from forensics.parse.reduced import Reducer
from forensics.reading import finding
from forensics.reading.finding import Finder
from tests.parse.yaml_texts import FAR_REACHING, LINES, NAMES, PLACES, VALUES, Drawn, tree

EXAMPLES = sorted(path for path in (Path(__file__).parents[1] / "parse" / "examples").rglob("*") if format_of(path.name) in ("yaml", "hcl"))
APP = """\
  - name: app-{0}
    env:
      - name: LOG_LEVEL
        value: info
      - name: PORT
        value: "{0}"
    notes: |
      # no comment
      text
"""
APPS = (
    "# all that runs\nkind: Apps\nmetadata:\n  name: all\napps:\n"
    + "".join(APP.format(number) for number in range(30))
    + "# where it runs\nproduction:\n  replicas: 3\nstaging:\n  replicas: 1\n"
)


@pytest.fixture(autouse=True)
def _every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_WORTH_REDUCING", {"yaml": 0, "hcl": 0})
    monkeypatch.setattr(finding, "_TRIES", 10**9)


def whole(path: str, content: bytes, key: Key) -> finding.Found:
    parsed = parse(path, content)
    return find(parsed, key), parsed.degraded


def keys_of(path: str, content: bytes) -> list[Key]:
    paths = [entry.path for entry in parse(path, content).entries if entry.path]
    asked = {keypath(one[-length:]) for one in paths for length in (1, 2, len(one))}
    return [Key(text) for text in sorted(asked) if text.strip()]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("small", [1, 24])
def test_each_key_of_an_example_is_found_as_by_a_parse(path: Path, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_SMALL", small)
    content = path.read_bytes()
    for key in keys_of(path.name, content)[:200]:
        assert Finder(key).find(path.name, content) == whole(path.name, content, key), key.text


def test_a_change_elsewhere_costs_no_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = Finder(Key("production.replicas"))
    before = finder.find("values.yaml", APPS.encode())
    monkeypatch.setattr(finding, "parse", None)
    after = APPS.replace('value: "20"', 'value: "21"').encode()
    assert finder.find("values.yaml", after) == before


def test_lines_are_those_of_the_whole_file() -> None:
    later = "# one more line\n" + APPS
    (hit,), _ = Finder(Key("production.replicas")).find("values.yaml", later.encode())
    assert later.split("\n")[hit.line - 1] == "  replicas: 3"


def test_little_is_left_of_a_long_file() -> None:
    left = Reducer(["productionreplicas"]).reduced("values.yaml", APPS)
    assert left is not None
    assert len(left.text) < len(APPS) / 2


def test_where_no_name_is_that_of_an_environment_what_stands_beside_the_key_is_left_out() -> None:
    text = APPS.replace("production", "here").replace("staging", "there")
    left = Reducer(["herereplicas"]).reduced("values.yaml", text)
    assert left is not None
    assert left.text == (
        '# all that runs\n"kind": "Apps"\n"metadata": {"name": "all"}\n# where it runs\nhere:\n  replicas: 3\n"there": {"replicas": "x"}\n'
    )


def test_a_change_beside_an_entry_of_a_list_costs_no_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    key, text = Key("apps[app-7].env.PORT"), APPS.replace("production", "here").replace("staging", "there")
    finder = Finder(key)
    (before,), _ = finder.find("values.yaml", text.encode())
    monkeypatch.setattr(finding, "parse", None)
    more = text.replace("  - name: app-7\n", "  - name: app-6b\n    env:\n      - name: OTHER\n        value: 1\n  - name: app-7\n")
    (after,), _ = finder.find("values.yaml", more.encode())
    assert after == before.on(before.line + 4)


@pytest.mark.parametrize("text", FAR_REACHING)
@pytest.mark.parametrize("small", [1, 24])
def test_what_reaches_far_is_read_as_by_a_parse(text: str, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_SMALL", small)
    for key in (Key("KEY"), Key("other"), Key("a.KEY"), Key("encrypted_regex")):
        assert Finder(key).find("values.yaml", text.encode()) == whole("values.yaml", text.encode(), key)


def documents(count: int) -> str:
    """A file of many objects, longer than what is worth a whole parse."""
    made = "kind: Thing\nmetadata:\n  name: thing-{0}\nspec:\n  KEY: {0}\n  notes: |\n{1}"
    return "---\n".join(made.format(number, "    text: more\n" * 300) for number in range(count))


def test_a_long_file_of_many_objects_is_read_by_its_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    text = documents(110)
    assert len(text) > 450_000
    key = Key("#Thing/thing-70.spec.KEY")
    finder = Finder(key)
    assert finder.by_reduction("all.yaml", text.encode()) == whole("all.yaml", text.encode(), key)


def test_what_would_be_cut_is_read_whole() -> None:
    many = "".join(f"k{number}: {{a: 1, b: 2}}\n" for number in range(80_000)) + "KEY: 1\n"
    assert Finder(Key("KEY")).by_reduction("all.yaml", many.encode()) is None
    laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name}\n  in: {{to: [{', '.join(['*' + before] * 10)}]}}\n" for before, name in zip("abcdef", "bcdefg", strict=True)
    )
    assert Finder(Key("KEY")).by_reduction("all.yaml", (laughs + "KEY: 1\n").encode()) is None


@pytest.mark.law
@given(
    st.lists(LINES, max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.lists(LINES, max_size=3)), max_size=5),
    st.sampled_from(["KEY", "a.KEY", "x", "env.KEY", "g"]),
)
def test_each_version_after_another_is_read_as_by_a_parse(first: list[str], edits: list[tuple[int, int, list[str]]], key: str) -> None:
    finder, lines = Finder(Key(key)), first
    for at, left_out, put_in in [(0, 0, []), *edits]:
        lines = [*lines[:at], *put_in, *lines[at + left_out :]]
        content = "\n".join(lines).encode()
        assert finder.find("values.yaml", content) == whole("values.yaml", content, Key(key))


@pytest.mark.law
@given(st.lists(LINES, max_size=60).map("\n".join), st.sampled_from(["KEY", "a.KEY", "b", "x", "prod.KEY", "env.KEY", "x.value", "a"]))
def test_any_lines_are_read_as_by_a_parse(text: str, key: str) -> None:
    finder = Finder(Key(key))
    assert finder.find("values.yaml", text.encode()) == whole("values.yaml", text.encode(), Key(key))


@pytest.mark.law
@given(st.integers(0, 2**32).map(Drawn), st.sampled_from([1, 3, 24]), st.booleans())
def test_any_collections_are_read_as_by_a_parse(chance: Random, small: int, with_places: bool) -> None:
    names = [*NAMES, *(PLACES if with_places else ())]
    documents = ["\n".join(tree(chance, 3, "", names, VALUES)) for _ in range(chance.choice([1, 1, 2, 3]))]
    content = "\n---\n".join(documents).encode()
    asked = keys_of("values.yaml", content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_SMALL", small)
        for key in [Key("KEY"), Key("a.KEY"), *chance.sample(asked, min(3, len(asked)))]:
            assert Finder(key).find("values.yaml", content) == whole("values.yaml", content, key), key.text
