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


def test_a_tagged_override_counts_although_the_mainline_inherits(told: Build) -> None:
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files={"v.yaml": "T: 1\n", "v-staging.yaml": "A: 1\n", "v-prod.yaml": "A: 1\n"}),
        Scene("2026-02-01T10:00:00Z", "A", "hot", branch="quick", tag="v1.0.1", edits=(("v-prod.yaml", "A: 1", "A: 1\nT: 99"),)),
        Scene("2026-03-01T10:00:00Z", "Bo", "docs", branch="main", files={"README.md": "x"}),
    )
    (released,) = [event for event in forensics.trace("T", repo).events if event.kind == "release"]
    assert (released.environment, released.before, released.after) == ("prod", "1", "99")


def test_a_fast_forwarded_environment_branch_is_said_to_have_no_date_of_its_own(told: Build) -> None:
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files={"app.env": "T=1\n"}),
        Scene("2026-01-02T10:00:00Z", "A", "x", branch="staging", files={"a": "1"}),
        Scene("2026-02-01T10:00:00Z", "A", "two", branch="main", edits=(("app.env", "1", "2"),)),
    )
    for arguments in (("branch", "production", "main"),):
        subprocess.run(["git", "-C", str(repo), *arguments], check=True)
    report = forensics.trace("T", repo)
    assert any(gap.where == "branch production" and "fast-forward" in gap.why for gap in report.gaps)
    assert not any(gap.where == "branch staging" for gap in report.gaps)


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
    origins = {span.origin for _, spans in late.settings[0].timelines for span in spans}
    assert {event.id for event in late.events if event.time < datetime(2026, 4, 1, tzinfo=UTC)} <= origins
    assert origins <= {event.id for event in late.events}


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
    assert any(event.after == "5000" and any("read with care" in note for note in event.notes) for event in report.events)


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
        "masked-base": ("accident", ("staging",), ("production",)),
        "checkout-platform": ("stalled_rollout", ("dev", "staging"), ("production",)),
    }[name]
    verdict = report.verdict
    assert (verdict and (verdict.kind, verdict.deliberate, verdict.diverged)) == expected
    assert len(report.settings[0].stands) >= 2


ONE = {"v-staging.yaml": "env:\n  T: 1\n  A: 1\n", "v-prod.yaml": "env:\n  A: 1\n"}


def days(report: Report, environment: str) -> list[tuple[str, str | None]]:
    return values(report, environment)


def test_a_key_that_moves_where_another_environment_never_had_it_is_followed(told: Build) -> None:
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files=ONE),
        Scene("2026-02-01T10:00:00Z", "A", "m", files={"v-staging.yaml": "app:\n  T: 1\n  A: 1\n"}),
    )
    report = forensics.trace("T", repo)
    assert days(report, "staging") == [("01-01", "1")]


def test_a_half_moved_key_does_not_differ_back_to_its_birth(told: Build) -> None:
    both = {"v-staging.yaml": "env:\n  T: 1\n", "v-prod.yaml": "env:\n  T: 1\n"}
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files=both),
        Scene("2026-02-01T10:00:00Z", "A", "m", files={"v-staging.yaml": "app:\n  T: 1\n"}),
    )
    for setting in forensics.trace("T", repo).settings:
        assert all(episode.opened_at.month == 2 for episode in setting.episodes)


def test_a_file_moved_away_and_back_is_one_life(told: Build) -> None:
    start = {f"a/v-{env}.yaml": "x: 1\ny: 2\nT: 1\n" for env in ("staging", "prod")}
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files=start),
        Scene("2026-02-01T10:00:00Z", "A", "there", renames={f"a/v-{env}.yaml": f"b/v-{env}.yaml" for env in ("staging", "prod")}),
        Scene("2026-03-01T10:00:00Z", "A", "t", edits=tuple((f"b/v-{env}.yaml", "T: 1", "T: 2") for env in ("staging", "prod"))),
        Scene("2026-04-01T10:00:00Z", "A", "back", renames={f"b/v-{env}.yaml": f"a/v-{env}.yaml" for env in ("staging", "prod")}),
    )
    report = forensics.trace("T", repo)
    assert [setting.id for setting in report.settings] == ["a/v-{env}.yaml#T"]
    assert days(report, "prod") == [("01-01", "1"), ("03-01", "2")]
    assert report.verdict is None


