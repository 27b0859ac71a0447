"""Leaves of a configuration text as other people's parsers see them: nothing of forensics.parse is used.

Each reader gives rows (path, text of the value, line from 1) or raises whatever its parser raises. List places are `[n]`, documents
of a YAML stream `#n`. An aliased container counts where it stands and not where it is used again.
"""

from __future__ import annotations

import configparser
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import jproperties
import json_source_map
import tree_sitter
import tree_sitter_hcl
import tree_sitter_toml
import yaml
from dotenv.parser import parse_stream

Row = tuple[tuple[str, ...], str | None, int]
_TOP = "what stands before the first section"
_PYYAML, _JSON_NUMBER = yaml.CBaseLoader, {"parse_float": str, "parse_int": str, "parse_constant": str}


def yaml_rows(text: str) -> list[Row]:
    """PyYAML's composer; ruamel.yaml's where that refuses (an anchor named twice, legal in YAML 1.2)."""
    try:
        documents = list(yaml.compose_all(text, Loader=_PYYAML))
    except yaml.composer.ComposerError:
        documents = ruamel_documents(text)
    rows: list[Row] = []
    last = text.count("\n") + 1
    for number, document in enumerate(documents):
        rows += _composed((f"#{number}",), document, text, last, set())
    return rows


def ruamel_documents(text: str) -> list[Any]:
    import warnings

    from ruamel.yaml import YAML

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(YAML(typ="safe", pure=True).compose_all(text))


def _composed(path: tuple[str, ...], node: Any, text: str, last: int, seen: set[int]) -> Iterator[Row]:
    if node is None:
        return
    if node.id == "scalar":
        yield path, node.value, min(node.start_mark.line + 1, last)
    elif id(node) not in seen:
        seen.add(id(node))
        if node.id == "mapping":
            for key, child in node.value:
                name = key.value if key.id == "scalar" else text[key.start_mark.index : key.end_mark.index].strip()
                yield from _composed((*path, name), child, text, last, seen)
        else:
            for place, child in enumerate(node.value):
                yield from _composed((*path, f"[{place}]"), child, text, last, seen)


def json_rows(text: str) -> list[Row]:
    """The json module's values, json-source-map's lines; its pointers hold keys as the file spells them, unescaped. Both keep the
    last of a repeated key."""
    value, places = json.loads(text, **_JSON_NUMBER), json_source_map.calculate(text)
    rows: list[Row] = []

    def walk(path: tuple[str, ...], pointer: str, node: Any) -> None:
        if isinstance(node, dict):
            for key, child in node.items():
                spelled = (key, json.dumps(key, ensure_ascii=False)[1:-1], json.dumps(key)[1:-1], json.dumps(key)[1:-1].replace("/", "\\/"))
                walk((*path, key), next(place for one in spelled if (place := f"{pointer}/{one}") in places), child)
        elif isinstance(node, list):
            for place, child in enumerate(node):
                walk((*path, f"[{place}]"), f"{pointer}/{place}", child)
        else:
            plain = node if isinstance(node, str) else json.dumps(node)
            rows.append((path, plain, places[pointer].value_start.line + 1))

    walk((), "", value)
    return rows


def parsed_tree(language: Any, text: str) -> Any:
    """The syntax tree of a text; raises ValueError where the grammar finds an error."""
    tree = tree_sitter.Parser(tree_sitter.Language(language)).parse(text.encode())
    if tree.root_node.has_error:
        raise ValueError("the grammar finds an error")
    return tree


def toml_rows(text: str) -> list[Row]:
    """tree-sitter-toml's places, tomllib's values (each value's own text, read by it alone)."""
    tomllib.loads(text)
    tree = parsed_tree(tree_sitter_toml.language(), text)
    rows: list[Row] = []
    arrays: dict[tuple[str, ...], int] = {}

    def key_of(node: Any) -> tuple[str, ...]:
        if node.type == "dotted_key":
            return tuple(part for child in node.named_children for part in key_of(child))
        word = node.text.decode()
        return (_toml_value(word) if node.type == "quoted_key" else word,)

    def resolved(path: tuple[str, ...]) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        plain: tuple[str, ...] = ()
        for part in path:
            found, plain = (*found, part), (*plain, part)
            if plain in arrays:
                found = (*found, f"[{arrays[plain]}]")
        return found

    def value(path: tuple[str, ...], node: Any) -> None:
        if node.type == "array":
            for place, child in enumerate(child for child in node.named_children if child.type != "comment"):
                value((*path, f"[{place}]"), child)
        elif node.type == "inline_table":
            pairs(path, node)
        else:
            rows.append((path, _toml_value(node.text.decode()), node.start_point[0] + 1))

    def pairs(path: tuple[str, ...], node: Any) -> None:
        for child in node.named_children:
            if child.type == "pair":
                key, held = (one for one in child.named_children if one.type != "comment")
                value((*path, *key_of(key)), held)

    for node in tree.root_node.named_children:
        if node.type == "pair":
            key, held = (one for one in node.named_children if one.type != "comment")
            value(key_of(key), held)
        elif node.type in ("table", "table_array_element"):
            path = key_of(next(one for one in node.named_children if one.type != "comment"))
            if node.type == "table_array_element":
                arrays[path] = arrays.get(path, -1) + 1
                for inner in [one for one in arrays if len(one) > len(path) and one[: len(path)] == path]:
                    del arrays[inner]
            pairs(resolved(path), node)
    return rows


