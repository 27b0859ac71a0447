"""What is still read from files that are broken, templated, encrypted or oddly encoded, and what is said of them."""

from __future__ import annotations

import pytest

from forensics.model import Parsed
from forensics.parse import parse


def values(parsed: Parsed) -> dict[tuple[str, ...], str | None]:
    return {entry.path: entry.value for entry in parsed.entries if entry.kind not in ("map", "list")}


@pytest.mark.parametrize(
    ("encoded", "doubt"),
    [
        ("ä: grün\n".encode(), None),
        ("ä: grün\n".encode("utf-8-sig"), None),
        ("ä: grün\n".encode("utf-16"), None),
        ("ä: grün\n".encode("cp1252"), "latin-1"),
        ("ä: grün\r\n".encode(), None),
        ("ä: grün\r".encode(), None),
        ("ä:\x00 grün\n".encode(), "control characters"),
        ("\ufeffä: grün\n\ufeff".encode(), None),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "cp1252", "crlf", "cr", "nul", "bom in the middle"],
)
def test_a_value_is_read_in_whatever_encoding_it_is_written(encoded: bytes, doubt: str | None) -> None:
    parsed = parse("a.yaml", encoded)

    assert values(parsed) == {("ä",): "grün"}
    assert parsed.degraded == doubt


def test_a_file_that_parses_is_not_degraded() -> None:
    assert parse("a.yaml", b"a: 1\n").degraded is None