def test_a_new_environment_does_not_take_over_a_dead_ones_past(told: Build) -> None:
    text = "x: 1\ny: 2\nT: 1\n"
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files={f"envs/{env}/app.yaml": text for env in ("qa", "staging", "prod")}),
        Scene("2026-02-01T10:00:00Z", "A", "drop qa", files={"envs/qa/app.yaml": None}),
        Scene("2026-02-02T10:00:00Z", "A", "a sandbox", files={"envs/sandbox/app.yaml": text}),
    )
    assert days(forensics.trace("T", repo), "sandbox") == [("02-02", "1")]


@pytest.mark.parametrize("add_first", [True, False])
def test_an_environment_renamed_in_two_commits_goes_on(add_first: bool, told: Build) -> None:
    text = "x: 1\ny: 2\nz: 3\nT: 1\n"
    add = {"envs/staging/app.yaml": text}
    drop: dict[str, str | None] = {"envs/stg/app.yaml": None}
    first, second = (add, drop) if add_first else (drop, add)
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files={f"envs/{env}/app.yaml": text for env in ("stg", "prod")}),
        Scene("2026-02-01T10:00:00Z", "A", "one", files=first),
        Scene("2026-02-01T10:37:00Z", "A", "two", files=second),
    )
    report = forensics.trace("T", repo)
    assert days(report, "staging")[0] == ("01-01", "1")
    assert not [one for one in report.settings[0].timelines if one[0] == "stg"]


def test_an_override_deleted_in_a_pull_request_is_no_bad_merge_and_cites_its_writer(told: Build) -> None:
    base = {"v.yaml": "T: 1000\n", "v-staging.yaml": "A: 1\n", "v-prod.yaml": "T: 3000\nA: 1\n"}
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files=base),
        Scene("2026-02-01T10:00:00Z", "Writer", "prod takes the default", branch="f", edits=(("v-prod.yaml", "T: 3000\n", ""),)),
        Scene("2026-02-02T10:00:00Z", "Merger", "Merge branch 'f'", branch="main", merge="f"),
    )
    report = forensics.trace("T", repo)
    change = next(event for event in report.events if event.kind == "change" and event.after == "1000" and event.before == "3000")
    assert (change.actor, change.notes) == ("Writer", ())


def test_the_last_writer_inside_a_branch_is_credited_not_the_first_and_not_a_mover(told: Build) -> None:
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files={f"v-{env}.yaml": "T: 1\nb: 2\nc: 3\n" for env in ("staging", "prod")}),
        Scene("2026-02-01T10:00:00Z", "First", "nine", branch="f", edits=(("v-prod.yaml", "T: 1", "T: 9"),)),
        Scene("2026-02-02T10:00:00Z", "Second", "eight", branch="f", edits=(("v-prod.yaml", "T: 9", "T: 8"),)),
        Scene("2026-02-03T10:00:00Z", "Third", "nine again", branch="f", edits=(("v-prod.yaml", "T: 8", "T: 9"),)),
        Scene(
            "2026-02-04T10:00:00Z", "Mover", "move", branch="f", renames={f"v-{env}.yaml": f"c/v-{env}.yaml" for env in ("staging", "prod")}
        ),
        Scene("2026-02-05T10:00:00Z", "Merger", "Merge branch 'f'", branch="main", merge="f"),
    )
    report = forensics.trace("T", repo)
    change = next(event for event in report.events if event.kind == "change" and event.after == "9")
    assert change.actor == "Third"


def test_a_forks_remote_never_overrides_origin(told: Build) -> None:
    repo = told(BORN)
    fork = raised("production", to=666)
    other = told(BORN, fork, name="fork")
    subprocess.run(["git", "clone", "-q", str(repo), str(repo.parent / "clone")], check=True)
    for arguments in (("remote", "add", "zfork", str(other)), ("fetch", "-q", "zfork")):
        subprocess.run(["git", "-C", str(repo.parent / "clone"), *arguments], check=True)
    assert values(forensics.trace("TIMEOUT_MS", repo.parent / "clone"), "production") == [("01-01", "3000")]


def test_a_head_that_names_no_branch_takes_the_only_one(told: Build) -> None:
    repo = told(Scene("2026-01-01T10:00:00Z", "A", "v", files=FILES, branch="trunk"))
    subprocess.run(["git", "-C", str(repo), "symbolic-ref", "HEAD", "refs/heads/nope"], check=True)
    assert forensics.trace("TIMEOUT_MS", repo).document.asked.repositories[0].mainline == "trunk"


