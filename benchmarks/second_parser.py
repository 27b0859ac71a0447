"""Our readers beside other people's, leaf by leaf, on real file versions drawn by lot.

    FORENSICS_MIRRORS=DIR python -m benchmarks.second_parser [PER_FORMAT_AND_REPOSITORY] [SEED] [--show]

Path, value and line of each leaf are compared. What the other parser refuses is counted and not compared: broken_files.py is for that.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator

from benchmarks.blobs import FileVersion, drawn
from benchmarks.other_readers import READERS, Row
from forensics.parse.formats import PARSERS
from forensics.parse.text import decode
from forensics.parse.tree import Leaf, Map, Node

_LAST_WINS = ("json", "properties", "ini")  # there the other reader keeps only the last of a repeated key
_BY_LINE = ("hcl",)  # there list places are left out: repeated blocks are a list to us and several blocks to the other
_LARGEST = 150_000


def our_rows(form: str, text: str) -> list[Row] | None:
    """The leaves of our reader in the other readers' terms; None where it calls the file another language."""
    outline = PARSERS[form](text)
    if outline.stopped and outline.stopped.foreign:
        return None
    rows: list[Row] = []
    for number, document in enumerate(outline.documents):
        rows += _leaves((f"#{number}",) if form == "yaml" else (), document, set())
    if form == "dotenv":
        rows = [(path, None if value == f"{path[-1]} from the shell" else value, line) for path, value, line in rows]
    if form in _BY_LINE:
        rows = [(tuple(part for part in path if not part.startswith("[")), value, line) for path, value, line in rows]
    return list({row[0]: row for row in rows}.values()) if form in _LAST_WINS else rows


def _leaves(path: tuple[str, ...], node: Node, seen: set[int]) -> Iterator[Row]:
    if isinstance(node, Leaf):
        yield path, node.text, node.line
    elif id(node) not in seen:
        seen.add(id(node))
        if isinstance(node, Map):
            for key, _, child in node.pairs:
                yield from _leaves((*path, key), child, seen)
        else:
            for place, child in enumerate(node.nodes):
                yield from _leaves((*path, f"[{place}]"), child, seen)


def differences(ours: list[Row], theirs: list[Row]) -> Iterator[tuple[str, Row]]:
    """Each leaf of theirs that we do not have so, and what is different about it; and leaves that only we have."""
    missing, extra = Counter(theirs), Counter(ours)
    missing.subtract(ours)
    extra.subtract(theirs)
    more = [row for row, count in extra.items() for _ in range(count)]
    for row in (row for row, count in missing.items() for _ in range(count)):
        for what, same in (("line", (0, 1)), ("value", (0, 2)), ("path", (1, 2))):
            twin = next((other for other in more if all(other[part] == row[part] for part in same)), None)
            if twin is not None:
                more.remove(twin)
                yield what, row
                break
        else:
            yield "missing", row
    yield from (("ours alone", row) for row in more)


def _near(text: str, line: int) -> str:
    """What kind of text stands on the line of a difference."""
    lines = text.split("\n")
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    if "{{" in here or "{%" in here:
        return "template"
    if any(call in here for call in ("encode(", "merge(", "concat(", "tolist(", "toset(", "tomap(", "flatten(")):
        return "call"
    return "plain"


class Tally:
    """What was counted for one format."""

    def __init__(self) -> None:
        self.files = self.refused = self.foreign = self.equal_files = 0
        self.leaves = self.differing = 0
        self.classes: Counter[str] = Counter()
        self.shown: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, version: FileVersion) -> None:
        text, _ = decode(version.content)
        try:
            theirs = READERS[version.form](text)
        except Exception as refusal:  # whatever the other parser raises
            self.refused += 1
            self.shown[f"refused, {type(refusal).__name__}"].append(f"{version.repository} {version.oid[:10]} {version.path}")
            return
        if version.form == "dotenv" and _is_yaml_inside(text):
            self.foreign += 1
            return
        ours = our_rows(version.form, text)
        if ours is None:
            self.foreign += 1
            return
        if version.form == "dotenv":
            theirs = [row for row in theirs if not row[0][0].startswith("sops_")]
        self.files += 1
        self.leaves += len(theirs)
        different = list(differences(ours, theirs))
        self.equal_files += not different
        self.differing += sum(what != "ours alone" for what, _ in different)
        for what, row in different:
            label = f"{what}, {_near(text, row[2])}"
            self.classes[label] += 1
            if len(self.shown[label]) < 6:
                self.shown[label].append(f"{version.repository} {version.oid[:10]} {version.path}:{row[2]} {row[0]} {str(row[1])[:60]!r}")


def _is_yaml_inside(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n") if line.strip() and not line.strip().startswith("#")]
    return sum(": " in line and "=" not in line.partition(": ")[0] for line in lines) * 2 > len(lines)


def main(arguments: list[str]) -> int:
    numbers = [int(one) for one in arguments if one.isdigit()]
    per_form, seed = (*numbers, *(120, 1)[len(numbers) :])
    tallies = {form: Tally() for form in READERS}
    for version in drawn(seed, per_form, READERS):
        if len(version.content) <= _LARGEST:
            tallies[version.form].add(version)
    print(f"{'format':<12} {'files':>6} {'equal':>6} {'leaves':>9} {'agree':>9}  {'refused':>7} {'other language':>14}")
    for form, tally in tallies.items():
        share = 1 - tally.differing / max(tally.leaves, 1)
        counted = f"{tally.files:>6} {tally.equal_files:>6} {tally.leaves:>9,} {share:>9.4%}"
        print(f"{form:<12} {counted}  {tally.refused:>7} {tally.foreign:>14}")
        for label, count in tally.classes.most_common():
            print(f"{'':<14}{count:>7,} {label}")
            if "--show" in arguments:
                print(*(f"{'':<24}{line}" for line in tally.shown[label]), sep="\n")
        for label, lines in tally.shown.items():
            if label.startswith("refused"):
                print(f"{'':<14}{len(lines):>7,} {label}, such as {lines[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