@pytest.mark.parametrize(
    ("text", "degraded"),
    [
        ("a: 1\nb: [2\nc: 3\n", "not valid YAML at line 3"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\nc: 3\n", "conflict markers"),
        ("a: 1\nb:\n\tx: 2\nc: 3\n", "tab-indented"),
        ("a: 1\n{{- if x }}\nb: {{ y }}\n{{ end }}\nc: 3\n", "templated"),
    ],
)
def test_settings_on_both_sides_of_an_error_are_read(text: str, degraded: str) -> None:
    parsed = parse("a.yaml", text.encode())

    assert parsed.degraded == degraded
    assert values(parsed)["a",] == "1"
    assert values(parsed)["c",] == "3"


@pytest.mark.parametrize(
    ("path", "text", "kept"),
    [
        ("a.json", '{\n  "a": {\n    "b": 1,\n    "c" 2,\n    "d": 3\n  }\n}\n', ("a", "d")),
        ("a.toml", "[a]\nb = 1\nc = = 2\nd = 3\n", ("a", "d")),
        ("a.tf", 'a "x" {\n  b = 1\n  ??\n  d = 3\n}\n', ("a", "x", "d")),
        ("a.properties", "b=1\nc=\\uZZ\nd=3\n", ("d",)),
    ],
)
def test_the_line_reader_finds_the_path_that_the_formats_reader_would_have_made(path: str, text: str, kept: tuple[str, ...]) -> None:
    parsed = parse(path, text.encode())

    assert values(parsed)[kept] == "3"
    assert parsed.degraded is not None


def test_the_line_reader_names_env_entries_and_lists_as_the_true_reader_does() -> None:
    good = "x:\n  containers:\n  - name: api\n    env:\n    - name: A\n      value: '1'\n    - name: B\n      value: 2\n"

    broken = parse("a.yaml", f"bad: [\n{good}".encode())

    assert set(values(parse("a.yaml", good.encode())).items()) <= set(values(broken).items())


@pytest.mark.parametrize("content", [b"$ANSIBLE_VAULT;1.1;AES256\n6161\n", b"\x00GITCRYPT\x00\x12\xff"])
def test_an_encrypted_file_has_no_entries_and_says_so(content: bytes) -> None:
    assert parse("secrets.yaml", content) == Parsed((), "encrypted")


def test_a_file_that_is_no_configuration_has_no_entries_and_says_so() -> None:
    assert parse("main.go", b"a: 1\n") == Parsed((), "not configuration")


def test_lines_with_conflicting_templates_keep_the_template_text_as_the_value() -> None:
    text = 'n: {{ if eq .E "prod" }} 6 {{ else }} 2 {{ end }}\n'

    assert values(parse("a.yaml", text.encode())) == {("n",): '{{ if eq .E "prod" }} 6 {{ else }} 2 {{ end }}'}


def test_a_template_that_yaml_happens_to_accept_reads_like_one_that_it_does_not() -> None:
    accepted = values(parse("a.yaml", b"a: {{ .Values.x }}\nb: 1\n"))
    refused = values(parse("a.yaml", b"a: {{ .Values.x }}\nb: {{ .y }}-1\n"))

    assert accepted["a",] == refused["a",] == "{{ .Values.x }}"


def test_without_libyaml_the_same_entries_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"a: &x {b: 010, c: [1, {name: n, v: 2}]}\nd: {<<: *x, b: no}\n? [k, l]\n: {{ t }}\nf: |\n  x\n"
    fast = parse("a.yaml", text)

    monkeypatch.setattr("yaml.__with_libyaml__", False)

    assert parse("a.yaml", text) == fast


def test_a_hook_in_a_tag_is_text_and_nothing_is_constructed() -> None:
    parsed = parse("a.yaml", b"a: !!python/object/apply:os.system ['false']\nb: !Ref Pool\n")

    assert values(parsed) == {("a", "[0]"): "false", ("b",): "Pool"}


def test_a_repeated_anchor_means_the_nearest_before_its_alias() -> None:
    parsed = parse("a.yaml", b"a: &x 1\nb: *x\nc: &x 2\nd: *x\n")

    seen = [(entry.path[0], entry.value, entry.line) for entry in parsed.entries]
    assert seen == [("a", "1", 1), ("b", "1", 1), ("c", "2", 3), ("d", "2", 3)]
    assert parsed.degraded is None


def test_a_json_container_on_the_line_below_its_key_moves_the_lines_of_what_it_holds() -> None:
    parsed = parse("a.json", b'{"dashboard":\n{\n"title": "x"\n}}')

    assert [(entry.path, entry.line) for entry in parsed.entries] == [(("dashboard",), 1), (("dashboard", "title"), 3)]


def test_indented_settings_of_an_ini_section_are_settings_and_deeper_lines_go_on() -> None:
    parsed = parse("telegraf.conf", b'[agent]\n  interval = "10s"\n  hosts = a,\n    b\n  hostname = vm\n[[outputs.http]]\n  url = u\n')

    assert values(parsed) == {
        ("agent", "interval"): "10s",
        ("agent", "hosts"): "a,\nb",
        ("agent", "hostname"): "vm",
        ("outputs.http", "url"): "u",
    }


def test_an_ini_key_may_begin_with_a_digit() -> None:
    assert values(parse("locale_en.ini", b"[tool]\n1s = a second\n")) == {("tool", "1s"): "a second"}


def test_an_ini_key_may_end_in_brackets() -> None:
    assert values(parse("nrpe.cfg", b"command[check_disk]=/usr/lib/check_disk -w 6%\n")) == {
        ("command[check_disk]",): "/usr/lib/check_disk -w 6%"
    }


def test_values_with_commas_between_them_are_the_entries_of_a_list_without_brackets() -> None:
    parsed = parse("plans.json", b'{"name": "tiny", "size": 1},\n{"name": "large", "size": 2}\n')

    assert parsed.degraded is None
    assert values(parsed)["[tiny]", "size"] == "1"
    assert values(parsed)["[large]", "size"] == "2"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.json", '{\n  "a": 1,\n  b": "2",\n  "c": 3\n}\n'),
        ("a.tfvars", 'a = 1\nb" = "2"\nc = 3\n'),
    ],
)
def test_a_forgotten_quote_costs_no_setting(path: str, text: str) -> None:
    found = values(parse(path, text.encode()))

    assert {key: found.get((key,)) for key in "abc"} == {"a": "1", "b": "2", "c": "3"}


def test_a_stray_line_costs_nothing_of_what_was_read_before_it() -> None:
    text = '{ broken [ }\n{\n  "a": 1,\n  "b": {\n    "c": 2\n  }\n}\n    stray\n{\n  "d": 3\n}\n'

    found = values(parse("a.json.tpl", text.encode()))

    assert found["a",] == "1"
    assert found["b", "c"] == "2"
    assert found["d",] == "3"
