"""What a trace tells of a real repository, story by story."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

import forensics
from forensics.face import Report
from sample_repos.stories import STORIES, Scene, build, from_toml, read
from tests.conftest import Build

FILES = {"deploy/values-staging.yaml": "env:\n  TIMEOUT_MS: 3000\n", "deploy/values-production.yaml": "env:\n  TIMEOUT_MS: 3000\n"}


def values(report: Report, environment: str, setting: int = 0) -> list[tuple[str, str | None]]:
    """(day, value) along an environment's timeline."""
    timeline = dict(report.settings[setting].timelines)[environment]
    return [(span.start.strftime("%m-%d"), span.value) for span in timeline]


def raised(environment: str, to: int = 9000, at: str = "2026-02-01T10:00:00Z", **rest: object) -> Scene:
    return Scene(at, "Ada", f"timeout {to}", edits=((f"deploy/values-{environment}.yaml", "3000", str(to)),), **rest)  # type: ignore[arg-type]


BORN = Scene("2026-01-01T10:00:00Z", "Ada", "values", files=FILES)


def test_a_value_counts_from_the_moment_its_merge_landed_and_cites_both_commits(told: Build) -> None:
    repo = told(
        BORN,
        raised("staging", at="2026-02-01T10:00:00Z", branch="feature"),
        Scene("2026-02-09T10:00:00Z", "Bo", "Merge pull request #7 from corp/feature", branch="main", merge="feature"),
    )
    report = forensics.trace("TIMEOUT_MS", repo)
    assert values(report, "staging") == [("01-01", "3000"), ("02-09", "9000")]
    change = next(event for event in report.events if event.after == "9000")
    assert change.pull_request == "7"
    assert change.actor == "Ada"
    (written,) = change.written_in
    assert written != change.commit
    assert any(event.kind == "commit" and event.commit == written for event in report.events)


def test_a_state_that_existed_only_on_a_branch_is_no_environments_value(told: Build) -> None:
    repo = told(
        BORN, raised("staging", branch="feature"), Scene("2026-03-01T10:00:00Z", "Bo", "docs", branch="main", files={"README.md": "x\n"})
    )
    report = forensics.trace("TIMEOUT_MS", repo)
    assert values(report, "staging") == [("01-01", "3000")]
    assert report.verdict is None


def test_a_feature_branch_that_is_checked_out_does_not_become_the_mainline(told: Build) -> None:
    repo = told(BORN, raised("staging", branch="feature"))
    subprocess.run(["git", "-C", str(repo), "checkout", "-q", "feature"], check=True)
    report = forensics.trace("TIMEOUT_MS", repo)
    assert values(report, "staging") == [("01-01", "3000")]
    assert report.document.asked.repositories[0].mainline == "main"


def test_a_branch_merged_with_ours_changes_nothing_that_ran(told: Build) -> None:
    repo = told(
        BORN, raised("staging", branch="feature"),
        Scene("2026-03-01T10:00:00Z", "Bo", "Merge branch 'feature'", branch="main", merge="feature", options=("-s", "ours")),
    )  # fmt: skip
    assert values(forensics.trace("TIMEOUT_MS", repo), "staging") == [("01-01", "3000")]


def test_a_value_made_by_hand_inside_a_merge_is_found_and_named(told: Build) -> None:
    repo = told(
        BORN,
        Scene("2026-02-01T10:00:00Z", "Ada", "other", branch="feature", files={"other.txt": "x"}),
        Scene(
            "2026-03-01T10:00:00Z", "Bo", "Merge branch 'feature'", branch="main", merge="feature",
            edits=(("deploy/values-production.yaml", "3000", "4500"),),
        ),
    )  # fmt: skip
    report = forensics.trace("TIMEOUT_MS", repo)
    change = next(event for event in report.events if event.after == "4500")
    assert "set by hand inside the merge: no parent has this value" in change.notes
    assert report.verdict is not None
    assert (report.verdict.kind, report.verdict.mechanism, report.verdict.diverged) == ("accident", "bad_merge", ("production",))


