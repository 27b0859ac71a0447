"""A sync brings what was said once and whole, whatever happens on the way: kills, edits, deletions, faults, another sync."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forensics.collect.credentials import JiraCredentials, Secret, SlackCredentials
from forensics.collect.jira.client import Jira, open_jira
from forensics.collect.retrying import Asker, Policy
from forensics.collect.slack.client import open_slack
from forensics.collect.slack.export import read_export
from forensics.model import Gap
from forensics.store import Store, StoreError, open_store
from forensics.syncing import JiraExport, JiraLive, SlackExport, SlackLive, Synced, Wanted, steps, sync
from tests.collect.jira.fake_server import EMAIL, TOKEN, FakeJira, Fault, issue
from tests.collect.slack.fake_server import FakeSlack, Token, status
from tests.collect.slack.test_export import CHANNELS, USERS, said, unpacked, zipped
from tests.store.dump import dump

KEY = b"k" * 32
NOON = 1763380800  # 2025-11-17 12:00 UTC, also the clock of every sync here
NOW = datetime(2026, 4, 1, tzinfo=UTC)
USER = "xoxp-1-user-token"
POINTS = int(os.environ.get("FORENSICS_KILLS", "8"))
Bring = Callable[[Store], Synced]


def quiet(_: str, __: int) -> None:
    pass


def bring(store: Store, *sources: Any, since: datetime | None = None, until: datetime | None = None, now: datetime = NOW) -> Synced:
    return sync(store, sources, Wanted(since, until, now), quiet)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


# --- what is brought


def days(count: int = 12, each: int = 30) -> dict[str, Any]:
    """An export of two channels over some days, some of it in threads, edited and secret."""
    files: dict[str, Any] = {"channels.json": CHANNELS, "users.json": USERS}
    for day in range(count):
        for channel in ("payments", "web"):
            rows = []
            for number in range(each):
                at = NOON - NOON % 86400 + day * 86400 + number * 60
                text = f"said {day} {number}: PAYMENT_GATEWAY_TIMEOUT_MS=password={day}xY{number}z" if number % 7 == 0 else f"said {number}"
                more = {"thread_ts": f"{at - 60}.000100"} if number % 5 == 4 else {}
                rows.append(said(f"{at}.000100", text, "U1" if number % 2 else "U2", **more))
            files[f"{channel}/{datetime.fromtimestamp(at, UTC):%Y-%m-%d}.json"] = rows
    return files


@pytest.fixture
def exports(tmp_path: Path) -> Bring:
    """Brings a Slack and a Jira export."""
    archive = zipped(tmp_path / "export.zip", days())
    page = {"issues": [_raw(number) for number in range(60)]}
    unpacked(tmp_path / "jira", {"issues.json": page, "more.json": {"issues": [_raw(number) for number in range(60, 100)]}})

    def run(store: Store) -> Synced:
        with read_export(archive, "https://acme.slack.com/") as export:
            return bring(store, SlackExport(export), JiraExport(tmp_path / "jira"))

    return run


def _raw(number: int) -> dict[str, Any]:
    made = issue(number, f"issue {number} timeout", comments=1)
    fields = made["fields"] | {"comment": {"comments": made["comments"], "total": 1}}
    return {"id": made["id"], "key": made["key"], "fields": fields, "changelog": {"histories": made["histories"], "total": 0}}


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.tokens = {USER: Token("user", "jane")}
        fake.page = 40
        for id, name in (("C01PAY", "payments"), ("C02WEB", "web")):
            fake.channel(id, name)
            for number in range(450):
                fake.say(id, f"{NOON + number * 60}.000100", f"said {number} timeout", "U01JANE")
            for number in range(30):
                fake.say(id, f"{NOON + 30000 + number}.000200", f"answer {number}", "U02OMAR", thread=f"{NOON + number * 600}.000100")
        fake.person("U01JANE", "Jane Roe")
        fake.person("U02OMAR", "Omar Poe", deleted=True)
        yield fake


@pytest.fixture(params=[True, False], ids=["cloud", "datacenter"])
def jira(request: pytest.FixtureRequest) -> Iterator[FakeJira]:
    projects = {number: "OPS" if number % 9 == 0 else "PAY" for number in range(1, 90)}
    made = [issue(number, f"issue timeout {number}", comments=2, changes=3, project=project) for number, project in projects.items()]
    with FakeJira(cloud=request.param, issues=made, page=20) as fake:
        yield fake


def open_fake_slack(fake: FakeSlack) -> SlackLive:
    asker = Asker(Policy(attempts=2, attempt_seconds=20, total_seconds=100, first_wait=0.01))
    return SlackLive(open_slack(SlackCredentials(Secret(USER, "a test"), None), asker, fake.address))


def open_fake_jira(fake: FakeJira) -> JiraLive:
    asker = Asker(Policy(attempts=2, attempt_seconds=20, total_seconds=100, first_wait=0.01))
    opened = open_jira(JiraCredentials(fake.url, Secret(TOKEN, "a test"), EMAIL if fake.cloud else None), asker)
    assert isinstance(opened, Jira), opened
    return JiraLive(opened)


def whole(fake_slack: FakeSlack | None, fake_jira: FakeJira | None, now: datetime = NOW) -> Bring:
    def run(store: Store) -> Synced:
        sources: list[Any] = [open_fake_slack(fake_slack)] if fake_slack else []
        sources += [open_fake_jira(fake_jira)] if fake_jira else []
        return bring(store, *sources, since=datetime(2025, 11, 1, tzinfo=UTC), until=datetime(2026, 3, 29, tzinfo=UTC), now=now)

    return run


# --- kill -9


def in_a_child(work: Callable[[], None]) -> int:
    """Runs `work` in a process of its own; the signal that ended it, 0 where it came to its end."""
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    _, ended = os.waitpid(child, 0)
    assert not os.WIFEXITED(ended) or os.WEXITSTATUS(ended) == 0
    return os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else 0


def ticking(run: Bring, path: Path, tick: Callable[[], None]) -> None:
    """The sync, with `tick` called after each few operations of SQLite, in the midst of statements, transactions and commits."""
    with open_store(path, KEY) as store:
        store._connection.set_progress_handler(lambda: tick() or 0, 10)  # type: ignore[func-returns-value]
        run(store)


def kills_leave_no_trace(run: Bring, folder: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Syncs killed at random points, each finished by a further sync, against one that was left alone."""
    monkeypatch.setattr(steps, "_ENOUGH", 100)
    ticks = [0]

    def count() -> None:
        ticks[0] += 1

    ticking(run, folder / "whole.db", count)
    expected = dump(folder / "whole.db")
    assert expected["messages"] or expected["tickets"]
    assert expected["windows"]
    assert expected["found"]
    dice = random.Random(seed)
    points = sorted(dice.sample(range(1, ticks[0]), POINTS))
    assert ticks[0] > 10 * POINTS
    for point in points:
        path = folder / f"killed-{point}.db"
        left = [point]

        def die(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        assert in_a_child(lambda path=path, die=die: ticking(run, path, die)) == signal.SIGKILL  # type: ignore[misc]
        with open_store(path, KEY) as store:
            run(store)
        assert dump(path) == expected, f"killed at {point} of {ticks[0]}"
        path.unlink()


def test_a_killed_sync_of_exports_is_finished_without_loss(exports: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kills_leave_no_trace(exports, tmp_path, monkeypatch, 1)


def test_a_killed_sync_of_slack_is_finished_without_loss(slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kills_leave_no_trace(whole(slack, None), tmp_path, monkeypatch, 2)


def test_a_killed_sync_of_jira_is_finished_without_loss(jira: FakeJira, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kills_leave_no_trace(whole(None, jira), tmp_path, monkeypatch, 3)


def test_a_sync_killed_again_and_again_comes_to_its_end(exports: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_ENOUGH", 60)
    with open_store(tmp_path / "whole.db", KEY) as store:
        exports(store)
    dice, ended, path = random.Random(4), signal.SIGKILL, tmp_path / "often.db"
    for _ in range(200):
        left = [dice.randrange(800, 4800)]

        def die(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        ended = signal.Signals(in_a_child(lambda die=die: ticking(exports, path, die)) or signal.SIGTERM)  # type: ignore[misc]
        if ended != signal.SIGKILL:
            break
    assert ended != signal.SIGKILL
    assert dump(path) == dump(tmp_path / "whole.db")


# --- what changes meanwhile


def test_the_same_sync_again_brings_nothing(exports: Bring, tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", KEY) as store:
        first = exports(store)
        assert (first.wrote.new, first.wrote.changed, first.wrote.gone) == (12 * 30 * 2 + 100, 0, 0)
        again = exports(store)
        assert (again.looked_at, again.wrote.new, again.gaps) == (0, 0, ())


def test_a_later_export_brings_versions_and_tombstones(tmp_path: Path) -> None:
    files = days(3)
    with open_store(tmp_path / "a.db", KEY) as store:
        with read_export(zipped(tmp_path / "1.zip", files)) as export:
            bring(store, SlackExport(export))
        name = sorted(files)[-2]
        lost, edited = files[name][3], files[name][5]
        files[name] = [row for row in files[name] if row is not lost]
        edited |= {"text": "said otherwise", "edited": {"user": "U1", "ts": f"{NOON + 9 * 86400}.000000"}}
        with read_export(zipped(tmp_path / "2.zip", files)) as export:
            done = bring(store, SlackExport(export))
        assert (done.wrote.new, done.wrote.changed, done.wrote.gone) == (0, 1, 1)
        assert done.looked_at == 29  # the other day files are known
        found = [one for one in store.messages_about([lost["text"]]) if one.ts == lost["ts"]]
        assert {(one.channel, one.deleted) for one in found} == {("payments", False), ("web", True)}
        with read_export(str(tmp_path / "1.zip")) as export:
            bring(store, SlackExport(export))  # the older one once more
        assert "said otherwise" in [one.text for one in store.messages_about(["otherwise"])]


def test_only_named_channels_and_days_are_brought(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", KEY) as store, read_export(zipped(tmp_path / "1.zip", days(4))) as export:
        first = datetime(2025, 11, 18, tzinfo=UTC)
        done = bring(store, SlackExport(export, ("web", "none")), since=first, until=first + timedelta(days=2))
        assert done.wrote.new == 60
        assert [gap.why for gap in done.gaps] == [f"there is no channel none in {tmp_path / '1.zip'}"]
        (covered,) = store.window("slack")
        assert (covered.name, covered.first, covered.last) == ("web", first, first + timedelta(days=2))


def test_a_living_channel_brings_edits_deletions_and_late_replies(slack: FakeSlack, tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", KEY) as store:
        run = whole(slack, None)
        assert run(store).gaps == ()
        rows = slack.messages["C01PAY"]
        row = next(one for one in rows if one["text"] == "said 440 timeout")
        row |= {"text": "said 440 timeout, no: retries", "edited": {"user": "U01JANE", "ts": f"{NOON + 90000}.000000"}}
        rows.remove(next(one for one in rows if one["text"] == "said 441 timeout"))
        rows.remove(next(one for one in rows if one["text"] == "answer 12"))
        slack.say("C01PAY", f"{NOON + 99000}.000100", "late answer", thread=f"{NOON + 600}.000100")
        left = bring(store, open_fake_slack(slack), since=datetime(2025, 11, 17, tzinfo=UTC), until=datetime(2025, 11, 18, tzinfo=UTC))
        assert (left.wrote.new, left.wrote.changed, left.wrote.gone) == (1, 1, 2)
        assert {one.text for one in store.messages_about(["440"])} == {"said 440 timeout", "said 440 timeout, no: retries"}
        assert store.messages_about(["441"])[0].deleted
        assert store.messages_about(["late"])[0].thread == f"{NOON + 600}.000100"


def test_what_could_not_be_read_is_no_window_and_nothing_is_buried_for_it(slack: FakeSlack, tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", KEY) as store:
        slack.fail("conversations.replies", *[status(503)] * 2)
        first = whole(slack, None)(store)
        assert any("evidence incomplete" in gap.why for gap in first.gaps)
        assert first.wrote.gone == 0
        assert not all(one.complete for one in store.window("slack"))
        second = whole(slack, None)(store)
        assert second.gaps == ()
        assert second.wrote.gone == 0
        assert len(store.messages_about(["said", "answer"])) == 2 * 480


def test_a_clock_that_runs_ahead_loses_nothing(slack: FakeSlack, tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", KEY) as store:
        bring(store, open_fake_slack(slack), since=datetime(2025, 11, 1, tzinfo=UTC), now=datetime.now(UTC) + timedelta(days=900))
        assert max(one.last for one in store.window("slack")) <= datetime.now(UTC)


def test_a_living_jira_brings_updates_and_deletions(jira: FakeJira, tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", KEY) as store:
        run = whole(None, jira)
        first = run(store)
        assert (first.wrote.new, first.gaps) == (89, ())
        assert {(one.place, one.complete) for one in store.window("jira")} == {("PAY", True), ("OPS", True)}
        changed = next(one for one in jira.issues if one["key"] == "PAY-26")
        changed["fields"] = changed["fields"] | {"summary": "Changed", "updated": "2026-03-28T23:00:00.000+0000"}
        again = bring(store, open_fake_jira(jira), since=datetime(2025, 11, 1, tzinfo=UTC), until=datetime(2026, 3, 30, tzinfo=UTC))
        assert again.wrote.changed == 1
        assert [one.summary for one in store.ticket_versions("PAY-26")] == ["Issue 26", "Changed"]


def test_an_issue_deleted_from_what_is_read_again_is_gone(jira: FakeJira, tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", KEY) as store:
        whole(None, jira)(store)
        jira.issues[:] = [one for one in jira.issues if one["key"] != "PAY-53"]
        with store.step():
            store._connection.execute("DELETE FROM windows")  # as if none of it had been read
        again = whole(None, jira, NOW + timedelta(days=1))(store)
        assert again.wrote.gone == 1
        assert store.gone_tickets() == {"PAY-53"}
        assert store.tickets_by_key(["PAY-53"])[0].key == "PAY-53"


def test_issues_that_move_to_the_end_hide_none(tmp_path: Path) -> None:
    made = [issue(number, "timeout") for number in range(1, 61)]

    def touch(fake: FakeJira, start: int) -> None:
        if 0 < start < 45:
            row = fake.issues[start % 7]
            row["fields"] = row["fields"] | {"updated": f"2026-03-29T10:{start:02d}:00.000+0000"}

    with FakeJira(cloud=False, issues=made, page=15, between_pages=touch) as fake, open_store(tmp_path / "a.db", KEY) as store:
        done = bring(store, open_fake_jira(fake), since=datetime(2026, 1, 1, tzinfo=UTC))
        assert done.gaps == ()
        assert len(store.tickets_about(["timeout"])) == 60


def test_a_jira_that_fails_half_way_is_gone_on_with(tmp_path: Path) -> None:
    made = [issue(number, "timeout") for number in range(1, 90)]
    with FakeJira(issues=made, page=20) as fake, open_store(tmp_path / "a.db", KEY) as store:
        live = open_fake_jira(fake)
        empty = b'{"issues": [], "nextPageToken": "token-40"}'
        fake.faults = [Fault("search/jql", status=200, times=1, body=empty), Fault("search/jql", status=500)]
        first = bring(store, live, since=datetime(2026, 1, 1, tzinfo=UTC))
        assert any("search" in gap.why for gap in first.gaps)
        fake.faults = []
        bring(store, open_fake_jira(fake), since=datetime(2026, 1, 1, tzinfo=UTC))
        assert len(store.tickets_about(["timeout"])) == 89


def test_an_export_without_a_changelog_takes_none_away(tmp_path: Path) -> None:
    with FakeJira(issues=[issue(1, "timeout", changes=3)]) as fake, open_store(tmp_path / "a.db", KEY) as store:
        bring(store, open_fake_jira(fake), since=datetime(2026, 1, 1, tzinfo=UTC))
        text = "Issue key,Summary,Project key,Status,Created,Updated\nPAY-1,Issue 1,PAY,Closed,2026-03-02T09:00:00Z,2026-03-20T09:00:00Z\n"
        (tmp_path / "jira.csv").write_text(text)
        done = bring(store, JiraExport(tmp_path / "jira.csv"))
        assert done.wrote.changed == 1
        (ticket,) = store.tickets_by_key(["PAY-1"])
        assert (ticket.status, len(ticket.moves)) == ("Closed", 3)


# --- two at once, and a store that fails


def test_two_syncs_at_once_end_in_one_store(exports: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_ENOUGH", 50)
    with open_store(tmp_path / "whole.db", KEY) as store:
        exports(store)
    path = tmp_path / "both.db"

    def run() -> None:
        with open_store(path, KEY) as store:
            exports(store)

    children = [threading.Thread(target=in_a_child, args=(run,)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert dump(path) == dump(tmp_path / "whole.db")


def test_a_disk_that_fills_up_is_told_and_the_sync_goes_on_later(exports: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    monkeypatch.setattr(steps, "_ENOUGH", 50)
    with open_store(tmp_path / "whole.db", KEY) as store:
        exports(store)
    path, told = tmp_path / "full.db", tmp_path / "told"

    def run() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
        try:
            with open_store(path, KEY) as store:
                exports(store)
        except StoreError as trouble:
            told.write_text(str(trouble))

    assert in_a_child(run) == 0
    assert "is full" in told.read_text()
    with open_store(path, KEY) as store:
        assert exports(store).wrote.new < 12 * 30 * 2 + 100
    assert dump(path) == dump(tmp_path / "whole.db")


def test_one_source_that_is_missing_leaves_the_others(tmp_path: Path, exports: Bring) -> None:
    with open_store(tmp_path / "a.db", KEY) as store, read_export(str(tmp_path / "export.zip")) as export:
        done = bring(store, JiraExport(tmp_path / "nowhere.json"), SlackExport(export))
        assert done.wrote.new == 720
        assert done.gaps == (Gap("jira export nowhere.json", "there is no such file or folder"),)


def test_an_unchanged_window_can_be_asked_for_with_another_question(tmp_path: Path, exports: Bring) -> None:
    with open_store(tmp_path / "a.db", KEY) as store:
        narrow = replace(Wanted(None, None, NOW), until=datetime(2026, 3, 5, tzinfo=UTC))
        few = sync(store, [JiraExport(tmp_path / "jira")], narrow, quiet)
        rest = sync(store, [JiraExport(tmp_path / "jira")], Wanted(None, None, NOW), quiet)
        assert 0 < few.wrote.new < 100
        assert few.wrote.new + rest.wrote.new == 100
