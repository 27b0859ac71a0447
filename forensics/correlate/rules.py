"""The rules by which talk is linked to a change, and how much each is worth alone; nothing here is fitted to a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod


@dataclass(frozen=True, slots=True)
class Rule:
    """`says`: the sentence that a report shows. `strength`: how likely the link holds, by this rule alone. `witness`: rules of one
    witness repeat one another (a commit id and a pull request's number in one message), and only the strongest counts."""

    says: str
    strength: float
    witness: str


# Ids: somebody wrote it down. What is missing to 1 is what was seen in real histories: a ticket quoted for another ticket's sake, a
# number that means an issue, a message that names a commit to complain of something else.
TICKET_IN_SUBJECT = Rule("the commit names the ticket", 0.97, "ticket key")
TICKET_IN_BRANCH = Rule("the branch or pull request names the ticket", 0.95, "ticket key")
TICKET_IN_BODY = Rule("the commit's message names the ticket below its subject", 0.85, "ticket key")
COMMIT_NAMED = Rule("it names the commit", 0.97, "id")
PULL_REQUEST_BY_ADDRESS = Rule("it links to the pull request", 0.95, "id")
PULL_REQUEST_BY_NUMBER = Rule("it names the pull request's number", 0.8, "id")
MESSAGE_IN_COMMIT = Rule("the commit links to the message", 0.97, "id")
# One step further: the ticket (or thread) is about the change, and this is about the ticket. The factor is taken of the first step.
BY_TICKET = Rule("it names a ticket that is linked", 0.75, "inherited")
BY_MESSAGE = Rule("it links to a message that is linked", 0.75, "inherited")
COMMENT = Rule("it is a comment on a ticket that is linked", 0.85, "inherited")
IN_THREAD = Rule("it is in the thread of a message that is linked", 0.6, "inherited")
IN_THREAD_BY_AUTHOR = Rule("the change's author wrote it in the thread of a message that is linked", 0.75, "inherited")
TICKET_TO_TICKET = Rule("its ticket is linked to a ticket that is linked", 0.5, "inherited")
# Words: the strength is that of `by_words`, these are the ceilings.
KEY_AND_VALUE = Rule("it names the key and the value", 0.95, "words")
KEY_NAMED = Rule("it names the key", 0.85, "words")
KEY_IN_WORDS = Rule("it names the key and the value in words", 0.9, "words")
WORDS_ALONE = Rule("it says the same in other words, near the change", 0.9, "words")


@dataclass(frozen=True, slots=True)
class Witness:
    """One rule that spoke, with the strength that it had here."""

    rule: Rule
    strength: float


def together(witnesses: Iterable[Witness]) -> tuple[str, float]:
    """The rules' sentences, strongest first, and the strength of all: one minus the product of what each independent witness leaves
    in doubt (noisy-or); rules of one witness count once."""
    best: dict[str, Witness] = {}
    for one in witnesses:
        before = best.get(one.rule.witness)
        if before is None or (one.strength, one.rule.says) > (before.strength, before.rule.says):
            best[one.rule.witness] = one
    told = sorted(best.values(), key=lambda one: (-one.strength, one.rule.says))
    return "; ".join(one.rule.says for one in told), round(1 - prod(1 - one.strength for one in told), 3)
