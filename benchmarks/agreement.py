"""Our changes beside an independent reading: `git log -m --full-history -p` as text, and another parser.

    python -m benchmarks.agreement REPOSITORY|REPORT.json KEY [SETTING_ID_PART]

Nothing of the package is used but its JSON report (which says, too, which files stand below which, and what was moved). The patches
are asked for with so much context that each holds the whole file before and after; PyYAML, the json module or a walk over braces
finds the key in it. Along each environment's branch the topmost file that has the key gives its value, and each change of that must
be one of ours, and each of ours one of those.
Off the first parents, each commit that wrote the key must be cited by a change, or superseded before it landed, or never have landed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import yaml

ABSENT = "(absent)"
UNREADABLE = "(unreadable)"
_ASSIGNED = re.compile(r"^\s*(?:export\s+)?[\"']?([\w.\-]+)[\"']?\s*[:=](?!=)\s*(.*?)\s*$")
_BLOCK = re.compile(r"^\s*([\w\-]+)((?:\s+\"[^\"]*\")*)\s*=?\s*\{\s*(?:#.*)?$")
_PATCHES = ("-m", "--full-history", "--reverse", "--topo-order", "--no-renames", "--no-color", "--no-textconv", "--no-ext-diff", "-p")


@dataclass(frozen=True, slots=True)
class Patch:
    """One file in one commit, whole, before and after; None where it is not there."""

    oid: str
    merge: bool
    path: str
    before: str | None
    after: str | None


@dataclass(slots=True)
class Tally:
    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def count(self, what: str, said: str = "") -> None:
        self.counts[what] += 1
        if said:
            self.told.append(f"{what}: {said}")


def git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(repository), "-c", "core.quotePath=false", *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def report_of(repository: Path, key: str) -> dict[str, Any]:
    asked = [sys.executable, "-m", "forensics", "trace", key, "--repo", str(repository), "--format", "json", "--reveal"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@cache
def patches(repository: Path, revisions: tuple[str, ...], paths: tuple[str, ...]) -> tuple[Patch, ...]:
    """What `git log` says of some files, oldest first."""
    text = git(
        repository, "log", *_PATCHES, "-U1000000", "--format=%x00%H %P", *revisions, "--", *(f":(literal){path}" for path in paths)
    )  # fmt: skip
    return tuple(one for block in text.split("\0")[1:] for one in _in_block(block, paths))


def _in_block(block: str, paths: Sequence[str]) -> Iterator[Patch]:
    head, _, body = block.partition("\n")
    oid, *parents = head.split()
    for one in f"\n{body}".split("\ndiff --git ")[1:]:
        title, _, rest = one.partition("\n")
        path = next((path for path in paths if title == f"a/{path} b/{path}"), None)
        if path is None:
            continue
        header, _, hunk = rest.partition("\n@@")
        lines = hunk.partition("\n")[2].split("\n")
        before = "\n".join(line[1:] for line in lines if line[:1] in (" ", "-"))
        after = "\n".join(line[1:] for line in lines if line[:1] in (" ", "+"))
        yield Patch(
            oid,
            len(parents) > 1,
            path,
            None if "new file mode" in header else before,
            None if "deleted file mode" in header else after,
        )


@cache
def first_parents(repository: Path, branch: str) -> Mapping[str, int]:
    oids = git(repository, "rev-list", "--first-parent", "--reverse", branch).split()
    return {oid: place for place, oid in enumerate(oids)}


@cache
def landed_at(repository: Path, branch: str) -> Mapping[str, int]:
    """Every commit that a branch holds → the place on its first parents at which it came in."""
    parents = {line.split()[0]: line.split()[1:] for line in git(repository, "rev-list", "--parents", branch).splitlines()}
    found: dict[str, int] = {}
    for oid, place in first_parents(repository, branch).items():
        pending = [oid]
        while pending:
            one = pending.pop()
            if one not in found and one in parents:
                found[one] = place
                pending += parents[one]
    return found


@dataclass(frozen=True, slots=True)
class Stack:
    """Where an environment's value is looked for, base first, as (path, key path); it begins with one of `own`, if there are any."""

    sources: tuple[tuple[str, str], ...]
    own: frozenset[str]

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(path for path, _ in self.sources))

    def value(self, texts: Mapping[str, str | None]) -> str:
        for path, dotted in reversed(self.sources):
            text = texts.get(path)
            found = ABSENT if text is None else value_in(path, text, dotted)
            if found is not ABSENT:
                return found
        return ABSENT


