"""Questions that hold a mistake, a stretch of time or several repositories, and what is stated beside the history."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

import forensics
from forensics.collect.git import RepositoryError
from forensics.investigate.catalogue import Known
from forensics.investigate.places import known_settings, places
from forensics.model import Report
from forensics.question import QuestionError
from sample_repos.stories import Scene
from tests.conftest import Build

NOW = 1_900_000_000
FILES = {f"deploy/values-{one}.yaml": "TIMEOUT_MS: 3000\nRETRIES: 2\n" for one in ("staging", "production")}
BORN = Scene("2026-01-01T10:00:00Z", "Ada", "values", files=FILES)
RAISED = Scene("2026-02-01T10:00:00Z", "Ada", "staging up", edits=(("deploy/values-staging.yaml", "3000", "9000"),))
FURTHER = Scene("2026-04-01T10:00:00Z", "Ada", "staging further", edits=(("deploy/values-staging.yaml", "9000", "9500"),))


def ask(repo: Path | list[Path], key: str = "TIMEOUT_MS", **asked: object) -> Report:
    return forensics.trace(key, repo, **asked).document  # type: ignore[arg-type]


def git(repo: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(repo), *arguments], check=True, capture_output=True)


def cited(report: Report) -> set[str]:
    """Every event id that the report's spans, episodes, verdicts and events name."""
    found = {span.origin for setting in report.settings for _, spans in setting.timelines for span in spans}
    for episode in (episode for setting in report.settings for episode in setting.episodes):
        found |= {episode.opened_by, episode.closed_by or episode.opened_by}
        found |= {cite for clue in (episode.verdict.evidence if episode.verdict else ()) for cite in clue.cites}
    return found | {link.to for event in report.events for link in event.links}


def now(repo: Path, pattern: str | None = None) -> dict[str, dict[str, str | None]]:
    known: tuple[Known, ...] = known_settings(str(repo), pattern, NOW, False, lambda *_: None)
    return {one.id: dict(one.values) for one in known}


# --- a stretch of time


def test_since_leaves_out_what_had_ended_and_keeps_what_is_cited(told: Build) -> None:
    repo = told(BORN, RAISED, FURTHER)
    report = ask(repo, since="2026-03-01")
    assert cited(report) <= {event.id for event in report.events}
    assert "" not in cited(report)
    timelines = dict(report.settings[0].timelines)
    assert [span.value for span in timelines["staging"]] == ["9000", "9500"]
    assert [span.value for span in timelines["production"]] == ["3000"]
    assert len(report.events) < len(ask(repo).events)
    assert report.verdict is not None
    assert report.verdict.opened_by in {event.id for event in report.events}


def test_a_since_after_the_as_of_is_refused(told: Build) -> None:
    with pytest.raises(QuestionError, match=r"since .* is later than as of"):
        ask(told(BORN), since="2026-03-01", as_of="2026-02-01")


# --- several repositories


def test_one_repository_named_twice_is_traced_once(told: Build) -> None:
    repo = told(BORN, RAISED)
    twice, once = ask([repo, repo / "deploy", repo / ".git"], as_of="2026-05-01"), ask(repo, as_of="2026-05-01")
    assert twice == once


def test_the_ids_of_two_repositories_stay_apart(told: Build) -> None:
    report = ask([told(BORN, RAISED, name="one"), told(BORN, RAISED, name="two")])
    episodes = [episode for setting in report.settings for episode in setting.episodes]
    assert len(report.settings) == len({setting.id for setting in report.settings}) == 2
    assert len(episodes) == len({episode.id for episode in episodes}) == 2
    for setting in report.settings:
        for episode in setting.episodes:
            assert episode.verdict is not None
            assert (episode.verdict.setting, episode.verdict.episode) == (setting.id, episode.id)
    ids = [event.id for event in report.events]
    assert len(ids) == len(set(ids))
    assert cited(report) <= set(ids)


def test_the_setting_chosen_among_two_repositories_comes_first_with_its_blame(told: Build) -> None:
    repos = [told(BORN, RAISED, name="one"), told(BORN, RAISED, name="two")]
    last = ask(repos).settings[-1].id
    chosen = ask(repos, setting=last).settings[0]
    assert chosen.id == last
    assert all(stand.blame is not None for stand in chosen.stands)


