"""Reads `config/expected-env-diff.yaml`.

The form is that of the literature on environment drift: what is on the list may differ as the list says, anything else is
expected to be equal. The short form names a value per environment:

    expected_differences:
      LOG_LEVEL: {staging: debug, production: warn}

Where one value is too narrow, an environment gets a list of allowed values, or a map of terms, which must all hold:

      GATEWAY_TIMEOUT_MS:
        staging: 10000
        canary: [3000, 5000]                  # any of these
        production: {min: 3s, max: 30s}       # both ends allowed; units as everywhere, and a bare number has the key's own
        dr: {same-as: production}
        dev: {pattern: "[0-9]+000"}           # the whole value; a plain regular expression, always linear in time
        reason: the mock gateway answers at once
        owner: payments
        ticket: PAY-412
        expires: 2027-03-31                   # the last day on which the rule counts

The terms are `value`, `any-of`, `min`, `max`, `pattern`, `same-as` and `absent: true`. Beside the environments they count for every
environment that the rule doesn't name. `reason`, `owner`, `ticket` and `expires` are the rule's own (as osv-scanner's `ignoreUntil`
and `reason`, and Trivy's `expired_at` and `statement`, are for a scanner's findings); an environment that is called so is written
below `environments:`, where no word is reserved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from forensics.contract.expectation import Expectation, amount
from forensics.contract.patterns import PatternRefused, compiled
from forensics.contract.rules import PATH, Contract, Rule
from forensics.model import Entry, Gap
from forensics.parse import parse

_ROOT = "expected_differences"
_OWN = ("reason", "owner", "ticket", "expires")
_TERMS = ("value", "any-of", "min", "max", "pattern", "same-as", "absent")


def read(content: bytes, path: str = PATH) -> Contract:
    """The contract in a file's bytes. What can't be read as a rule is left out and told in `gaps`; nothing is raised.

    `path` says where it stands, for the gaps; whatever its name, it is read as YAML (of which JSON is a part).
    """
    parsed = parse(PATH, content)
    entries = [entry for entry in parsed.entries if entry.path and entry.path[0] == _ROOT]
    gaps: list[Gap] = []
    if parsed.degraded:
        gaps.append(Gap(path, f"{parsed.degraded}; what could be read of its rules counts"))
    if not entries and content.strip():
        gaps.append(Gap(path, f"has no {_ROOT}: it expects no difference"))
    if entries and entries[0].kind not in ("map", "null"):
        gaps.append(Gap(f"{path}:{entries[0].line}", f"{_ROOT} names no keys: below it stands one line for each"))
    rules = _Rules(path, gaps)
    return Contract(tuple(rules.of(entries)), tuple(gaps), stated=bool(content.strip()))


@dataclass(frozen=True, slots=True)
class _Rules:
    """Makes rules of entries, and gaps of what is none."""

    path: str
    gaps: list[Gap]

    def of(self, entries: Sequence[Entry]) -> Iterator[Rule]:
        """A rule for each key, in the order written; of a key that stands twice, the last, as YAML readers have it."""
        by_key: dict[str, list[Entry]] = {}
        for entry in entries:
            if len(entry.path) == 2 and entry.path[1] in by_key:
                self._gap(entry, f"{entry.path[1]} stands here once more; this one counts")
                by_key[entry.path[1]] = []
            if len(entry.path) > 1:
                by_key.setdefault(entry.path[1], []).append(entry)
        for key, some in by_key.items():
            rule = self._rule(key, some)
            if rule is not None:
                yield rule

    def _rule(self, key: str, entries: Sequence[Entry]) -> Rule | None:
        head = entries[0]
        if head.kind == "list":
            everywhere = self._expectation(key, entries, 2)
            return Rule(key, everywhere=everywhere, line=head.line) if everywhere else None
        if head.kind != "map" and len(entries) == 1:
            self._gap(head, f"{key} names no environment: write {key}: {{staging: …, production: …}}")
            return None
        rule, told = Rule(key, line=head.line), len(self.gaps)
        below = _grouped(entries, 2)
        terms = [name for name in below if name in _TERMS]
        if terms:
            flat = [entry for name in terms for entry in below[name]]
            rule = replace(rule, everywhere=self._terms(key, flat, 2))
        for name, some in below.items():
            if name in _OWN:
                rule = self._with_own(rule, name, some[0])
            elif name == "environments" and some[0].kind == "map":
                rule = self._with_environments(rule, _grouped(some, 3), 4)
            elif name not in terms:
                rule = self._with_environments(rule, {name: some}, 3)
        if not rule.named and rule.everywhere is None:
            if len(self.gaps) == told:
                self._gap(head, f"{key} has no environment of which something is expected")
            return None
        return rule

    def _with_environments(self, rule: Rule, groups: dict[str, list[Entry]], depth: int) -> Rule:
        made = [(name, self._expectation(rule.key, some, depth)) for name, some in groups.items()]
        return replace(rule, named=(*rule.named, *((name, one) for name, one in made if one is not None)))

    def _with_own(self, rule: Rule, name: str, entry: Entry) -> Rule:
        if entry.value is None or entry.kind != "scalar":
            self._gap(entry, f"{name} of {rule.key} is no text")
            return rule
        if name == "reason":
            return replace(rule, reason=entry.value)
        if name == "owner":
            return replace(rule, owner=entry.value)
        if name == "ticket":
            return replace(rule, ticket=entry.value)
        try:
            return replace(rule, expires=date.fromisoformat(entry.value.strip()[:10]))
        except ValueError:
            self._gap(entry, f"expires of {rule.key} is no date: write it as 2027-03-31")
            return rule

    def _expectation(self, key: str, entries: Sequence[Entry], depth: int) -> Expectation | None:
        """What the entries below one environment say; their paths are `depth` long at its head."""
        head = entries[0]
        if head.kind == "list":
            allowed = self._listed(entries[1:], depth)
            return Expectation(any_of=allowed, key=key) if allowed else self._gap(head, f"the list for {key} holds no value")
        if head.kind == "map":
            return self._terms(key, entries[1:], depth)
        if head.value is None:
            return self._gap(head, f"{head.path[-1]} of {key} has no value: write one, or {{absent: true}}")
        return Expectation(any_of=(head.value,), key=key)

    def _terms(self, key: str, entries: Sequence[Entry], depth: int) -> Expectation | None:
        """An expectation made of terms. One that can't be read takes the whole with it, as a weaker one would say what nobody wrote."""
        made = Expectation(key=key)
        whole = True
        for name, some in _grouped(entries, depth).items():
            changed = self._term(made, key, name, some, depth + 1)
            whole = whole and changed is not None
            made = changed or made
        if whole and made.least is not None and made.most is not None:
            whole = self._in_order(made, key, entries[0])
        return made if whole and made != Expectation(key=key) else None

    def _term(self, made: Expectation, key: str, name: str, entries: Sequence[Entry], depth: int) -> Expectation | None:
        head = entries[0]
        if name == "any-of" and head.kind == "list":
            allowed = self._listed(entries[1:], depth)
            return replace(made, any_of=allowed) if allowed else self._gap(head, f"any-of for {key} holds no value")
        if head.value is None or head.kind not in ("scalar", "reference"):
            what = "is no list of values" if name == "any-of" else "has no value"
            return self._gap(head, f"{name} for {key} {what}" if name in _TERMS else _unknown(key, name))
        if name in ("value", "any-of"):
            return replace(made, any_of=(head.value,))
        if name in ("min", "max"):
            if amount(head.value, key) is None:
                return self._gap(head, f"{name} for {key} is no amount: write a number, with its unit where it has one")
            return replace(made, least=head.value) if name == "min" else replace(made, most=head.value)
        if name == "pattern":
            return self._pattern(made, key, head)
        if name == "same-as":
            return replace(made, same_as=head.value)
        if name == "absent" and head.value.casefold() in ("true", "false"):
            return replace(made, absent=head.value.casefold() == "true")
        return self._gap(head, f"absent for {key} is neither true nor false" if name == "absent" else _unknown(key, name))

    def _pattern(self, made: Expectation, key: str, entry: Entry) -> Expectation | None:
        try:
            compiled(entry.value or "")
        except PatternRefused as refused:
            return self._gap(entry, f"the pattern for {key} can't be used: {refused}")
        return replace(made, pattern=entry.value)

    def _in_order(self, made: Expectation, key: str, entry: Entry) -> bool:
        low, high = amount(made.least or "", key), amount(made.most or "", key)
        if low and high and (low[1] != high[1] or low[0] > high[0]):
            why = "are in units that can't be compared" if low[1] != high[1] else "leave no value between them"
            self._gap(entry, f"min and max for {key} {why}")
            return False
        return True

    def _listed(self, entries: Sequence[Entry], depth: int) -> tuple[str, ...]:
        """The texts of a list; what else stands in it is a gap."""
        for entry in entries:
            if len(entry.path) == depth + 1 and (entry.value is None or entry.kind in ("map", "list")):
                self._gap(entry, "is no value, and is not counted among those that are allowed")
        return tuple(entry.value for entry in entries if entry.value is not None and len(entry.path) == depth + 1)

    def _gap(self, entry: Entry, why: str) -> Expectation | None:
        """Tells a gap; there is never an expectation then."""
        self.gaps.append(Gap(f"{self.path}:{entry.line}", why))
        return None


def _unknown(key: str, name: str) -> str:
    return f"{name} for {key} is not known; the terms are {', '.join(_TERMS)}"


def _grouped(entries: Sequence[Entry], depth: int) -> dict[str, list[Entry]]:
    """The entries below a place, by the segment at `depth`; of a name that stands twice, the last."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        if len(entry.path) == depth + 1 and entry.path[depth] in groups:
            groups[entry.path[depth]] = []
        if len(entry.path) > depth:
            groups.setdefault(entry.path[depth], []).append(entry)
    return groups
