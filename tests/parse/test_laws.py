"""What holds for any file: nothing is raised, lines lie within the file, and texts come back as they were dumped."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from forensics.model import Parsed
from forensics.parse import PARSERS, parse

NAMES = {
    "yaml": "a.yaml",
    "json": "a.json",
    "toml": "a.toml",
    "dotenv": ".env",
    "properties": "a.properties",
    "ini": "a.ini",
    "hcl": "a.tf",
    "shell": "a.sh",
    "dockerfile": "Dockerfile",
    "procfile": "Procfile",
    "systemd": "a.service",
    "requirements": "requirements.txt",
    "gomod": "go.mod",
    "pom": "pom.xml",
    "lock": "poetry.lock",
    "versions": ".tool-versions",
}
# Letters that the formats' grammars turn on, far likelier to reach an odd corner than arbitrary text.
SOUP = st.text(alphabet="a1 \t\n\"'`\\{}[]()<>=:,.;#/*&!|%$?-_~\ue000\ue0010ENC", max_size=120)
# Pieces that the readers of commands, pins and references look for.
PIECES = [
    "export ",
    "X=1",
    "ENV A=b",
    "FROM a:1 AS b\n",
    "ARG ",
    "<<EOF",
    "EOF",
    "$(",
    "${A:-1}",
    "${a:${b:2}}",
    "--set a.b=c",
    "\n",
    " ",
    "'",
]
PIECES += ['"', "\\\n", "# c\n", "a==1", "-r b.txt", "[S]\n", "Environment=", "<a>", "</a>", "<?x", "require (\n", "x v1\n", ")\n", "web: "]
PIECES += [
    "[[package]]\n",
    'name = "a"\n',
    'version = "1"\n',
    '{"variations": [1, 2], "on": true, "fallthrough": {"variation": 1}',
    "}",
    "]",
]
COMMANDS = st.lists(st.sampled_from(PIECES), max_size=14).map(lambda pieces: "".join(pieces).encode())
CONTENT = st.one_of(
    COMMANDS,
    st.binary(max_size=200),
    SOUP.map(str.encode),
    st.text(max_size=80).map(str.encode),
)
# ConfigMaps and kustomizations are files in files: their inner lines count too.
HEAD = "kind: ConfigMap\nmetadata: {name: x}\ndata:\n  a.env: |\n"
WRAPPED = SOUP.map(lambda text: HEAD + "".join(f"    {line}\n" for line in text.split("\n")))


def line_count(content: bytes) -> int:
    text = content.decode("utf-16", "replace") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else content.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def test_the_laws_speak_of_every_format() -> None:
    assert set(NAMES) == set(PARSERS)


@pytest.mark.law
@pytest.mark.parametrize("form", NAMES)
@given(content=CONTENT)
def test_any_bytes_are_read_without_a_failure_and_within_their_lines(form: str, content: bytes) -> None:
    parsed = parse(NAMES[form], content)

    assert not (parsed.degraded or "").startswith("reader failed")
    last = line_count(content)
    assert all(1 <= entry.line <= last for entry in parsed.entries)
    assert all(entry.value is None for entry in parsed.entries if entry.kind in ("map", "list", "null"))
    assert all(entry.value is not None for entry in parsed.entries if entry.kind not in ("map", "list", "null"))


@pytest.mark.law
@given(text=WRAPPED)
def test_a_file_within_a_file_is_read_within_the_lines_of_the_outer_one(text: str) -> None:
    parsed = parse("a.yaml", text.encode())

    assert not (parsed.degraded or "").startswith("reader failed")
    assert all(1 <= entry.line <= text.count("\n") + 1 for entry in parsed.entries)


@pytest.mark.law
@given(content=CONTENT)
def test_reading_twice_gives_the_same(content: bytes) -> None:
    assert parse("a.yaml", content) == parse("a.yaml", content)


SEGMENTS = st.text(alphabet="abcXYZ019_- .é", min_size=1, max_size=8)
TEXTS = st.text(alphabet="abcXYZ019_- .:#'\"{}[]\\/\n\té€", max_size=20)
VARIABLES = st.from_regex(r"[A-Z_][A-Z0-9_]{0,8}", fullmatch=True)
TREES = st.recursive(TEXTS, lambda inner: st.dictionaries(SEGMENTS, inner, max_size=4), max_leaves=12)


def leaves(tree: object, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    if isinstance(tree, dict):
        return {where: text for key, value in tree.items() for where, text in leaves(value, (*path, key)).items()}
    return {path: str(tree)}


def read_leaves(parsed: Parsed) -> dict[tuple[str, ...], str | None]:
    return {entry.path: entry.value for entry in parsed.entries if entry.kind == "scalar" and not is_inner(entry.path)}


def is_inner(path: tuple[str, ...]) -> bool:
    return any("[" in part for part in path)


@pytest.mark.law
@given(tree=st.dictionaries(SEGMENTS, TREES, max_size=4), flow=st.booleans())
def test_texts_dumped_as_yaml_come_back_under_their_paths(tree: dict[str, object], flow: bool) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow)

    parsed = parse("a.yaml", text.encode())

    assert parsed.degraded is None
    assert read_leaves(parsed) == leaves(tree)


@pytest.mark.law
@given(tree=st.dictionaries(SEGMENTS, TREES, max_size=4), indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_texts_dumped_as_json_come_back_under_their_paths(tree: dict[str, object], indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=ascii_only)

    parsed = parse("a.json", text.encode())

    assert parsed.degraded is None
    assert read_leaves(parsed) == leaves(tree)


@pytest.mark.law
@given(tree=st.dictionaries(SEGMENTS, TEXTS, min_size=1, max_size=6))
def test_texts_dumped_as_toml_come_back_under_their_paths(tree: dict[str, str]) -> None:
    text = "".join(f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in tree.items())

    assert read_leaves(parse("a.toml", text.encode())) == leaves(tree)


@pytest.mark.law
@given(tree=st.dictionaries(VARIABLES, st.text(alphabet="abc 019=#:{}'-é", max_size=12), min_size=1))
def test_texts_in_a_dotenv_file_come_back(tree: dict[str, str]) -> None:
    assume(not any(key.startswith("SOPS") for key in tree))
    text = "".join(f'{key}="{value}"\n' for key, value in tree.items())

    assert read_leaves(parse(".env", text.encode())) == leaves(tree)


@pytest.mark.law
@given(numbers=st.lists(st.from_regex(r"-?0?[0-9]{1,30}(\.[0-9]{1,4})?", fullmatch=True), min_size=1, max_size=5))
def test_numbers_keep_their_text_in_every_format(numbers: list[str]) -> None:
    for name, pattern in (("a.yaml", "k{}: {}\n"), ("a.toml", "k{} = {}\n"), ("a.tf", "k{} = {}\n"), (".env", "k{}={}\n")):
        text = "".join(pattern.format(place, number) for place, number in enumerate(numbers))
        assert [entry.value for entry in parse(name, text.encode()).entries] == numbers
        assert [entry.line for entry in parse(name, text.encode()).entries] == list(range(1, len(numbers) + 1))