def stack_of(setting: Mapping[str, Any], environment: str, events: Sequence[Mapping[str, Any]]) -> Stack:
    """The layers that the report names; those that it names in events only, below them; and what its own file was before a move."""
    template, _, dotted = setting["id"].partition("#")
    layers = [one["path"] for one in setting["environments"][environment]["layers"]]
    moves = [note.removeprefix("moved from ").partition("#") for one in events for note in one["notes"] if note.startswith("moved from ")]
    earlier = dict.fromkeys((path, key.removeprefix("#")) for path, _, key in moves)
    known = {path for path, _ in earlier}
    bases = dict.fromkeys(one["path"] for one in events if one["path"] not in known and one["path"] not in layers)
    own = set() if "{env}" not in template or environment == "base" else {layers[-1]} | known
    return Stack((*((path, dotted) for path in (*bases, *layers[:-1])), *earlier, (layers[-1], dotted)), frozenset(own))


def along(repository: Path, branch: str, stack: Stack, tally: Tally) -> Iterator[tuple[str, str, str]]:
    """(commit, value before, value after) along a branch's first parents, by the layers' order; what can't be read changes nothing."""
    texts: dict[str, str | None] = {}
    line = first_parents(repository, branch)
    found = patches(repository, ("--first-parent", branch), stack.paths)
    before, begun = ABSENT, not stack.own
    for oid in sorted({one.oid for one in found}, key=line.__getitem__):
        texts.update((one.path, one.after) for one in found if one.oid == oid)
        begun = begun or any(texts.get(path) is not None for path in stack.own)
        after = stack.value(texts) if begun else ABSENT
        if after is UNREADABLE:
            tally.count("versions that the other parser can't read")
            continue
        if after != before:
            yield oid, before, after
        before = after


def compare(repository: Path, report: dict[str, Any], setting: dict[str, Any], tally: Tally) -> None:
    """Counts the changes on which both readings agree, those that we miss, and those that we invent."""
    mainline = report["question"]["repositories"][0]["mainline"]
    for environment, stand in setting["environments"].items():
        of_it = [one for one in report["events"] if one.get("setting") == setting["id"] and one["environment"] == environment]
        events = [one for one in of_it if one["kind"] == "change"]
        branch = stand.get("branch") or mainline
        stack = stack_of(setting, environment, of_it)
        ours = {one["commit"]: (_plain(one["before"]), _plain(one["after"])) for one in events}
        theirs = {oid: (before, after) for oid, before, after in along(repository, branch, stack, tally)}
        for oid in sorted(theirs.keys() | ours.keys()):
            where = f"{setting['id']} {environment} {oid[:10]}: ours {ours.get(oid)}, theirs {theirs.get(oid)}"
            if oid in theirs and oid in ours and theirs[oid] == ours[oid]:
                tally.count("agree")
            else:
                tally.count("invented" if oid not in theirs else "missed" if oid not in ours else "other values", where)
        inside(repository, branch, stack, events, tally, f"{setting['id']} {environment}")


def inside(repository: Path, branch: str, stack: Stack, events: Sequence[Mapping[str, Any]], tally: Tally, where: str) -> None:
    """What became of each commit off the first parents that wrote the key."""
    line, landed = first_parents(repository, branch), landed_at(repository, branch)
    cited = {(oid, one["commit"]) for one in events for oid in one["written_in"]}
    values = {one["commit"]: _plain(one["after"]) for one in events}
    places = list(line)
    seen: set[tuple[str, str]] = set()
    for one in patches(repository, (branch,), stack.paths):
        dotted = next(key for path, key in reversed(stack.sources) if path == one.path)
        before, after = (ABSENT if text is None else value_in(one.path, text, dotted) for text in (one.before, one.after))
        if one.oid in line or one.merge or before == after or UNREADABLE in (before, after) or (one.oid, one.path) in seen:
            continue
        seen.add((one.oid, one.path))
        landing = places[landed[one.oid]]
        if (one.oid, landing) in cited:
            tally.count("inner cited")
        elif landing not in values:
            tally.count("inner, changed nothing where it landed")
        elif values[landing] != after:
            tally.count("inner superseded")
        else:
            tally.count("inner lost", f"{where} {one.oid[:10]} wrote {after} in {one.path}, landed by {landing[:10]}")


def _plain(value: str | None) -> str:
    return ABSENT if value is None else value.strip()


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Scalars stay text as written, but for null; `<<` is merged."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [pair for pair in pairs if pair[0].endswith((":null", ":merge"))]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _tagged(loader: Any, _: str, node: Any) -> Any:
    made = {"scalar": loader.construct_scalar, "sequence": loader.construct_sequence, "mapping": loader.construct_mapping}
    return made[node.id](node)


