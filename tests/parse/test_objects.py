"""The quick look at a file's objects finds those that its entries begin with."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.parse import parse
from forensics.parse.objects import objects_in

EXAMPLES = sorted(path for path in (Path(__file__).parent / "examples").rglob("*") if path.suffix in (".yaml", ".yml", ".json"))
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n"
PIECES = (
    DEPLOYMENT,
    "kind: Service\nmetadata: {name: api}\n",
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
    "apiVersion: v1\nkind: List\nitems:\n- kind: Secret\n  metadata: {name: keys}\n- plain: 1\n- 7\n",
    "kind: PodList\nitems: none\n",
    "kind: |\n  two\n  lines\nmetadata: {name: x}\n",
    "metadata: {name: nobody}\n",
    "- kind: Pod\n  metadata: {name: listed}\n",
    "kind: ~\nmetadata: {name: x}\n",
    "plain text\n",
    "",
    "'#odd': 1\n",
    "kind: ConfigMap\nmetadata: {name: '{{ x }}'}\n",
    "kind: [\n",
)


def by_parse(path: str, text: str) -> tuple[str, ...]:
    entries = parse(path, text.encode()).entries
    return tuple(dict.fromkeys(one.path[0] for one in entries if one.path and one.path[0].startswith("#")))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_objects_are_those_of_their_entries(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    assert objects_in(path.name, text) in (None, by_parse(path.name, text))


@given(st.lists(st.sampled_from(PIECES), max_size=4))
def test_documents_objects_are_those_of_their_entries(pieces: list[str]) -> None:
    text = "---\n".join(pieces)
    assert objects_in("all.yaml", text) in (None, by_parse("all.yaml", text))


def test_a_plain_file_is_told_without_a_parse() -> None:
    assert objects_in("app.yaml", f"{DEPLOYMENT}---\n{PIECES[3]}") == ("#Deployment/api", "#Secret/keys")
    assert objects_in("app.yaml", "kind: [\n") is None
    assert objects_in("app.yaml", "name: {{ x }}\n") is None