def _toml_value(text: str) -> str:
    value = tomllib.loads(f"x = {text}", parse_float=str)["x"]
    return value if isinstance(value, str) else text


def dotenv_rows(text: str) -> list[Row]:
    """python-dotenv's bindings; its line is that of the blank lines before, which are counted here."""
    rows: list[Row] = []
    for binding in parse_stream(io.StringIO(text)):
        source = binding.original.string
        if binding.key is not None and not binding.error:
            before = len(source) - len(source.lstrip("\n \t"))
            rows.append(((binding.key,), binding.value, binding.original.line + source.count("\n", 0, before)))
    return rows


def properties_rows(text: str) -> list[Row]:
    """jproperties' values; the lines by counting those that no backslash continues."""
    read = jproperties.Properties()
    read.load(text, "utf-8")
    starts: dict[str, int] = {}
    continued = False
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.lstrip(" \t\f")
        if not continued and bare and bare[0] not in "#!":
            key = re.match(r"(?:\\.|[^\\\s=:])*", bare)
            starts[re.sub(r"\\(.)", r"\1", key[0]) if key else ""] = number
        comment = not continued and bare[:1] in ("#", "!")
        continued = not comment and (len(line) - len(line.rstrip("\\"))) % 2 == 1
    return [((key,), read[key].data, starts.get(key, 0)) for key in read]


def ini_rows(text: str) -> list[Row]:
    """configparser's values, quotes around them taken off; the line is the last in the section that begins with the key.

    What stands before the first section goes into one of its own, made here.
    """
    read = configparser.RawConfigParser(strict=False, allow_no_value=False, inline_comment_prefixes=("#", ";"), default_section="\0")
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(f"[{_TOP}]\n{text}")
    lines: dict[tuple[str, str], int] = {}
    section = _TOP
    for number, line in enumerate(text.split("\n"), 1):
        if head := re.match(r"\s*\[(.+)\]", line):
            section = head[1]
        elif found := re.match(r"\s*([^\s=:#;][^=:]*?)\s*[=:]", line):
            lines[section, found[1]] = number
    rows: list[Row] = []
    for section in read.sections():
        for key, value in read.items(section):
            plain = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
            place = () if section == _TOP else (section.strip("[] "),)
            rows.append(((*place, key), plain.strip("\n"), lines.get((section, key), 0)))
    return rows


def hcl_rows(text: str) -> list[Row]:
    """tree-sitter-hcl's attributes, blocks and labels; literal objects and lists taken apart, other expressions as their text."""
    rows: list[Row] = []

    def body(path: tuple[str, ...], node: Any) -> None:
        for child in node.named_children:
            if child.type == "attribute":
                key, held = (one for one in child.named_children if one.type != "comment")
                expression((*path, key.text.decode()), held)
            elif child.type == "block":
                names = [one.text.decode().strip('"') for one in child.named_children if one.type in ("identifier", "string_lit")]
                for inner in child.named_children:
                    if inner.type == "body":
                        body((*path, *names), inner)

    def expression(path: tuple[str, ...], node: Any) -> None:
        only = node
        while only.type in ("expression", "collection_value", "literal_value", "template_expr") and only.named_child_count == 1:
            only = only.named_children[0]
        parts = [one for one in only.named_children if one.type != "comment"]
        if only.type == "object":
            for element in (one for one in parts if one.type == "object_elem"):
                key, held = (one for one in element.named_children if one.type != "comment")
                expression((*path, key.text.decode().strip('"')), held)
        elif only.type == "tuple":
            for child in (one for one in parts if one.type == "expression"):
                expression(path, child)
        else:
            rows.append((path, _hcl_text(node.text.decode(), only.type), node.start_point[0] + 1))

    for child in parsed_tree(tree_sitter_hcl.language(), text).root_node.named_children:
        if child.type == "body":
            body((), child)
    return rows


def _hcl_text(text: str, kind: str) -> str:
    if kind in ("string_lit", "quoted_template"):
        if kind == "quoted_template" and "${" in text:
            return text[1:-1]
        return re.sub(r'\\([nrt"\\])', lambda hit: {"n": "\n", "r": "\r", "t": "\t"}.get(hit[1], hit[1]), text[1:-1])
    if kind == "heredoc_template":
        lines = text.rstrip("\n").split("\n")[1:-1]
        if text.startswith("<<-"):
            margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
            lines = [line[margin:] for line in lines]
        return "\n".join(lines)
    return text.strip()


READERS: dict[str, Callable[[str], list[Row]]] = {
    "yaml": yaml_rows,
    "json": json_rows,
    "toml": toml_rows,
    "dotenv": dotenv_rows,
    "properties": properties_rows,
    "ini": ini_rows,
    "hcl": hcl_rows,
}