Loader.add_multi_constructor("", _tagged)


@cache
def value_in(path: str, text: str, dotted: str) -> str:
    """The last value of one key path in a file's text; a null and a list have a text of their own."""
    if path.endswith((".yaml", ".yml", ".json")):
        return _in_tree(path, text, dotted)
    if path.endswith((".hcl", ".tf", ".tfvars")):
        found = [value for at, value in _in_braces(text) if at == dotted]
    else:
        hits = [_ASSIGNED.match(line) for line in text.splitlines()]
        found = [_bare(hit[2]) for hit in hits if hit and hit[1] in (dotted, dotted.rsplit(".", 1)[-1])]
    return found[-1] if found else ABSENT


def _bare(text: str) -> str:
    quoted = re.match(r"([\"'])(.*?)\1\s*(?:[#;].*)?$", text)
    return quoted[2].strip() if quoted else re.sub(r"\s+(#|//).*$", "", text).strip()


def _in_tree(path: str, text: str, dotted: str) -> str:
    try:
        documents = [json.loads(text, parse_int=str, parse_float=str)] if path.endswith(".json") else list(yaml.load_all(text, Loader))
    except (yaml.YAMLError, ValueError):
        return UNREADABLE
    found = [value for document in documents for at, one in _objects(document) for value in _walk(one, at, dotted)]
    return found[-1] if found else ABSENT


def _objects(document: Any) -> Iterator[tuple[str, Any]]:
    """A Kubernetes object stands under its kind and name."""
    if isinstance(document, dict) and document.get("kind") == "List" and isinstance(document.get("items"), list):
        for one in document["items"]:
            yield from _objects(one)
        return
    kind, name = (document.get("kind"), (document.get("metadata") or {})) if isinstance(document, dict) else (None, {})
    named = isinstance(kind, str) and isinstance(name, dict) and "apiVersion" in document and isinstance(name.get("name"), str)
    yield (f"{kind}/{name['name']}" if named else ""), document


def _walk(node: Any, at: str, wanted: str) -> Iterator[str]:
    if at and at == wanted:
        yield _text(node)
        return
    if not wanted.startswith(at):
        return
    if isinstance(node, dict):
        for name, below in node.items():
            yield from _walk(below, f"{at}.{name}" if at else str(name), wanted)
    elif isinstance(node, list):
        for place, entry in enumerate(node):
            name = next(
                (entry[one] for one in ("name", "key", "Name", "id") if isinstance(entry, dict) and isinstance(entry.get(one), str)), None
            )
            if name is not None and isinstance(entry, dict) and "value" in entry:
                yield from _walk(entry["value"], f"{at}.{name}", wanted)
            elif name is not None:
                yield from _walk(entry, f"{at}[{name}]", wanted)
            elif isinstance(entry, str) and "=" in entry:
                left, _, right = entry.partition("=")
                yield from _walk(right, f"{at}.{left}", wanted)
            else:
                yield from _walk(entry, f"{at}.[{place}]", wanted)


def _text(node: Any) -> str:
    if isinstance(node, bool):
        return str(node).lower()
    if isinstance(node, list):
        return "[" + ", ".join(_text(one) for one in node) + "]"
    return json.dumps(node, sort_keys=True) if isinstance(node, dict) else "null" if node is None else str(node).strip()


def _in_braces(text: str) -> Iterator[tuple[str, str]]:
    """(dotted path, value) of HCL assignments that stand on a line of their own."""
    stack: list[str] = []
    for line in text.splitlines():
        opened = _BLOCK.match(line)
        assigned = _ASSIGNED.match(line)
        if line.lstrip().startswith(("#", "//")):
            continue
        if opened:
            stack.append(".".join([opened[1], *re.findall(r'"([^"]*)"', opened[2])]))
        elif line.strip().rstrip(",)") == "}" and stack:
            stack.pop()
        elif assigned:
            yield ".".join([*stack, assigned[1]]), _bare(assigned[2])


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    given, key = Path(arguments[0]), arguments[1]
    report = json.loads(given.read_text()) if given.suffix == ".json" else report_of(given, key)
    repository = Path(report["question"]["repositories"][0]["path"])
    chosen = [one for one in report["settings"] if len(arguments) < 3 or arguments[2] in one["id"]]
    tally = Tally()
    for setting in chosen:
        compare(repository, report, setting, tally)
    for said in tally.told:
        print(f"  {said}")
    print(f"{repository.parent.name} {key}: {len(chosen)} settings, {dict(tally.counts)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
