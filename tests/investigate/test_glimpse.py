"""The first answer: what the files say now, told before the history is read, and the same report afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics import __version__
from forensics.investigate import glimpse, investigate, quiet
from forensics.investigate.glimpse import Glimpse
from forensics.investigate.remembering import Remembering
from forensics.model import Report
from forensics.question import Question
from sample_repos.stories import Scene
from tests.collect.git.workshop import Bench
from tests.conftest import Build

BASE = "retries: 2\nenv:\n  TIMEOUT_MS: 3000\n"
FILES = {f"deploy/values-{one}.yaml": BASE for one in ("dev", "staging", "production")}
BORN = Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "values", files=FILES)
RAISED = Scene("2026-02-01T10:00:00Z", "Ada Lovelace", "timeout", edits=(("deploy/values-staging.yaml", "3000", "9000"),))
GONE = Scene("2026-03-01T10:00:00Z", "Ada Lovelace", "no dev", files={"deploy/values-dev.yaml": None})
TRIED = Scene("2026-03-02T10:00:00Z", "Ada Lovelace", "try", branch="try", edits=(("deploy/values-staging.yaml", "9000", "8000"),))


@pytest.fixture(autouse=True)
def _every_history_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glimpse, "_LONG", 0)


def traced(repo: Path, key: str = "TIMEOUT_MS") -> tuple[Report, list[Glimpse]]:
    seen: list[Glimpse] = []
    question = Question(key=key, repositories=(str(repo),), as_of=datetime(2026, 6, 1, tzinfo=UTC))
    report = investigate(question, __version__, glimpsed=seen.append)
    assert report == investigate(question, __version__), "the report does not tell how it came about"
    return report, seen


def test_it_is_what_the_report_says_that_each_environment_has(told: Build) -> None:
    report, (seen,) = traced(told(BORN, RAISED, GONE, TRIED))
    assert dict(seen.values) == {"staging": "9000", "production": "3000"}
    setting = report.settings[0]
    assert (seen.setting, seen.further, seen.mainline) == (setting.id, 0, "main")
    assert {stand.environment: stand.declared for stand in setting.stands if stand.declared} == dict(seen.values)


def test_a_value_from_a_shared_base_counts(told: Build) -> None:
    files = {"charts/app/Chart.yaml": "name: app\n", "charts/app/values.yaml": "timeout: 5\n"}
    files |= {"charts/app/values-production.yaml": "retries: 3\n", "charts/app/values-staging.yaml": "timeout: 9\n"}
    report, (seen,) = traced(told(Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "chart", files=files)), "timeout")
    assert dict(seen.values) == {"staging": "9", "production": "5"}
    assert {stand.environment: stand.declared for stand in report.settings[0].stands} == dict(seen.values)


def test_of_several_settings_one_whose_values_differ_is_told(told: Build) -> None:
    more = {f"jobs/values-{one}.yaml": BASE for one in ("dev", "staging", "production")}
    _, (seen,) = traced(told(BORN, Scene("2026-01-02T10:00:00Z", "Ada Lovelace", "jobs", files=more), RAISED))
    assert seen.setting.startswith("deploy/")
    assert seen.further == 1


def test_a_key_that_is_in_no_file_now_is_not_told(told: Build) -> None:
    dropped = Scene("2026-04-01T10:00:00Z", "Ada Lovelace", "drop", files=dict.fromkeys(FILES, "retries: 2\n"))
    report, seen = traced(told(BORN, dropped))
    assert report.settings
    assert seen == []


NEWEST = [("main", "main~1", "9000"), ("main~1", "main", "9000"), ("main~1", "main~1", "3000")]


@pytest.mark.parametrize(("local", "remote", "staging"), NEWEST)
def test_a_branch_is_read_where_it_is_newest_here_or_at_origin(told: Build, local: str, remote: str, staging: str) -> None:
    repo = told(BORN, RAISED)
    desk = Bench(repo)
    tips = [desk.rev(local), desk.rev(remote)]
    desk.git("checkout", "-q", "--detach", tips[0])
    desk.git("update-ref", "refs/heads/main", tips[0])
    desk.git("update-ref", "refs/remotes/origin/main", tips[1])
    report, (seen,) = traced(repo)
    assert dict(seen.values)["staging"] == staging
    assert {stand.environment: stand.declared for stand in report.settings[0].stands} == dict(seen.values)


def test_where_many_branches_differ_from_origin_s_nothing_is_told(told: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glimpse, "_MOST_ASIDE", 0)
    repo = told(BORN, RAISED)
    Bench(repo).git("update-ref", "refs/remotes/origin/main", "main~1")
    assert traced(repo)[1] == []


def test_a_key_that_was_read_before_is_not_told_again_and_another_one_is(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED, GONE, TRIED)
    folder = tmp_path / "index"

    def asked(key: str) -> tuple[Report, list[Glimpse]]:
        seen: list[Glimpse] = []
        remembering = Remembering(folder)
        question = Question(key=key, repositories=(str(repo),), as_of=datetime(2026, 6, 1, tzinfo=UTC))
        report = investigate(question, __version__, quiet, remembering, seen.append)
        remembering.write()
        assert report == investigate(question, __version__)
        return report, seen

    assert [len(asked(key)[1]) for key in ("TIMEOUT_MS", "TIMEOUT_MS", "retries", "retries")] == [1, 0, 1, 0]


def test_a_file_that_had_another_name_is_read_as_a_file_of_each(told: Build) -> None:
    files = {f"deploy/{one}.env": "TIMEOUT_MS=3\n" for one in ("staging", "prod")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "env", files=files))
    bench = Bench(repo, ticks=10_000)
    bench.git("mv", "deploy/prod.env", "deploy/prod.yaml")
    bench.commit({})
    traced(repo)


def test_a_short_history_is_not_glimpsed_at(told: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glimpse, "_LONG", 1000)
    assert traced(told(BORN, RAISED))[1] == []
