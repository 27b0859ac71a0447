"""The contract's own history: which rule was in force when, who wrote it, and how the values keep to it."""

from __future__ import annotations

from pathlib import Path

import forensics
from forensics.model import ContractFinding, Report
from sample_repos.stories import Scene
from tests.conftest import Build

PATH = "config/expected-env-diff.yaml"
SHORT = "expected_differences:\n  TIMEOUT_MS: {staging: 9000, production: 3000}\n"
FILES = {f"deploy/values-{one}.yaml": "env:\n  TIMEOUT_MS: 3000\n" for one in ("staging", "production")}
BORN = Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "values", files=FILES)
RAISED = Scene("2026-02-01T10:00:00Z", "Ada Lovelace", "timeout", edits=(("deploy/values-staging.yaml", "3000", "9000"),))
RULED = Scene("2026-03-01T10:00:00Z", "Ada Lovelace", "staging may wait longer", files={PATH: SHORT})


def asked(repo: Path, **options: object) -> Report:
    options.setdefault("as_of", "2026-11-01T00:00:00Z")
    return forensics.trace("TIMEOUT_MS", repo, **options).document  # type: ignore[arg-type]


def kinds(report: Report) -> dict[str, ContractFinding]:
    return {one.kind: one for one in report.contract}


def test_a_rule_is_told_with_the_commit_that_made_it(told: Build) -> None:
    report = asked(told(BORN, RAISED, RULED))
    (rule,) = report.contract
    assert (rule.kind, rule.path, rule.line) == ("in_force", PATH, 2)
    assert "9000 in staging, 3000 in production" in rule.says
    (event,) = [event for event in report.events if event.id in rule.cites]
    assert (event.kind, event.title) == ("contract", "rule added: staging may wait longer")
    assert event.notes[0].startswith("the contract's rule was added: it expects 9000 in staging")
    assert report.verdict is not None
    assert report.verdict.mechanism == "contract"


def test_a_rule_does_not_count_before_it_landed(told: Build) -> None:
    report = asked(told(BORN, RAISED, RULED), as_of="2026-02-15T00:00:00Z")
    assert report.contract == ()
    assert not [event for event in report.events if event.kind == "contract"]
    assert report.verdict is not None
    assert report.verdict.mechanism != "contract"


def test_an_episode_is_judged_by_the_rule_that_was_in_force_when_it_ended(told: Build) -> None:
    ended = Scene("2026-04-01T10:00:00Z", "Ada Lovelace", "back", edits=(("deploy/values-staging.yaml", "9000", "3000"),))
    gone = Scene("2026-05-01T10:00:00Z", "Ada Lovelace", "no rules", files={PATH: "expected_differences: {}\n"})
    report = asked(told(BORN, RAISED, RULED, ended, gone))
    assert report.contract == ()
    titles = [event.title for event in report.events if event.kind == "contract"]
    assert titles == ["rule added: staging may wait longer", "rule removed: no rules"]
    (verdict,) = [episode.verdict for setting in report.settings for episode in setting.episodes if episode.nature == "difference"]
    assert verdict is not None
    assert verdict.mechanism == "contract"


def test_a_rule_that_landed_after_an_episode_had_ended_does_not_explain_it(told: Build) -> None:
    ended = Scene("2026-02-20T10:00:00Z", "Ada Lovelace", "back", edits=(("deploy/values-staging.yaml", "9000", "3000"),))
    report = asked(told(BORN, RAISED, ended, RULED))
    (verdict,) = [episode.verdict for setting in report.settings for episode in setting.episodes if episode.nature == "difference"]
    assert verdict is not None
    assert verdict.mechanism != "contract"


def test_a_rule_that_only_moved_to_another_line_was_not_changed(told: Build) -> None:
    moved = Scene("2026-04-01T10:00:00Z", "Ada Lovelace", "a comment", files={PATH: "# what may differ\n" + SHORT})
    report = asked(told(BORN, RAISED, RULED, moved))
    assert len([event for event in report.events if event.kind == "contract"]) == 1


def test_a_broken_an_expired_and_a_stale_rule_are_findings(told: Build) -> None:
    text = "expected_differences:\n  TIMEOUT_MS: {staging: {max: 5s}, production: 3000, qa: 1, expires: 2026-10-30, owner: payments}\n"
    report = asked(told(BORN, RAISED, Scene("2026-03-01T10:00:00Z", "Ada Lovelace", "rules", files={PATH: text})))
    found = kinds(report)
    assert found.keys() == {"in_force", "violated", "expired", "stale"}
    assert "owner payments; until 2026-10-30" in found["in_force"].says
    assert (found["violated"].environment, found["violated"].says) == ("staging", "staging has 9000; the contract expects 5s or less")
    cited = [event for event in report.events if event.id in found["violated"].cites]
    assert {(event.kind, event.environment) for event in cited} == {("change", "staging"), ("contract", None)}
    assert found["expired"].says == "the rule for TIMEOUT_MS counted until 2026-10-30, 2 days ago"
    assert found["stale"].says.startswith("the contract names qa, which there is none of")


def test_a_range_that_is_kept_explains_the_difference(told: Build, tmp_path: Path) -> None:
    given = tmp_path / "contract.yaml"
    given.write_text("expected_differences:\n  TIMEOUT_MS: {staging: {min: 5s, max: 10s}, production: 3000}\n")
    report = asked(told(BORN, RAISED), contract=given)
    assert report.verdict is not None
    assert report.verdict.mechanism == "contract"
    assert report.contract[0].cites == ()


def test_what_can_not_be_read_of_a_contract_is_a_gap_with_its_line(told: Build, tmp_path: Path) -> None:
    given = tmp_path / "contract.yaml"
    given.write_text("expected_differences:\n  TIMEOUT_MS: {staging: {min: soon}}\n")
    report = asked(told(BORN, RAISED), contract=given)
    assert [gap.where for gap in report.gaps if "min for TIMEOUT_MS" in gap.why] == ["the contract given:2"]
    assert [source.status for source in report.sources if source.name == "git"] == ["complete"]


def test_a_contract_that_was_never_committed_counts_as_the_work_tree_has_it(told: Build) -> None:
    repo = told(BORN, RAISED)
    (repo / "config").mkdir()
    (repo / PATH).write_text(SHORT)
    report = asked(repo)
    assert kinds(report)["in_force"].cites == ()
    assert report.verdict is not None
    assert report.verdict.mechanism == "contract"


def test_two_repositories_keep_their_rules_apart(told: Build) -> None:
    one, other = told(BORN, RAISED, RULED, name="one"), told(BORN, RAISED, name="other")
    report = forensics.trace("TIMEOUT_MS", [one, other], as_of="2026-11-01T00:00:00Z").document
    (rule,) = report.contract
    assert rule.setting in {setting.id for setting in report.settings}
    assert set(rule.cites) <= {event.id for event in report.events}
    assert rule.cites
