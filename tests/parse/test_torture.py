"""Hostile files cost themselves at most: the reading process neither crashes, nor stalls, nor fills the memory.

Each is read in a process of its own under limits, because what is feared here (a crash in C code) can't be caught.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

_LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from forensics.parse import parse
parsed = parse(sys.argv[1], sys.stdin.buffer.read())
print(len(parsed.entries), parsed.degraded)
"""

_MANY = 200_000
_LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)
_MERGES = "a: &a {k: 1}\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)}\n  <<: [{','.join(['*' + chr(97 + n)] * 9)}]\n  k{n}: 1\n" for n in range(9)
)
_MERGE_CHAIN = "k0: &k0 {v: 1}\n" + "".join(f"k{n}: &k{n}\n  <<: *k{n - 1}\n  v{n}: 1\n" for n in range(1, 5000))

HOSTILE = {
    "billion laughs": ("a.yaml", _LAUGHS),
    "merge-key bomb": ("a.yaml", _MERGES),
    "merge-key chain": ("a.yaml", _MERGE_CHAIN),
    "recursive alias": ("a.yaml", "a: &a\n  b: *a\n  <<: *a\n"),
    "recursive list": ("a.yaml", "&a [*a, *a, *a]"),
    "recursive object list": ("a.yaml", "&a {kind: List, items: [*a, *a]}"),
    "yaml brackets": ("a.yaml", "[" * _MANY),
    "yaml braces": ("a.yaml", "{" * _MANY),
    "yaml dashes": ("a.yaml", "- " * _MANY),
    "yaml question marks": ("a.yaml", "? " * _MANY),
    "yaml nested maps": ("a.yaml", "".join(" " * n + "a:\n" for n in range(1000))),
    "yaml long list": ("a.yaml", "[" + "a," * 500_000 + "]"),
    "unclosed templates": ("a.yaml", "{{" * _MANY),
    "quotes in templates": ("a.yaml", '{{ "' * _MANY + "}}"),
    "forks on one line": ("a.yaml", "a: " + '{{ if eq .Values.env "prod" }}1{{ else }}2{{ end }}' * 10_000),
    "forks one inside another": ("a.yaml", '{{ if eq .Values.env "prod" }}' * 20_000 + "{{ end }}" * 20_000),
    "forks by many names": ("a.yaml", "".join(f'a{n}: {{{{ if eq .Values.env "e{n}" }}}}1{{{{ end }}}}\n' for n in range(20_000))),
    "one condition of many names": ("a.yaml", "a: {{ if or" + ' (eq .Values.env "prod")' * 50_000 + " }}1{{ end }}"),
    "parentheses in conditions": ("a.yaml", "a: {{ if " + "(" * 3000 + " }}1{{ end }}\n"),
    "negations in conditions": ("a.yml.j2", "{% if " + "not " * 900 + "env == 'a' %}\na: 1\n{% endif %}\n" * 300),
    "section names": ("a.yaml", "".join("  " * n + "prod: {a: 1}\n" + "  " * n + "staging:\n" for n in range(150))),
    "hcl choices": ("a.tf", 'a = "' + '${var.env == "a" ? "b" : "c"}' * 10_000 + '"'),
    "hcl choices one inside another": ("a.tf", "a = " + 'var.env == "a" ? 1 : ' * 5_000 + "2"),
    "tabs": ("a.yaml", "\ta: 1\n" * 100_000),
    "json brackets": ("a.json", "[" * _MANY),
    "json nested maps": ("a.json", '{"a":' * 100_000),
    "json open comments": ("a.json", "/*" * _MANY),
    "json blanks": ("a.json", "[" + " \n" * _MANY + "}"),
    "json huge number": ("a.json", "[1" + "0" * 1_000_000 + "]"),
    "toml dotted key": ("a.toml", ".".join(["a"] * 20_000) + " = 1"),
    "toml brackets": ("a.toml", "a = " + "[" * _MANY),
    "toml dotted table": ("a.toml", "[" + ".".join(["a"] * 20_000) + "]"),
    "hcl equals signs": ("a.tf", "a =" * 100_000),
    "hcl brackets": ("a.tf", "a = " + "[" * 300 + "]" * 300),
    "hcl nested calls": ("a.tf", "a = " + "merge(" * _MANY),
    "hcl sum": ("a.tf", "a = 1" + "+1" * _MANY),
    "hcl templates": ("a.tf", "a = " + '"${' * _MANY),
    "hcl open heredocs": ("a.tf", "".join(f"a = <<E{n}\nx\n" for n in range(10_000))),
    "hcl many blocks": ("a.tf", "".join(f's{n} {{\nname="a"\nvalue="b"\n}}\n' for n in range(20_000))),
    "dotenv open quotes": (".env", "A='\"`\n" * 100_000),
    "properties continued": ("a.properties", "a=\\\n" * 100_000),
    "ini continued": ("a.ini", "a=1\n" + " x\n" * _MANY),
    "shell quotes": ("a.sh", "A='\"`\n" * 100_000),
    "shell open quotes": ("a.sh", '"\\"' * _MANY),
    "shell substitutions": ("a.sh", "A=$(" * _MANY),
    "shell braces": ("a.sh", "A=${B:-" * _MANY),
    "shell quoted substitutions": ("a.sh", "A=\"$('" * _MANY),
    "shell quotes in quotes": ("a.sh", 'echo "$(a "' * _MANY),
    "shell quoted parameters": ("a.sh", "A=${B:-\"'" * _MANY),
    "shell open heredocs": ("a.sh", "".join(f"cat <<E{n}\nx\n" for n in range(20_000))),
    "shell separators": ("a.sh", ";&|(){" * 100_000),
    "shell words": ("a.sh", "A=1 " * 250_000),
    "shell options": ("a.sh", "--set a" + ".b" * _MANY + "=c " + "--set a=b," * 100_000),
    "shell backslashes": ("a.sh", "A=\\" * 250_000),
    "dockerfile continued": ("Dockerfile", "ENV A=1 \\\n" * 100_000),
    "dockerfile open heredocs": ("Dockerfile", "".join(f"RUN <<E{n}\nx\n" for n in range(20_000))),
    "dockerfile open quotes": ("Dockerfile", "ENV A='\"" * 100_000),
    "dockerfile stages": ("Dockerfile", "FROM a:1\nENV A=1\n" * 50_000),
    "dockerfile one long ENV": ("Dockerfile", "ENV " + "A=1 \\\n" * 200_000),
    "procfile words": ("Procfile", "web: " + "A=1 " * 250_000),
    "unit continued": ("a.service", "[S]\nEnvironment=" + "A=1 \\\n" * 100_000),
    "unit settings": ("a.service", "[S]\n" + "Environment=A=1\n" * 100_000),
    "unit resets": ("a.service", "[S]\n" + "A=1\nEnvironment=A=1\nEnvironment=\n" * 3_000),
    "requirements continued": ("requirements.txt", "a==1 \\\n" * 100_000),
    "requirements eggs": ("requirements.txt", "-e " + "a#egg=" * _MANY),
    "requirements options": ("requirements.txt", "a==1" + " --hash" * _MANY),
    "requirements brackets": ("requirements.txt", "a" + "[" * 1_000_000),
    "requirements blanks": ("requirements.txt", "a" + " " * 1_000_000 + "#"),
    "modules": ("go.mod", "require (\n" + "a v1\n" * 300_000),
    "module blanks": ("go.mod", "require a" + " " * 1_000_000 + "v1"),
    "xml nested": ("pom.xml", "<a>" * _MANY),
    "xml siblings": ("pom.xml", "<a>" + "<b>1</b><b><c/></b>" * 100_000 + "</a>"),
    "xml entities": ("pom.xml", '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
    "xml dependencies": ("pom.xml", "<a>" + "<dependency><artifactId>x</artifactId><version>1</version></dependency>" * 50_000 + "</a>"),
    "lock quotes": ("yarn.lock", "# yarn lockfile v1\n" + '"a@' * _MANY),
    "lock braces": ("Pipfile.lock", '{"a": {' * 100_000),
    "lock names": ("package-lock.json", '{"lockfileVersion": 3, ' + '"node_modules/a": {"name": "b", ' * 50_000),
    "lock tables": ("Cargo.lock", '[[package]]\nname = "a"\nversion = "1"\n' * 50_000),
    "lock gems": ("Gemfile.lock", "specs:\n" + "    a (1\n" * 100_000),
    "lock conda": ("conda-lock.yml", "- name: a\n  b:\n" * 100_000),
    "defaults": ("a.yaml", "a: '" + "${a:" * 100_000 + "'"),
    "default dollars": ("a.yaml", "a: '" + "${a:$$$" * 100_000 + "'"),
    "default words": ("a.properties", "a=" + "${A:1}" * 50_000),
    "set options": ("a.yaml", "a: |\n" + "  helm --set a=b\n" * 20_000),
    "set option in one line": ("a.yaml", "a: " + "--set a=b " * 100_000),
    "flag variations": ("a.json", '{"on": true, "fallthrough": {"variation": 99999}, "variations": [' + "1," * 100_000 + "1]}"),
    "ten megabytes in a line": ("a.json", "x" * 10_000_000),
    "nul bytes": ("a.yaml", "\0" * 1_000_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_within_bounds(name: str) -> None:
    path, text = HOSTILE[name]

    run = subprocess.run([sys.executable, "-c", _LIMITED, path], input=text.encode(), capture_output=True, timeout=100, check=False)

    assert run.returncode == 0, run.stderr.decode()
    count, _, degraded = run.stdout.decode().strip().partition(" ")
    assert int(count) <= 2 * _MANY
    assert not degraded.startswith("reader failed")


@pytest.mark.parametrize("name", ["billion laughs", "yaml brackets", "json brackets", "toml dotted key", "hcl brackets"])
def test_a_file_that_was_cut_short_says_so(name: str) -> None:
    path, text = HOSTILE[name]

    run = subprocess.run([sys.executable, "-c", _LIMITED, path], input=text.encode(), capture_output=True, timeout=100, check=True)

    assert run.stdout.decode().strip().endswith(("too large", "too deep"))
