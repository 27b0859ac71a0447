"""YAML texts in which what stands at one place turns on what stands at another: some that were found so, and others drawn by lot."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

FAR_REACHING = [
    "a: &x\n  KEY: 1\nb: *x\n",
    "base: &x {KEY: 1}\nprod:\n  <<: *x\n  other: 2\nstaging:\n  <<: *x\n",
    "kind: ConfigMapList\nitems:\n  - kind: ConfigMap\n    metadata: {name: a}\n    data: {KEY: 1}\n",
    "args:\n  - --set\n  - KEY=1\n",
    "a: 1\nb: [unclosed\nKEY: 2\n",
    "{% if env == 'prod' %}\nKEY: 1\n{% else %}\nKEY: 2\n{% endif %}\n",
    "x: {{ .Values.x }}\nKEY: 1\n",
    "a: |\n  text\n  # above\nKEY: 1\n",
    "spring:\n  config:\n    activate:\n      on-profile: prod\n---\nKEY: 1\n",
    "? KEY\n: 1\n",
    'text: "quoted\nKEY: 1\nend"\nother: 2\n',
    "a:\n- KEY=1\n- x\nb: 2\n",
    "envs:\n  prod:\n    a:\n      KEY: 1\n  staging:\n    a:\n      KEY: 2\n",
    "list:\n  - KEY\n",
    "KEY:",
    "KEY: |\n  no line end",
    'app:\n  config.env: "A=1\\nKEY=2"\n',
    "config.json: |\n  {'a': 'x\\nKEY: 1', \"KEY\": 2}\n",
    "--- {a: 1}\nKEY: 2\n",
    "a: 1\n--- |\n  text\n---\nKEY: 2\n",
    "---\n---\n# only this\n---\nKEY: 2\nother: 1\n",
    "x: &x\n  KEY: 1\ny: &y\n  <<: *x\nz:\n  a:\n    <<: *y\n",
    "x: &x KEY=1\nenv:\n  - *x\n  - other=2\n",
    "n: &n KEY\nlist:\n  - name: *n\n    value: 3\n",
    "x: &x {KEY: 1}\nx2: &x {other: 1}\nuse: *x\n",
    "a: &a\n  b: &b KEY\n  c: *b\nlist:\n- name: q\n  deep:\n    deeper: *a\n",
    "kind: List\nitems:\n- kind: A\n  metadata: {name: b}\n  KEY: 1\n---\nother: 2\n",
    "prod: &p\n  KEY: 1\nstaging: *p\n",
    "prod:\n  a: 1\nother: 1\n---\nstaging:\n  a: 2\nx: 1\n---\nb: {KEY: 1}\nc: 1\nd: {KEY: 2}\n",
    "list:\n- {name: x, KEY: 1}\n- {name: x, other: 2}\n",
    "list:\n- {name: x, KEY: 1}\n- {name: y, id: 1}\n- {id: 2, other: 2}\n",
    "list:\n- {name: x, KEY: 1}\n- <<: {name: x}\n  other: 2\n- {name: y}\n",
    "y: &y\n  b: {KEY: 1}\nz:\n  <<: *y\n  b: 5\n  c: {KEY: 2}\n",
    "a: {KEY: 1}\n# of b\nb: 1\nc: {KEY: 2}\n",
    "a:\n  KEY: 1\n  # of b\nb: 1\n\n# of KEY\nKEY: 2\n",
    "env:\n- name: staging\n  value: 1\n- name: prod\n  value: 2\nx: 1\nKEY: 3\n",
    "config.ini: |\n  [prod:vars]\n  a = 1\nother:\n  KEY: 1\n",
    "envFrom:\n- secretRef:\n    name: KEY\n  prefix: KEY\n- a: 1\n",
    "key:\n  prod:\n  - name: KEY\nkey:\n  test:\n  - name: other\n    value:\n",
    "a:\n- name: a\n  value: 1\n---\na:\n- name: staging\n  value: {KEY: 1}\n- name: prod\n  value: {KEY: 1, other: 2}\n",
    "sops:\n  encrypted_regex: KEY\n  KEY: 1\n  mac: 1\nb: 1\n",
    'cmd: "run ${KEY:-8080}\\nwait\\n"\nimage: x\n',
    "list:\n- name: !vault x\n  id: 1\n  other: 1\n- name: b\n  id: 2\n  KEY: 2\n",
    "KEY: [1]\nb: 2\n---\n- name: KEY\n  more: 1\n  value: 2\n",
    "x:\n  KEY: [1]\ny: 1\nx:\n- name: KEY\n  more: 1\n  value: 2\n",
    "kind: A\nmetadata:\n  name: my.a\nother: 1\nKEY: 2\n",
    "first: 1\nlist:\n- a: 1\n  b:\n    c: 2\n- KEY: 3\nlast: 1\n",
    "custom:\n  vars:\n    production: {KEY: 1}\n    other: {KEY: 2}\nKEY: ${self:custom.vars.${opt:stage}.KEY}\nb: 1\n",
]
TEXTS = [
    *("a:", "prod:", "staging:", "KEY: 1", "b: two # said", "- KEY: 3", "- name: x", "  value: v", "- one", "# above", "c: |", "text"),
    *('d: "', "e: {KEY: 1}", "f: [1, 2]", "<<: *x", "g: &x", "- a:", "---", "KEY:", "env:", "h: '{{ x }}'"),
    *("i: *x", "- *x", "- name: *x", "j: &y", "k: *y", "- &y KEY=1", "value: *y", "l: [*x, *y]"),
]
LINES = st.sampled_from([*(f"{lead}{text}" for lead in ("", "  ", "    ") for text in TEXTS), ""])

NAMES = ["KEY", "a", "b", "env", "apps", "name", "value", "metadata", "kind", "valueFrom", "envFrom", "key", "id"]
PLACES = ["prod", "staging", "environments", "test"]
VALUES = ["1", "KEY", "'q r'", "~", "", "${X:-1}", "&anc v", "*anc", "[KEY, b]", "{KEY: 1, a: 2}", "{name: KEY, value: 3}", "KEY=4"]
RARE = [
    *('"a\\u2028b"', '"1\\n\\n\\n${X:-b}"', '"$\\x7bX:-1}"', "&two a", "&two b", "*two", "[*two]", "&three [*two]", "*three", "{*two : a}"),
    *("{prod: {x: 1}, o: 1}", "{staging: {x: 2}, o: 1}", "{name: prod, value: {k: 1}}", "{name: staging, value: {k: 1}}"),
]
SAID = [*["# said"] * 20, "# {{ 'a' if env == 'prod' else 'b' }}", '# {{ if eq .Values.env "prod" }}', "# {{ end }}"]


class Drawn(Random):
    """Chance that tells its seed: texts are too long to be drawn letter by letter."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._told = seed

    def __repr__(self) -> str:
        return f"Drawn({self._told})"


