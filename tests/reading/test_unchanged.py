"""Skipping a parse must never change what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.hits import find
from forensics.keys import Key
from forensics.parse import parse
from forensics.parse.identity import NAMING
from forensics.reading.unchanged import says_the_same

KEY = Key("TIMEOUT_MS")
_ENTRY = "- name: TIMEOUT_MS\n  value: {}\n"


def same(before: str, after: str, path: str = "a.yaml") -> bool:
    hits = find(parse(path, before.encode()), KEY)
    return says_the_same(KEY, before.encode().split(b"\n"), after.encode().split(b"\n"), hits)


def test_a_bump_elsewhere_needs_no_parse() -> None:
    assert same("image:\n  tag: 1.0\nenv:\n  TIMEOUT_MS: 3000\n", "image:\n  tag: 1.1\nenv:\n  TIMEOUT_MS: 3000\n")
    assert same("A=1\nTIMEOUT_MS=3\n", "A=2\nTIMEOUT_MS=3\n", ".env")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("env:\n  TIMEOUT_MS: 3000\n", "env:\n  TIMEOUT_MS: 9000\n"),
        ("- name: TIMEOUT_MS\n  value: 1\n", "- name: TIMEOUT_MS\n  value: 2\n"),
        ("- name: TIMEOUT_MS\n  value: 1\n", "- name: OTHER\n  value: 1\n"),
        ("kind: A\nmetadata:\n  name: x\nTIMEOUT_MS: 1\n", "kind: B\nmetadata:\n  name: x\nTIMEOUT_MS: 1\n"),
        ("a:\n  TIMEOUT_MS: 1\n", "b:\n  TIMEOUT_MS: 1\n"),
        ("TIMEOUT_MS: *x\nother: &x 1\n", "TIMEOUT_MS: *x\nother: &x 2\n"),
        ("TIMEOUT_MS:\n  a: 1\n", "TIMEOUT_MS:\n  a: 2\n"),
        ("TIMEOUT_MS: |\n  a: 1\n  b: 2\n", "TIMEOUT_MS: |\n  a: 1\n  b: 3\n"),
        ('TIMEOUT_MS: "a\n  b: 1\n  c"\n', 'TIMEOUT_MS: "a\n  b: 2\n  c"\n'),
        ("x: 1\nTIMEOUT_MS: 1\n", "x:\nTIMEOUT_MS: 1\n"),
        ("x: 1\nTIMEOUT_MS: 1\n", "x: |\nTIMEOUT_MS: 1\n"),
        ("x: 1\n", "TIMEOUT_MS: 1\n"),
        ("- secretKey: OTHER\n  remoteRef:\n    key: a\n", "- secretKey: TIMEOUT_MS\n  remoteRef:\n    key: a\n"),
        (f"{_ENTRY.format('b')}{_ENTRY.format('b')}", f"{_ENTRY.format('c')}{_ENTRY.format('b')}"),
    ],
)
def test_whatever_may_touch_the_key_is_parsed(before: str, after: str) -> None:
    assert not same(before, after)


@pytest.mark.parametrize("name", sorted(NAMING))
def test_what_names_an_entry_is_parsed(name: str) -> None:
    assert not same(f"- {name}: OTHER\n  value: 1\n", f"- {name}: TIMEOUT_MS\n  value: 1\n")
    assert not same(f"- {name}: OTHER\n  TIMEOUT_MS: 1\n", f"- {name}: ANOTHER\n  TIMEOUT_MS: 1\n")


_FLAG = """{"key": "TIMEOUT_MS",
 "variations": [3, 9],
 "on": false,
 "fallthrough": {"variation": 0},
 "offVariation": 1
}"""


@pytest.mark.parametrize(
    ("old", "new"),
    [('"on": false', '"on": true'), ('"offVariation": 1', '"offVariation": 0'), ("[3, 9]", "[3, 8]"), ('"key": "T', '"key": "S')],
)
def test_what_picks_a_flags_value_is_parsed(old: str, new: str) -> None:
    flags = f'{{"items": [{_FLAG}]}}'
    assert not same(flags, flags.replace(old, new), "flags.json")


_LINES = """a: 1|a: 2|tag: v1|tag: v2|TIMEOUT_MS: 3|TIMEOUT_MS: 4|env:|  TIMEOUT_MS: 5|  b: x|  b: y|
- name: TIMEOUT_MS|  value: 7|  value: 8|
  name: p|  name: q|kind: K|metadata:|x: \\|y: &z 1|q: *z|text: "open|  more: 1|  more: 2|close"|---"""
_LINE = st.sampled_from([line.replace("\\", "|").strip("\n") for line in _LINES.split("|")])


SPRING = "a: 1\n---\nspring:\n  config:\n    activate:\n      on-profile: {}\nTIMEOUT_MS: 1\n"
FORK = '{{{{ if eq .Environment.Name "{}" }}}}\nTIMEOUT_MS: 1\n{{{{ end }}}}\n'
SCOPED = [
    ("application.yml", SPRING.format("prod"), SPRING.format("staging")),
    ("application.yml", "---\nspring.profiles: prod\nTIMEOUT_MS: 1\n", "---\nspring.profiles: dev\nTIMEOUT_MS: 1\n"),
    (
        "a.properties",
        "#---\nspring.config.activate.on-profile=prod\nTIMEOUT_MS=1\n",
        "#---\nspring.config.activate.on-profile=dev\nTIMEOUT_MS=1\n",
    ),
    ("x.yaml.gotmpl", FORK.format("prod"), FORK.format("dev")),
    ("x.yml.j2", "{% if env == 'prod' %}\nTIMEOUT_MS: 1\n{% endif %}\n", "{% if env == 'dev' %}\nTIMEOUT_MS: 1\n{% endif %}\n"),
    ("x.tf", 'TIMEOUT_MS = var.env == "prod" ? 6 : 2\n', 'TIMEOUT_MS = var.env == "dev" ? 6 : 2\n'),
    (
        "x.tf",
        "TIMEOUT_MS = lookup({\n  prod = 6\n  dev = 2\n}, var.env, 2)\n",
        "TIMEOUT_MS = lookup({\n  prod = 7\n  dev = 2\n}, var.env, 2)\n",
    ),
    ("x.tf", "TIMEOUT_MS = {\n  prod = 6\n  dev = 2\n}\n", "TIMEOUT_MS = {\n  prod = 6\n  dev = 3\n}\n"),
    (
        ".github/workflows/d.yml",
        "jobs:\n  a:\n    environment: prod\n    env:\n      TIMEOUT_MS: 1\n",
        "jobs:\n  a:\n    environment: dev\n    env:\n      TIMEOUT_MS: 1\n",
    ),
    ("x.yaml", "production:\n  TIMEOUT_MS: 1\nstaging:\n  TIMEOUT_MS: 2\n", "production:\n  TIMEOUT_MS: 1\npreview:\n  TIMEOUT_MS: 2\n"),
]


@pytest.mark.parametrize(("path", "before", "after"), SCOPED, ids=[path for path, _, _ in SCOPED])
def test_whatever_may_change_for_whom_the_key_counts_is_parsed(path: str, before: str, after: str) -> None:
    assert find(parse(path, before.encode()), KEY) != find(parse(path, after.encode()), KEY)
    assert not same(before, after, path)


@pytest.mark.law
@given(st.lists(_LINE, min_size=1, max_size=9), st.lists(st.tuples(st.integers(0, 8), _LINE), min_size=1, max_size=3))
def test_where_no_parse_is_needed_the_parse_would_say_the_same(lines: list[str], edits: list[tuple[int, str]]) -> None:
    changed = list(lines)
    for place, line in edits:
        changed[place % len(changed)] = line
    before, after = "\n".join(lines), "\n".join(changed)
    if same(before, after):
        assert find(parse("a.yaml", before.encode()), KEY) == find(parse("a.yaml", after.encode()), KEY)
