"""`forensics show N`: one citation of a trace, opened."""

from __future__ import annotations

import json
import subprocess
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from forensics.cli.answering import Asked, report_for
from forensics.cli.asking import ProgressLine
from forensics.cli.posing import question_of
from forensics.cli.show import opened_from_kept
from sample_repos.stories import Scene
from tests.cli.test_commands import BORN, RAISED, refusal, run
from tests.conftest import Build

SECRET = "Zk3v9QpL7wXt2RbN5mYc"


def slack(folder: Path) -> Path:
    """An export of one channel: a question, and the answer in its thread."""
    users = [{"id": f"U{number}", "name": name.split()[0].lower(), "profile": {"real_name": name}} for number, name in enumerate(NAMES)]
    first = "1769853600.000100"
    texts = ("the gateway times out in staging", "Ada Lovelace raises TIMEOUT_MS to 9000 there")
    said = [
        {"type": "message", "user": f"U{number}", "ts": ts, "thread_ts": first, "text": text}
        for number, (ts, text) in enumerate(zip((first, "1769857200.000200"), texts, strict=True))
    ]
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.json", json.dumps(users))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "ops", "members": ["U0", "U1"]}]))
        archive.writestr("ops/2026-01-31.json", json.dumps(said))
    return path


NAMES = ("Ada Lovelace", "Grace Hopper")


def jira(folder: Path) -> Path:
    """One ticket, with a move and a comment."""
    author = {"accountId": "a1", "displayName": "Ada Lovelace"}
    items = [{"field": "status", "fromString": "Open", "toString": "Done"}]
    moved = {"id": "9", "created": "2026-02-03T09:00:00.000+0000", "author": author, "items": items}
    comment = {"id": "1", "created": "2026-02-02T09:00:00.000+0000", "author": author, "body": "done there"}
    ticket = {
        "key": "OPS-7",
        "fields": {
            "summary": "Raise TIMEOUT_MS to 9000",
            "description": "In staging first.",
            "status": {"name": "Done"},
            "issuetype": {"name": "Task"},
            "project": {"key": "OPS"},
            "created": "2026-01-31T08:00:00.000+0000",
            "creator": author,
            "comment": {"total": 1, "comments": [comment]},
        },
        "changelog": {"total": 1, "histories": [moved]},
    }
    path = folder / "jira.json"
    path.write_text(json.dumps({"issues": [ticket]}))
    return path


