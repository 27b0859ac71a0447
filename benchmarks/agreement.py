"""Our changes beside an independent reading: `git log -m --first-parent --full-history -p` as text, and another parser.

    python -m benchmarks.agreement REPOSITORY KEY [SETTING_ID_PART]

Nothing of the package is used but its JSON report. The patches are asked for with so much context that each holds the whole new
file; the key is found in it by PyYAML's BaseLoader, the json module, or a line pattern. Works for plain keys (maps, name/value
lists, dotenv, properties); says which files it could not read.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def report_of(repository: Path, key: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "forensics", "trace", key, "--repo", str(repository), "--format", "json", "--reveal"],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def versions(repository: Path, branch: str, path: str) -> Iterator[tuple[str, str | None]]:
    """(commit, whole new text or None) along a branch's first parents, oldest first, out of patch text alone."""
    text = subprocess.run(
        ["git", "-C", str(repository), "log", "-m", "--first-parent", "--full-history", "--reverse", "--topo-order", "--no-renames", "--no-color",
         "--no-textconv", "--no-ext-diff", "-p", "-U1000000", "--format=%x00%H", branch, "--", f":(literal){path}"],
        capture_output=True, check=True,
    ).stdout.decode("utf-8", "surrogateescape")  # fmt: skip
    for block in text.split("\0")[1:]:
        oid, _, patch = block.partition("\n")
        if "\ndeleted file mode" in patch:
            yield oid, None
            continue
        body = patch.partition("\n@@")[2].partition("\n")[2]
        lines = [line[1:] for line in body.split("\n") if line[:1] in (" ", "+")]
        yield oid, "\n".join(lines)


def value_in(path: str, text: str, dotted: str) -> tuple[bool, str | None]:
    """(readable, value) of one key path in a file's text."""
    wanted = (
        dotted.rsplit(".", 1)[-1] if ".env." in f".{dotted}" or path.endswith((".env", ".properties")) or "/.env" in f"/{path}" else dotted
    )
    if path.endswith((".yaml", ".yml", ".json")):
        try:
            documents = [json.loads(text, parse_int=str, parse_float=str)] if path.endswith(".json") else list(yaml.load_all(text, Loader))
        except (yaml.YAMLError, ValueError):
            return False, None
        found = [value for document in documents for value in _walk(document, "", dotted)]
        return True, found[-1] if found else None
    hits = re.findall(rf"(?m)^\s*(?:export\s+)?[\"']?{re.escape(wanted)}[\"']?\s*[:=][ \t]*(.*?)\s*$", text)
    return True, hits[-1].strip("\"'") if hits else None


def _walk(node: Any, at: str, wanted: str) -> Iterator[str]:
    if at and at == wanted:
        yield _text(node)
        return
    if isinstance(node, dict):
        for name, below in node.items():
            yield from _walk(below, f"{at}.{name}" if at else str(name), wanted)
    elif isinstance(node, list):
        for entry in node:
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


def _text(node: Any) -> str:
    if isinstance(node, bool):
        return str(node).lower()
    if isinstance(node, list):
        return "[" + ", ".join(_text(one) for one in node) + "]"
    return json.dumps(node, sort_keys=True) if isinstance(node, dict) else "null" if node is None else str(node)


def compare(repository: Path, report: dict[str, Any], setting: dict[str, Any]) -> tuple[int, int, int, list[str]]:
    """Changes that agree, that we miss, that we invent, and what each of those is. Own files only: layers are ours to explain."""
    agree, missed, invented = 0, 0, 0
    told: list[str] = []
    dotted = setting["id"].partition("#")[2]
    mainline = report["question"]["repositories"][0]["mainline"]
    for environment, stand in setting["environments"].items():
        events = [
            one
            for one in report["events"]
            if one["kind"] == "change" and one.get("setting") == setting["id"] and one["environment"] == environment
        ]
        paths = {one["path"] for one in events}
        branch = stand.get("branch") or mainline
        theirs: dict[tuple[str, str], tuple[str | None, str | None]] = {}
        for path in sorted(paths):
            before: str | None = None
            for oid, text in versions(repository, branch, path):
                readable, after = (True, None) if text is None else value_in(path, text, dotted)
                if not readable:
                    told.append(f"not readable by the other parser: {path} at {oid[:10]}")
                    continue
                if after != before:
                    theirs[(oid, path)] = (before, after)
                before = after
        ours = {(one["commit"], one["path"]): (one["before"], one["after"]) for one in events}
        for place in sorted(theirs.keys() | ours.keys()):
            if place in theirs and place in ours and _alike(theirs[place], ours[place]):
                agree += 1
            elif place in ours:
                invented += 1
                told.append(f"ours {environment} {place[0][:10]} {place[1]}: {ours[place]}, theirs: {theirs.get(place)}")
            else:
                missed += 1
                told.append(f"missed {environment} {place[0][:10]} {place[1]}: {theirs[place]}")
    return agree, missed, invented, told


def _alike(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> bool:
    return [(text or "").strip("\"' ") if text not in (None, "null", "~") else None for text in one] == [
        (text or "").strip("\"' ") if text not in (None, "null", "~") else None for text in other
    ]


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    repository, key = Path(arguments[0]), arguments[1]
    report = report_of(repository, key)
    chosen = [one for one in report["settings"] if len(arguments) < 3 or arguments[2] in one["id"]]
    totals = [0, 0, 0]
    for setting in chosen:
        agree, missed, invented, told = compare(repository, report, setting)
        totals = [total + part for total, part in zip(totals, (agree, missed, invented), strict=True)]
        for line in told[:20]:
            print(f"  {setting['id']}: {line}")
    print(f"{repository.parent.name} {key}: {len(chosen)} settings, {totals[0]} changes agree, {totals[1]} missed, {totals[2]} invented")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
