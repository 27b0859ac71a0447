"""What measures us against the real systems finds a difference where there is one, and names entries as our own paths do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from benchmarks.systems.comparing import Tally, compare, ours, stack_of
from benchmarks.systems.flatten import flat, objects
from benchmarks.systems.samples import SAMPLES, Sample
from benchmarks.systems.trees import tree_of

BASE = "replicas: 1\nenv:\n  - {name: A, value: '1'}\nhosts: [a, b]\n"
PRODUCTION = "replicas: 3\nhosts: [z]\n"


def told(folder: Path, answer: dict[str, object], *names: str) -> Tally:
    (folder / "values.yaml").write_text(BASE)
    (folder / "values-prod.yaml").write_text(PRODUCTION)
    tally = Tally()
    compare("helm", "here", ours(stack_of(folder, [(name, ()) for name in names])), flat(answer), tally)
    return tally


def test_the_same_values_are_counted_as_agreeing(tmp_path: Path) -> None:
    tally = told(tmp_path, {"replicas": 3, "env": [{"name": "A", "value": "1"}], "hosts": ["z"]}, "values.yaml", "values-prod.yaml")

    assert tally.counts["agree"] == 3
    assert tally.told == []


def test_a_stack_in_the_wrong_order_is_told(tmp_path: Path) -> None:
    tally = told(tmp_path, {"replicas": 3, "env": [{"name": "A", "value": "1"}], "hosts": ["z"]}, "values-prod.yaml", "values.yaml")

    assert tally.counts["other value"] == 2
    assert tally.counts["we invent"] == 1
    assert "other value: here replicas: ours '1', theirs 3" in tally.told


@pytest.mark.parametrize(
    ("theirs", "text", "agrees"),
    [
        (3, "3", True),
        (3, "3.5", False),
        (511, "0777", True),
        (True, "yes", True),
        (True, "true", True),
        (False, "yes", False),
        ("x", "x", True),
    ],
)
def test_a_typed_value_and_its_text_are_one(tmp_path: Path, theirs: object, text: str, agrees: bool) -> None:
    (tmp_path / "values.yaml").write_text(f"a: {text}\n")
    tally = Tally()

    compare("helm", "here", ours(stack_of(tmp_path, [("values.yaml", ())])), flat({"a": theirs}), tally)

    assert tally.counts["agree"] == agrees


def test_a_value_that_the_system_works_out_is_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "application.yml").write_text("url: ${HOST}/x\n")
    tally = Tally()

    compare("spring", "here", ours(stack_of(tmp_path, [("application.yml", ())])), {"url": "h/x"}, tally)

    assert dict(tally.counts) == {"computed by the system": 1, "objects that share a name": 0}


def test_entries_of_lists_are_named_as_our_paths_name_them(tmp_path: Path) -> None:
    text = (
        "env:\n  - {name: A, value: '1'}\n  - {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}\n"
        "environment: [X=1, Y=a=b]\nports: [80, 443]\nvolumes:\n  - {name: v, path: /x}\nrules:\n  - {host: h}\n  - {host: i}\n"
        "mixed:\n  - {name: a}\n  - {path: b}\nvolumeMounts:\n  - {name: v, mountPath: /m}\n"
    )
    (tmp_path / "values.yaml").write_text(text)

    assert set(flat(yaml.safe_load(text))) == set(ours(stack_of(tmp_path, [("values.yaml", ())])))


def test_two_objects_of_one_name_have_no_values_of_their_own() -> None:
    one = {"kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"A": "1"}}

    assert objects([one, {**one, "data": {"A": "2"}}]) == {"#ConfigMap/c.(twice)": 2}


def test_flat_names_become_trees_with_lists() -> None:
    assert tree_of({"a.b[0].c": "1", "a.b[1].c": "2", "a.d": "3"}, ".") == {"a": {"b": [{"c": "1"}, {"c": "2"}], "d": "3"}}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.repository} {sample.system}")
def test_a_sample_names_its_environment_and_ends_with_its_own_file(sample: Sample) -> None:
    assert "env" in sample.own.groupindex
    assert sample.layers[-1] == "{own}"
