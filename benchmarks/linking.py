"""How well talk is linked to commits in real histories, with ids and with these hidden.

    FORENSICS_MIRRORS=FOLDER python -m benchmarks.linking

FOLDER holds bare repositories as OWNER+NAME/repo: hfaran+slack-export-viewer (its tests hold a real export), the two repositories that
its messages speak of (mesos-magellan+enrique, mesos-magellan+traveling-sailor), apache+nutch (commits with ticket keys) and
IshangKansal+jira-scraper (texts of NUTCH tickets). What is not there is left out, and said so.

Ids: of the commit ids in the messages' raw JSON, how many are linked, and how many links are to a commit that the message names.
Words only: ids, keys, numbers of pull requests and addresses are taken out of both sides; then each message (each commit) is given the
commit (the ticket) that comes first. Precision: right of those given; recall: right of all that have one. Beside it time alone and the
cosine of words alone. The weights were set by hand with the older half of the NUTCH commits in view; the newer half, and chat, were not.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

from forensics.collect.slack.export import read_export
from forensics.correlate.by_words import Window
from forensics.correlate.linking import Sought, link
from forensics.correlate.wording import corpus, overlap, stem, tokens
from forensics.model import Commit, Event, Message, Person, Stamp, Ticket

_HIDDEN = re.compile(r"https?://\S+|\b[0-9a-f]{7,40}\b|\b[A-Z][A-Z0-9]+-\d+\b|#\d+|\br\d{5,}\b")
_FORMAT = "%H%x00%T%x00%P%x00%an%x00%ae%x00%ct%x00%B%x01"


@dataclass(frozen=True, slots=True)
class Score:
    asked: int
    given: int
    right: int

    def __str__(self) -> str:
        precision = self.right / self.given if self.given else 0.0
        recall = self.right / self.asked if self.asked else 0.0
        return f"precision {precision:6.1%}  recall {recall:6.1%}  ({self.right} right of {self.given} given, {self.asked} have one)"


def read_commits(git_dir: Path, *revisions: str) -> list[Commit]:
    command = ["git", "-C", str(git_dir), "log", f"--format={_FORMAT}", *revisions]
    done = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    return [_commit(row.lstrip("\n")) for row in done.split("\x01") if row.strip()]


def _commit(row: str) -> Commit:
    oid, tree, parents, name, email, seconds, message = row.split("\0")
    stamp = Stamp(datetime.fromtimestamp(int(seconds), UTC), "+0000", f"{seconds} +0000")
    person = Person(name, email)
    return Commit(oid, tree, tuple(parents.split()), person, person, stamp, stamp, message)


def event_of(commit: Commit) -> Event:
    assert commit.committed.utc is not None
    return Event(commit.oid, commit.committed.utc, "commit", commit.subject, "git", commit=commit.oid, pull_request=commit.pull_request)


def hidden(text: str) -> str:
    return _HIDDEN.sub(" ", text)


def best_of(pairs: Sequence[tuple[str, str, float]]) -> dict[str, tuple[str, float]]:
    """The first by strength for each left side; equal strengths by id."""
    best: dict[str, tuple[str, float]] = {}
    for left, right, strength in sorted(pairs, key=lambda pair: (-pair[2], pair[1])):
        best.setdefault(left, (right, strength))
    return best


def score(given: dict[str, tuple[str, float]], truth: dict[str, set[str]], asked: Sequence[str], least: float = 0.0) -> Score:
    answers = {left: right for left in asked if left in given and given[left][1] >= least for right in [given[left][0]]}
    return Score(
        sum(1 for left in asked if truth.get(left)), len(answers), sum(right in truth.get(left, ()) for left, right in answers.items())
    )


# --- chat


def chat(mirrors: Path) -> None:
    export, repositories = mirrors / "hfaran+slack-export-viewer", ["mesos-magellan+enrique", "mesos-magellan+traveling-sailor"]
    if not all((mirrors / name).is_dir() for name in (export.name, *repositories)):
        print("chat: the export or its repositories are not there; left out")
        return
    commits = {commit.oid: commit for name in repositories for commit in read_commits(_git_dir(mirrors / name), "--all")}
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "export.zip"
        shown = subprocess.run(
            ["git", "-C", str(_git_dir(export)), "show", "HEAD:tests/testarchive.zip"], capture_output=True, check=True
        ).stdout
        archive.write_bytes(shown)
        with read_export(str(archive)) as opened:
            messages = tuple(opened.messages())
        truth, carried = _carried(archive, set(commits))
    changes = [event_of(commit) for commit in commits.values()]
    sought = Sought(commits=commits, repositories=frozenset(name.replace("+", "/") for name in repositories))
    by_id = {(one.source, one.to) for one in link(changes, messages, (), sought) if "names the commit" in one.rule}
    named = {(message, oid) for message, oids in truth.items() for oid in oids}
    print(f"chat, ids: {carried} commit ids carried, {len(named)} of them exist; linked {len(by_id & named)}, others {len(by_id - named)}")
    _chat_words(messages, changes, commits, truth)


def _carried(archive: Path, existing: set[str]) -> tuple[dict[str, set[str]], int]:
    """Message id → commits that its raw JSON links to, read apart from our own reader; and how many ids are carried at all."""
    truth: dict[str, set[str]] = {}
    carried = 0
    with ZipFile(archive) as opened:
        channels = {row["name"]: row["id"] for row in json.loads(opened.read("channels.json"))}
        for name in opened.namelist():
            channel = name.split("/")[0]
            if channel not in channels or not name.endswith(".json"):
                continue
            for row in json.loads(opened.read(name)):
                oids = set(re.findall(r"/commit/([0-9a-f]{40})", json.dumps(row)))
                carried += len(oids)
                if oids & existing:
                    truth[f"slack:{channels[channel]}/{row['ts']}"] = oids & existing
    return truth, carried


def _chat_words(messages: Sequence[Message], changes: Sequence[Event], commits: dict[str, Commit], truth: dict[str, set[str]]) -> None:
    plain = tuple(replace(message, text=hidden(message.text), links=()) for message in messages)
    bare = {oid: replace(commit, message=hidden(commit.message)) for oid, commit in commits.items()}
    anonymous = [replace(change, title=hidden(change.title), pull_request=None) for change in changes]
    sought = Sought(commits=bare, window=Window(timedelta(hours=1), timedelta(days=1)), least=0.0)
    found = best_of([(one.source, one.to, one.strength) for one in link(anonymous, plain, (), sought)])
    times = {change.id: change.time for change in changes}
    nearest = best_of(
        [
            (message.id, oid, -(message.time - time).total_seconds())
            for message in plain
            for oid, time in times.items()
            if timedelta(0) <= message.time - time <= timedelta(days=1)
        ]
    )
    said = corpus([message.text for message in plain] + [commit.message for commit in bare.values()])
    vectors = {oid: said.vector(commit.message) for oid, commit in bare.items()}
    cosine = best_of(
        [(m.id, oid, overlap(said.vector(m.text), vector)) for m in plain for oid, vector in vectors.items() if m.text.strip()]
    )
    every = [message.id for message in messages]
    print(f"chat, words only: {len(every)} messages, {len(truth)} of them of a commit; any answer for another message is wrong")
    print(f"  time alone                {score(nearest, truth, every, -1e9)}")
    print(f"  time alone, within 4 min  {score(nearest, truth, every, -240)}")
    for least in (0.01, 0.3):
        print(f"  cosine alone, from {least:<4}   {score(cosine, truth, every, least)}")
    for least in (0.0, 0.3, 0.5):
        print(f"  words and time, from {least:<4} {score(found, truth, every, least)}")


# --- tickets


def tickets(mirrors: Path) -> None:
    code, texts = mirrors / "apache+nutch", mirrors / "IshangKansal+jira-scraper"
    if not code.is_dir() or not texts.is_dir():
        print("tickets: apache+nutch or IshangKansal+jira-scraper is not there; left out")
        return
    shown = subprocess.run(
        ["git", "-C", str(_git_dir(texts)), "show", "HEAD:data/processed/shards/shard_1.jsonl"], capture_output=True, check=True
    ).stdout.decode("utf-8", "replace")
    pool = {ticket.key: ticket for ticket in (_ticket(json.loads(line)) for line in shown.splitlines() if line.strip())}
    commits = [commit for commit in read_commits(_git_dir(code), "--no-merges", "HEAD") if commit.committed.utc]
    commits.sort(key=lambda commit: (int(commit.committed.raw.split()[0]), commit.oid))
    having = [place for place, commit in enumerate(commits) if _keys(commit) & set(pool)]
    first, half, last = having[0], having[len(having) // 2], having[-1]
    for name, some in (("older half, in view when the weights were set", commits[first:half]), ("newer half", commits[half : last + 1])):
        _ticket_words(name, some, pool)
        _ticket_words(f"{name}, without those that quote the title", [one for one in some if not _quotes(one, pool)], pool)


def _ticket(row: dict[str, str]) -> Ticket:
    created = datetime.strptime(row["created"], "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)
    return Ticket(row["issue_id"], row["project"], "", row["status"], hidden(row["title"]), hidden(row["description"] or ""), created)


def _keys(commit: Commit) -> set[str]:
    return set(re.findall(r"NUTCH-\d+", commit.message))


def _quotes(commit: Commit, pool: dict[str, Ticket]) -> bool:
    """Whether the commit holds nine tenths of its ticket's title: then it is found by its quotation."""
    said = {stem(token.word) for token in tokens(commit.message)}
    titles = [{stem(token.word) for token in tokens(pool[key].summary)} for key in _keys(commit) if key in pool]
    return any(title and len(title & said) >= 0.9 * len(title) for title in titles)