def test_one_settings_life_goes_on_when_its_folder_is_renamed(told: Build) -> None:
    repo = told(
        BORN,
        raised("staging"),
        Scene(
            "2026-03-01T10:00:00Z", "Ada", "move charts",
            renames={f"deploy/values-{one}.yaml": f"charts/shop/values-{one}.yaml" for one in ("staging", "production")},
        ),
        Scene("2026-04-01T10:00:00Z", "Ada", "production too", edits=(("charts/shop/values-production.yaml", "3000", "9000"),)),
    )  # fmt: skip
    report = forensics.trace("TIMEOUT_MS", repo)
    assert [setting.id for setting in report.settings] == ["charts/shop/values-{env}.yaml#env.TIMEOUT_MS"]
    assert values(report, "staging") == [("01-01", "3000"), ("02-01", "9000")]
    assert values(report, "production") == [("01-01", "3000"), ("04-01", "9000")]
    (episode,) = report.settings[0].episodes
    assert (episode.opened_at.month, episode.closed_at and episode.closed_at.month) == (2, 4)


def test_a_key_that_moves_within_its_file_keeps_its_history(told: Build) -> None:
    repo = told(
        BORN,
        raised("staging"),
        Scene(
            "2026-03-01T10:00:00Z", "Ada", "regroup",
            files={
                "deploy/values-staging.yaml": "app:\n  extraEnv:\n    TIMEOUT_MS: 9000\n",
                "deploy/values-production.yaml": "app:\n  extraEnv:\n    TIMEOUT_MS: 3000\n",
            },
        ),
    )  # fmt: skip
    report = forensics.trace("TIMEOUT_MS", repo)
    assert [setting.id for setting in report.settings] == ["deploy/values-{env}.yaml#app.extraEnv.TIMEOUT_MS"]
    assert values(report, "staging") == [("01-01", "3000"), ("02-01", "9000")]


def test_a_deleted_override_falls_back_to_the_base_and_a_move_between_the_two_changes_no_value(told: Build) -> None:
    base = {"deploy/values.yaml": "env:\n  TIMEOUT_MS: 1000\n"}
    repo = told(
        Scene("2026-01-01T10:00:00Z", "Ada", "values", files=FILES | base),
        Scene(
            "2026-02-01T10:00:00Z", "Ada", "production uses the default",
            edits=(("deploy/values-production.yaml", "  TIMEOUT_MS: 3000\n", "  OTHER: 1\n"),),
        ),
        Scene(
            "2026-03-01T10:00:00Z", "Ada", "3000 is the default",
            edits=(("deploy/values.yaml", "1000", "3000"), ("deploy/values-staging.yaml", "  TIMEOUT_MS: 3000\n", "  OTHER: 1\n")),
        ),
    )  # fmt: skip
    report = forensics.trace("TIMEOUT_MS", repo)
    assert values(report, "production") == [("01-01", "3000"), ("02-01", "1000"), ("03-01", "3000")]
    (moved,) = [event for event in report.events if event.kind == "layer"]
    assert (moved.environment, moved.before, moved.after, moved.path) == ("staging", "3000", "3000", "deploy/values.yaml")
    assert values(report, "staging") == [("01-01", "3000")]


def test_the_same_key_in_two_services_is_two_settings(told: Build) -> None:
    repo = told(
        Scene(
            "2026-01-01T10:00:00Z",
            "Ada",
            "two",
            files={f"{app}/values-{env}.yaml": f"TIMEOUT_MS: {app[-1]}\n" for app in ("a1", "a2") for env in ("staging", "prod")},
        )
    )
    report = forensics.trace("TIMEOUT_MS", repo)
    assert sorted(setting.id for setting in report.settings) == ["a1/values-{env}.yaml#TIMEOUT_MS", "a2/values-{env}.yaml#TIMEOUT_MS"]


