"""What is still found in real file versions that a strict parser refuses: templates, tabs, conflict markers, broken-off files.

    FORENSICS_MIRRORS=DIR python -m benchmarks.broken_files [PER_FORMAT_AND_REPOSITORY] [SEED] [--show]

From each such file, up to ten lines that plainly read `name: value` are drawn by lot, and each name is asked for. Not asked: the `name`
and `value` of a list's entries, for those are found by the name that they give, and aliases, whose value stands elsewhere.
`read there`: an entry of that name stands on that line. `found`: the key is found anywhere; `on its line`: one place is that line (a
key that the file repeats at one path takes its last value, so this can be less than `read there`).
"""

from __future__ import annotations

import json
import random
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import tree_sitter_hcl
import yaml

from benchmarks.blobs import drawn
from benchmarks.other_readers import parsed_tree
from forensics.hits import find
from forensics.keys import Key
from forensics.parse import parse
from forensics.parse.text import decode

_PLAIN = re.compile(r"\s*(?:- )?[\"']?([A-Za-z_][\w.\-]{2,})[\"']?\s*(?::\s+|\s=\s|=)(?![{\[|>&=]|$)(\S.*)$")
_BLOCK = re.compile(r"(?:[:\-]|\s)\s*[|>][+\-0-9]*\s*(?:#.*)?$|<<-?\s*\"?\w+\"?$")
_PER_FILE = 10
_PAIRED = frozenset({"name", "value", "key", "Name", "Value", "Key", "id"})


def _composed(text: str) -> None:
    for _ in yaml.compose_all(text, Loader=yaml.CBaseLoader):
        pass


STRICT: dict[str, Callable[[str], object]] = {
    "yaml": _composed,
    "json": json.loads,
    "toml": tomllib.loads,
    "hcl": lambda text: parsed_tree(tree_sitter_hcl.language(), text),
}


def refused(form: str, text: str) -> bool:
    try:
        STRICT[form](text)
    except Exception:  # whatever the strict parser raises
        return True
    return False


def sort_of(text: str) -> str:
    """What is probably the matter with a text, from a glance at it."""
    if len(re.findall(r"^(?:<{7}|>{7}) ", text, re.MULTILINE)) >= 2:
        return "conflict markers"
    for sort, sign in (
        ("terraform directive", r"%\{"),
        ("jinja", r"\{%"),
        ("erb", r"<%"),
        ("go template over lines", r"\{\{[^}]*\n"),
        ("go template", r"\{\{"),
        ("interpolation", r"\$\{"),
        ("tab", r"^ *\t"),
        ("comment", r"^\s*(?://|/\*)"),
    ):
        if re.search(sign, text, re.MULTILINE):
            return sort
    return "other"


def plain_lines(text: str) -> Iterator[tuple[str, int]]:
    """Each name that a line sets to a value, and the line; block scalars, heredocs and comments are passed over."""
    deeper = -1
    for number, line in enumerate(text.split("\n"), 1):
        indent = len(line) - len(line.lstrip())
        if not line.strip() or (deeper >= 0 and indent > deeper):
            continue
        deeper = indent if _BLOCK.search(line) else -1
        if (hit := _PLAIN.match(line)) is not None and not hit[2].startswith(("#", "//", "*")) and hit[1] not in _PAIRED:
            yield hit[1], number


def main(arguments: list[str]) -> int:
    numbers = [int(one) for one in arguments if one.isdigit()]
    per_form, seed = (*numbers, *(1500, 1)[len(numbers) :])
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    shown: list[str] = []
    for version in drawn(seed, per_form, STRICT):
        text, _ = decode(version.content)
        if len(version.content) > 200_000 or not refused(version.form, text):
            continue
        names = sorted(set(plain_lines(text)))
        count = counts[version.form, sort_of(text)]
        count["files"] += 1
        parsed = parse(version.path, version.content)
        for name, line in random.Random(version.oid).sample(names, min(_PER_FILE, len(names))):
            lines = [hit.line for hit in find(parsed, Key(name))]
            count["asked"] += 1
            count["line"] += line in lines
            count["found"] += bool(lines)
            there = any(entry.line == line and entry.path[-1].endswith((name, f"{name}]")) for entry in parsed.entries)
            count["there"] += there
            if not there:
                shown.append(
                    f"{version.form}, {sort_of(text)}: {version.repository} {version.oid[:10]} {version.path}:{line} {name} "
                    f"{'at ' + str(lines[:3]) if lines else 'not found'} ({parsed.degraded})"
                )
    print(f"{'format':<6} {'what is the matter':<24} {'files':>6} {'asked':>7} {'read there':>11} {'found':>8} {'on its line':>12}")
    counts["all", ""] = sum(counts.values(), Counter())
    for (form, sort), count in sorted(counts.items()):
        asked = max(count["asked"], 1)
        shares = f"{count['there'] / asked:>11.1%} {count['found'] / asked:>8.1%} {count['line'] / asked:>12.1%}"
        print(f"{form:<6} {sort:<24} {count['files']:>6} {count['asked']:>7} {shares}")
    if "--show" in arguments:
        print(*random.Random(seed).sample(shown, min(60, len(shown))), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
