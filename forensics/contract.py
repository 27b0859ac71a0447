"""Expected differences between environments: reading `config/expected-env-diff.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forensics.keys import canon
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


def read(content: bytes, path: str = PATH) -> Contract:
    """The contract in a file's bytes. Entries outside `expected_differences` are left out; nothing is raised."""
    rules: dict[str, dict[str, str]] = {}
    for entry in parse(path, content).entries:
        if len(entry.path) == 3 and entry.path[0] == "expected_differences" and entry.value is not None:
            rules.setdefault(entry.path[1], {})[entry.path[2]] = entry.value
    return Contract(rules)
