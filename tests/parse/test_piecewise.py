"""A file that is read piece by piece says what it says when it is read as a whole."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.parse import blocks, format_of, parse, piecewise, sheets
from forensics.parse.piecewise import Piecewise
from tests.parse.yaml_texts import FAR_REACHING, LINES, NAMES, PLACES, VALUES, tree

EXAMPLES = sorted(path for path in (Path(__file__).parent / "examples").rglob("*") if format_of(path.name) == "yaml")
APP = """\
  - name: app-{0}
    env:
      - name: LOG_LEVEL
        value: &level-{0} info
      # in all
      - name: PORT
        value: "{0}"
      - name: TRACE
        value: *level-{0}
    notes: |
      # no comment
      text
"""
APPS = "# all that runs\nlevel: &level debug # for now\napps:\n" + "".join(map(APP.format, range(30))) + "last: *level\n"


@pytest.fixture(autouse=True)
def _each_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piecewise, "_TRIES", 10**9)


def check(versions: list[str], path: str = "values.yaml") -> int:
    """How many of some versions, read one after another, divide; each says what it says as a whole."""
    files, divided = Piecewise(), 0
    for text in versions:
        found = files.by_pieces(path, text.encode())
        divided += found is not None
        assert found is None or found == parse(path, text.encode())
    return divided


def parsed(monkeypatch: pytest.MonkeyPatch, *versions: str) -> str:
    """What is parsed of the last of some versions."""
    files = Piecewise()
    seen: list[str] = []
    for text in versions[:-1]:
        files.parse("values.yaml", text.encode())
    with monkeypatch.context() as patch:
        patch.setattr(sheets, "parse_apart", lambda path, some: seen.append(some))
        files.parse("values.yaml", versions[-1].encode())
    return "".join(seen)


def test_what_a_file_has_in_common_with_an_earlier_version_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = APPS.replace('value: "20"', 'value: "21"')
    assert check([APPS, changed, "# one more line\n" + changed]) == 3
    assert parsed(monkeypatch, APPS, changed).count("name: PORT") == 1
    assert parsed(monkeypatch, APPS, APPS) == ""


def test_what_an_alias_repeats_is_where_its_anchor_stands_now() -> None:
    later = APPS.replace("level: &level", "more: 1\nlevel: &level")
    files = Piecewise()
    for text in (APPS, later):
        last = files.parse("values.yaml", text.encode()).entries[-1]
        assert (last.path, last.value, last.comment) == (("last",), "debug", "for now")
        assert text.split("\n")[last.line - 1].startswith("level:")


def test_what_an_alias_repeats_is_told_anew_where_its_anchor_says_another_thing() -> None:
    text = "a: &a 1\n# below\nb: 2\n" + "".join(f"k{number}: *a\n" for number in range(40))
    assert check([text, text.replace("&a 1", "&a 3"), text.replace("a: &a", "# new\na: &a"), text.replace("b: 2", "b: &a 2"), text]) == 5


def test_one_anchor_that_stands_twice_is_told_by_which_one_comes_last() -> None:
    first, second, uses = "a:\n  b: &x 1\n", "c:\n  d: &x 2\n", "".join(f"k{number}: *x\n" for number in range(30))
    again = first.replace("a", "e")
    assert check([first + second + uses, second + first + uses, first + "k: *x\n" + second + uses, first + again + uses]) == 4


def test_a_comment_at_the_end_of_what_is_known_is_told_of_what_follows_it() -> None:
    item = "- a: {0}\n  b:\n" + "".join(f"    k{number}: 1\n" for number in range(30))
    text = "x:\n" + item.format(1) + "# said\n" + item.format(2) + "# also\n" + item.format(3)
    assert check([text, text.replace("a: 1", "a: 5").replace("a: 2", "a: 4"), text.replace("a: 2", "a: 6")]) == 3


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("small", [1, 24])
def test_an_example_and_what_becomes_of_it_are_read_as_a_whole(path: Path, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_SMALL", small)
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = text.split("\n")
    without = ["\n".join(lines[:at] + lines[at + 1 :]) for at in range(min(len(lines), 60))]
    check([each for one in without for each in (text, one)], path.name)


@pytest.mark.parametrize("small", [1, 24])
def test_what_reaches_far_is_read_as_a_whole(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_SMALL", small)
    for before, after in pairwise(FAR_REACHING):
        check([before, after, before + after, after + before, before.replace("KEY", "other"), before])


@pytest.mark.law
@given(
    st.lists(LINES, max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.lists(LINES, max_size=3)), max_size=8),
    st.sampled_from([1, 24]),
)
def test_each_version_after_another_is_read_as_a_whole(first: list[str], edits: list[tuple[int, int, list[str]]], small: int) -> None:
    versions, lines = ["\n".join(first)], first
    for at, left_out, put_in in edits:
        lines = [*lines[:at], *put_in, *lines[at + left_out :]]
        versions.append("\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_SMALL", small)
        check(versions)


@pytest.mark.law
@given(st.randoms(use_true_random=False), st.sampled_from([1, 3, 24]), st.booleans(), st.sampled_from(["values.yaml", "ci/.gitlab-ci.yml"]))
def test_any_collections_are_read_as_a_whole(chance: Random, small: int, with_places: bool, path: str) -> None:
    names = [*NAMES, *(PLACES if with_places else ())]
    drawn = ["\n".join(tree(chance, 3, "", names, VALUES)) for _ in range(4)]
    versions: list[str] = []
    for _ in range(6):
        some = "\n---\n".join(chance.sample(drawn, chance.choice([1, 1, 2])))
        lines = some.split("\n")
        at = chance.randrange(len(lines))
        more = chance.choice([[], ["# said"], [""], ["more: 1"]])
        versions += [some, "\n".join([*lines[:at], *more, *lines[at + chance.randint(0, 1) :]])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_SMALL", small)
        check(versions, path)


def test_what_is_lent_may_stand_in_a_piece_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_SMALL", 1)
    text = "list:\n- name: a\n  value:\n    k:\n    - 1\n    - 2\n    l:\n    - &x v\nuse: *x\n"
    assert check([text, text.replace("    l:", "    # said\n    l:"), text.replace("- 2", "- 3")]) == 3