# --- what there is none of


@pytest.mark.parametrize("name", ["nosuch", "PRODUCTION"])
def test_an_environment_that_does_not_exist_is_refused_with_those_that_do(name: str, told: Build) -> None:
    with pytest.raises(QuestionError, match=rf"{name}.*staging, production"):
        ask(told(BORN), env=[name])


def test_a_setting_that_does_not_exist_is_refused_with_the_nearest(told: Build) -> None:
    with pytest.raises(QuestionError, match=r"nearest.*deploy/values-\{env\}\.yaml#TIMEOUT_MS"):
        ask(told(BORN), setting="deploy/values-{env}.yaml#TIMEOUT")


@pytest.mark.parametrize("in_a_file_of_its_own", [True, False])
def test_before_a_keys_first_landing_the_report_says_when_it_appears(in_a_file_of_its_own: bool, told: Build) -> None:
    later = Scene("2026-02-01T10:00:00Z", "Ada", "more", files={"deploy/values-staging.yaml": "TIMEOUT_MS: 3000\nLATER_MS: 1\n"})
    if in_a_file_of_its_own:
        later = replace(later, files={"other/app-staging.yaml": "LATER_MS: 1\n"})
    report = ask(told(BORN, later), "LATER_MS", as_of="2026-01-15")
    assert (report.settings, report.suggestions) == ((), ())
    assert ["2026-02-01" in gap.why for gap in report.gaps if gap.where == "LATER_MS"] == [True]
    assert report.sources[0].status == "complete"


def test_a_key_of_another_environment_is_said_to_be_there(told: Build) -> None:
    only = Scene("2026-02-01T10:00:00Z", "Ada", "more", files={"deploy/values-staging.yaml": "ONLY: 1\n"})
    report = ask(told(BORN, only), "ONLY", env=["production"])
    assert report.settings == ()
    assert any("staging" in gap.why for gap in report.gaps)


def test_a_key_that_never_was_gets_suggestions_and_no_such_gap(told: Build) -> None:
    report = ask(told(BORN), "TIMEOUT", as_of="2026-05-01")
    assert report.suggestions == ("TIMEOUT_MS",)
    assert report.gaps == ()


def test_a_contract_that_can_not_be_read_is_one_sentence(told: Build, tmp_path: Path) -> None:
    for contract in (tmp_path / "nowhere.yaml", tmp_path, "a\0b"):
        with pytest.raises(QuestionError, match="contract"):
            ask(told(BORN, name=f"repo-{len(str(contract))}"), contract=contract)


@pytest.mark.parametrize("path", ["x" * 5000, "a\0b"])
def test_a_path_that_the_system_refuses_is_one_short_sentence(path: str) -> None:
    with pytest.raises(RepositoryError, match="--repo") as raised:
        ask(Path(path))
    assert len(str(raised.value)) < 400


# --- what is stated beside the history


def test_a_statement_that_reaches_nothing_is_a_gap_and_git_stays_complete(told: Build) -> None:
    repo = told(BORN, RAISED)
    (repo / "forensics.toml").write_text(
        '[environments]\nproduction = ["deploy/values-production.yaml", "typo/**"]\norder = ["staging", "production", "preprod"]\n'
        '[layers]\n"deploy/values-*.yaml" = ["deploy/default.yaml"]\n'
    )
    report = ask(repo)
    told_of = " ".join(gap.why for gap in report.gaps if gap.where == "forensics.toml")
    assert all(name in told_of for name in ("typo/**", "preprod", "deploy/default.yaml"))
    assert "deploy/values" not in told_of
    assert report.sources[0].status == "complete"
    assert any("typo/**" in gap.why for gap in places(str(repo), NOW, False, lambda *_: None).gaps)


STATING = '[environments]\nlive = ["deploy/values-production.yaml"]\n'


def environments(repo: Path) -> tuple[str, ...]:
    return ask(repo).asked.environments


