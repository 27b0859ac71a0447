"""A setting held against the rule in force: the rule itself, where it is broken, and where it is out of date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forensics.contract.history import RuleHistory
from forensics.contract.rules import PATH, Rule
from forensics.model import ContractFinding, ContractKind, Setting, Stand

# Of which environment (None: the rule), what kind of finding, one sentence, and what it cites.
_Said = tuple[str | None, ContractKind, str, tuple[str, ...]]


def findings_on(setting: Setting, history: RuleHistory, as_of: datetime, environments: frozenset[str]) -> tuple[ContractFinding, ...]:
    """What is to be said of the rule for a setting at a moment; nothing where none is in force. `environments`: all that are known.

    A value is held against the rule only where it is known: what could not be read breaks nothing, and an absent value only where git
    alone tells that nothing else sets it.
    """
    now = history.at(as_of)
    if now is None or now.rule is None:
        return ()
    made = (now.event,) if now.event else ()
    path = PATH if now.how != "given" else None
    told = [*_on_rule(now.rule, as_of), *_on_values(setting, now.rule), *_on_environments(now.rule, environments)]
    return tuple(
        ContractFinding(setting.id, now.rule.key, environment, kind, says, (*cites, *made), path, now.rule.line)
        for environment, kind, says, cites in told
    )


def _on_rule(rule: Rule, as_of: datetime) -> Iterator[_Said]:
    terms = f" ({rule.terms})" if rule.terms else ""
    yield None, "in_force", f"the contract {rule.says}{terms}", ()
    if rule.stale(as_of) and rule.expires:
        days = (as_of.date() - rule.expires).days
        passed = "yesterday" if days == 1 else f"{days} days ago"
        yield None, "expired", f"the rule for {rule.key} counted until {rule.expires.isoformat()}, {passed}", ()


def _on_values(setting: Setting, rule: Rule) -> Iterator[_Said]:
    known = {stand.environment: stand.effective for stand in setting.stands if _is_known(stand)}
    origins = {environment: spans[-1].origin for environment, spans in setting.timelines if spans}
    for environment, holds in rule.holds(known).items():
        expected = rule.expects(environment)
        if holds is False and expected is not None:
            value = known[environment]
            has = f"has {value}" if value is not None else "does not set it"
            origin = origins.get(environment, "")
            yield environment, "violated", f"{environment} {has}; the contract expects {expected.says}", (origin,) if origin else ()


def _is_known(stand: Stand) -> bool:
    if stand.observed is not None or stand.resolved == "full":
        return stand.observed is not None or stand.state != "unreadable"
    return stand.state == "present" and stand.resolved == "partial"


def _on_environments(rule: Rule, environments: frozenset[str]) -> Iterator[_Said]:
    for environment in rule.environments:
        if environment not in environments:
            known = ", ".join(sorted(environments)) or "none"
            yield environment, "stale", f"the contract names {environment}, which there is none of (environments: {known})", ()
