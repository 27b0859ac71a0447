"""Which rule of the contract speaks of each setting, since when, and by which commits: with an event for each change of a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forensics.contract import PATH, Rule, RuleAt, RuleHistory, Version, history_of
from forensics.contract.findings import findings_on
from forensics.investigate.assembly import Told
from forensics.investigate.mining import Mined
from forensics.investigate.stating import contract_history
from forensics.model import Commit, ContractFinding, Event, Gap, Setting
from forensics.question import Question

if TYPE_CHECKING:
    from forensics.collect.git import Repository


@dataclass(frozen=True, slots=True)
class Rules:
    """The contract of one repository: setting id → its rule over time, and what could not be read of the versions."""

    histories: Mapping[str, RuleHistory]
    gaps: tuple[Gap, ...] = ()

    def on(self, setting: str) -> RuleHistory:
        return self.histories.get(setting) or RuleHistory()

    def findings(self, settings: Iterable[Setting], question: Question, environments: Iterable[str]) -> tuple[ContractFinding, ...]:
        """What is to be said of the rules in force at the question's moment."""
        known = frozenset(environments)
        return tuple(one for setting in settings for one in findings_on(setting, self.on(setting.id), question.as_of, known))


def rules_for(question: Question, mined: Mined, repository: Repository, stories: Sequence[Told]) -> Rules:
    """The rules that speak of the settings of a trace, by the settings' own paths or by the key that was asked for."""
    versions = contract_history(question, mined, repository)

    def history(told: Told) -> RuleHistory:
        path = told.tracks[0].keypath
        return history_of(versions, lambda version: version.rule_of(path) or version.expects(question.key), lambda oid: f"contract|{oid}")

    return Rules({one.setting.id: history(one) for one in stories}, tuple(_gaps(versions)))


def _gaps(versions: Sequence[Version]) -> Iterator[Gap]:
    """What can't be read of the newest version, line by line; of older ones only that one is unreadable as a whole."""
    for version in versions[:-1]:
        broken = [gap for gap in version.contract.gaps if gap.where == PATH]
        yield from (Gap(f"{PATH} at {(version.commit or '')[:10]}", gap.why) for gap in broken)
    yield from (gap for version in versions[-1:] for gap in version.contract.gaps)


def events_of_rules(rules: Rules, repository: Repository) -> list[Event]:
    """An event for each commit that added, changed or removed a rule that is told of."""
    changes: dict[str, RuleAt] = {one.commit: one for history in rules.histories.values() for one in history.versions if one.commit}
    commits = repository.commits(sorted(changes)) if changes else {}
    return [_event(one, commits[oid], repository.commit_url(oid)) for oid, one in sorted(changes.items()) if oid in commits]


def _event(one: RuleAt, commit: Commit, url: str | None) -> Event:
    assert one.landed is not None  # what has a commit has landed
    return Event(
        id=one.event,
        time=one.landed,
        kind="contract",
        title=f"rule {one.how}: {commit.subject}",
        source="git",
        actor=commit.author.name,
        commit=commit.oid,
        path=PATH,
        line=one.rule.line if one.rule else None,
        url=url,
        authored_at=commit.authored.utc,
        committed_at=commit.committed.utc,
        pull_request=commit.pull_request,
        notes=(_told(one.how, one.rule),),
    )


def _told(how: str, rule: Rule | None) -> str:
    return f"the contract's rule was {how}" + (f": it {rule.says}" + (f" ({rule.terms})" if rule.terms else "") if rule else "")
