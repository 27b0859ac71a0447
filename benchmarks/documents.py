"""The documents before parsers that no Python package brings: Mermaid's own, and pandoc's readers of Jira's markup, HTML, Word and GFM.

`python -m benchmarks.documents`: pandoc comes with the extra `benchmark`; for Mermaid, FORENSICS_NODE names a folder in which
`npm install mermaid jsdom` was run. Each report of the tests, hostile ones too, in each format: what the parser finds beside our own
structure is counted, and ought to be nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forensics.model import Report
from forensics.present import BINARY, EXPORTS
from tests.present.documents import ATTACKS, FULL, attacked
from tests.present.reports import ALL

OURS = {"Str", "Space", "SoftBreak", "Para", "Plain", "Code", "Header", "BulletList", "Table", "Link", "Strong", "Div", "Span"}
OURS |= {"Underline", "MetaInlines", "AlignDefault", "AlignLeft", "ColWidth", "ColWidthDefault"}
READERS = {"jira": "jira", "clipboard": "html", "docx": "docx", "markdown": "gfm"}
SCRIPT = """
import {JSDOM} from 'jsdom'; import fs from 'fs';
const page = new JSDOM('<body></body>'); global.window = page.window; global.document = page.window.document;
const mermaid = (await import('mermaid')).default;
let taken = 0, refused = 0, collapsed = 0, clicks = 0;
for (const name of fs.readdirSync(process.argv[2])) {
  try {
    const text = fs.readFileSync(`${process.argv[2]}/${name}`, 'utf8');
    await mermaid.parse(text);
    const made = await mermaid.mermaidAPI.getDiagramFromText(text);
    const tasks = made.db.getTasks();
    taken += 1; clicks += Object.keys(made.db.getLinks() ?? {}).length;
    collapsed += tasks.filter(task => !task.milestone && task.endTime <= task.startTime).length;
  } catch (trouble) { refused += 1; console.log(name, String(trouble).slice(0, 200)); }
}
console.log(`mermaid: ${taken} diagrams taken, ${refused} refused, ${collapsed} bars collapsed, ${clicks} click targets`);
"""


def main() -> None:
    reports = {**ALL, "full": FULL, **{f"attack-{place}": attacked(attack) for place, attack in enumerate(ATTACKS)}}
    _pandoc(reports)
    _mermaid(reports)


def _pandoc(reports: dict[str, Report]) -> None:
    import pypandoc

    for form, reader in READERS.items():
        strange: set[str] = set()
        began = time.perf_counter()
        for report in reports.values():
            made: Any = (EXPORTS | BINARY)[form](report, who=True)
            strange |= set(_kinds(json.loads(pypandoc.convert_text(made, "json", format=reader)))) - OURS
        took = f"{time.perf_counter() - began:.1f} s"
        print(f"{form}: {len(reports)} documents read by pandoc as {reader} in {took}; strange: {sorted(strange) or 'nothing'}")


def _kinds(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("t"), str):
            yield value["t"]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _kinds(one)


def _mermaid(reports: dict[str, Report]) -> None:
    node = os.environ.get("FORENSICS_NODE")
    if not node:
        print("mermaid: not asked, as FORENSICS_NODE is not set")
        return
    script = Path(node) / "forensics-documents.mjs"
    with tempfile.TemporaryDirectory() as folder:
        for name, report in reports.items():
            (Path(folder) / f"{name}.mmd").write_text(EXPORTS["mermaid"](report, who=True), encoding="utf-8")
        try:
            script.write_text(SCRIPT)
            subprocess.run(["node", str(script), folder], check=True)
        finally:
            script.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
