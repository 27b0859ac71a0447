"""As whom a token is known, in which workspace, with which scopes, and what is missing: for `forensics doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from forensics.collect.retrying import GaveUp

from .calling import Line
from .refusals import Refused

Kind = Literal["user", "bot"]

# What each scope is needed for. Alternatives in one entry: any of them will do.
# https://docs.slack.dev/reference/scopes, and the methods' own pages
_NEEDED: dict[Kind, tuple[tuple[tuple[str, ...], str], ...]] = {
    "user": (
        (("search:read", "search:read.public"), "nothing can be searched"),
        (("channels:history",), "the threads around a hit in public channels can't be read"),
        (("groups:history",), "those in private channels can't be read"),
        (("channels:read",), "public channels can't be listed"),
        (("groups:read",), "private channels can't be listed"),
        (("users:read",), "people are shown by their ids"),
        (("users:read.email",), "people can't be matched with git by their e-mail address"),
    ),
    "bot": (
        (("channels:history",), "public channels can't be read, even where the app was invited"),
        (("groups:history",), "private channels can't be read, even where the app was invited"),
        (("channels:read",), "public channels can't be listed"),
        (("groups:read",), "private channels can't be listed"),
        (("users:read",), "people are shown by their ids"),
        (("users:read.email",), "people can't be matched with git by their e-mail address"),
    ),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What auth.test says of a token. `scopes` None: Slack did not state them. `missing` and `trouble` are whole sentences with the way
    out; `trouble` None: the token works."""

    kind: Kind
    origin: str
    account: str | None = None
    team: str | None = None
    url: str | None = None
    scopes: tuple[str, ...] | None = None
    missing: tuple[str, ...] = ()
    trouble: str | None = None
    answered_at: datetime | None = None  # by the service's own clock

    def sentences(self) -> tuple[str, ...]:
        """All of it in plain sentences, for a person to read."""
        if self.trouble:
            return (f"The Slack {self.kind} token {self.origin} does not work. {self.trouble}.",)
        scopes = "with scopes that it did not state" if self.scopes is None else f"with the scopes {', '.join(self.scopes) or 'none'}"
        place = f"{self.team or 'its workspace'}{f' ({self.url})' if self.url else ''}"
        return (
            f"Slack knows the {self.kind} token {self.origin} as {self.account or 'nobody by name'} in {place}, {scopes}.",
            *self.missing,
        )


def identify(line: Line, kind: Kind) -> Identity:
    """Ask auth.test as whom `line`'s token is known; its trouble, where there is any, is in the answer."""
    origin = line.token.origin
    try:
        reply, headers = line.call("auth.test")
    except Refused as trouble:
        return Identity(kind, origin, trouble=f"Slack refused the {kind} token ({trouble.sentence()})")
    except GaveUp as trouble:
        return Identity(kind, origin, trouble=f"Slack unreachable: it {trouble}")
    stated = headers.get("x-oauth-scopes")
    scopes = None if stated is None else tuple(sorted({scope.strip() for scope in stated.split(",")} - {""}))
    named = (_name(reply, "user"), _name(reply, "team"), _name(reply, "url"))
    return Identity(kind, origin, *named, scopes, _missing(kind, scopes), answered_at=_clock(headers.get("date", "")))


def _clock(stated: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _missing(kind: Kind, scopes: tuple[str, ...] | None) -> tuple[str, ...]:
    if scopes is None:
        return ()
    lacking = [(names[0], without) for names, without in _NEEDED[kind] if not set(names) & set(scopes)]
    return tuple(
        f"Without the scope {name} {without}: add it under {kind.capitalize()} Token Scopes on the app's page OAuth & Permissions, "
        "and install it again."
        for name, without in lacking
    )


def _name(reply: dict[str, Any], key: str) -> str | None:
    written = reply.get(key)
    return written if isinstance(written, str) and written else None
