"""A file that is read piece by piece says what it says when it is read as a whole."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.keys import Key
from forensics.parse import blocks, format_of, parse, piecewise, sheets
from forensics.parse.piecewise import Piecewise
from forensics.reading.finding import Finder
from tests.parse.yaml_texts import FAR_REACHING, LINES, NAMES, PLACES, VALUES, Drawn, tree
from tests.reading.test_finding import whole

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
@given(st.integers(0, 2**32).map(Drawn), st.sampled_from([1, 3, 24]), st.booleans(), st.sampled_from(["values.yaml", "ci/.gitlab-ci.yml"]))
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


OTHERS = "".join(f"- name: b{at}\n  value: 1\n" for at in range(12))
PAIRS = "list:\n- name: prod\n  value:\n    k: {0}\n- name: staging\n  value:\n    k: 2\n" + OTHERS
SHARED = "list:\n- name: a\n  prod:\n    x: {0}\n  o: 1\n  p: 1\n- name: a\n  staging:\n    x: 2\n" + OTHERS
BESIDE = "apps:\n- name: x\n  prod: {{k: {0}}}\napps[x]:\n  staging: {{k: 1}}\n" + "".join(f"o{at}: 1\n" for at in range(9))
MERGED = "m: &m {{k: 1}}\nlist:\n- name: prod\n  value:\n    <<: *m\n- name: staging\n  value:\n    k: {0}\n" + OTHERS
IN_COMMENTS = '# {{{{ if eq .Values.env "prod" }}}}\na: 1\nb: {0}\n---\n# {{{{ end }}}}\nc: 1\n'
CHOSEN = "k: # {{{{ 'a' if env == 'prod' else 'b' }}}}\n  a: {0}\n  b: 1\n"
NO_OBJECTS = "{kind}\nmetadata:\n  name: a\nprod:\n  x: {{0}}\n---\n{kind}\nmetadata:\n  name: b\nstaging:\n  x: 2\n"
FOUND = {
    "pairs named after environments": PAIRS,
    "two entries of one name": SHARED,
    "an entry of a list as a key beside it": BESIDE,
    "a pair whose value is merged": MERGED,
    "a template around documents, in comments": IN_COMMENTS,
    "a template that chooses, in a comment": CHOSEN,
    **{f"no objects: {kind}": NO_OBJECTS.format(kind=kind) for kind in ("kind:", "kind: ''", "kind: {{}}", "kind: |\n  A")},
    "an alias as a key": "n: &n prod\nlist:\n- a: {0}\nrest:\n  *n : {{x: 1}}\n  staging: {{x: 2}}\n",
    "line ends that are none to us": '"a\u2028b": 1\nlist:\n- "x\\u2028y"\n- "x\\Ny"\n- {0}\nlast: {0}\n',
    "a default in escapes": 'a: "{0}\\n\\n\\n${{X:-\\"b\\"}}"\nb: 2\nc: \'${{X:-"b"}}\'\n',
    "a default that is one only without escapes": 'a: "$\\x7bX:-{0}}}"\nb: 1\nc: "${{Y:-2}}"\n',
}


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
@pytest.mark.parametrize("small", [1, 24])
def test_what_turns_on_other_lines_is_read_as_a_whole(text: str, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_SMALL", small)
    check([text.format(number) for number in (1, 5, 1)])
    for key in ("k", "x", "b", "list", "prod.x"):
        assert Finder(Key(key)).find("values.yaml", text.format(1).encode()) == whole("values.yaml", text.format(1).encode(), Key(key))


def test_of_an_anchor_that_stands_twice_an_alias_in_what_is_lent_repeats_the_one_above_it() -> None:
    first, second = "a: &y 1\nb: &x [*y]\nc: &y 2\nuse: *x\n", "a: &y 1\nc: &y 2\nb: &x [*y]\nuse: *x\n"
    more = "".join(f"k{number}: *x\n" for number in range(30))
    assert check([first + more, second + more, first + more]) == 3


def test_a_file_whose_versions_have_little_in_common_is_seldom_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piecewise, "_TRIES", 3)
    files, tried = Piecewise(), 0
    for number in range(40):
        text = "".join(f"k{at}: {number}\n" for at in range(50))
        with monkeypatch.context() as patch:
            patch.setattr(piecewise, "parse", lambda *_: pytest.fail("it divides"))
            try:
                files.parse("values.yaml", text.encode())
                tried += 1
            except pytest.fail.Exception:
                pass
    assert tried == 5, "the first three, and each sixteenth"


def test_what_is_remembered_of_a_block_does_not_grow_with_the_versions() -> None:
    files, entries = Piecewise(), [f"- value-{number}" for number in range(30)]
    for number in range(100):
        entries.insert(0, f"- new-{number}")
        assert files.by_pieces("values.yaml", ("list:\n" + "\n".join(entries) + "\n").encode()) is not None
    divided = files._divided("list:\n" + "\n".join(entries) + "\n")
    assert divided is not None
    ((_, _, document),) = divided
    ((_, listed),) = document.divided.level.blocks
    assert len(listed.parts[-1][1].notes.pieces) <= piecewise._MOST_FRAMES + 1


def test_whatever_fails_while_a_file_is_divided_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise IndexError

    monkeypatch.setattr(piecewise, "filled", fails)
    assert Piecewise().parse("values.yaml", APPS.encode()) == parse("values.yaml", APPS.encode())
