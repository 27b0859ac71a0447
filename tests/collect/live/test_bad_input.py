"""Whatever the bytes: a gap or nothing, never a guess, never an exception."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forensics.collect.live import READERS, read_events, read_live, read_shell_history
from forensics.keys import Key
from tests.collect.live.workshop import AT, KEY, listed, manager, read, values, workload

SAMPLE = listed(
    workload({KEY: "30000"}, (manager("kubectl-edit", "2026-08-18T02:19:41Z", [KEY]),)), workload({KEY: "30000"}, name="web")
)  # fmt: skip


@pytest.mark.parametrize("cut", range(0, len(SAMPLE), 7))
def test_a_yaml_dump_that_is_cut_off_anywhere_gives_no_wrong_value_and_no_absence(cut: int) -> None:
    assert {(value, proves) for value, proves in values(read(SAMPLE[:cut]))} <= {("30000", "value")}


@pytest.mark.parametrize("cut", range(0, 900, 7))
def test_a_json_dump_that_is_cut_off_anywhere_gives_no_wrong_value(cut: int) -> None:
    one = {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api"},
        "spec": {"template": {"spec": {"containers": [{"name": "api", "env": [{"name": KEY, "value": "30000"}]}]}}},
    }  # fmt: skip
    text = json.dumps({"apiVersion": "v1", "items": [one, one | {"metadata": {"name": "web"}}], "kind": "List"}, indent=1)
    assert {value for value, _ in values(read(text[:cut]))} <= {"30000"}


def test_a_cut_costs_the_object_that_it_goes_through_and_is_said() -> None:
    at = SAMPLE.rindex("value:") + len('value: "300')
    made = read(SAMPLE[:at])
    assert [seen.spot.object for seen in made.observations] == ["Deployment/api"]
    assert any("can't be read to its end" in gap.why for gap in made.gaps)


@pytest.mark.parametrize(
    "content",
    [b"", b" \n\n", b"\x7fELF\x00\x01\x02\x03", b"just a sentence without any form\n", b"\x00" * 50, b"GIF89a" + bytes(range(256))],
    ids=["empty", "blank", "elf", "prose", "nuls", "picture"],
)
def test_what_is_nothing_known_is_one_gap(content: bytes) -> None:
    made = read(content)
    assert (len(made.gaps), made.observations, made.edits) == (1, (), ())


def test_utf_16_is_read_as_what_it_says() -> None:
    assert values(read(SAMPLE.encode("utf-16"))) == [("30000", "value"), ("30000", "value")]
    assert values(read(f"{KEY}=3\nB=4\n".encode("utf-16"))) == [("3", "value")]


def test_bytes_of_another_encoding_are_said() -> None:
    made = read(f"{KEY}=caf\xe9\n".encode("latin-1"))
    assert values(made) == [("café", "value")]
    assert "latin-1" in made.gaps[0].why


def test_a_nest_without_end_is_a_gap() -> None:
    for text in (
        '{"apiVersion":' * 3000,
        "[" * 100_000,
        '{"apiVersion":1,"kind":"X","items":' + "[" * 50_000,
        "kind: List\napiVersion: v1\nitems:\n- " + "[" * 50_000,
    ):
        made = read(text)
        assert made.observations == ()
        assert made.gaps


@pytest.mark.law
@given(st.binary(max_size=400))
@example(b'{"apiVersion":"v1","kind":"List","items":[{"kind":"Secret","type":"helm.sh/release.v1","metadata":{"name":1},"data":7}]}')
@example(b'{"Parameters":[{"Name":7,"LastModifiedDate":"x","Version":[]}]}')
@example(b'{"items":[{"date":99999999999999,"accesses":{"a":1},"titleVerb":[]}]}')
@example(b'type=EXECVE msg=audit(99999999999.999:1): a99999="x" a0[99999]=ABC\n')
@example(b": 99999999999:0;export SET=1\n#00000000000\nexport SET=2\n")
def test_no_bytes_make_a_reader_fail(content: bytes) -> None:
    for made in (read_live(content, "e", AT, Key("SET"), "f"), read_shell_history(content, "e", Key("SET"), "f")):
        assert not any("could not be read (" in gap.why for gap in made.gaps), made.gaps
    read_events(content, Key("SET"), "f")


NAMES = [
    *("apiVersion", "kind", "metadata", "name", "items", "spec", "template", "containers", "env", "value", "data", "managedFields"),
    *("fieldsV1", "manager", "time", "SET", "f:data", "f:SET", "status", "history", "annotations", "ownerReferences", "format_version"),
    *("values", "root_module", "resources", "address", "resource_drift", "change", "before", "after", "before_sensitive", "Records"),
    *("eventName", "requestParameters", "Parameters", "Version", "version", "revision", "updated", "events", "type", "stage", "verb"),
    *("requestObject", "objectRef", "user", "responseStatus", "info", "config", "accesses", "target", "resources", "envFrom"),
    *("configMapRef"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["SET", "v1", "List", "2026-01-01T00:00:00Z", "helm.sh/release.v1", "a=b"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@pytest.mark.law
@given(JSON, st.sampled_from(sorted(READERS)))
def test_no_json_makes_any_reader_fail_whatever_it_was_taken_for(value: object, name: str) -> None:
    from forensics.collect.live.lens import Lens

    READERS[name].read(json.dumps(value), Lens("e", Key("SET"), AT, "f"))


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_dump_of_ten_megabytes_costs_what_its_matching_objects_cost(form: str) -> None:
    many = [workload({f"KEY_{n}": "x" * 300}, name=f"w{n}") for n in range(12_000)]
    text = listed(*many, workload({KEY: "1"}))
    if form == "json":
        one = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "w"}, "spec": {"blob": "x" * 800}}
        last = one | {"spec": {"template": {"spec": {"containers": [{"name": "api", "env": [{"name": KEY, "value": "1"}]}]}}}}
        text = json.dumps({"apiVersion": "v1", "items": [one] * 10_000 + [last], "kind": "List"})
    started = time.perf_counter()
    assert values(read(text)) == [("1", "value")]
    assert time.perf_counter() - started < 10