def test_branches_that_are_environments_hold_their_own_values(told: Build) -> None:
    repo = told(
        Scene("2026-01-01T10:00:00Z", "Ada", "config", files={"app.env": "TIMEOUT_MS=3000\n"}, branch="staging"),
        Scene("2026-01-02T10:00:00Z", "Ada", "start production", branch="production"),
        Scene("2026-02-01T10:00:00Z", "Ada", "timeout", branch="staging", edits=(("app.env", "3000", "9000"),)),
        Scene("2026-02-05T10:00:00Z", "Bo", "Merge branch 'staging' into production", branch="production", merge="staging"),
    )
    report = forensics.trace("TIMEOUT_MS", repo)
    assert values(report, "staging") == [("01-01", "3000"), ("02-01", "9000")]
    assert values(report, "production") == [("01-01", "3000"), ("02-05", "9000")]


@pytest.mark.parametrize(("branch", "tag"), [("quick-fix", "v1.0.1"), ("release/1.0", None)])
def test_a_tag_or_release_branch_off_the_mainline_shows_a_value_that_may_have_run(branch: str, tag: str | None, told: Build) -> None:
    repo = told(
        BORN,
        raised("production", branch=branch, tag=tag),
        Scene("2026-03-01T10:00:00Z", "Bo", "docs", branch="main", files={"README.md": "x"}),
    )
    report = forensics.trace("TIMEOUT_MS", repo)
    (released,) = [event for event in report.events if event.kind == "release"]
    assert (released.environment, released.before, released.after) == ("production", "3000", "9000")
    assert values(report, "production") == [("01-01", "3000")]


def test_as_of_hides_what_landed_later_even_when_it_was_written_earlier(told: Build) -> None:
    repo = told(
        BORN, raised("staging", branch="feature"),
        Scene("2026-02-09T10:00:00Z", "Bo", "Merge branch 'feature'", branch="main", merge="feature"),
    )  # fmt: skip
    assert values(forensics.trace("TIMEOUT_MS", repo, as_of="2026-02-08T00:00:00Z"), "staging") == [("01-01", "3000")]
    assert len(values(forensics.trace("TIMEOUT_MS", repo, as_of="2026-02-10"), "staging")) == 2


def test_since_leaves_out_what_had_ended(told: Build) -> None:
    repo = told(BORN, raised("staging"), raised("production", at="2026-03-01T10:00:00Z"))
    assert len(forensics.trace("TIMEOUT_MS", repo).settings[0].episodes) == 1
    late = forensics.trace("TIMEOUT_MS", repo, since="2026-04-01")
    assert late.settings[0].episodes == ()
    assert not [event for event in late.events if event.time < datetime(2026, 4, 1, tzinfo=UTC)]


def test_blame_of_the_value_is_set_beside_blame_of_the_line(told: Build) -> None:
    repo = told(
        BORN,
        raised("staging"),
        Scene("2026-03-01T10:00:00Z", "Cy", "quote all values", edits=(("deploy/values-staging.yaml", "9000", '"9000"'),)),
    )
    report = forensics.trace("TIMEOUT_MS", repo)
    stand = next(one for one in report.settings[0].stands if one.environment == "staging")
    assert stand.blame is not None
    assert stand.blame.value_commit != stand.blame.line_commit
    assert stand.blame.differs_because is not None
    assert "rewritten" in stand.blame.differs_because
    assert values(report, "staging") == [("01-01", "3000"), ("02-01", "9000")]


def test_a_revert_is_recognised_and_so_is_its_revert(told: Build) -> None:
    repo = told(
        BORN,
        raised("staging"),
        Scene(
            "2026-02-02T10:00:00Z",
            "Ada",
            'Revert "timeout 9000"\n\nThis reverts commit {commit[1]}.',
            edits=(("deploy/values-staging.yaml", "9000", "3000"),),
        ),
        Scene(
            "2026-02-03T10:00:00Z",
            "Ada",
            'Reapply "timeout 9000"\n\nThis reverts commit {commit[2]}.',
            edits=(("deploy/values-staging.yaml", "3000", "9000"),),
        ),
    )
    report = forensics.trace("TIMEOUT_MS", repo)
    notes = [note for event in report.events for note in event.notes]
    assert len([note for note in notes if note.startswith("reverts ")]) == 2
    assert [value for _, value in values(report, "staging")] == ["3000", "9000", "3000", "9000"]


