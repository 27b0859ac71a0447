"""Expected differences between environments: `config/expected-env-diff.yaml`, what it says of a key, and what it said when."""

from forensics.contract.expectation import Expectation
from forensics.contract.history import RuleAt, RuleHistory, Version, history_of
from forensics.contract.reading import read
from forensics.contract.rules import PATH, Contract, Rule

__all__ = ["PATH", "Contract", "Expectation", "Rule", "RuleAt", "RuleHistory", "Version", "history_of", "read"]
