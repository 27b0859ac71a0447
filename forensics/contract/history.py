"""The rule for one key over time: when it was made, changed and taken away, and by which commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from forensics.contract.rules import Contract, Rule
from forensics.model import check_utc

# `given`: it has no history, since it was handed over with the question or never committed.
How = Literal["given", "added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the contract: when it landed on the mainline and by which commit; both None where it has no history."""

    landed: datetime | None
    commit: str | None
    contract: Contract

    def __post_init__(self) -> None:
        check_utc(self.landed)


@dataclass(frozen=True, slots=True)
class RuleAt:
    """The rule from one landing on. `rule` None: from here on there is none; `event`: the id under which a sentence cites the landing,
    empty where there is none."""

    landed: datetime | None
    commit: str | None
    rule: Rule | None
    how: How
    event: str = ""

    def __post_init__(self) -> None:
        check_utc(self.landed)


@dataclass(frozen=True, slots=True)
class RuleHistory:
    """What the contract said of one key over time, oldest first: only versions that changed the rule."""

    versions: tuple[RuleAt, ...] = ()

    def at(self, moment: datetime) -> RuleAt | None:
        """The version in force at a moment: the last that had landed by then; None before the first."""
        return next((one for one in reversed(self.versions) if one.landed is None or one.landed <= moment), None)

    def before(self, moment: datetime) -> RuleAt | None:
        """The version in force just before a moment, so that a commit that ends something doesn't count for it."""
        return next((one for one in reversed(self.versions) if one.landed is None or one.landed < moment), None)

    def rule_at(self, moment: datetime) -> Rule | None:
        """The rule in force at a moment."""
        found = self.at(moment)
        return found.rule if found else None

    def within(self, start: datetime, end: datetime) -> tuple[RuleAt, ...]:
        """The changes of the rule from `start` to `end`, both inside; one that has no history is none."""
        return tuple(one for one in self.versions if one.landed is not None and start <= one.landed <= end)

    def by(self, commit: str) -> RuleAt | None:
        """The change of the rule that this commit brought: where it changed the value too, both were written in one."""
        return next((one for one in self.versions if one.commit == commit), None)


def history_of(versions: Iterable[Version], rule_in: Callable[[Contract], Rule | None], named: Callable[[str], str] = str) -> RuleHistory:
    """One key's rule through the versions of a contract, oldest first. `rule_in`: how it is found in one; `named`: commit → event id.

    A rule that only moved to another line didn't change.
    """
    found: list[RuleAt] = []
    known: Rule | None = None
    for version in versions:
        rule = rule_in(version.contract)
        if _meant(rule) != _meant(known):
            how: How = "removed" if rule is None else "added" if known is None else "changed"
            how = how if version.commit is not None else "given"
            found.append(RuleAt(version.landed, version.commit, rule, how, named(version.commit) if version.commit else ""))
        known = rule
    return RuleHistory(tuple(found))


def _meant(rule: Rule | None) -> tuple[object, ...] | None:
    if rule is None:
        return None
    return rule.named, rule.everywhere, rule.reason, rule.owner, rule.ticket, rule.expires
