"""What the verdict says of a story: that it claims no more than the history shows."""

from __future__ import annotations

import forensics
from forensics.model import Verdict
from sample_repos.stories import Scene
from tests.conftest import Build


def values(environments: str, value: object, key: str = "T_MS") -> dict[str, str | None]:
    return {f"deploy/values-{one}.yaml": f"env:\n  {key}: {value}\n" for one in environments.split()}


def scene(at: str, files: dict[str, str | None], says: str = "timeouts") -> Scene:
    return Scene(f"{at}T10:00:00Z", "Ada", says, files=files)


def verdict(told: Build, *scenes: Scene, key: str = "T_MS", as_of: str = "2026-12-01") -> Verdict:
    found = forensics.trace(key, told(*scenes), as_of=as_of).verdict
    assert found is not None
    return found


BORN = scene("2026-01-01", values("staging production", 100))
RAISED = scene("2026-02-01", values("staging", 500))


def test_a_change_that_the_rest_took_over_has_arrived(told: Build) -> None:
    found = verdict(told, BORN, RAISED, scene("2026-02-05", values("production", 500)))
    assert (found.kind, found.deliberate) == ("rollout", ("staging", "production"))
    assert "arrived everywhere" in found.summary


def test_a_difference_that_ends_with_a_deleted_file_is_no_arrival(told: Build) -> None:
    found = verdict(told, BORN, RAISED, scene("2026-02-05", {"deploy/values-production.yaml": None}))
    assert "arrived" not in found.summary
    assert not any("followed" in clue.says or "taken back" in clue.says for clue in found.evidence)


def test_a_difference_that_ends_on_a_third_value_is_no_arrival(told: Build) -> None:
    found = verdict(told, BORN, RAISED, scene("2026-02-05", values("staging production", 700)))
    assert "arrived" not in found.summary
    assert not any("followed" in clue.says or "taken back" in clue.says for clue in found.evidence)


def test_one_commit_that_gives_each_its_own_value_leaves_nobody_behind(told: Build) -> None:
    found = verdict(told, BORN, scene("2026-02-01", values("staging", 500) | values("production", 600)))
    assert "kept" not in found.summary
    assert "500 in staging" in found.summary
    assert "600 in production" in found.summary
    assert found.kind not in ("rollout", "stalled_rollout", "unbackported_fix")


def test_a_slip_in_a_commit_that_changed_all_together_is_still_seen(told: Build) -> None:
    born = scene("2026-01-01", values("dev staging production", 1000))
    found = verdict(told, born, scene("2026-02-01", values("dev staging", 1800) | values("production", 18000)))
    assert (found.kind, found.mechanism, found.diverged, found.intended_value) == ("accident", "typo", ("production",), "1800")


def test_environments_that_agreed_before_do_not_differ_as_far_back_as_git_shows(told: Build) -> None:
    born = scene("2026-01-01", values("production", 100))
    found = verdict(told, born, scene("2026-02-01", values("staging", 100)), scene("2026-03-01", values("dev", 900), "dev too"))
    assert "as far back" not in found.summary


def test_environments_that_never_agreed_do(told: Build) -> None:
    found = verdict(told, scene("2026-01-01", values("production", 100) | values("staging", 300)))
    assert "as far back as git shows" in found.summary


def test_what_the_nature_of_a_key_says_cites_the_change_that_made_the_difference(told: Build) -> None:
    born = scene("2026-01-01", values("staging production", "info", "LOG_LEVEL"))
    found = verdict(told, born, scene("2026-02-01", values("staging", "debug", "LOG_LEVEL")), key="LOG_LEVEL")
    assert found.evidence
    assert all(clue.cites for clue in found.evidence)