def tree(chance: Random, deep: int, lead: str, names: list[str], values: list[str]) -> list[str]:
    """The lines of a collection: a map, or a list of entries with names, of pairs, or of texts. None repeats itself inside itself."""
    lines: list[str] = []
    listed = chance.choice(["map", "map", "name", "pair", "id", "texts"]) if lead else "map"
    for number in range(chance.choice([1, 2, 3, 4, 4, 9])):
        if chance.random() < 0.15:
            lines.append(chance.choice([lead, "", "   "]) + chance.choice(SAID))
        value = chance.choice(RARE if chance.random() < 0.04 else [*values, chance.choice(names)])
        if listed == "texts":
            lines.append(f"{lead}- {value}")
        elif listed == "pair":
            lines += [f"{lead}- name: {chance.choice([*names, f'x{number}'])}", f"{lead}  value: {value}"]
            if deep and chance.random() < 0.3:
                lines[-1:] = [f"{lead}  value:", *tree(chance, deep - 1, f"{lead}    ", names, values)]
        elif listed != "map":
            lines.append(f"{lead}- {listed}: {chance.choice([f'n{number}', f'n{number}', 'n0', 'KEY'])}")
            lines += [f"{lead}  {chance.choice(names)}:", *tree(chance, deep - 1, f"{lead}    ", names, values)] if deep else []
        elif deep and chance.random() < 0.6:
            anchor = chance.choice(["", "", "", " &anc"])
            inside = [one for one in values if not anchor or "anc" not in one]
            lines += [f"{lead}{chance.choice(names)}:{anchor}", *tree(chance, deep - 1, f"{lead}  ", names, inside)]
        else:
            lines.append(f"{lead}{chance.choice(['<<', *names])}: {value}")
    return lines
