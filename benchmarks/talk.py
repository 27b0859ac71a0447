"""`python -m benchmarks.talk`: a million messages and 100,000 issues in the store, beside grep over the unzipped export.

MESSAGES and ISSUES in the environment make it smaller; FOLDER keeps what it makes.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

MESSAGES = int(os.environ.get("MESSAGES", "1000000"))
ISSUES = int(os.environ.get("ISSUES", "100000"))
CHANNELS, DAYS = 100, 500
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
KEY = "PAYMENT_GATEWAY_TIMEOUT_MS"
SPELLED = (KEY, "payment.gateway.timeout-ms", "paymentGatewayTimeoutMs")
# How often each kind of word comes is a guess at what channels of engineers are like: half plain talk, some names, some links.
_TALK = """the deploy is done and looks fine so far thanks everybody can somebody look at this please staging prod again why does
it fail after lunch retry we should revert now ok shipped waiting for review rollout latency database queue cache"""
_PARTS = "gateway payment search order client pool retry cache queue batch session token limit flag index worker"
TALK, PARTS = _TALK.split(), _PARTS.split()
LOOKUP = """
import sys, time
from pathlib import Path
from forensics.keys import Key
from forensics.store import open_store
with open_store(Path(sys.argv[1])) as store:
    print(len(store.messages_about(Key(sys.argv[2]))), len(store.tickets_about(Key(sys.argv[2]))))
"""


def text(dice: random.Random) -> str:
    """What one message says: 15 words on average, an identifier in every fifth, a link with a commit in every tenth."""
    said = dice.choices(TALK, k=dice.randint(4, 26))
    if dice.random() < 0.2:
        name = dice.choices(PARTS, k=dice.randint(2, 4))
        said.insert(1, dice.choice(["_".join(name).upper(), "-".join(name), ".".join(name)]) + f"={dice.randint(1, 30000)}")
    if dice.random() < 0.1:
        said.append(f"https://git.corp.example/team/{dice.choice(PARTS)}/commit/{dice.getrandbits(160):040x}")
    if dice.random() < 0.05:
        said.append(f"PAY-{dice.randint(1, 90000)}")
    if dice.random() < 0.00005:
        said.append(dice.choice(SPELLED))
    return " ".join(said)


def slack_files(dice: random.Random) -> Iterator[tuple[str, str]]:
    yield "channels.json", json.dumps([{"id": f"C{number:05d}", "name": f"channel-{number}"} for number in range(CHANNELS)])
    yield "users.json", json.dumps([{"id": f"U{number:05d}", "name": f"user{number}", "profile": {}} for number in range(400)])
    each = -(-MESSAGES // (CHANNELS * DAYS))
    for day in range(DAYS):
        date = BEGIN + timedelta(days=day)
        for channel in range(CHANNELS):
            rows, root = [], ""
            for number in range(each):
                ts = f"{int(date.timestamp()) + number * (80000 // each) + channel}.{dice.randrange(10**6):06d}"
                row = {"type": "message", "user": f"U{dice.randrange(400):05d}", "ts": ts, "text": text(dice)}
                if root and dice.random() < 0.3:
                    row["thread_ts"] = root
                root = ts if dice.random() < 0.3 else root
                rows.append(row)
            yield f"channel-{channel}/{date:%Y-%m-%d}.json", json.dumps(rows)


def issue(number: int, dice: random.Random) -> str:
    """One issue: two comments and five moves on average."""
    made = BEGIN + timedelta(minutes=number * 7)
    stamps = [(made + timedelta(hours=hours)).isoformat(timespec="milliseconds").replace("+00:00", "+0000") for hours in range(12)]
    author = {"accountId": f"712020:{dice.randrange(400)}", "displayName": "Ada", "active": True}
    comments = [{"id": f"{number}{n}", "author": author, "created": stamps[n + 1], "body": text(dice)} for n in range(dice.randint(0, 4))]
    moves = []
    for n in range(dice.randint(0, 10)):
        step = {"field": "status", "fromString": f"S{n}", "toString": f"S{n + 1}"}
        moves.append({"id": f"{number}{n}", "created": stamps[n + 1], "author": author, "items": [step]})
    fields = {"summary": text(dice), "description": " ".join(text(dice) for _ in range(5)), "created": stamps[0], "updated": stamps[11],
              "project": {"key": "PAY"}, "status": {"name": "Open"}, "issuetype": {"name": "Task"}, "creator": author,
              "comment": {"comments": comments, "total": len(comments)}}  # fmt: skip
    changelog = {"histories": moves, "total": len(moves)}
    return json.dumps({"id": str(number), "key": f"PAY-{number}", "fields": fields, "changelog": changelog})


def generate(folder: Path) -> None:
    dice = random.Random(7)
    with zipfile.ZipFile(folder / "export.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in slack_files(dice):
            bundle.writestr(name, content)
            (folder / "export" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "export" / name).write_text(content)
    with (folder / "issues.jsonl").open("w") as out:
        out.writelines(issue(number, dice) + "\n" for number in range(ISSUES))


def timed(command: Sequence[str]) -> tuple[float, float, str, int]:
    """Wall seconds, CPU seconds and output of a process, and the most memory that any child took so far, in MB."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, (done.stdout or done.stderr).strip().partition("\n")[0], after.ru_maxrss // 1024


def main() -> int:
    folder = Path(os.environ.get("FOLDER") or tempfile.mkdtemp(prefix="forensics-talk-"))
    if not (folder / "issues.jsonl").exists():
        generate(folder)
    store, python = folder / "store.db", sys.executable
    for file in folder.glob("store.db*"):
        file.unlink()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(f"{'what':<58} {'wall s':>8} {'CPU s':>8}")

    def show(what: str, command: Sequence[str], count: int = 0) -> None:
        wall, cpu, told, memory = timed(command)
        rate = f"{count / cpu:,.0f} a CPU second, peak {memory} MB; " if count else ""
        print(f"{what:<58} {wall:>8.2f} {cpu:>8.2f}  {rate}{told}", flush=True)

    sync = [python, "-m", "forensics", "sync", "--store", str(store)]
    show("sync of the Slack export", [*sync, "--slack", str(folder / "export.zip")], MESSAGES)
    slack_bytes = sum(file.stat().st_size for file in folder.glob("store.db*"))
    show("the same again", [*sync, "--slack", str(folder / "export.zip")])
    show("sync of the Jira export", [*sync, "--jira", str(folder / "issues.jsonl")], ISSUES)
    for key in (*SPELLED, "GATEWAY_TIMEOUT"):
        show(f"look-up of {key}, cold process", [python, "-c", LOOKUP, str(store), key])
    show("import alone", [python, "-c", "import forensics.store"])
    show("grep -rE over the unzipped exports, three spellings",
         ["bash", "-c", f"grep -rhoiE '{'|'.join(SPELLED)}' '{folder}/export' '{folder}/issues.jsonl' | wc -l"])  # fmt: skip
    unpacked = sum(file.stat().st_size for file in (folder / "export").rglob("*.json"))
    stored = sum(file.stat().st_size for file in folder.glob("store.db*"))
    print(f"\nstore {stored / 1e6:,.0f} MB, of these Slack {slack_bytes / 1e6:,.0f}; "
          f"exports: ZIP {(folder / 'export.zip').stat().st_size / 1e6:,.0f} MB, unzipped {unpacked / 1e6:,.0f} MB, "
          f"issues {(folder / 'issues.jsonl').stat().st_size / 1e6:,.0f} MB")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
