"""A quicker way of reading says what the slower one says; what a text does not need is not loaded for it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.parse import from_hcl

_NEVER = re.compile(r"(?!)")
_LINES = ("a = 1", 'b = "x"', "  c = d.e", "f = null", 'g = "$"', 'h = "a\\"b"', "i = [", "]", "j {", "}", "k = {", "# said", "", "l = m +")
_MORE = ("q == r", "s => t", 'u = "v', "w = <<E", "E", "x = y ? 1 : 2", "z =", ",", 'A = "b",', "C = d,", "D = \ue0001", "é = 1")


@pytest.mark.law
@given(st.lists(st.sampled_from((*_LINES, *_MORE)), max_size=14).map("\n".join), st.sampled_from(("", "\n")))
def test_plain_lines_of_hcl_are_read_as_any_others(text: str, end: str) -> None:
    quickly = from_hcl.read(text + end)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(from_hcl, "_PLAIN", _NEVER)
        assert quickly == from_hcl.read(text + end)


@pytest.mark.parametrize("depth", [3, 4, 5])
def test_a_plain_line_is_no_deeper_than_any_other(depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_hcl, "DEEPEST", 4)
    text = "a {\n" * depth + "b = 1\n" + "}\n" * depth
    quickly = from_hcl.read(text)
    monkeypatch.setattr(from_hcl, "_PLAIN", _NEVER)
    assert quickly == from_hcl.read(text)


@pytest.mark.parametrize(
    ("path", "text", "loaded"),
    [
        ("a.yaml", "a: 1\n", []),
        ("a.tf", 'a = "b"\n', ["from_hcl"]),
        ("a.yaml", 'a: {{ if eq .env "prod" }}1{{ else }}2{{ end }}\n', ["conditionals"]),
    ],
)
def test_what_few_files_need_is_loaded_for_these_alone(path: str, text: str, loaded: list[str]) -> None:
    few = ("from_hcl", "from_toml", "from_shell", "conditionals", "hcl_choices")
    program = f"import sys; from forensics.parse import parse; parse({path!r}, {text.encode()!r})"
    told = f"{program}; print([name for name in {few!r} if f'forensics.parse.{{name}}' in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == f"{loaded}\n"
