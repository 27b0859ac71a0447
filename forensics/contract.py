"""Expected differences between environments: reading `config/expected-env-diff.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forensics.keys import TIERS, Key, canon, words
from forensics.parse import parse

PATH = "config/expected-env-diff.yaml"


@dataclass(frozen=True, slots=True)
class Contract:
    """Key → environment → the value that is expected there, as written."""

    rules: Mapping[str, Mapping[str, str]]

    def expects(self, key: str) -> Mapping[str, str] | None:
        """The rule for a key by any of its spellings; None where there is none."""
        wanted = canon(key)
        return next((rule for name, rule in self.rules.items() if canon(name) == wanted), None)

    def rule_of(self, path: str | tuple[str, ...]) -> Mapping[str, str] | None:
        """The rule for a setting by its key path (`env.T_MS`), in whatever spelling and with how much of the path it is written.

        Of several, the one that names most of the path, and then the one spelled most alike; None where there is none.
        """
        steps = tuple(path.split(".")) if isinstance(path, str) else path
        tiers = {name: Key(name).tier(steps) for name in self.rules}
        found = [(-len(words(name)), TIERS.index(tier), name) for name, tier in tiers.items() if tier is not None]
        return self.rules[min(found)[2]] if found else None


def read(content: bytes, path: str = PATH) -> Contract:
    """The contract in a file's bytes. Entries outside `expected_differences` are left out; nothing is raised."""
    rules: dict[str, dict[str, str]] = {}
    for entry in parse(path, content).entries:
        if len(entry.path) == 3 and entry.path[0] == "expected_differences" and entry.value is not None:
            rules.setdefault(entry.path[1], {})[entry.path[2]] = entry.value
    return Contract(rules)
