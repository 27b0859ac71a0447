"""People's notes find their episode again, stand beside the verdict, and are told as lost where it is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

import forensics
from forensics.model import Report
from forensics.question import QuestionError
from sample_repos.stories import Scene
from tests.conftest import Build
from tests.investigate.test_ruling import BORN, RAISED

NOTE = """\
[[note]]
key = "TIMEOUT_MS"
setting = "deploy/values-{env}.yaml#env.TIMEOUT_MS"
opened_at = 2026-02-01T10:00:00Z
values = {staging = "9000", production = "3000"}
verdict = "by_design"
because = "the mock waits"
at = 2026-03-01T10:00:00Z
"""
MAIN_CHANGE = Scene("2026-04-01T10:00:00Z", "Ada Lovelace", "more", edits=(("deploy/values-staging.yaml", "9000", "9500"),))


def asked(repo: Path, key: str = "TIMEOUT_MS", **options: object) -> Report:
    return forensics.trace(key, repo, **{"as_of": "2026-11-01T00:00:00Z", **options}).document  # type: ignore[arg-type]


def lost(report: Report) -> list[str]:
    return [gap.why for gap in report.gaps if gap.where == "notes"]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "notes.toml"
    path.write_text(NOTE)
    return path


def test_a_note_stands_beside_the_verdict_and_changes_nothing_of_it(told: Build, kept: Path) -> None:
    repo = told(BORN, RAISED)
    report = asked(repo, notes=kept)
    (noted,) = report.notes
    assert report.verdict is not None
    assert (noted.episode, noted.agrees, noted.since) == (report.verdict.episode, report.verdict.kind == "by_design", "")
    assert report.verdict == asked(repo).verdict


def test_the_repositorys_own_notes_are_read_unasked(told: Build) -> None:
    repo = told(BORN, RAISED)
    (repo / "forensics-notes.toml").write_text(NOTE)
    assert [one.note.because for one in asked(repo).notes] == ["the mock waits"]


def test_a_note_stays_on_its_episode_when_the_values_go_on_changing(told: Build, kept: Path) -> None:
    (noted,) = asked(told(BORN, RAISED, MAIN_CHANGE), notes=kept).notes
    assert noted.since == "its values have changed since"


def test_an_episode_that_is_known_to_have_opened_at_another_time_is_found_by_its_values(told: Build, kept: Path) -> None:
    kept.write_text(NOTE.replace("2026-02-01T10", "2026-02-02T10"))
    (noted,) = asked(told(BORN, RAISED), notes=kept).notes
    assert noted.since.startswith("it is now known to have opened at 2026-02-01 10:00Z")


@pytest.mark.parametrize("change", [("2026-02-01T10", "2025-02-01T10"), ("#env.TIMEOUT_MS", "#job.TIMEOUT_MS")])
def test_a_note_whose_episode_is_gone_is_a_gap(change: tuple[str, str], told: Build, kept: Path) -> None:
    kept.write_text(NOTE.replace(*change).replace("9000", "1"))
    report = asked(told(BORN, RAISED), notes=kept)
    assert report.notes == ()
    assert len(lost(report)) == 1


def test_notes_on_other_keys_and_later_ones_are_not_this_reports(told: Build, kept: Path) -> None:
    repo = told(BORN, RAISED)
    kept.write_text(NOTE.replace("TIMEOUT_MS", "RETRIES"))
    assert (asked(repo, notes=kept).notes, lost(asked(repo, notes=kept))) == ((), [])
    kept.write_text(NOTE)
    early = asked(repo, notes=kept, as_of="2026-02-15T00:00:00Z")
    assert (early.notes, lost(early)) == ((), [])


def test_notes_that_are_no_toml_are_refused_where_they_were_named_and_a_gap_where_they_were_found(told: Build, kept: Path) -> None:
    repo = told(BORN, RAISED)
    kept.write_text("[[note")
    with pytest.raises(QuestionError, match="TOML"):
        asked(repo, notes=kept)
    (repo / "forensics-notes.toml").write_text("[[note")
    assert [gap for gap in asked(repo).gaps if gap.where == "forensics-notes.toml"]


def test_among_several_repositories_a_note_is_on_its_own(told: Build) -> None:
    one, other = told(BORN, RAISED, name="one"), told(BORN, RAISED, name="other")
    (one / "forensics-notes.toml").write_text(NOTE)
    (noted,) = forensics.trace("TIMEOUT_MS", [one, other], as_of="2026-11-01T00:00:00Z").document.notes
    assert noted.episode.startswith(str(one))
