"""The contract's rules: for a key, what each environment is expected to have, and why, whose it is, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from forensics.contract.expectation import Expectation
from forensics.keys import TIERS, Key, canon, words
from forensics.model import Gap

PATH = "config/expected-env-diff.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is expected for one key, as the contract writes it. `named`: environment → expectation, in the order written; `everywhere`: for
    those not named, or None; `expires`: the last day on which it counts; `line`: where it stands."""

    key: str
    named: tuple[tuple[str, Expectation], ...] = ()
    everywhere: Expectation | None = None
    reason: str = ""
    owner: str = ""
    ticket: str = ""
    expires: date | None = None
    line: int = 0

    @property
    def environments(self) -> tuple[str, ...]:
        return tuple(environment for environment, _ in self.named)

    @property
    def values(self) -> Mapping[str, str]:
        """Environment → the value, for those of which the rule names exactly one."""
        return {environment: value for environment, one in self.named if (value := one.exact) is not None}

    def expects(self, environment: str) -> Expectation | None:
        """What is expected there; None: the rule says nothing of it."""
        return next((one for name, one in self.named if name == environment), self.everywhere)

    def holds(self, values: Mapping[str, str | None]) -> Mapping[str, bool | None]:
        """Environment → whether its value is as expected (None: it can't be told), for those that the rule speaks of."""
        spoken = {environment: self.expects(environment) for environment in values}
        return {environment: one.holds(values[environment], values) for environment, one in spoken.items() if one is not None}

    def stale(self, as_of: datetime) -> bool:
        """Whether its last day had passed (in UTC)."""
        return self.expires is not None and as_of.date() > self.expires

    @property
    def says(self) -> str:
        """In words, as they follow `the contract`: `expects debug in staging, warn in production`."""
        parts = [f"{one.says} in {environment}" for environment, one in self.named]
        if self.everywhere is not None:
            parts.append(f"{self.everywhere.says} in {'every other environment' if parts else 'every environment'}")
        return f"expects {', '.join(parts)}" if parts else "lets this key differ"

    @property
    def terms(self) -> str:
        """Why, whose, and until when, in a few words; empty where nothing of it is stated."""
        told = [self.reason, f"owner {self.owner}" if self.owner else "", self.ticket]
        told.append(f"until {self.expires.isoformat()}" if self.expires else "")
        return "; ".join(one for one in told if one)


@dataclass(frozen=True, slots=True)
class Contract:
    """The rules of one version of the file; `gaps`: what of it could not be read, each with its line. `stated`: there is one at all."""

    rules: tuple[Rule, ...] = ()
    gaps: tuple[Gap, ...] = field(default=(), compare=False)
    stated: bool = True

    def expects(self, key: str) -> Rule | None:
        """The rule for a key by any of its spellings; None where there is none."""
        wanted = canon(key)
        return next((rule for rule in self.rules if canon(rule.key) == wanted), None)

    def rule_of(self, path: str | tuple[str, ...]) -> Rule | None:
        """The rule for a setting by its key path (`env.T_MS`), in whatever spelling and with how much of the path it is written.

        Of several, the one that names most of the path, and then the one spelled most alike; None where there is none.
        """
        steps = tuple(path.split(".")) if isinstance(path, str) else path
        tiers = [(rule, Key(rule.key).tier(steps)) for rule in self.rules if rule.key.strip()]
        found = [(-len(words(rule.key)), TIERS.index(tier), rule.key, rule.line, rule) for rule, tier in tiers if tier is not None]
        return min(found, key=lambda one: one[:4])[-1] if found else None