def test_values_of_any_length_and_keys_of_any_bytes_are_taken(told: Build) -> None:
    huge = "9" * 5000
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files={"v-staging.yaml": f"T: {huge}s\n", "v-prod.yaml": f"T: {huge}\n"}),
        Scene("2026-02-01T10:00:00Z", "A", "w", edits=(("v-prod.yaml", huge, huge + "9"),)),
    )
    assert forensics.trace("T", repo).verdict is not None
    assert forensics.trace("\udcff\udcfe", repo).settings == ()


def test_an_environment_born_without_the_key_cites_the_birth(told: Build) -> None:
    repo = told(BORN, Scene("2026-02-01T10:00:00Z", "A", "qa", files={"deploy/values-qa.yaml": "env:\n  A: 1\n"}))
    report = forensics.trace("TIMEOUT_MS", repo)
    ids = {event.id for event in report.events}
    assert all(span.origin in ids for _, spans in report.settings[0].timelines for span in spans)
    assert report.settings[0].episodes[0].opened_by in ids


def test_an_unreadable_version_does_not_end_a_difference(told: Build) -> None:
    repo = told(
        BORN, raised("staging"), Scene("2026-03-01T10:00:00Z", "A", "more", edits=(("deploy/values-staging.yaml", "9000", "9500"),))
    )
    blob = subprocess.run(
        ["git", "-C", str(repo), "rev-parse", "HEAD:deploy/values-staging.yaml"], capture_output=True, text=True, check=True
    ).stdout.strip()
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    report = forensics.trace("TIMEOUT_MS", repo)
    (episode,) = report.settings[0].episodes
    assert episode.closed_at is None
    assert any("could not be read" in note for event in report.events for note in event.notes)


def test_blame_asks_for_the_line_where_the_value_stands_now(told: Build) -> None:
    repo = told(
        BORN,
        raised("staging"),
        Scene("2026-03-01T10:00:00Z", "H", "header", edits=(("deploy/values-staging.yaml", "env:", "# header\nenv:"),)),
    )
    stand = next(one for one in forensics.trace("TIMEOUT_MS", repo).settings[0].stands if one.environment == "staging")
    assert stand.blame is not None
    assert stand.blame.value_commit == stand.blame.line_commit


def test_lists_are_told_apart(told: Build) -> None:
    texts = ["[a, b]", '["a, b"]', "[[a], [b]]", "[]", '[""]']
    repo = told(
        *(
            Scene(f"2026-01-0{number}T10:00:00Z", "A", "v", files={f"v-{env}.yaml": f"T: {text}\n" for env in ("staging", "prod")})
            for number, text in enumerate(texts, 1)
        )
    )
    assert len({value for _, value in values(forensics.trace("T", repo), "prod")}) == 5


def test_a_feature_branch_makes_no_environment(told: Build) -> None:
    repo = told(BORN, Scene("2026-02-01T10:00:00Z", "A", "perf", branch="f", files={"deploy/values-perf.yaml": "env:\n  TIMEOUT_MS: 1\n"}))
    assert "perf" not in forensics.trace("TIMEOUT_MS", repo).document.asked.environments


def test_a_file_that_takes_a_deleted_ones_name_does_not_rewrite_its_past(told: Build) -> None:
    body = "".join(f"k{number}: {number}\n" for number in range(9))
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files={"c/prod.yaml": f"{body}T: 1\n", "c/staging.yaml": f"{body}T: 1\n"}),
        Scene(
            "2026-02-01T10:00:00Z",
            "A",
            "second cluster",
            files={"c/prod-two.yaml": f"{body}x: 1\ny: 2\nT: 2\n", "c/staging-two.yaml": f"{body}x: 1\nT: 2\n"},
        ),
        Scene("2026-02-20T10:00:00Z", "A", "drop the first", files={"c/prod.yaml": None}),
        Scene("2026-02-21T10:00:00Z", "A", "rename the second", renames={"c/prod-two.yaml": "c/prod.yaml"}),
    )
    (setting,) = [one for one in forensics.trace("T", repo).settings if one.id == "c/{env}.yaml#T"]
    assert [(span.start.strftime("%m-%d"), span.value) for span in dict(setting.timelines)["prod"]] == [("01-01", "1"), ("02-21", "2")]