def number_of(kind: str, *arguments: str | Path) -> str:
    """The number of the last event of a kind in a trace with these options, which is kept as the last one."""
    done = run("trace", "TIMEOUT_MS", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return [str(event["id"])[1:] for event in json.loads(done.stdout)["events"] if event["kind"] == kind][-1]


def test_a_commit_is_shown_with_its_diff_of_the_key_and_each_environments_value(told: Build) -> None:
    repo = told(BORN, RAISED)
    number = number_of("change", "--repo", repo)
    done = run("show", number)
    assert done.returncode == 0, done.stderr
    assert f"[{number}]" in done.stdout.splitlines()[0]
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "2 - TIMEOUT_MS: 3000" in lines
    assert "2 + TIMEOUT_MS: 9000" in lines
    assert "staging 3000 → 9000" in lines
    assert "production 3000 (not touched)" in lines
    assert "authored 2026-02-01 10:00Z" in lines


def test_the_author_is_named_only_when_asked_for(told: Build) -> None:
    signed = Scene(
        "2026-02-01T10:00:00Z",
        "Ada Lovelace",
        "timeout\n\nGrace Hopper asked.\n\nReviewed-by: Grace Hopper <grace@corp.example>",
        edits=(("deploy/values-staging.yaml", "3000", "9000"),),
    )
    repo = told(BORN, signed)
    number = number_of("change", "--repo", repo)
    shown = run("show", number).stdout
    assert not any(word in shown for word in ("Ada", "Hopper", "grace@"))
    assert "Ada Lovelace" in run("show", number, "--who").stdout


def test_a_key_and_a_traces_options_may_be_named_as_well(told: Build) -> None:
    repo = told(BORN, RAISED)
    assert run("show", "1").returncode == 2, "nothing was traced yet"
    done = run("show", "1", "TIMEOUT_MS", "--repo", repo)
    assert done.returncode == 0
    assert "TIMEOUT_MS" in done.stdout
    assert "goes with a key" in refusal(run("show", "1", "--repo", repo))


def test_the_last_trace_is_found_from_any_folder_and_keeps_its_moment(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    assert run("trace", "TIMEOUT_MS", "--as-of", "2026-01-15", cwd=repo).returncode == 0
    assert "[1]" in run("show", "1", cwd=tmp_path).stdout
    assert "cites [1] to [2]" in refusal(run("show", "3", cwd=tmp_path))


def test_only_the_question_is_kept_and_only_for_its_asker(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    state = tmp_path / "state"
    run("trace", "TIMEOUT_MS", "--repo", repo, XDG_STATE_HOME=str(state))
    kept = state / "forensics" / "last-trace.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "9000" not in kept.read_text()
    kept.write_text("{")
    assert "name the key" in refusal(run("show", "1", XDG_STATE_HOME=str(state)))


def test_a_trace_goes_on_where_its_question_cannot_be_kept(told: Build, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    done = run("trace", "TIMEOUT_MS", "--repo", told(BORN, RAISED), XDG_STATE_HOME=str(blocked))
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.parametrize("number", ["0", "99", "e99", "x", "-1", "[7"])
def test_an_unknown_number_is_one_sentence_with_the_range(number: str, told: Build) -> None:
    repo = told(BORN, RAISED)
    told_of = refusal(run("show", "--repo", repo, "--", number, "TIMEOUT_MS"))
    assert "cites [1] to [3]" in told_of


def test_a_number_is_read_as_it_is_cited(told: Build) -> None:
    repo = told(BORN, RAISED)
    once = run("show", "3", "TIMEOUT_MS", "--repo", repo).stdout
    assert run("show", "[3]", "TIMEOUT_MS", "--repo", repo).stdout == once
    assert run("show", "e3", "TIMEOUT_MS", "--repo", repo).stdout == once


def test_a_message_is_shown_in_its_thread_by_people_without_names(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    number = number_of("message", "--repo", repo, "--slack", slack(tmp_path))
    shown = run("show", number).stdout
    assert "THE THREAD" in shown
    assert "the gateway times out in staging" in shown
    assert shown.index("A:") < shown.index("B:")
    assert "Lovelace" not in shown
    assert "Grace Hopper:" in run("show", number, "--who").stdout


def test_a_ticket_is_shown_with_its_moves_and_comments(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    number = number_of("ticket", "--repo", repo, "--jira", jira(tmp_path))
    shown = " ".join(run("show", number).stdout.split())
    assert "In staging first." in shown
    assert "status Open → Done" in shown
    assert "done there" in shown
    assert "Lovelace" not in shown


def test_an_observation_is_shown_with_its_files_own_lines(told: Build, tmp_path: Path) -> None:
    seen = tmp_path / "prod.env"
    seen.write_text(f"LOG=1\nTIMEOUT_MS=7000\nDB_PASSWORD={SECRET}\n")
    repo = told(BORN, RAISED)
    number = number_of("observation", "--repo", repo, "--live", f"production@2026-03-01T10:00:00Z={seen}")
    shown = run("show", number).stdout
    assert "2 > TIMEOUT_MS=7000" in shown
    assert SECRET not in shown
    seen.unlink()
    assert "prod.env" in refusal(run("show", number))


def test_a_secret_beside_the_cited_line_is_masked_whatever_form_the_file_has(told: Build) -> None:
    def manifest(value: str) -> str:
        pairs = (("TIMEOUT_MS", value), ("DB_PASSWORD", SECRET), ("API_TOKEN", "wunderbar-77"))
        env = "".join(f"            - name: {name}\n              value: \"{text}\"\n" for name, text in pairs)
        head = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n"
        return f"{head}        - name: app\n          env:\n{env}"

    files = {f"overlays/{one}/app.yaml": manifest("3000") for one in ("staging", "production")}
    repo = told(
        Scene("2026-01-01T10:00:00Z", "Ada", "values", files=files),
        Scene("2026-02-01T10:00:00Z", "Ada", "raise", files={"overlays/staging/app.yaml": manifest("9000")}),
    )
    number = number_of("change", "--repo", repo)
    for more in ((), ("--reveal",)):
        shown = run("show", number, *more).stdout
        assert 'value: "9000"' in shown
        assert "DB_PASSWORD" in shown
        assert SECRET not in shown
        assert "wunderbar-77" not in shown


def test_a_masked_key_stays_masked_and_reveal_shows_it_alone(told: Build) -> None:
    def values(own: str) -> str:
        return f"DB_PASSWORD: {own}\nAPI_TOKEN: {SECRET}\n"

    files = dict.fromkeys(("values-staging.yaml", "values-production.yaml"), values("Hunter2hunter2"))
    repo = told(
        Scene("2026-01-01T10:00:00Z", "Ada", "v", files=files),
        Scene("2026-02-01T10:00:00Z", "Ada", "v", files={"values-staging.yaml": values("Sesame33open")}),
    )
    shown = run("show", "3", "DB_PASSWORD", "--repo", repo).stdout
    assert "redacted" in shown
    assert "Hunter2hunter2" not in shown
    revealed = run("show", "3", "DB_PASSWORD", "--repo", repo, "--reveal").stdout
    assert "Sesame33open" not in shown
    assert "Sesame33open" in revealed
    assert SECRET not in shown + revealed


def test_nothing_that_is_shown_can_steer_the_terminal(told: Build) -> None:
    nasty = "\x1b]0;owned\x07\x1b[31m[/red] [link=http://evil.example]x[/link] \u202egnp"
    staged = "env:\n  TIMEOUT_MS: 9000 # \u202egnp \x9b2J [/red]\n  RETRIES: 2\n"
    repo = told(BORN, Scene("2026-02-01T10:00:00Z", f"Eve {nasty}", nasty, files={"deploy/values-staging.yaml": staged}))
    for more in ((), ("--who",)):
        shown = run("show", "3", "TIMEOUT_MS", "--repo", repo, *more).stdout
        assert "[/red]" in shown
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


def test_a_merge_shows_what_it_brought_to_the_mainline(told: Build) -> None:
    branched = Scene("2026-02-01T10:00:00Z", "Ada", "raise", branch="f", edits=(("deploy/values-staging.yaml", "3000", "9000"),))
    repo = told(BORN, branched, Scene("2026-02-05T10:00:00Z", "Bo", "Merge pull request #7 from corp/f", branch="main", merge="f"))
    number = number_of("change", "--repo", repo)
    shown = run("show", number).stdout
    assert "2 +   TIMEOUT_MS: 9000" in shown
    assert "written in" in shown


def test_a_removed_value_shows_the_file_that_it_was_taken_from(told: Build) -> None:
    gone = Scene("2026-02-01T10:00:00Z", "Ada", "less", edits=(("deploy/values-staging.yaml", "  TIMEOUT_MS: 3000\n", ""),))
    shown = run("show", "3", "TIMEOUT_MS", "--repo", told(BORN, gone)).stdout
    assert "2 -   TIMEOUT_MS: 3000" in shown


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int, told: Build, tmp_path: Path) -> None:
    from rich.cells import cell_len

    repo = told(BORN, RAISED)
    options = ("--repo", repo, "--slack", slack(tmp_path), "--jira", jira(tmp_path))
    for kind in ("change", "message", "ticket"):
        shown = run("show", number_of(kind, *options), COLUMNS=str(width)).stdout
        assert max(cell_len(line) for line in shown.splitlines()) <= width


def test_what_a_trace_kept_is_shown_without_another_trace(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED)
    options = ("--repo", repo, "--slack", slack(tmp_path), "--jira", jira(tmp_path))
    for kind in ("change", "message", "ticket"):
        number = number_of(kind, *options)
        asked = [run("show", number, *more, PYTHONPROFILEIMPORTTIME="1") for more in ((), ("TIMEOUT_MS", *options))]
        assert [imports_the_route(one) for one in asked] == [False, False]
        assert asked[0].stdout == asked[1].stdout == run("show", number, XDG_CACHE_HOME=str(tmp_path / "other")).stdout


def test_a_secret_that_the_report_masked_is_known_where_it_is_cited(told: Build, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    told_of = {"time": "2026-02-02T10:00:00Z", "kind": "change", "environment": "staging", "key": "DB_PASSWORD", "title": "set"}
    events.write_text(json.dumps({**told_of, "before": "first-xyz", "after": "second-xyz"}) + "\n")
    files = {f"values-{one}.yaml": "DB_PASSWORD: first-xyz\n" for one in ("staging", "production")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada", "v", files=files))
    arguments = ("DB_PASSWORD", "--repo", repo, "--events", str(events))
    traced = json.loads(run("trace", *arguments, "--format", "json").stdout)
    for event in traced["events"]:
        shown = run("show", event["id"], *arguments).stdout
        assert "redacted" in shown
        assert "xyz" not in shown


def test_a_masked_citation_is_made_again_as_of_the_moment_that_was_printed(told: Build) -> None:
    files = {f"values-{one}.yaml": "DB_PASSWORD: first-xyz\n" for one in ("staging", "production")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada", "v", files=files))
    printed = report_for("DB_PASSWORD", repo=[str(repo)])
    later = replace(question_of("DB_PASSWORD", repo=[str(repo)]), as_of=printed.asked.as_of + timedelta(minutes=5))
    asked = Asked(later, of_now=False, reveal=False, alone=False, progress=ProgressLine(quiet=True))
    shown = opened_from_kept(asked, True, "1")
    assert asked.made is not None
    assert asked.made.asked.as_of == printed.asked.as_of
    assert shown.event.after == "first-xyz", "masked where it is shown, and known until then"


def test_a_moment_that_was_named_is_kept_to_when_things_move(told: Build) -> None:
    repo = told(BORN, RAISED)
    number = number_of("change", "--repo", repo)
    once = run("show", number).stdout
    commit = ("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "later")
    subprocess.run(["git", "-C", str(repo), *commit], check=True)
    assert run("show", number).stdout == once
    assert run("show", number).stdout == once


def imports_the_route(done: subprocess.CompletedProcess[str]) -> bool:
    assert done.returncode == 0, done.stderr
    return "forensics.investigate.route" in done.stderr