def _ticket_words(name: str, commits: Sequence[Commit], pool: dict[str, Ticket]) -> None:
    truth = {commit.oid: {f"jira:{key}" for key in _keys(commit) if key in pool} for commit in commits}
    bare = {commit.oid: replace(commit, message=hidden(commit.message)) for commit in commits}
    changes = [replace(event_of(commit), id=commit.oid) for commit in bare.values()]
    window = Window(before=timedelta(days=365), after=timedelta(days=1))
    found = best_of(
        [
            (one.to, one.source, one.strength)
            for one in link(changes, (), tuple(pool.values()), Sought(commits=bare, window=window, least=0.0))
        ]
    )
    every = [change.id for change in changes]
    said = corpus([f"{ticket.summary}\n{ticket.description}" for ticket in pool.values()] + [commit.message for commit in bare.values()])
    vectors = {f"jira:{key}": said.vector(f"{ticket.summary}\n{ticket.description}") for key, ticket in pool.items()}
    cosine = best_of(
        [(oid, key, overlap(said.vector(commit.message), one)) for oid, commit in bare.items() for key, one in vectors.items()]
    )
    nearest = best_of([(c.id, f"jira:{t.key}", -_lag(c, t)) for c in changes for t in pool.values() if _lag(c, t) >= 0])
    print(f"tickets, words only, {name}: {len(every)} commits, {len(pool)} tickets")
    print(f"  time alone                {score(nearest, truth, every, -1e12)}")
    for least in (0.01, 0.2, 0.5):
        print(f"  cosine alone, from {least:<4}   {score(cosine, truth, every, least)}")
    for least in (0.0, 0.3, 0.5):
        print(f"  words and time, from {least:<4} {score(found, truth, every, least)}")


def _lag(change: Event, ticket: Ticket) -> float:
    return (change.time - (ticket.created or change.time)).total_seconds()


def _git_dir(mirror: Path) -> Path:
    return mirror / "repo"


def main() -> None:
    mirrors = os.environ.get("FORENSICS_MIRRORS")
    if not mirrors or not Path(mirrors).is_dir():
        sys.exit("FORENSICS_MIRRORS is to be a folder of mirrored repositories (OWNER+NAME/repo).")
    chat(Path(mirrors))
    tickets(Path(mirrors))


if __name__ == "__main__":
    main()
