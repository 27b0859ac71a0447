"""What is asked, and the one sentence where it can't be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class QuestionError(Exception):
    """The question can't be asked as it stands; the message is one sentence that says what is wrong and the way out."""


class LiveFile(NamedTuple):
    """A file of live evidence: of which environment as it was named, seen when (None: the file says), at which path."""

    environment: str
    time: datetime | None
    path: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, complete: nothing below reads a clock, an option or the environment.

    `repositories` are paths as given; `as_of` and `since` aware UTC; `contract` and `notes` the bytes of those given by hand;
    `slack` and `jira`: the path of an export, or `api`; `store`: the path of what a sync brought, read for what neither of them names;
    `live` and `shell_history`: files of what was seen running and of what was typed; `events`: files of JSON Lines.
    """

    key: str
    repositories: tuple[str, ...]
    as_of: datetime
    since: datetime | None = None
    environments: tuple[str, ...] = ()
    setting: str | None = None
    contract: bytes | None = None
    notes: bytes | None = None
    all_refs: bool = False
    verify_objects: bool = False
    slack: str | None = None
    jira: str | None = None
    store: str | None = None
    live: tuple[LiveFile, ...] = ()
    shell_history: tuple[LiveFile, ...] = ()
    events: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.key.strip():
            raise QuestionError("the key is empty: name the setting to trace, for example PAYMENT_GATEWAY_TIMEOUT_MS")
