"""What the contract of expected differences says of a setting, and how the setting keeps to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# in_force  the rule as it stands now             violated  an environment has what the rule does not allow there
# expired   the rule's last day has passed        stale     the rule names an environment that there is none of
ContractKind = Literal["in_force", "violated", "expired", "stale"]


@dataclass(frozen=True, slots=True)
class ContractFinding:
    """One thing that a report says of the contract. `key` is as the contract writes it; `environment` None: the rule as a whole; `says` is
    one sentence, `cites` are event ids; `path` and `line`: where the rule stands."""

    setting: str
    key: str
    environment: str | None
    kind: ContractKind
    says: str
    cites: tuple[str, ...] = ()
    path: str | None = None
    line: int | None = None
