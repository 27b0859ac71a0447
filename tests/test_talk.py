"""Chat and tickets in a trace: who asked, who announced, what was promised, and what could not be read."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

import forensics
from forensics.cli import run
from forensics.model import Event
from sample_repos.stories import Scene
from tests.conftest import Build

FILES = {"c/values-staging.yaml": "env:\n  GATEWAY_TIMEOUT_MS: 3000\n", "c/values-production.yaml": "env:\n  GATEWAY_TIMEOUT_MS: 3000\n"}
HISTORY = (
    Scene("2026-01-01T10:00:00Z", "Ada Byron", "values", files=FILES),
    Scene("2026-03-02T10:00:00Z", "Ada Byron", "PAY-7: gateway timeout 10s", edits=(("c/values-staging.yaml", "3000", "10000"),)),
)
AS_OF = "2026-05-01T00:00:00Z"


def ts(time: str) -> str:
    return f"{datetime.fromisoformat(time.replace('Z', '+00:00')).timestamp():.0f}.000100"


def slack(folder: Path, *said: tuple[str, str]) -> Path:
    """An unpacked export with one channel: (time, text)."""
    export = folder / "slack"
    (export / "payments").mkdir(parents=True)
    (export / "channels.json").write_text(json.dumps([{"id": "C1", "name": "payments"}]))
    (export / "users.json").write_text(json.dumps([{"id": "U1", "name": "ada", "profile": {"real_name": "Ada Byron"}}]))
    for time, text in said:
        row = {"type": "message", "user": "U1", "text": text, "ts": ts(time)}
        (export / "payments" / f"{time[:10]}.json").write_text(json.dumps([row]))
    return export


def jira(folder: Path, key: str = "PAY-7", created: str = "2026-02-20T09:00:00.000+0000") -> Path:
    person = {"name": "jt", "displayName": "Jonas Thal", "active": False}
    moves = [
        {"id": "1", "author": person, "created": "2026-03-01T09:00:00.000+0000",
         "items": [{"field": "status", "fromString": "To Do", "toString": "In Progress"}]},
        {"id": "2", "author": person, "created": "2026-04-20T09:00:00.000+0000",
         "items": [{"field": "status", "fromString": "In Progress", "toString": "Done"}]},
    ]  # fmt: skip
    fields = {
        "summary": "Raise the gateway timeout everywhere", "description": "GATEWAY_TIMEOUT_MS to 10000 in staging and production",
        "created": created, "status": {"name": "Done"}, "project": {"key": "PAY"}, "issuetype": {"name": "Task"}, "creator": person,
        "assignee": person, "comment": {"comments": [], "total": 0},
    }  # fmt: skip
    issue = {"id": "1", "key": key, "fields": fields, "changelog": {"total": 2, "histories": moves}}
    path = folder / "jira.json"
    path.write_text(json.dumps({"issues": [issue]}))
    return path


def of_kind(events: tuple[Event, ...], kind: str) -> list[Event]:
    return [event for event in events if event.kind == kind]


def test_a_message_and_a_ticket_are_linked_to_the_change_that_they_speak_of(told: Build, tmp_path: Path) -> None:
    chat = slack(tmp_path, ("2026-03-02T10:05:00Z", "bumped GATEWAY_TIMEOUT_MS on staging to 10s, prod to follow next week"))
    report = forensics.trace("GATEWAY_TIMEOUT_MS", told(*HISTORY), slack=chat, jira=jira(tmp_path), as_of=AS_OF)
    change = next(event for event in of_kind(report.events, "change") if event.after == "10000")
    (message,) = of_kind(report.events, "message")
    (ticket,) = of_kind(report.events, "ticket")
    assert change.id in {link.to for link in message.links}
    assert change.id in {link.to for link in ticket.links}
    assert all(0 < link.strength <= 1 and link.rule for event in (message, ticket) for link in event.links)
    assert {source.name: source.status for source in report.sources if source.name in ("slack", "jira")} == {
        "slack": "complete",
        "jira": "complete",
    }


def test_a_promise_that_nothing_kept_is_open_and_says_what_is_left(told: Build, tmp_path: Path) -> None:
    chat = slack(tmp_path, ("2026-03-02T10:05:00Z", "bumped GATEWAY_TIMEOUT_MS on staging to 10s, production will follow next week"))
    report = forensics.trace("GATEWAY_TIMEOUT_MS", told(*HISTORY), slack=chat, as_of="2026-03-05T00:00:00Z")
    (promise,) = report.document.promises
    assert (promise.kind, promise.state, promise.left) == ("carry_on", "open", ("production",))
    assert promise.event == of_kind(report.events, "message")[0].id


def test_what_was_said_later_is_hidden_from_an_earlier_question(told: Build, tmp_path: Path) -> None:
    chat = slack(tmp_path, ("2026-04-30T10:00:00Z", "GATEWAY_TIMEOUT_MS in production was never raised"))
    report = forensics.trace("GATEWAY_TIMEOUT_MS", told(*HISTORY), slack=chat, jira=jira(tmp_path), as_of="2026-04-01T00:00:00Z")
    assert of_kind(report.events, "message") == []
    assert [event.after for event in of_kind(report.events, "ticket_change")] == ["In Progress"]
    assert "status In Progress" in of_kind(report.events, "ticket")[0].notes


def test_an_account_that_is_deactivated_now_is_said_so_in_those_words(told: Build, tmp_path: Path) -> None:
    report = forensics.trace("GATEWAY_TIMEOUT_MS", told(*HISTORY), jira=jira(tmp_path), as_of=AS_OF)
    assert any("deactivated now" in note for note in of_kind(report.events, "ticket")[0].notes)


def test_a_lookalike_of_a_ticket_key_links_nothing(told: Build, tmp_path: Path) -> None:
    chat = slack(tmp_path, ("2026-01-15T10:00:00Z", "the importer chokes on UTF-8 and SHA-256 again"))
    report = forensics.trace("GATEWAY_TIMEOUT_MS", told(*HISTORY), slack=chat, jira=jira(tmp_path), as_of=AS_OF)
    assert of_kind(report.events, "message") == []


def test_people_appear_as_roles_unless_they_are_asked_for(told: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["trace", "GATEWAY_TIMEOUT_MS", "--repo", str(told(*HISTORY)), "--jira", str(jira(tmp_path)), "--as-of", AS_OF]
    assert run(asked) == 0
    assert "Jonas Thal" not in capsys.readouterr().out
    assert run([*asked, "--format", "markdown"]) == 0
    assert "Jonas Thal" not in capsys.readouterr().out


def test_the_store_gives_the_same_talk_as_the_exports_it_was_synced_from(
    told: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chat, tickets = slack(tmp_path, ("2026-03-02T10:05:00Z", "GATEWAY_TIMEOUT_MS is 10s on staging now")), jira(tmp_path)
    store, repo = tmp_path / "store.db", told(*HISTORY)
    assert run(["sync", "--slack", str(chat), "--jira", str(tickets), "--store", str(store)]) in (0, 3)
    capsys.readouterr()
    kept = forensics.trace("GATEWAY_TIMEOUT_MS", repo, store=store, as_of=AS_OF)
    read = forensics.trace("GATEWAY_TIMEOUT_MS", repo, slack=chat, jira=tickets, as_of=AS_OF)
    assert [(one.kind, one.title, one.links) for one in kept.events] == [(one.kind, one.title, one.links) for one in read.events]
    assert all("from the store" in source.detail for source in kept.sources if source.name in ("slack", "jira"))


@pytest.mark.parametrize("strict", [False, True])
def test_a_service_that_can_t_be_reached_is_a_gap_and_the_rest_is_told(
    told: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], strict: bool
) -> None:
    monkeypatch.setenv("JIRA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("JIRA_PAT", "a-token-of-nobody")
    monkeypatch.setattr("forensics.investigate.talk._ANSWER_WITHIN", 3.0)
    asked = ["trace", "GATEWAY_TIMEOUT_MS", "--repo", str(told(*HISTORY)), "--jira", "api", "--as-of", AS_OF, "--format", "json"]
    assert run([*asked, *(["--strict"] if strict else [])]) == (3 if strict else 0)
    told_on_screen = capsys.readouterr()
    report = json.loads(told_on_screen.out)
    assert next(source for source in report["sources"] if source["name"] == "jira")["status"] == "unavailable"
    assert any(gap["where"] == "jira" and "evidence incomplete" in gap["why"] for gap in report["gaps"])
    assert "a-token-of-nobody" not in told_on_screen.out + told_on_screen.err
    assert report["settings"]


@pytest.mark.parametrize("option", ["--slack", "--jira"])
def test_a_path_that_is_not_there_is_said_and_nothing_else_is_lost(
    told: Build, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert run(["trace", "GATEWAY_TIMEOUT_MS", "--repo", str(told(*HISTORY)), option, "nowhere.zip", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    name = option.removeprefix("--")
    assert next(source for source in report["sources"] if source["name"] == name)["status"] == "unavailable"
    assert any(name in gap["where"] for gap in report["gaps"])


def test_live_sources_without_a_token_say_how_to_give_one(told: Build, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trace", "GATEWAY_TIMEOUT_MS", "--repo", str(told(*HISTORY)), "--slack", "api", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert any(gap["where"] == "slack" and "SLACK" in gap["why"] for gap in report["gaps"])