def test_a_difference_in_old_and_often_edited_files_looks_meant(told: Build) -> None:
    def edited(month: int) -> Scene:
        path = "deploy/values-staging.yaml"
        return scene(f"2026-0{month}-05", {path: f"env:\n  T_MS: 300\n  OTHER: {month}\n"}, f"other {month}")

    born = scene("2026-01-02", values("production", 100) | values("staging", 300), "per environment")
    start = scene("2026-01-01", {"README.md": "x\n"}, "readme")
    found = verdict(told, start, born, *(edited(month) for month in range(2, 8)))
    assert found.kind == "by_design"
    assert any("passed them by" in clue.says for clue in found.evidence)
    young = forensics.trace("T_MS", told(start, born, edited(2), name="young"), as_of="2026-03-01").verdict
    assert young is not None
    assert not any("passed them by" in clue.says for clue in young.evidence)


def test_the_first_commit_of_a_repository_shows_no_choice_and_a_later_one_is_no_import(told: Build) -> None:
    both = values("production", 100) | values("staging", 300)
    says = "nothing before the first commit"
    first = verdict(told, scene("2026-01-01", both))
    assert any(says in clue.says for clue in first.evidence)
    later = forensics.trace(
        "T_MS", told(scene("2026-01-01", {"README.md": "x\n"}), scene("2026-01-02", both), name="later"), as_of="2026-02-01"
    )
    assert later.verdict is not None
    assert not any(says in clue.says for clue in later.verdict.evidence)


def test_the_order_of_promotion_decides_where_names_alone_do_not(told: Build) -> None:
    born = scene("2026-01-01", values("staging eqiad codfw", 100))
    stated: dict[str, str | None] = {
        "forensics.toml": '[environments]\nstaging = ["deploy/values-staging.yaml"]\neqiad = ["deploy/values-eqiad.yaml"]\n'
        'codfw = ["deploy/values-codfw.yaml"]\norder = ["staging", "eqiad", "codfw"]\n'
    }
    start = scene("2025-12-31", stated, "state the environments")
    up = verdict(told, start, born, scene("2026-02-01", values("staging", 500)), as_of="2026-02-03")
    assert up.kind == "rollout"
    repo = told(start, born, scene("2026-02-01", values("eqiad codfw", 500)), name="down")
    down = forensics.trace("T_MS", repo, as_of="2026-02-03").verdict
    assert down is not None
    assert down.kind not in ("rollout", "stalled_rollout")


def test_a_base_below_all_is_no_environments_own_file(told: Build) -> None:
    base: dict[str, str | None] = {"deploy/values.yaml": "env:\n  T_MS: 100\n  A: 1\n  B: 1\n"}
    own: dict[str, str | None] = {f"deploy/values-{one}.yaml": "env:\n  X: 1\n" for one in ("staging", "production")}
    born = scene("2026-01-01", base | own)
    changed: dict[str, str | None] = {
        "deploy/values.yaml": "env:\n  T_MS: 100\n  A: 2\n  B: 2\n",
        "deploy/values-staging.yaml": "env:\n  T_MS: 500\n",
    }
    found = verdict(told, born, scene("2026-02-01", changed))
    assert not any("other values changed" in clue.says for clue in found.evidence)
    assert found.summary.startswith("On 2026-02-01 T_MS became 500 in staging; production kept 100")


def test_agreement_where_the_contract_expects_a_difference_is_a_finding(told: Build) -> None:
    contract = "expected_differences:\n  T: {staging: 5, prod: 9}\n"
    files = {"v-staging.yaml": "T: 5\n", "v-prod.yaml": "T: 9\n", "config/expected-env-diff.yaml": contract}
    repo = told(
        Scene("2026-01-01T10:00:00Z", "A", "v", files=files),
        Scene("2026-02-01T10:00:00Z", "A", "tidy", edits=(("v-prod.yaml", "T: 9", "T: 5"),)),
    )
    (setting,) = forensics.trace("T", repo).settings
    (agreement,) = [episode for episode in setting.episodes if episode.nature == "agreement"]
    assert agreement.closed_at is None
    assert agreement.verdict is not None
    assert agreement.verdict.diverged in ((), ("prod",))