def test_a_forensics_toml_deleted_from_the_work_tree_has_no_effect(told: Build) -> None:
    repo = told(BORN, Scene("2026-02-01T10:00:00Z", "Ada", "state", files={"forensics.toml": STATING}))
    git(repo, "checkout", "-q", "--", ".")
    assert "live" in environments(repo)
    (repo / "forensics.toml").unlink()
    assert "live" not in environments(repo)


def test_a_bare_repository_states_what_its_mainline_does(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, Scene("2026-02-01T10:00:00Z", "Ada", "state", files={"forensics.toml": STATING}))
    bare = tmp_path / "bare.git"
    git(repo, "clone", "-q", "--bare", str(repo), str(bare))
    assert "live" in environments(bare)
    git(bare, "branch", "other", "main~1")
    git(bare, "symbolic-ref", "HEAD", "refs/heads/other")
    assert "live" in environments(bare)


@pytest.mark.parametrize(
    "text",
    [
        '[tool.forensics.environments]\nlive = ["deploy/values-production.yaml"]\n',
        '[ tool.forensics ]\nenvironments.live = ["deploy/values-production.yaml"]\n',
        '[tool]\nforensics.environments.live = ["deploy/values-production.yaml"]\n',
        'tool."forensics".environments.live = ["deploy/values-production.yaml"]\n',
    ],
)
def test_a_pyprojects_table_counts_however_toml_lets_it_be_written(text: str, told: Build) -> None:
    repo = told(BORN)
    (repo / "pyproject.toml").write_text(text)
    assert "live" in environments(repo)


def test_a_broken_pyproject_is_refused_only_where_it_speaks_of_this_tool(told: Build) -> None:
    repo = told(BORN)
    (repo / "pyproject.toml").write_text("# no [tool.other] here\n[project\n")
    assert environments(repo) == ("staging", "production")
    (repo / "pyproject.toml").write_text("[ tool . forensics ]\nenvironments = [\n")
    with pytest.raises(QuestionError, match=r"pyproject\.toml"):
        ask(repo)


def test_what_is_stated_is_itself_no_setting(told: Build) -> None:
    contract = "expected_differences:\n  TIMEOUT_MS: {staging: 9000}\n"
    stated = {"forensics.toml": '[keys]\nTIMEOUT_MS = ["timeoutMs"]\n', "config/expected-env-diff.yaml": contract}
    repo = told(BORN, Scene("2026-02-01T10:00:00Z", "Ada", "state", files=stated))
    assert set(now(repo)) == {"deploy/values-{env}.yaml#TIMEOUT_MS", "deploy/values-{env}.yaml#RETRIES"}
    assert [setting.id for setting in ask(repo).settings] == ["deploy/values-{env}.yaml#TIMEOUT_MS"]
    found = places(str(repo), NOW, False, lambda *_: None)
    assert not {*stated} & {*(place.path for place in found.placed), *(path for path, _ in found.left_out)}


# --- the settings that exist


def test_the_values_now_are_those_that_count_and_a_base_stands_alone_only_where_nothing_overrides_it(told: Build) -> None:
    files = {
        "deploy/values.yaml": "A: base\nB: base\n",
        "deploy/values-staging.yaml": "A: own\n",
        "deploy/values-production.yaml": "C: ~\n",
    }
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada", "values", files=files))
    assert now(repo) == {
        "deploy/values-{env}.yaml#A": {"staging": "own", "production": "base"},
        "deploy/values-{env}.yaml#C": {"staging": None, "production": "null"},
        "deploy/values.yaml#B": {"staging": "base", "production": "base"},
    }


def test_the_values_now_are_those_that_a_trace_tells(told: Build) -> None:
    files = {
        "deploy/values.yaml": "A: base\nB: 1\n",
        "deploy/values-staging.yaml": "A: own\n",
        "deploy/values-production.yaml": "C: 2\n",
        "ops/shared.yaml": "D: 4\n",
    }
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada", "values", files=files))
    for name in "ABCD":
        traced = {setting.id: {stand.environment: stand.effective for stand in setting.stands} for setting in ask(repo, name).settings}
        known = {
            id_: {where: value for where, value in values.items() if value is not None} for id_, values in now(repo, f"*#{name}").items()
        }
        assert known == {id_: {where: value for where, value in values.items() if value is not None} for id_, values in traced.items()}