def test_a_broken_version_is_read_by_line_and_said_to_be(told: Build) -> None:
    repo = told(
        BORN,
        Scene(
            "2026-02-01T10:00:00Z",
            "Ada",
            "template",
            files={"deploy/values-staging.yaml": "{{- if .x }}\nenv:\n\t- broken: [\n  TIMEOUT_MS: 5000\n{{- end }}\n"},
        ),
    )
    report = forensics.trace("TIMEOUT_MS", repo)
    assert any(event.after == "5000" and any("line reader" in note for note in event.notes) for event in report.events)


def test_a_secret_is_masked_everywhere_and_two_equal_ones_still_look_equal(told: Build) -> None:
    secret = "Zk3v9QpL7wXt2RbN5mYc"
    repo = told(
        Scene(
            "2026-01-01T10:00:00Z",
            "Ada",
            "values",
            files={f"v-{env}.yaml": f"DB_PASSWORD: {secret}\n" for env in ("staging", "production")},
        ),
        Scene("2026-02-01T10:00:00Z", "Ada", f"rotate, was {secret}", edits=(("v-staging.yaml", secret, "Other9QpL7wXt2RbN5mYc"),)),
    )
    report = forensics.trace("DB_PASSWORD", repo)
    for form in ("json", "markdown", "terminal"):
        assert secret not in report.to(form)
        assert "Other9QpL7wXt2RbN5mYc" not in report.to(form)
    shown = [value for _, value in values(report, "production")] + [value for _, value in values(report, "staging")]
    assert shown[0] == shown[1] != shown[2]
    assert secret in forensics.trace("DB_PASSWORD", repo, reveal=True).to("json")


def test_two_repositories_make_one_trace(told: Build) -> None:
    one, two = told(BORN, name="one"), told(BORN, raised("staging"), name="two")
    report = forensics.trace("TIMEOUT_MS", [one, two])
    assert len(report.settings) == 2
    assert len({event.id for event in report.events}) == len(report.events) == 5
    assert len(json.loads(report.to("json"))["question"]["repositories"]) == 2


def test_a_key_found_nowhere_gets_the_nearest_names(told: Build) -> None:
    report = forensics.trace("TIMEOUT", told(BORN))
    assert report.settings == ()
    assert "TIMEOUT_MS" in report.document.suggestions


def test_the_same_question_gives_the_same_bytes(told: Build) -> None:
    repo = told(BORN, raised("staging"), raised("production", at="2026-03-01T10:00:00Z"))
    first, second = (forensics.trace("TIMEOUT_MS", repo, as_of="2026-05-01").to("json") for _ in range(2))
    assert first == second


def test_nothing_is_written_into_a_traced_repository(told: Build) -> None:
    repo = told(BORN, raised("staging"))

    def manifest() -> dict[str, tuple[int, int, int]]:
        return {
            str(path): (found.st_mtime_ns, found.st_size, found.st_mode) for path in sorted(repo.rglob("*")) for found in [path.lstat()]
        }

    before = manifest()
    forensics.trace("TIMEOUT_MS", repo)
    assert manifest() == before


@pytest.mark.parametrize("name", sorted(path.stem for path in STORIES.glob("*.toml")))
def test_every_sample_story_builds_the_same_commits_and_is_answered(name: str, tmp_path: Path) -> None:
    story = read(name)
    oids = build(story, tmp_path / "one")
    assert oids == build(from_toml((STORIES / f"{name}.toml").read_text()), tmp_path / "two")
    report = forensics.trace(story.key, tmp_path / "one", as_of=story.as_of)
    expected = {
        "payment-timeout": ("stalled_rollout", ("staging",), ("production",)),
        "client-library": ("stalled_rollout", ("staging",), ("production",)),
        "auth-flag": ("stalled_rollout", ("dev", "staging"), ("production",)),
        "quiet": None,
    }[name]
    verdict = report.verdict
    assert (verdict and (verdict.kind, verdict.deliberate, verdict.diverged)) == expected
    assert len(report.settings[0].stands) >= 2
