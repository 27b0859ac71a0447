"""Messages and tickets without their secrets: what the store writes has gone through here."""

from __future__ import annotations

import re
from dataclasses import replace

from forensics.model import Account, Message, Ticket
from forensics.redact import Redactor

# The redactor takes a tenth of a millisecond for a text, and few texts can hold a secret at all. What it masks is one of: a value
# behind a name of its list, a password in an address, or something of 16 characters and more without a blank (the shortest token of
# a provider but Slack's; the shortest random segment). A test holds this against the redactor's own corpus.
_NAMES = ("pass", "pwd", "secret", "token", "key", "cred", "_auth", "authorization", "pin", "salt", "xox", "://", "-----begin", "@")
_LONG = re.compile(r"\S{16}")


def may_hold_secret(text: str) -> bool:
    """Whether the redactor could mask anything in `text`; False is sure."""
    if _LONG.search(text):
        return True
    folded = text.lower()
    return any(name in folded for name in _NAMES)


class Mask:
    """Masks one message or ticket at a time: what a text becomes depends on nothing that was read before it, so that a sync that was
    interrupted ends in the same store. `fingerprint_key` is the user's own (see forensics.redact)."""

    def __init__(self, fingerprint_key: bytes) -> None:
        self._key = fingerprint_key

    def message(self, message: Message) -> Message:
        """The message with its text and links masked; a secret told in the one is masked in the other too."""
        if not any(map(may_hold_secret, (message.text, *message.links))):
            return message
        redactor = Redactor(self._key)
        redactor.text("\n".join((message.text, *message.links)))
        return replace(message, text=redactor.text(message.text), links=tuple(map(redactor.text, message.links)))

    def ticket(self, ticket: Ticket) -> Ticket:
        """The ticket with each of its texts masked; a secret told anywhere in it is masked everywhere in it."""
        redactor = Redactor(self._key)
        once = _masked(ticket, redactor)
        return _masked(ticket, redactor) if once != ticket else ticket

    def account(self, account: Account) -> Account:
        """An account whose names hold no secret; ids and addresses stay as they are, for they are what accounts are matched by."""
        redactor = Redactor(self._key)
        return replace(account, name=redactor.text(account.name), handle=account.handle and redactor.text(account.handle))


def _masked(ticket: Ticket, redactor: Redactor) -> Ticket:
    def text(told: str) -> str:
        return redactor.text(told) if may_hold_secret(told) or redactor_knows(redactor) else told

    return replace(
        ticket,
        summary=text(ticket.summary),
        description=text(ticket.description),
        labels=tuple(map(text, ticket.labels)),
        links=tuple(map(text, ticket.links)),
        other_texts=tuple((name, text(f"{name}: {told}").removeprefix(f"{name}: ")) for name, told in ticket.other_texts),
        comments=tuple(replace(comment, text=text(comment.text)) for comment in ticket.comments),
        moves=tuple(
            replace(move, before=move.before and text(move.before), after=move.after and text(move.after)) for move in ticket.moves
        ),
    )


def redactor_knows(redactor: Redactor) -> bool:
    """Whether it has masked something already, and so would mask the same elsewhere."""
    return bool(redactor._literals)
